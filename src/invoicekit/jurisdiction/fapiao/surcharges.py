"""附加税费: what is paid on top of VAT, by where the taxpayer is, and who pays half of it.

The base is the VAT really due, never that of an invoice. Source: 城市维护建设税法, article 4;
国务院令第448号 (教育费附加); 财综〔2010〕98号 (地方教育附加, at 2 % from some day of early 2011 on,
which each province said); of reliefs, in their tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from invoicekit.money import ZERO, percent, round_to

_CENT = Decimal("0.01")
_HALF = Decimal(50)


class Seat(StrEnum):
    """Where a taxpayer is: in a city, in a county town or another town, or elsewhere."""

    CITY = "city"
    TOWN = "town"
    ELSEWHERE = "elsewhere"


class Size(StrEnum):
    """What makes a taxpayer small: 小规模纳税人, or 小型微利企业 and 个体工商户."""

    SMALL_SCALE = "small-scale"
    SMALL_ENTERPRISE = "small-enterprise"


@dataclass(frozen=True, slots=True)
class Surcharge:
    """One tax or fee on VAT.

    Attributes:
        rates: Percentages by seat.
        fee: Whether it is a fee, which the smallest do not pay.
        since: The first day of these rates.
    """

    name: str
    rates: Mapping[Seat, Decimal]
    fee: bool
    since: date
    source: str


def _everywhere(rate: int) -> Mapping[Seat, Decimal]:
    return MappingProxyType(dict.fromkeys(Seat, Decimal(rate)))


SURCHARGES = (
    Surcharge(
        "城市维护建设税",
        MappingProxyType(
            {Seat.CITY: Decimal(7), Seat.TOWN: Decimal(5), Seat.ELSEWHERE: Decimal(1)}
        ),
        fee=False,
        since=date(1985, 1, 1),
        source="城市维护建设税法, article 4 (until 2021-08-31: 国发〔1985〕19号)",
    ),
    Surcharge(
        "教育费附加", _everywhere(3), fee=True, since=date(2005, 10, 1), source="国务院令第448号"
    ),
    Surcharge(
        "地方教育附加", _everywhere(2), fee=True, since=date(2011, 1, 1), source="财综〔2010〕98号"
    ),
)
"""In the order of the returns."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A span in which the small pay half (六税两费减半)."""

    first: date
    last: date
    sizes: frozenset[Size]
    source: str


RELIEFS = (
    Relief(
        date(2023, 1, 1), date(2027, 12, 31), frozenset(Size), "财政部 税务总局公告2023年第12号"
    ),
    Relief(
        date(2022, 1, 1), date(2022, 12, 31), frozenset(Size), "财政部 税务总局公告2022年第10号"
    ),
    Relief(date(2019, 1, 1), date(2021, 12, 31), frozenset({Size.SMALL_SCALE}), "财税〔2019〕13号"),
)
"""Until 2022 each province said how much; all said half."""

FREE_UP_TO = Decimal(100_000)
"""Sales of a month, without tax, up to which no fee is paid: 财税〔2016〕12号, since 2016-02-01."""
_FREE_SINCE, _FREE_SOURCE = date(2016, 2, 1), "财税〔2016〕12号"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurchargeDue:
    """What is due of one surcharge.

    Attributes:
        base: The VAT due; `rate` a percentage of it.
        reduction: What is let off of `amount`, by `source`.
    """

    name: str
    base: Decimal
    rate: Decimal
    amount: Decimal
    reduction: Decimal
    source: str

    @property
    def payable(self) -> Decimal:
        """What is left to pay."""
        return self.amount - self.reduction


def surcharges(
    vat: Decimal,
    day: date,
    *,
    seat: Seat = Seat.CITY,
    size: Size | None = None,
    monthly_sales: Decimal | None = None,
) -> tuple[SurchargeDue, ...]:
    """Returns what is due on top of a VAT, in the order of the returns.

    Args:
        vat: Due for the period; where it is negative nothing is due.
        day: The last one of the period.
        seat: Where the taxpayer is.
        size: Why the taxpayer pays half; None for one that does not.
        monthly_sales: Of all kinds, without tax, on the average of the period's months; None where
            not known.
    """
    base = max(vat, ZERO)
    return tuple(
        _due(each, base, day, seat, size, monthly_sales) for each in SURCHARGES if day >= each.since
    )


def _due(
    surcharge: Surcharge,
    base: Decimal,
    day: date,
    seat: Seat,
    size: Size | None,
    monthly_sales: Decimal | None,
) -> SurchargeDue:
    rate = surcharge.rates[seat]
    amount = round_to(percent(base, rate), _CENT)
    reduction, source = Decimal("0.00"), surcharge.source
    relief = next((r for r in RELIEFS if r.first <= day <= r.last and size in r.sizes), None)
    small = monthly_sales is not None and monthly_sales <= FREE_UP_TO
    if surcharge.fee and small and day >= _FREE_SINCE:
        reduction, source = amount, _FREE_SOURCE
    elif relief is not None:
        reduction, source = round_to(percent(amount, _HALF), _CENT), relief.source
    return SurchargeDue(
        name=surcharge.name,
        base=base,
        rate=rate,
        amount=amount,
        reduction=reduction,
        source=source,
    )
