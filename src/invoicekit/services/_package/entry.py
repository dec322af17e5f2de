"""One row of the index: a file, and the document it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from invoicekit.money import plain

NUMBERS = frozenset({"without_vat", "vat", "total"})
WHOLE = frozenset({"size"})
DAYS = frozenset({"issue_date", "retain_until"})
_UNSAFE = re.compile(r"[^\w.-]+")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the index says of a file; `status` of its document, `file` is empty when it is gone."""

    direction: str
    number: str
    type_code: str
    issue_date: date | None
    seller: str
    seller_tax_id: str
    buyer: str
    buyer_tax_id: str
    currency: str
    without_vat: Decimal
    vat: Decimal
    total: Decimal
    status: str
    voucher: str
    file: str
    media_type: str
    size: int
    sha256: str
    sm3: str
    archived_at: str
    retain_until: date
    on_hold: str
    document_id: str
    content_hash: str

    def texts(self) -> dict[str, str]:
        """Returns every column as text: amounts in plain notation, dates in ISO 8601."""
        return {name: _text(getattr(self, name)) for name in COLUMNS}

    def cells(self) -> list[str]:
        """Returns the columns for a sheet, where no text is taken for a formula (OWASP)."""
        safe = NUMBERS | WHOLE | DAYS
        return [
            f"'{text}" if name not in safe and text.startswith(_FORMULA) else text
            for name, text in self.texts().items()
        ]


COLUMNS = tuple(field.name for field in fields(Entry))


def path_of(day: date | None, document_id: str, name: str) -> str:
    """Returns where a file lies in the package: nothing that a person wrote leaves its folder."""
    month = f"{day:%Y/%m}" if day else "undated"
    stem, dot, suffix = _UNSAFE.sub("-", name).strip("-.").rpartition(".")
    short = f"{stem[:_LONGEST]}{dot}{suffix[:_LONGEST]}" or "file"
    return f"data/files/{month}/{document_id}/{short}"


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
