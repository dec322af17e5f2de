"""An open item: a document with money to pay on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Open:
    """One open item, `amount` in the document's currency."""

    id: str
    number: str
    amount: Decimal
    due_date: date | None = None
    issue_date: date | None = None
