"""Text for the cell of a table: what a spreadsheet would take for a formula is marked as text.

A buyer called `=HYPERLINK(…)` would otherwise run in the accountant's spreadsheet. Quoting is no
defence, since a reader of CSV takes the quotes off before it looks. Source: OWASP ASVS 5.0, 1.2.10.
"""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
"""What a formula may begin with; some programs take the full-width forms for the narrow ones."""


def as_text(text: str) -> str:
    """Returns a text as a cell may hold it; numbers are written before and do not come here."""
    return f"'{text}" if text.startswith(FORMULA) else text
