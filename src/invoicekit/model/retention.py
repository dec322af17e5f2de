"""How long a document is kept, what holds it longer, and what was destroyed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from invoicekit.model.value import Value


class Hold(Value):
    """A legal hold: nothing it covers is destroyed until it is lifted.

    It covers a document that fits all that is given of `document_id`, `customer_id` and the days
    from `start` to `end`; a hold with none of them covers the whole archive.
    """

    id: str
    document_id: str | None = None
    customer_id: str | None = None
    start: date | None = None
    end: date | None = None
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None = None
    lifted_at: datetime | None = None
    lift_reason: str | None = None

    def covers(self, document_id: str, customer_id: str | None, day: date) -> bool:
        """Returns whether it holds a document, as long as it is not lifted."""
        return (
            self.lifted_at is None
            and self.document_id in {None, document_id}
            and self.customer_id in {None, customer_id}
            and (self.start is None or self.start <= day)
            and (self.end is None or day <= self.end)
        )


class Retention(Value):
    """How long a document is kept.

    Attributes:
        until: The last day it must be there by the law in force today.
        years: Of that law, and its `source`.
        holds: What keeps it longer, until lifted.
        unsettled: What is still open between the parties, such as `12.00 EUR`; a document of an
            open debt is kept (会计档案管理办法, article 19).
    """

    document_id: str
    number: str
    issue_date: date
    until: date
    years: int
    source: str
    holds: tuple[Hold, ...] = ()
    unsettled: str | None = None

    def why_kept(self, today: date) -> str | None:
        """Returns why it may not be destroyed on a day, None where it may."""
        if today <= self.until:
            return f"it is kept until {self.until} ({self.source})"
        if self.holds:
            return f"it is on hold: {self.holds[0].reason}"
        return f"{self.unsettled} is still open" if self.unsettled else None


class DisposalEntry(Value):
    """One file on a list of disposal: the record that stays of it."""

    document_id: str
    number: str
    issue_date: date
    name: str
    location: str
    size: int
    sha256: str
    sm3: str | None = None
    retained_until: date
    source: str


class KeptBack(Value):
    """A document whose period is over and that stays all the same, and why."""

    document_id: str
    number: str
    reason: str


class Disposal(Value):
    """A disposal run (销毁清册): what goes, who proposed it, who confirmed it.

    Attributes:
        state: `proposed`; `confirmed` while the bytes go; `done` when they are gone.
        list_hash: SHA-256 of the canonical list, which the events of the run hold too.
        kept_back: Documents that stay though their period is over; known when it is proposed.
    """

    id: str
    state: Literal["proposed", "confirmed", "done"]
    entries: tuple[DisposalEntry, ...]
    list_hash: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    done_at: datetime | None = None
    kept_back: tuple[KeptBack, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(entry.size for entry in self.entries)
