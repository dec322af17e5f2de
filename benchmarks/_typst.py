"""Bare typst on our own template: what making a PDF costs when everything else is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict

import typst

from invoicekit.model import Invoice
from invoicekit.renderers import view_of
from invoicekit.renderers._fonts import families, folders
from invoicekit.renderers._templates import FOLDER


def bare(invoices: Iterable[Invoice], locale: str) -> Callable[[], bytes]:
    """Returns a job that compiles the next invoice each time; its data is finished JSON by then."""
    compiler = typst.Compiler(
        root=str(FOLDER), font_paths=list(folders()), ignore_system_fonts=True
    )
    source = (FOLDER / "standard.typ").read_bytes()
    inputs = iter([_data(invoice, locale) for invoice in invoices])

    def job() -> bytes:
        made = compiler.compile(
            source,
            format="pdf",
            sys_inputs={"data": next(inputs)},
            pdf_standards=["a-2b"],
            timestamp=0,
        )
        assert isinstance(made, bytes)
        return made

    return job


def _data(invoice: Invoice, locale: str) -> str:
    view = view_of(invoice, locale, original=True)
    return json.dumps({**asdict(view), "attached": [], "fonts": families("", locale)})
