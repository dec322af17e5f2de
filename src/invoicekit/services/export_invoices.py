"""Issued documents, page by page: for a warehouse, another system, an auditor's tools.

What is issued never changes, so pages read one after another add up to one whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from invoicekit.cells import as_text
from invoicekit.chain import encoded
from invoicekit.errors import ConfigurationError
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import quantum
from invoicekit.ports import Condition, Page, Query, UnitOfWork
from invoicekit.registry import needed

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

_PICKED = attrgetter(*COLUMNS)
_AMOUNTS = tuple(map(COLUMNS.index, ("without_vat", "vat", "total", "open_amount")))
_DAYS = tuple(map(COLUMNS.index, ("issue_date", "due_date", "issued_at")))


class Encoder(Protocol):
    """One form of an export, a page at a time."""

    @property
    def heavy(self) -> bool:
        """Whether it tells the document itself."""

    def page(self, rows: Sequence[InvoiceRow]) -> bytes:
        """Returns the bytes of some documents; of the first ones with what stands before them."""

    def end(self) -> bytes:
        """Returns what stands behind the last one."""


@dataclass
class Lines:
    """Documents as lines of UTF-8.

    Attributes:
        head: What stands before the first.
        line: Returns the line of a row.
        heavy: Whether it tells the document itself.
    """

    head: str
    line: Callable[[InvoiceRow], str]
    heavy: bool

    def page(self, rows: Sequence[InvoiceRow]) -> bytes:
        """Returns the lines of some documents."""
        head, self.head = self.head, ""
        return (head + "".join(map(self.line, rows))).encode()

    def end(self) -> bytes:
        """Returns nothing: the last line ends by itself."""
        return b""


def _json(row: InvoiceRow) -> str:
    """The sealed text stands in the line as it was sealed: its SHA-256 is `content_hash`."""
    facts = dict(zip(COLUMNS, _cells(row), strict=True))
    return f'{encoded(facts)[:-1].decode()},"sealed":{row.document}}}\n'


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


def _documents() -> Encoder:
    needed("pyarrow", "documents as Parquet")
    from invoicekit.services._parquet import Documents

    return Documents(COLUMNS)


def _lines() -> Encoder:
    needed("pyarrow", "lines as Parquet")
    from invoicekit.services._parquet import DocumentLines

    return DocumentLines()


FORMS: Mapping[str, Callable[[], Encoder]] = {
    "jsonl": lambda: Lines("", _json, heavy=True),
    "csv": lambda: Lines(",".join(COLUMNS) + "\n", _csv, heavy=False),
    "parquet": _documents,
    "parquet-lines": _lines,
}
"""The forms by name: JSON with the whole document, its columns as CSV or Parquet, its lines."""


def encoder_of(name: str) -> Encoder:
    """Returns what encodes an export in the form of this name.

    Raises:
        ConfigurationError: There is none.
        MissingExtra: What it needs is not installed.
    """
    if name not in FORMS:
        raise ConfigurationError(
            f"documents cannot be exported as {name!r}",
            where="form",
            expected="one of " + ", ".join(FORMS),
        )
    return FORMS[name]()


def export_page(
    uow: UnitOfWork, where: tuple[Condition, ...], *, heavy: bool, after: str | None, limit: int
) -> Page[InvoiceRow]:
    """Returns one page of documents, by issue date."""
    return uow.page(
        Query(of=InvoiceRow, where=where, order="issued", after=after, limit=limit, heavy=heavy)
    )
