"""Totals are those that fractions give, which know no rounding but the one that is asked for."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from invoicekit.calculate import calculate
from invoicekit.jurisdiction import RoundingPolicy
from invoicekit.model import Invoice, InvoiceLine, Price
from invoicekit.money import Rounding

DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3, "CNY": 2}
RATES = ("19", "7", "5.5", "8.1", "13")


def rounded(value: Fraction, rounding: Rounding, digits: int) -> Fraction:
    scaled = abs(value) * 10**digits
    whole = math.floor(scaled)
    rest = scaled - whole
    half = Fraction(1, 2)
    away = {
        Rounding.HALF_UP: rest >= half,
        Rounding.HALF_EVEN: rest > half or (rest == half and whole % 2 == 1),
        Rounding.DOWN: False,
        Rounding.UP: rest > 0,
    }[rounding]
    return Fraction(whole + away, 10**digits) * (-1 if value < 0 else 1)


def drawn(dice: random.Random) -> Invoice:
    lines = [
        InvoiceLine(
            quantity=Decimal(dice.randrange(1, 9_999)).scaleb(-1),
            price=Price(net=Decimal(dice.randrange(-99_999, 999_999)).scaleb(-3)),
            vat_category="S",
            vat_rate=dice.choice(RATES),
        )
        for _ in range(dice.randrange(1, 6))
    ]
    return Invoice(currency=dice.choice(list(DIGITS)), type_code="380", lines=lines)


def expected(invoice: Invoice, policy: RoundingPolicy) -> tuple[Fraction, Fraction]:
    """The sum of the lines, and their tax, by the definition alone."""
    digits = DIGITS[str(invoice.currency)]
    nets: dict[str, list[Fraction]] = {}
    for line in invoice.lines:
        assert line.price is not None
        net = Fraction(line.quantity or 0) * Fraction(line.price.net or 0)
        nets.setdefault(str(line.vat_rate), []).append(rounded(net, policy.rounding, digits))
    tax = Fraction(0)
    for rate, amounts in nets.items():
        parts = [sum(amounts, Fraction(0))] if policy.tax == "per_group" else amounts
        shares = [part * Fraction(rate) / 100 for part in parts]
        tax += sum((rounded(share, policy.rounding, digits) for share in shares), Fraction(0))
    return sum((sum(amounts, Fraction(0)) for amounts in nets.values()), Fraction(0)), tax


@pytest.mark.parametrize(
    "count",
    [
        pytest.param(200, id="200"),
        pytest.param(100_000, id="100000", marks=pytest.mark.gate),
        pytest.param(1_000_000, id="1000000", marks=pytest.mark.soak),
    ],
)
def test_totals_are_those_of_fractions(count: int) -> None:
    dice = random.Random(10)
    for number in range(count):
        policy = RoundingPolicy(
            rounding=dice.choice(list(Rounding)), tax=dice.choice(["per_group", "per_line"])
        )
        invoice = drawn(dice)
        totals = calculate(invoice, policy).totals
        assert totals is not None
        net, tax = expected(invoice, policy)
        found = [totals.line_total, totals.vat, totals.with_vat]
        assert [Fraction(each or 0) for each in found] == [net, tax, net + tax], number
