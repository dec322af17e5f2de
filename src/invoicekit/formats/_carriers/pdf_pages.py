"""Pages of several PDFs, as a printer takes them: put together, counted, stamped."""

from __future__ import annotations

import io
from collections.abc import Iterable
from contextlib import ExitStack

import pikepdf

from invoicekit.errors import InputError


def joined(documents: Iterable[bytes], *, from_odd: bool = False) -> tuple[bytes, list[int]]:
    """Returns one PDF with the pages of all, and how many each has.

    The same documents give the same bytes. Forms and attached files stay behind: it is paper.

    Args:
        documents: PDFs.
        from_odd: Has each begin on an odd page, so that two-sided printing mixes none.

    Raises:
        InputError: One cannot be opened.
    """
    counts: list[int] = []
    with ExitStack() as opened, pikepdf.new() as whole:
        for data in documents:
            part = opened.enter_context(_opened(data))  # its pages are read when all is saved
            whole.pages.extend(part.pages)
            counts.append(len(part.pages))
            if from_odd and counts[-1] % 2:
                whole.add_blank_page()
                counts[-1] += 1
        made = io.BytesIO()
        whole.save(made, deterministic_id=True)
    return made.getvalue(), counts


def stamped(data: bytes, stamp: bytes) -> bytes:
    """Returns a PDF with the first page of another laid over each of its own.

    Raises:
        InputError: One cannot be opened.
    """
    with _opened(data) as pdf, _opened(stamp) as over:
        for page in pdf.pages:
            page.add_overlay(over.pages[0], None)
        made = io.BytesIO()
        pdf.save(made, deterministic_id=True)
    return made.getvalue()


def _opened(data: bytes) -> pikepdf.Pdf:
    try:
        return pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError as problem:
        raise InputError(
            "the PDF cannot be opened", where="pdf", expected="a whole PDF"
        ) from problem
