"""Finding words in a million invoices on SQLite, against the first page of the whole list.

A word that few documents have, that all have, that stands in the oldest alone, which a list that
begins with the newest comes to last; and what costs most: two common words that no document has
both of, where one is walked and the other looked up. Beside it raw sqlite3 with the statements of
the question.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import partial

import invoicekit as ik
from benchmarks import Row, compared, medians
from benchmarks.pages import INVOICES, _replay, _statements, many_invoices
from invoicekit.services.search_invoices import Search

LIKE_A_LIST = 3.0
"""Times the first page of the list without words."""
WORDS = {
    "every": "1",
    "tenth": "i % 10 = 0",
    "other": "i % 10 = 5",
    "oldest": "i < 6000",
    "seldom": "i % 50000 = 7",
}
"""Word → the documents that have it."""
MANY_WORDS = "SELECT 'w' || (i / 20 * 7919 % 50000), i FROM n"
"""Fifty thousand words that twenty documents have each."""

QUESTIONS: dict[str, tuple[dict[str, str], float | None]] = {
    "of 20 documents": ({"text": "seldom"}, LIKE_A_LIST),
    "of all": ({"text": "every"}, LIKE_A_LIST),
    "of all, by issue date": ({"text": "every", "order": "issued"}, None),
    "of all, of one customer": ({"text": "every", "customer_id": "c7"}, None),
    "of 100,000, of one customer": ({"text": "tenth", "customer_id": "c7"}, None),
    "of all and of the 6,000 oldest": ({"text": "every oldest"}, None),
    "of the 6,000 oldest": ({"text": "oldest"}, LIKE_A_LIST),
    "of the 6,000 oldest, by issue date": ({"text": "oldest", "order": "issued"}, None),
    "two of a tenth each, none with both": ({"text": "tenth other"}, None),
    "w123*": ({"text": "w123*"}, None),
    "777777, the end of a number": ({"text": "777777"}, LIKE_A_LIST),
}
ROUNDS, CALLS = 7, 5


def run() -> list[Row]:
    """Returns each question against raw sqlite3."""
    with many_invoices() as (kit, raw, _):
        _index(raw)
        return [row for name in QUESTIONS for row in _rows(kit, raw, name)]


def _rows(kit: ik.InvoiceKit, raw: sqlite3.Connection, name: str) -> list[Row]:
    asked, limit = QUESTIONS[name]
    page = partial(kit.invoices.search, **asked)  # type: ignore[arg-type]  # text all of it
    beside = partial(_replay, raw, _statements(kit, Search(**asked)))  # type: ignore[arg-type]  # as above
    ours, first, theirs = medians([page, kit.invoices.search, beside], rounds=ROUNDS, calls=CALLS)
    return [
        compared(f"words {name} / list", ours, first, limit),
        compared(f"words {name} / sqlite3", ours, theirs, None),
    ]


def _index(raw: sqlite3.Connection) -> None:
    """Writes the words in the order of their key."""
    chosen: Iterable[str] = (f"SELECT '{w}', i FROM n WHERE {which}" for w, which in WORDS.items())
    raw.execute("BEGIN IMMEDIATE")
    for each in (*chosen, MANY_WORDS):
        raw.execute(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {INVOICES}) "
            "INSERT INTO ik_word (tenant_id, word, invoice_id) "
            "SELECT 'default', word, printf('%08x-0000-7000-8000-000000000000', i) "
            f"FROM (SELECT 1 AS word, 1 AS i WHERE 0 UNION ALL {each}) ORDER BY word, i"
        )
    raw.execute("COMMIT")
