"""Writing the index of words again: of documents from before there was one, or that lack some.

The newest come first, as people look for them; when the oldest document has its words, all have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from invoicekit.model.rows import ArchiveRow, DisposedRow, InvoiceRow, WordRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._tools import Tools
from invoicekit.services._word_index import clear_words, missing_words, secret_words


def reindex_page(
    uow: UnitOfWork, tools: Tools, *, after: str | None, limit: int
) -> tuple[int, str | None]:
    """Writes what words a page of documents lacks; returns how many, and the next page's cursor.

    Documents whose files were destroyed stay out, and so do words that are encrypted now.
    """
    page = uow.page(Query(of=InvoiceRow, descending=True, after=after, limit=limit))
    ids = sorted(row.id for row in page.items)
    gone = _destroyed(uow, ids)
    kept = [each for each in ids if each not in gone]
    rows = [row for row in uow.get(InvoiceRow, kept, lock=True) if row is not None]
    uow.remove(WordRow, secret_words(tools, rows))
    return uow.add(missing_words(uow, tools, rows)), page.next


def words_missing(uow: UnitOfWork) -> Iterator[str]:
    """Yields what to do where the oldest document is older than the index, and has no words."""
    for row in uow.page(Query(of=InvoiceRow, limit=1)).items:
        wanted = [] if _destroyed(uow, [row.id]) else list(clear_words(row))
        if wanted and not any(uow.get(WordRow, [(word, row.id) for word in wanted])):
            yield (
                f"invoice {row.number or row.id} is older than the index of words, and is not "
                "found by them: kit.invoices.reindex() writes what is missing"
            )


def _destroyed(uow: UnitOfWork, ids: Sequence[str]) -> set[str]:
    files = list(uow.stream(Query(of=ArchiveRow, where=(("invoice_id", "in", tuple(ids)),))))
    gone = uow.get(DisposedRow, [file.location for file in files])
    return {str(file.invoice_id) for file, found in zip(files, gone, strict=True) if found}
