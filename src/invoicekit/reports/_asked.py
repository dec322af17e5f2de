"""What a report is asked: which documents, as of which day, cut how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked: documents issued in a span, money as of a day.

    Attributes:
        by: How periods are cut: `month`, `quarter` or `year`.
        per: A further dimension of sales: `customer`, `country` or `product`; None for none.
        fiscal_start: The month the fiscal year starts in.
    """

    as_of: date
    start: date | None = None
    end: date | None = None
    by: str = "month"
    per: str | None = None
    fiscal_start: int = 1
