"""Writing many invoices as files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import partial

from invoicekit.bulk import CHUNK, WINDOW, Done, in_bulk
from invoicekit.documents.write import write
from invoicekit.model import Invoice


def write_many(
    invoices: Iterable[Invoice],
    format: str,  # as of `write`
    *,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    window: int = WINDOW,
) -> Iterator[Done[bytes]]:
    """Yields each invoice in a format, in their order; one that does not fit has its error.

    Args:
        invoices: As many as there are; asked for as needed.
        format: As of `write`.
        executor: Who writes; None writes here.
        chunk: Invoices a task.
        window: Tasks under way at once.
    """
    parcels = (invoice.canonical() for invoice in invoices)
    work = partial(_written, format=format)
    return in_bulk(work, parcels, executor=executor, chunk=chunk, window=window)


def _written(invoice: bytes, *, format: str) -> bytes:
    return write(Invoice.model_validate_json(invoice), format)
