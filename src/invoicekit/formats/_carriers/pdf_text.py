"""The text layer of a PDF: runs of text with their places, in millimetres from the top left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2  # type: ignore[import-untyped]  # ships none

from invoicekit.errors import InputError

_MILLIMETRES = 25.4 / 72
_MOST = 200_000
"""Characters of a page; more is not the page of an invoice."""
_TALLEST = 12 / _MILLIMETRES
"""Taller characters are a mark across the page."""
_GAP = 0.6
"""A run ends where the next character is further away than this part of its height."""


@dataclass(frozen=True, slots=True)
class Run:
    """Characters that stand next to each other."""

    x: float
    y: float
    width: float
    text: str


def first_page(data: bytes, containing: str) -> tuple[float, tuple[Run, ...]]:
    """Returns the width of the first page and its runs; none for a picture of an invoice.

    Args:
        data: The PDF.
        containing: A word without which the page is not looked at any closer.

    Raises:
        InputError: The PDF cannot be opened, has no page, or too many characters.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise InputError(f"the PDF cannot be opened: {problem}", where="pdf") from problem
    try:
        if not len(document):
            raise InputError("the PDF has no page", where="pdf")
        page = document[0]
        width, height = page.get_size()
        text = page.get_textpage()
        runs = tuple(_runs(text, height)) if containing in text.get_text_range() else ()
    finally:
        document.close()
    return width * _MILLIMETRES, runs


def _runs(text: pypdfium2.PdfTextPage, height: float) -> Iterator[Run]:
    count = text.count_chars()
    if count > _MOST:
        raise InputError(
            "the page has too many characters", where="pdf", expected=f"at most {_MOST:,}"
        )
    signs, box = "", (0.0, 0.0, 0.0, 0.0)
    for index in range(count):
        sign = text.get_text_range(index, 1)
        if not sign or sign in "\r\n\t\0":
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        if top - bottom > _TALLEST:
            continue
        near = (
            signs
            and abs(top - box[3]) < _GAP * (top - bottom)
            and -1 < left - box[2] < _GAP * (top - bottom)
        )
        if near:
            signs, box = signs + sign, (box[0], box[1], right, box[3])
            continue
        if signs.strip():
            yield _run(signs, box, height)
        signs, box = sign, (left, bottom, right, top)
    if signs.strip():
        yield _run(signs, box, height)


def _run(signs: str, box: tuple[float, float, float, float], height: float) -> Run:
    left, _, right, top = (each * _MILLIMETRES for each in box)
    return Run(left, height * _MILLIMETRES - top, right - left, signs.strip())
