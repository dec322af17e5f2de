"""`kit.reminders`: what is overdue, and the letters that say so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import partial

from invoicekit.errors import StateError
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.reminder import AFTER_DAYS, Overdue, Reminder
from invoicekit.services import remind


@dataclass(frozen=True)
class Reminders:
    """Finds what is overdue and reminds of it, once a level."""

    _runtime: Runtime

    def due(
        self, *, on: date | None = None, after_days: Sequence[int] = AFTER_DAYS
    ) -> tuple[Overdue, ...]:
        """Returns the documents that should be reminded of, the longest overdue first.

        Args:
            on: A day; today (UTC) by default.
            after_days: Days overdue from which the first, second … reminder is sent.

        Raises:
            InputError: The days do not ascend.
        """
        return tuple(self._due(on, after_days))

    def send(
        self,
        invoice_id: str,
        *,
        actor: Actor | str,
        after_days: Sequence[int] = AFTER_DAYS,
        channel: str | None = None,
        to: Sequence[str] = (),
    ) -> Reminder:
        """Queues the next reminder of a document, with its originals, and returns it.

        The open amount is read under the document's lock. Who paid before the letter leaves gets
        none: its delivery is cancelled.

        Raises:
            StateError: Nothing is open, it is not late enough, or every reminder was sent.
            InputError: Nobody to send it to, or the days do not ascend.
        """
        tools = self._runtime.tools
        return self._runtime.write(
            lambda uow: remind.remind(
                uow,
                tools,
                invoice_id,
                actor=actor,
                after_days=after_days,
                channel=channel,
                to=to,
            )
        )

    def run(
        self, *, actor: Actor | str, after_days: Sequence[int] = AFTER_DAYS
    ) -> tuple[Reminder, ...]:
        """Reminds of everything that is due today, each in a transaction, and returns what it sent.

        Safe to run twice or side by side: no document is reminded of twice at a level, and what is
        paid or credited meanwhile is passed by.

        Raises:
            InputError: A buyer has no address, or the days do not ascend; what was sent is sent.
        """
        sent = []
        for each in self._due(None, after_days):
            with suppress(StateError):  # paid, or reminded of by another run
                sent.append(self.send(each.invoice_id, actor=actor, after_days=after_days))
        return tuple(sent)

    def list(self, invoice_id: str) -> tuple[Reminder, ...]:
        """Returns the reminders of a document, the first one first."""
        return self._runtime.read(lambda uow: remind.reminders_of(uow, invoice_id))

    def _due(self, on: date | None, after_days: Sequence[int]) -> Iterator[Overdue]:
        day = on or self._runtime.tools.now().date()
        after: str | None = None
        while True:
            page = partial(remind.overdue, on=day, after_days=after_days, after=after)
            found, after = self._runtime.read(page)
            yield from found
            if after is None:
                return
