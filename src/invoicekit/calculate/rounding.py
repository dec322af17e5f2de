"""The only place where amounts are rounded: one currency's unit and one policy, bound together."""

from __future__ import annotations

import decimal
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from invoicekit.jurisdiction.rounding import RoundingPolicy
from invoicekit.money import HUNDRED, quantum, round_to_step

MAX_DIGITS = 28
"""An amount of the model has no more digits; see `invoicekit.money.exact`."""

_PRICE_UNIT = Decimal("1E-12")
"""A calculated unit price is cut here, so that quantity × price still rounds to the line."""


class Rounder:
    """Exact arithmetic that ends in one rounding to a currency's minor unit.

    Args:
        unit: The smallest unit of the currency, `Decimal("0.01")` for EUR.
        policy: How a half goes, how often tax is rounded, the cash step.
    """

    __slots__ = (
        "_divide",
        "_multiply",
        "_normalize",
        "_quantize",
        "_scale",
        "add",
        "policy",
        "subtract",
        "unit",
        "zero",
    )

    def __init__(self, unit: Decimal, policy: RoundingPolicy) -> None:
        mode = policy.rounding.mode
        traps = [decimal.InvalidOperation, decimal.Overflow, decimal.DivisionByZero]
        exact = decimal.Context(prec=60, rounding=mode, traps=traps)
        self.unit = unit
        self.policy = policy
        self.zero = Decimal(0).quantize(unit)
        self.add = exact.add
        self.subtract = exact.subtract
        self._multiply = exact.multiply
        self._divide = exact.divide
        self._normalize = exact.normalize
        self._scale = exact.scaleb
        self._quantize = decimal.Context(prec=MAX_DIGITS, rounding=mode, traps=traps).quantize

    def amount(self, value: Decimal) -> Decimal:
        """Returns the value rounded to the unit."""
        return self._quantize(value, self.unit)

    def negate(self, amount: Decimal) -> Decimal:
        """Returns the amount with the other sign; zero has none."""
        return self.subtract(self.zero, amount)

    def total(self, amounts: Iterable[Decimal]) -> Decimal:
        """Returns the exact sum, zero with the currency's decimals of nothing."""
        total = self.zero
        for amount in amounts:
            total = self.add(total, amount)
        return total

    def line(self, quantity: Decimal, price: Decimal, base_quantity: Decimal | None) -> Decimal:
        """Returns quantity × price / base quantity, rounded."""
        product = self._multiply(quantity, price)
        if base_quantity is not None:
            product = self._divide(product, base_quantity)
        return self._quantize(product, self.unit)

    def percent(self, base: Decimal, rate: Decimal) -> Decimal:
        """Returns base × rate / 100, rounded."""
        # scaleb moves the point: the exact hundredth, at a third of the price of a division
        return self._quantize(self._scale(self._multiply(base, rate), -2), self.unit)

    def tax_within(self, gross: Decimal, rate: Decimal) -> Decimal:
        """Returns the tax contained in an amount with tax: gross × rate / (100 + rate), rounded."""
        with_tax = self.add(HUNDRED, rate)
        return self._quantize(self._divide(self._multiply(gross, rate), with_tax), self.unit)

    def net_within(self, gross: Decimal, rate: Decimal) -> Decimal:
        """Returns the amount without its tax, gross × 100 / (100 + rate), not rounded."""
        return self._divide(self._multiply(gross, HUNDRED), self.add(HUNDRED, rate))

    def with_tax(self, net: Decimal, rate: Decimal) -> Decimal:
        """Returns net × (100 + rate) / 100, not rounded."""
        return self._scale(self._multiply(net, self.add(HUNDRED, rate)), -2)

    def unit_price(self, amount: Decimal, quantity: Decimal, base_quantity: Decimal) -> Decimal:
        """Returns amount × base quantity / quantity with up to twelve decimals, no idle zeros."""
        price = self._divide(self._multiply(amount, base_quantity), quantity)
        price = self._normalize(self._quantize(price, _PRICE_UNIT))
        exponent = price.as_tuple().exponent
        assert isinstance(exponent, int)  # finite
        unit_exponent = self.unit.as_tuple().exponent
        assert isinstance(unit_exponent, int)
        return price if exponent < unit_exponent else self._quantize(price, self.unit)

    def cash(self, due: Decimal) -> Decimal | None:
        """Returns what has to be added to a payable amount to reach the cash step, None without."""
        step = self.policy.cash_step
        if step is None:
            return None
        return self.subtract(self.amount(round_to_step(due, step, self.policy.rounding)), due)


@lru_cache(maxsize=256)
def rounder(currency: str, policy: RoundingPolicy | None = None) -> Rounder:
    """Returns the rounder of a currency under a policy (half away from zero, once a tax group).

    Raises:
        ConfigurationError: ISO 4217 has no such currency.
    """
    return Rounder(quantum(currency), (policy or RoundingPolicy()).for_currency(currency))
