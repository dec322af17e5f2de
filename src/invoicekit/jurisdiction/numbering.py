"""What a country asks of document numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberingPolicy:
    """Numbering as data.

    Attributes:
        numbered_by: `counter` is ours; `authority` where the tax platform gives the number.
        gapless: Whether the law asks for an unbroken sequence (we keep one everywhere).
        monotonic_dates: Whether issue dates may not go back within a series.
        pattern: Of numbers, where the issuer has none of its own.
        reset: When the sequence starts again, as a new series.
        source: The law.
    """

    numbered_by: Literal["counter", "authority"] = "counter"
    gapless: bool = False
    monotonic_dates: bool = True
    pattern: str = "{prefix}{yyyy}-{seq:06d}"
    reset: Literal["never", "year", "month"] = "year"
    source: str = "Directive 2006/112/EC, article 226 (2)"
