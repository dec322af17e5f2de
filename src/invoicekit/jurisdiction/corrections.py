"""How a country lets an issued document be corrected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPolicy:
    """Corrections as data.

    Attributes:
        void: `never`; `before_delivery` where an unsent, unpaid document may be voided;
            `paper_in_month` where a paper one may be, in the month of its issue and with all its
            copies back.
        credit_note: Whether a document that reduces the invoice is how it is corrected.
        corrective_invoice: Whether one that replaces it (UNTDID 384) is known.
        red_letter: Whether correction is a red-letter invoice (红字发票) confirmed by both sides.
        titles: What the correcting document is called where the law or custom has its own word,
            by UNTDID 1001 code and language.
        source: The law.
    """

    void: Literal["never", "before_delivery", "paper_in_month"] = "never"
    credit_note: bool = True
    corrective_invoice: bool = True
    red_letter: bool = False
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""
