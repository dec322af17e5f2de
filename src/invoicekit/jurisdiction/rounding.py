"""How a country rounds: data that `calculate` follows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from invoicekit.money import Rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundingPolicy:
    """Rounding of amounts to the minor unit of their currency.

    Attributes:
        rounding: How a half goes.
        tax: One rounding a tax group (EN 16931, BR-CO-17), or one a line (China).
        cash_step: The smallest coin, where the payable amount is rounded to it (0.05 in CH).
        cash_currency: The only currency that has this coin; None for every one.
    """

    rounding: Rounding = Rounding.HALF_UP
    tax: Literal["per_group", "per_line"] = "per_group"
    cash_step: Decimal | None = None
    cash_currency: str | None = None

    def for_currency(self, currency: str) -> RoundingPolicy:
        """Returns the policy for a currency: without the coin where it is another currency's."""
        foreign = self.cash_currency not in {None, currency}
        return replace(self, cash_step=None) if foreign else self


PER_GROUP = RoundingPolicy()
PER_LINE = RoundingPolicy(tax="per_line")
