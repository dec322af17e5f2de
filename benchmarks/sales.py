"""Sales and VAT by month on SQLite: from the sums that are kept, and from every document.

The yardsticks are raw sqlite3: the query of the sums, and the one that groups every document. Two
thousand days, half of it before the sums were last brought up to date, fifty documents after.
Sales are of a million documents; VAT, which stands in their sealed texts, of a hundred thousand.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import partial

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks.pages import many_invoices

OVER_RAW = 8.0
FASTER = 0.05
ROUNDS = 7
TAIL = 50
WHOLE = 100_000
AS_OF = date(2026, 12, 31)
OF_SUMS = (
    "SELECT day, currency, sum(documents), sum(net), sum(vat), sum(total) FROM ik_sales_day "
    "WHERE tenant_id = 'default' AND day <= '2026-12-31' AND voided > '2026-12-31' GROUP BY 1, 2"
)
OF_DOCUMENTS = (
    "SELECT strftime('%Y-%m', issue_date), currency, count(*), sum(direction * without_vat), "
    "sum(direction * vat), sum(direction * total) FROM ik_invoice WHERE tenant_id = 'default' "
    "AND document_status IN ('issued', 'voided') AND issue_date <= '2026-12-31' "
    "AND voided_at IS NULL GROUP BY 1, 2"
)


def run() -> list[Row]:
    """Returns reports from sums and from documents, each against raw sqlite3 and each other."""
    with many_invoices(TAIL) as (kit, raw, drafts):
        made = partial(kit.reports.make, "sales", as_of=AS_OF)
        every, counted = medians([made, partial(_fetched, raw, OF_DOCUMENTS)], rounds=3)
        before = made().rows
        kit.reports.rebuild()
        assert made().rows == before
        for draft in drafts:
            kit.invoices.issue(draft, actor="bob")
        summed, rolled = medians([made, partial(_fetched, raw, OF_SUMS)], rounds=ROUNDS)
        [audited] = medians([partial(_verified, kit)], rounds=1)
    return [
        *_vat(),
        compared("sales by month, sums / sqlite3's sums", summed, rolled, OVER_RAW),
        compared("sales by month, sums / every document", summed, every, FASTER),
        compared("sales by month, every document / sqlite3", every, counted, OVER_RAW),
        compared("proving the sums / sqlite3 counting", audited, counted, None),
    ]


def _vat() -> list[Row]:
    with many_invoices(whole=WHOLE) as (kit, _, __):
        made = partial(kit.reports.make, "vat", as_of=AS_OF)
        [every] = medians([made], rounds=3)
        before = made().rows
        kit.reports.rebuild()
        assert made().rows == before
        [summed] = medians([made], rounds=ROUNDS)
    return [compared("VAT by month of 100,000, sums / every document", summed, every, FASTER)]


def _fetched(raw: sqlite3.Connection, text: str) -> list[object]:
    return raw.execute(text).fetchall()


def _verified(kit: ik.InvoiceKit) -> None:
    from invoicekit.services.roll_up import rollup_faults

    assert kit._runtime.read(rollup_faults)[1] == []
