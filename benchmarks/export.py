"""Exporting issued documents as JSON lines, against sqlite3 reading and joining the same columns.

The memory row compares the peaks of a long and a short export: a piece is all that is held.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import tracemalloc
from contextlib import closing
from functools import partial
from pathlib import Path

import pyarrow as pa

import invoicekit as ik
from benchmarks import Row, compared, medians
from invoicekit.services.export_invoices import COLUMNS

AT_MOST = 1 / 0.6
"""0.6 times the raw rate."""
FLAT = 1.2
FEW, MANY = 3_000, 12_000
COPIED = """
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < :many)
INSERT INTO ik_invoice ({columns})
SELECT {values} FROM n, ik_invoice WHERE sequence = 1
"""
CHANGED = {
    "id": "substr(id, 1, 24) || printf('%012d', i)",
    "number": "printf('2026-%06d', i)",
    "sequence": "i",
}


def run() -> list[Row]:
    """Returns the rate against raw sqlite3, and the peak of many against few."""
    with tempfile.TemporaryDirectory() as folder:
        few, many = (_database(Path(folder) / f"{count}.db", count) for count in (FEW, MANY))
        jobs = [partial(_ours, few), partial(_raw, few, Path(folder) / "raw.jsonl")]
        ours, raw = medians(jobs, rounds=7)
        peaks = [_peak(path) for path in (few, many)]
        parquet, csv = medians([partial(_in, form, few) for form in ("parquet", "csv")], rounds=5)
        arrow = [_arrow_peak(path) for path in (few, many)]
    return [
        compared(f"export, {FEW:,} documents / sqlite3", ours, raw, AT_MOST),
        compared(f"export, {MANY:,} / {FEW:,} documents (MB)", peaks[1], peaks[0], FLAT),
        compared("export as Parquet / as CSV", parquet, csv, None),
        compared(f"Parquet, {MANY:,} / {FEW:,} documents (MB)", arrow[1], arrow[0], FLAT),
    ]


def _database(path: Path, count: int) -> Path:
    """A file with one issued invoice and copies of it, each with a number of its own."""
    seller = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    with ik.InvoiceKit.from_url(f"sqlite:///{path}", issuer=seller) as kit:
        buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
        lines = [
            ik.OrderLine(name=f"Keyboard {n}", quantity="2", unit_price="49.90", vat="S 19")
            for n in range(10)
        ]
        order = ik.Order(reference="1", customer_id=buyer.id, currency="EUR", lines=lines)
        draft = kit.invoices.create_from_order(order, actor="alice")
        kit.invoices.submit(draft.id, actor="alice")
        kit.invoices.approve(draft.id, actor="bob")
        kit.invoices.issue(draft.id, actor="bob")
    with closing(sqlite3.connect(path)) as raw, raw:
        columns = [name for _, name, *_ in raw.execute("PRAGMA table_info(ik_invoice)")]
        values = [CHANGED.get(name, name) for name in columns]
        raw.execute(
            COPIED.format(columns=", ".join(columns), values=", ".join(values)), {"many": count}
        )
    return path


def _ours(path: Path) -> int:
    with ik.InvoiceKit.from_url(f"sqlite:///{path}") as kit:
        return sum(map(len, kit.invoices.export()))


def _in(form: str, path: Path) -> int:
    with ik.InvoiceKit.from_url(f"sqlite:///{path}") as kit:
        return sum(map(len, kit.invoices.export(form)))


def _arrow_peak(path: Path) -> float:
    """Megabytes that Arrow had at most, ever: the longer export comes last."""
    _in("parquet-lines", path)
    peak: int = pa.default_memory_pool().max_memory()
    return peak / (1 << 20)


def _raw(path: Path, out: Path) -> None:
    asked = f"SELECT {', '.join(COLUMNS)}, document FROM ik_invoice ORDER BY issue_date, id"
    with closing(sqlite3.connect(path)) as raw, out.open("w", encoding="utf-8") as file:
        for *cells, document in raw.execute(asked):
            facts = dict(zip(COLUMNS, cells, strict=True))
            file.write(f'{json.dumps(facts, ensure_ascii=False)[:-1]}, "sealed": {document}}}\n')


def _peak(path: Path) -> float:
    with ik.InvoiceKit.from_url(f"sqlite:///{path}") as kit:
        tracemalloc.start()
        for _ in kit.invoices.export():
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak / (1 << 20)
