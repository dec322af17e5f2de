"""Who is told of events, by a request to an address of theirs."""

from __future__ import annotations

from datetime import datetime

from invoicekit.model.value import Value


class EventWebhook(Value):
    """A subscription: every event of its types is posted to its address, in order.

    Attributes:
        types: Such as `invoice.issued`, or `invoice.*` for all of a kind; empty for everything.
        active: Whether it is told; while it is not, nothing is lost.
        generation: How often its secret was changed, plus one.
        previous_until: Until when requests are signed by the secret before, too.
    """

    id: str
    version: int = 1
    url: str
    types: tuple[str, ...] = ()
    active: bool = True
    generation: int = 1
    previous_until: datetime | None = None
    created_at: datetime

    def wants(self, event_type: str) -> bool:
        """Returns whether it is told of events of a type."""
        return not self.types or any(
            event_type.startswith(each[:-1]) if each.endswith(".*") else event_type == each
            for each in self.types
        )
