"""How a country rounds: data that `calculate` follows."""

from __future__ import annotations

from dataclasses import dataclass
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
    """

    rounding: Rounding = Rounding.HALF_UP
    tax: Literal["per_group", "per_line"] = "per_group"
    cash_step: Decimal | None = None


PER_GROUP = RoundingPolicy()
PER_LINE = RoundingPolicy(tax="per_line")
