"""Issued documents as lines, page by page: for a warehouse, another system, an auditor's tools.

What is issued never changes, so pages read one after another add up to one whole.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter

from invoicekit.cells import as_text
from invoicekit.errors import ConfigurationError
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import quantum
from invoicekit.ports import Condition, Query, UnitOfWork

COLUMNS = (
    "id",
    "number",
    "series",
    "sequence",
    "type_code",
    "direction",
    "issuer_id",
    "customer_id",
    "buyer_name",
    "buyer_country",
    "issue_date",
    "due_date",
    "currency",
    "without_vat",
    "vat",
    "total",
    "open_amount",
    "document_status",
    "clearance_status",
    "delivery_status",
    "payment_status",
    "buyer_response",
    "order_source",
    "order_reference",
    "issued_at",
    "content_hash",
    "chain_hash",
)
"""What a line tells of a document, in this order; amounts are in its currency."""

_encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
_PICKED = attrgetter(*COLUMNS)
_AMOUNTS = tuple(map(COLUMNS.index, ("without_vat", "vat", "total", "open_amount")))
_DAYS = tuple(map(COLUMNS.index, ("issue_date", "due_date", "issued_at")))


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form of a line.

    Attributes:
        head: What stands before the first.
        line: Returns the line of a row.
        heavy: Whether it tells the document itself.
    """

    head: str
    line: Callable[[InvoiceRow], str]
    heavy: bool


def _json(row: InvoiceRow) -> str:
    """The sealed text stands in the line as it was sealed: its SHA-256 is `content_hash`."""
    facts = dict(zip(COLUMNS, _cells(row), strict=True))
    return f'{_encoded(facts)[:-1]}, "sealed": {row.document}}}\n'


def _csv(row: InvoiceRow) -> str:
    out = io.StringIO(newline="")
    cells = (as_text(cell) if isinstance(cell, str) else cell for cell in _cells(row))
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _cells(row: InvoiceRow) -> list[str | int | None]:
    """Amounts with the decimals of their currency, days and times as ISO 8601."""
    cells = list(_PICKED(row))
    unit = quantum(row.currency)
    for place in _AMOUNTS:
        cells[place] = f"{cells[place].quantize(unit):f}"
    for place in _DAYS:
        cells[place] = cells[place].isoformat() if cells[place] else None
    return cells


FORMS: Mapping[str, Form] = {
    "jsonl": Form(head="", line=_json, heavy=True),
    "csv": Form(head=",".join(COLUMNS) + "\n", line=_csv, heavy=False),
}
"""The forms by name: JSON lines with the whole document, CSV with its columns."""


def form_of(name: str) -> Form:
    """Returns the form of this name.

    Raises:
        ConfigurationError: There is none.
    """
    if name not in FORMS:
        raise ConfigurationError(
            f"documents cannot be exported as {name!r}",
            where="form",
            expected="one of " + ", ".join(FORMS),
        )
    return FORMS[name]


def export_page(
    uow: UnitOfWork, form: Form, where: tuple[Condition, ...], after: str | None, limit: int
) -> tuple[bytes, str | None]:
    """Returns the lines of one page, UTF-8, and the cursor of the next, None after the last."""
    page = uow.page(
        Query(
            of=InvoiceRow, where=where, order="issued", after=after, limit=limit, heavy=form.heavy
        )
    )
    return "".join(map(form.line, page.items)).encode(), page.next
