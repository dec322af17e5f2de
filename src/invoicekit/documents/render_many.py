"""Rendering many invoices for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import partial

from invoicekit.bulk import WINDOW, Done, in_bulk
from invoicekit.documents.render import render
from invoicekit.model import Invoice, Template

PAGES = 20
"""Invoices a task: a PDF takes several times as long as a verdict."""


def render_many(
    invoices: Iterable[Invoice],
    kind: str,
    *,
    template: Template | str | None = None,
    locale: str | None = None,
    executor: Executor | None = None,
    chunk: int = PAGES,
    window: int = WINDOW,
) -> Iterator[Done[bytes]]:
    """Yields each invoice as PDF, HTML or text, in their order; one that fails has its error.

    Args:
        invoices: As many as there are; asked for as needed.
        kind: As of `render`.
        template: As of `render`.
        locale: As of `render`.
        executor: Who renders; None renders here.
        chunk: Invoices a task.
        window: Tasks under way at once.
    """
    work = partial(_rendered, kind=kind, template=template, locale=locale)
    parcels = (invoice.canonical() for invoice in invoices)
    return in_bulk(work, parcels, executor=executor, chunk=chunk, window=window)


def _rendered(
    invoice: bytes, *, kind: str, template: Template | str | None, locale: str | None
) -> bytes:
    return render(Invoice.model_validate_json(invoice), kind, template=template, locale=locale)
