"""The index of words that documents are found by, written with the draft.

Issuing adds nothing to it: a number is found by the columns that it stands in. Nothing goes in that
is masked where people see it in passing, and where secret columns are encrypted, only words that
stand in the clear beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from invoicekit import masking
from invoicekit.model.invoice import Invoice
from invoicekit.model.line import InvoiceLine
from invoicekit.model.rows import InvoiceRow, WordRow
from invoicekit.model.stored import Id, Key
from invoicekit.ports import UnitOfWork
from invoicekit.services._records import invoice_of
from invoicekit.services._tools import Tools
from invoicekit.services._words import words_in

LONGEST = 20_000
"""Signs of a document that are looked at."""

MOST = 200
"""Words of a document that are kept: parties and references first, then its lines in order."""


def add_words(uow: UnitOfWork, tools: Tools, row: InvoiceRow, invoice: Invoice) -> None:
    """Writes the words of a new draft."""
    uow.add(_rows(row, words_of(tools, row, invoice)))


def change_words(
    uow: UnitOfWork, tools: Tools, before: InvoiceRow, row: InvoiceRow, invoice: Invoice
) -> None:
    """Writes the words that a change of a draft brought, and removes those that are gone."""
    old, new = all_words(before, invoice_of(before)), words_of(tools, row, invoice)
    uow.remove(WordRow, [(word, row.id) for word in old if word not in new])
    uow.add(_rows(row, (word for word in new if word not in old)), ignore_existing=True)


def forget_words(uow: UnitOfWork, ids: Iterable[str]) -> None:
    """Removes the words of documents that were destroyed; others are passed by."""
    for row in uow.get(InvoiceRow, [Id(each) for each in ids]):
        if row is not None:
            uow.remove(WordRow, [(word, row.id) for word in all_words(row, invoice_of(row))])


def missing_words(uow: UnitOfWork, tools: Tools, rows: Iterable[InvoiceRow]) -> list[WordRow]:
    """Returns the words of documents that are not in the index."""
    wanted = [each for row in rows for each in _rows(row, words_of(tools, row, invoice_of(row)))]
    there = uow.get(WordRow, [(each.word, each.invoice_id) for each in wanted])
    return [each for each, found in zip(wanted, there, strict=True) if found is None]


def secret_words(tools: Tools, rows: Iterable[InvoiceRow]) -> list[Key]:
    """Returns the keys of words that may not stand in the index since there are keys."""
    if not tools.encrypts:
        return []
    return [
        (word, row.id)
        for row in rows
        for word in all_words(row, invoice_of(row))
        if word not in clear_words(row)
    ]


def words_of(tools: Tools, row: InvoiceRow, invoice: Invoice) -> dict[str, None]:
    """Returns the words of a document, in the order in which they are kept."""
    return clear_words(row) if tools.encrypts else all_words(row, invoice)


def all_words(row: InvoiceRow, invoice: Invoice) -> dict[str, None]:
    """Returns the words of a document, those that a key encrypts, too."""
    rest = (*_references(invoice), *_parties(invoice), *_free(invoice))
    return _kept((row.buyer_name, row.order_reference, *rest))


def clear_words(row: InvoiceRow) -> dict[str, None]:
    """Returns the words of a document that stand in columns no key encrypts."""
    return _kept((row.buyer_name, row.order_reference))


def _kept(texts: Iterable[str | None]) -> dict[str, None]:
    whole = "\n".join(text for text in texts if text)[:LONGEST]
    found = dict.fromkeys(words_in(masking.stripped(whole)))
    return dict.fromkeys(islice(found, MOST))


def _rows(row: InvoiceRow, words: Iterable[str]) -> list[WordRow]:
    return [WordRow(tenant_id=row.tenant_id, word=word, invoice_id=row.id) for word in words]


def _references(invoice: Invoice) -> tuple[str | None, ...]:
    return (
        invoice.purchase_order_reference,
        invoice.sales_order_reference,
        invoice.contract_reference,
        invoice.project_reference,
        *(each.number for each in invoice.preceding_invoices),
    )


def _parties(invoice: Invoice) -> Iterator[str | None]:
    for party in (invoice.buyer, invoice.seller):
        if party is not None:
            yield party.name
            yield party.trading_name


def _free(invoice: Invoice) -> Iterator[str | None]:
    yield invoice.buyer_reference
    yield from (note.text for note in invoice.notes)
    for line in invoice.lines:
        yield from _of_line(line)


def _of_line(line: InvoiceLine) -> tuple[str | None, ...]:
    item = line.item
    if item is None:
        return (line.note,)
    return item.name, item.seller_id, item.buyer_id, item.description, line.note
