"""Hybrid PDF: ours against WeasyPrint on our HTML with the factur-x package, in one run.

Both get the invoice and give a PDF with its XML inside. Where WeasyPrint or factur-x is not
installed there is nothing to compare with (extra `bench`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import invoicekit as ik
from benchmarks import Row, medians
from benchmarks.formats import invoice
from invoicekit.renderers import RENDERERS, view_of

ROUNDS = {10: 7, 100: 3}
"""Lines → rounds."""
AT_LEAST = 8.0


def run() -> list[Row]:
    """Returns the rows by number of lines."""
    return [row for lines, rounds in ROUNDS.items() for row in _rows(lines, rounds)]


def _rows(lines: int, rounds: int) -> Iterator[Row]:
    theirs = _weasyprint(_invoices(lines, "W", rounds))
    if theirs is None:
        return
    jobs = [_ours(_invoices(lines, "O", rounds)), theirs]
    ours, slow = medians(jobs, rounds=rounds)
    name = f"WeasyPrint + factur-x / hybrid PDF, {lines} lines"
    yield Row(name, ours, slow, slow / ours, AT_LEAST, at_most=False)


def _ours(invoices: Iterator[ik.Invoice]) -> Callable[[], object]:
    return lambda: ik.write(next(invoices), "facturx")


def _weasyprint(invoices: Iterator[ik.Invoice]) -> Callable[[], object] | None:
    try:
        import facturx
        import weasyprint  # type: ignore[import-untyped]  # ships none
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return None
    fonts: Any = FontConfiguration()

    def job() -> object:
        made = next(invoices)
        page = RENDERERS["html"].render(view_of(made, "de", original=True), None).decode()
        pages = weasyprint.HTML(string=page).write_pdf(font_config=fonts)
        xml = ik.write(made, "cii")
        return facturx.generate_from_binary(pages, xml, check_xsd=False, check_schematron=False)

    return job


def _invoices(lines: int, letter: str, rounds: int) -> Iterator[ik.Invoice]:
    """One for each round and the one before; each with its number, so that no cache answers."""
    made = invoice(lines)
    return iter([made.replace(number=f"{letter}-{n}") for n in range(rounds + 1)])
