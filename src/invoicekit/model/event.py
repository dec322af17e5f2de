"""What happened: append-only, chained per subject."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from invoicekit.masking import Personal
from invoicekit.model.value import Value


class Actor(Value):
    """Who does something: a person or a system, by the name the host knows it by."""

    name: str
    display_name: Annotated[str | None, Personal("name")] = None


class Event(Value):
    """One thing that happened to a subject.

    Attributes:
        id: Its own, the same wherever it is told: who was told before passes by.
        subject: The id of the record, customer, payment … it happened to.
        sequence: 1, 2, 3 … per subject.
        type: Dotted, such as `invoice.issued`.
        data: What a reader needs to know of it; JSON values.
        hash: Chain hash over the event before and this one.
    """

    id: str = ""
    subject: str
    sequence: int
    type: str
    actor: str
    at: datetime
    data: Annotated[dict[str, object], Personal("hidden")] = {}
    hash: str = ""
