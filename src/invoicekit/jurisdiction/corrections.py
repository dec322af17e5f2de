"""How a country lets an issued document be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPolicy:
    """Corrections as data.

    Attributes:
        void: `never`; `before_delivery` where an unsent, unpaid document may be voided.
        credit_note: Whether a document that reduces the invoice is how it is corrected.
        corrective_invoice: Whether one that replaces it (UNTDID 384) is known.
        red_letter: Whether correction is a red-letter invoice (红字发票) confirmed by both sides.
        source: The law.
    """

    void: Literal["never", "before_delivery"] = "never"
    credit_note: bool = True
    corrective_invoice: bool = True
    red_letter: bool = False
    source: str = ""
