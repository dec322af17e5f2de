"""`kit.events`: what happened, read from where one stopped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Event
from invoicekit.services.read_events import EventPage, events_of, events_since


@dataclass(frozen=True)
class Events:
    """What happened, in order."""

    _runtime: Runtime

    def of(self, subject: str, *, limit: int = 1000) -> tuple[Event, ...]:
        """Returns the events of a record, customer, order or payment, oldest first."""
        return self._runtime.read(lambda uow: events_of(uow, subject, limit=limit))

    def subscribe(self, subscriber: Callable[[Event], object]) -> Callable[[], None]:
        """Has a function called with every event of this tenant, and returns what ends that.

        It is called in the process and thread that did the work, after the commit, and never of
        what was rolled back. What other processes do it does not hear of: `since` and
        `kit.webhooks` do. Where it raises, that is logged, for the work is done.

        Args:
            subscriber: Takes the event; it should be quick.
        """
        return self._runtime.subscribers.add(self._runtime.tenant, subscriber)

    def since(self, cursor: str | None = None, *, limit: int = 100) -> EventPage:
        """Returns what happened after a cursor, over all subjects; None starts at the beginning.

        The order is that in which transactions ended, so who goes on from `next` misses nothing,
        however many write at once.

        Raises:
            BadCursor: The cursor is none of ours.
        """
        return self._runtime.read(lambda uow: events_since(uow, cursor, limit=limit))
