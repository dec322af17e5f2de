"""Documents and their lines as a Parquet file that comes in pieces: a page is a row group.

Amounts are decimals, days are days: what reads the file (DuckDB, Polars, Spark, a warehouse) need
not guess. The file is complete with its last piece, which says where the others are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from invoicekit.errors import InputError
from invoicekit.model.record import Seal
from invoicekit.model.rows import InvoiceRow
from invoicekit.model.stored import Id, kind_of

AMOUNT = pa.decimal128(19, 4)
"""As amounts are stored: units of 10^-4 in 64 bits."""

NUMBER = pa.decimal128(38, 12)
"""Quantities, prices and rates as people give them."""

TYPES: dict[object, pa.DataType] = {
    str: pa.string(),
    Id: pa.string(),
    int: pa.int64(),
    Decimal: AMOUNT,
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}

LINES: dict[str, pa.DataType] = {
    "invoice_id": pa.string(),
    "number": pa.string(),
    "issue_date": pa.date32(),
    "direction": pa.int64(),
    "buyer_name": pa.string(),
    "currency": pa.string(),
    "line": pa.string(),
    "seller_id": pa.string(),
    "name": pa.string(),
    "quantity": NUMBER,
    "unit": pa.string(),
    "price": NUMBER,
    "net_amount": NUMBER,
    "vat_category": pa.string(),
    "vat_rate": NUMBER,
}
"""What is told of a line, after whose it is."""

Facts = dict[str, Any]


class _Pieces:
    """A file that is only written, and taken away as it grows."""

    closed = False

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._length = 0

    def write(self, data: bytes) -> int:
        self._written.append(bytes(data))
        self._length += len(data)
        return len(data)

    def tell(self) -> int:
        return self._length

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def taken(self) -> bytes:
        data = b"".join(self._written)
        self._written.clear()
        return data


class _Parquet:
    """A Parquet file of some columns."""

    def __init__(self, columns: dict[str, pa.DataType]) -> None:
        self._schema = pa.schema(list(columns.items()))
        self._pieces = _Pieces()
        sink = pa.PythonFile(self._pieces, mode="w")
        self._writer = pq.ParquetWriter(sink, self._schema, compression="zstd")

    def _group(self, facts: list[Facts]) -> bytes:
        if facts:
            try:
                table = pa.Table.from_pylist(facts, schema=self._schema)
            except pa.ArrowInvalid as problem:
                raise InputError(
                    f"a value does not fit its column: {problem}",
                    expected="at most 26 digits before the decimal point and 12 behind it",
                ) from problem
            self._writer.write_table(table)
        return self._pieces.taken()

    def end(self) -> bytes:
        """Returns what says where everything is."""
        self._writer.close()
        return self._pieces.taken()


class Documents(_Parquet):
    """A row a document, with some of its columns.

    Args:
        columns: Their names.
    """

    heavy = False

    def __init__(self, columns: Sequence[str]) -> None:
        types = {column.name: column.type for column in kind_of(InvoiceRow).columns}
        self._columns = columns
        super().__init__({name: TYPES[types[name]] for name in columns})

    def page(self, rows: Sequence[InvoiceRow]) -> bytes:
        """Returns a row group of documents."""
        return self._group([{name: getattr(row, name) for name in self._columns} for row in rows])


class DocumentLines(_Parquet):
    """A row a line, as the sealed document has it."""

    heavy = True

    def __init__(self) -> None:
        super().__init__(LINES)

    def page(self, rows: Sequence[InvoiceRow]) -> bytes:
        """Returns a row group of the lines of documents."""
        return self._group([facts for row in rows for facts in _lines_of(row)])


def _lines_of(row: InvoiceRow) -> Iterator[Facts]:
    seal = Seal.model_validate_json(row.document or "{}")
    for line in seal.invoice.lines:
        yield {
            "invoice_id": row.id,
            "number": row.number,
            "issue_date": row.issue_date,
            "direction": row.direction,
            "buyer_name": row.buyer_name,
            "currency": row.currency,
            "line": line.id,
            "seller_id": line.item.seller_id if line.item else None,
            "name": line.item.name if line.item else None,
            "quantity": line.quantity,
            "unit": line.unit,
            "price": line.price.net if line.price else None,
            "net_amount": line.net_amount,
            "vat_category": line.vat_category,
            "vat_rate": line.vat_rate,
        }
