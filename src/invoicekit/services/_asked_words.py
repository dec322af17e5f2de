"""What a question in words asks of the index: for each word, the documents that have it."""

from __future__ import annotations

from invoicekit.model.rows import InvoiceRow, SeriesRow, WordRow
from invoicekit.ports import Condition, Holding, Query, UnitOfWork
from invoicekit.services._words import MOST_ASKED, Asked, asked_in, words_in

BEGINNINGS = 32
"""Words that a beginning stands for at most, the first in the order of their signs."""

SERIES = 200
"""Series of which a number's end is looked up at most."""

LONG = 19
"""Digits of what is no counter any more."""

LAST_SIGN = "\U0010ffff"


def held_by_words(uow: UnitOfWork, text: str) -> tuple[Holding, ...]:
    """Returns what a document must be held by; nothing of a text without words."""
    holding: dict[Holding, None] = {}
    for chunk in text.split():
        also = _numbered(uow, chunk)
        for asked in asked_in(chunk):
            where = _among(uow, asked)
            holding[Holding(of=WordRow, on="invoice_id", where=where, also=also)] = None
    return tuple(holding)[:MOST_ASKED]


def _among(uow: UnitOfWork, asked: Asked) -> tuple[Condition, ...]:
    if not asked.begins:
        return (("word", "=", asked.word),)
    return (("word", "in", tuple(_beginning_with(uow, asked.word))),)


def _beginning_with(uow: UnitOfWork, beginning: str) -> list[str]:
    """Returns words that begin so: a step a word, however many documents have it."""
    found: list[str] = []
    further: Condition = ("word", ">=", beginning)
    end: Condition = ("word", "<", beginning + LAST_SIGN)
    while len(found) < BEGINNINGS:
        page = uow.page(Query(of=WordRow, where=(further, end), limit=1))
        if not page.items:
            break
        found.append(page.items[0].word)
        further = ("word", ">", found[-1])
    return found


def _numbered(uow: UnitOfWork, chunk: str) -> tuple[str, ...]:
    """Returns the documents whose number is this, in either case, or ends with these digits."""
    if not any(sign.isdecimal() for sign in chunk) or chunk.endswith("*"):
        return ()
    spellings = tuple(dict.fromkeys((chunk, chunk.upper(), chunk.lower())))
    asked: list[tuple[str, tuple[Condition, ...]]] = [("number", (("number", "in", spellings),))]
    if chunk.isdecimal() and len(chunk) < LONG:
        page = uow.page(Query(of=SeriesRow, limit=SERIES))
        series = tuple(row.series for row in page.items if row.pattern)
        asked.append(("sequence", (("series", "in", series), ("sequence", "=", int(chunk)))))
    pages = (
        uow.page(Query(of=InvoiceRow, where=where, order=order, limit=SERIES))
        for order, where in asked
    )
    wanted = set(words_in(chunk))
    found = (row for page in pages for row in page.items)
    return tuple(row.id for row in found if wanted.issubset(words_in(row.number or "")))
