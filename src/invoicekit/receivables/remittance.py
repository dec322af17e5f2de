"""Finding the invoice a payer names: whole tokens only, so INV-1 is never found in INV-123."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache

from invoicekit.receivables.open_item import Open

SEPARATORS = r"[\s\-_/.]*"


def names_number(text: str, number: str) -> bool:
    """Returns whether a remittance text names a number, however it is separated or broken."""
    return bool(number) and _pattern(number.upper()).search(text.upper()) is not None


def match_remittance(text: str, items: Iterable[Open]) -> tuple[Open, ...]:
    """Returns the items whose numbers the text names, in their order."""
    return tuple(item for item in items if names_number(text, item.number))


def exact_match(amount: Decimal, text: str, items: Iterable[Open]) -> Open | None:
    """Returns the one item that the text names and whose open amount is the amount, else None."""
    hits = [i for i in items if i.amount == amount and names_number(text, i.number)]
    return hits[0] if len(hits) == 1 else None


@lru_cache(maxsize=4096)
def _pattern(number: str) -> re.Pattern[str]:
    parts = re.findall(r"[^\W\d_]+|\d+", number)
    body = SEPARATORS.join(re.escape(part) for part in parts)
    return re.compile(rf"(?<![^\W_])(?<![0-9][\-_/.]){body}(?![^\W_])(?![\-_/.][0-9])")
