"""What a report is asked: which documents, as of which day, cut how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from invoicekit.dates import Span, month_of, quarter_of, year_of
from invoicekit.errors import InputError


@dataclass(frozen=True, slots=True)
class Entered:
    """Income that no invoice shows, entered by hand into a return.

    Attributes:
        row: The row of the form, such as `1`.
        net: Without tax; `tax` is its tax, worked out by the row's rate where it is not given.
        column: `uninvoiced`, or `audit` for adjustments by an audit (纳税检查调整).
    """

    row: str
    net: Decimal
    tax: Decimal | None = None
    column: str = "uninvoiced"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked: documents issued in a span, money as of a day.

    Attributes:
        by: How periods are cut: `month`, `quarter` or `year`.
        per: A further dimension of sales: `customer`, `country` or `product`; None for none.
        fiscal_start: The month the fiscal year starts in.
        entered: What no invoice shows, for returns.
        vat_due: The VAT due for the period, which surcharges are of, for returns.
        seat: Where the taxpayer is, which decides the tax of its city: `city`, `town`, `elsewhere`.
        small: Whether it is a 小型微利企业 or 个体工商户, which pays half of its surcharges.
    """

    as_of: date
    start: date | None = None
    end: date | None = None
    by: str = "month"
    per: str | None = None
    fiscal_start: int = 1
    entered: tuple[Entered, ...] = ()
    vat_due: Decimal | None = None
    seat: str = "city"
    small: bool = False

    @property
    def period(self) -> Span:
        """The days a return is for: those given, else the month, quarter or year of the day.

        Raises:
            InputError: Periods are cut otherwise.
        """
        if self.start and self.end:
            return Span(f"{self.start} – {self.end}", self.start, self.end)
        cut: dict[str, Callable[[date], Span]] = {
            "month": month_of,
            "quarter": lambda day: quarter_of(day, self.fiscal_start),
            "year": lambda day: year_of(day, self.fiscal_start),
        }
        if self.by not in cut:
            raise InputError(
                f"no periods by {self.by!r}", where="by", expected="month, quarter or year"
            )
        return cut[self.by](self.start or self.as_of)

    @property
    def months(self) -> int:
        """How many months the period has."""
        first, last = self.period.start, self.period.end
        return (last.year - first.year) * 12 + last.month - first.month + 1
