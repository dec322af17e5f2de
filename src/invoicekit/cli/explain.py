"""`invoicekit explain IN`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.calculate import Trace
from invoicekit.documents import calculate, explain, load
from invoicekit.documents.findings import terms_at
from invoicekit.model import Invoice
from invoicekit.money import plain

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_GROUP = re.compile(r"(vat_breakdown\[\d+\])(.*)")
_DIFFERS = {
    "en": "differs: {path} ({terms}) is {stated} in the file, not {result}",
    "zh": "不一致：{path} ({terms}) 在文件中为 {stated}，应为 {result}",
}


def explain_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    language: Annotated[str, typer.Option("--lang", "--language", help="en or zh.")] = "en",
) -> None:
    """Show how each amount comes about: formula, inputs, rounding; and where the file differs."""
    invoice = load(source).invoice
    trace = explain(invoice)
    typer.echo(trace.text(language))
    differing = _DIFFERS["zh" if language.lower().startswith("zh") else "en"]
    for path, stated, result in _differences(invoice, trace):
        terms = ", ".join(terms_at(path))
        amounts = {"stated": plain(stated), "result": plain(result)}
        typer.echo(differing.format(path=path, terms=terms, **amounts))


def _differences(invoice: Invoice, trace: Trace) -> Iterator[tuple[str, Decimal, Decimal]]:
    """Yields path, amount in the file and amount calculated, where both are there and differ."""
    places = _places(invoice)
    for row in trace.rows:
        group = _GROUP.match(row.path)
        path = places.get(group[1], "") + group[2] if group else row.path
        stated = _at(invoice, path)
        if isinstance(stated, Decimal) and stated != row.result:
            yield path, stated, row.result


def _places(invoice: Invoice) -> dict[str, str]:
    """Returns VAT group as it is calculated → the same in the file, whose order is its own."""
    own = {(row.category, row.rate): n for n, row in enumerate(invoice.vat_breakdown)}
    calculated = enumerate(calculate(invoice).vat_breakdown)
    return {
        f"vat_breakdown[{n}]": f"vat_breakdown[{own[row.category, row.rate]}]"
        for n, row in calculated
        if (row.category, row.rate) in own
    }


def _at(node: object, path: str) -> object:
    """Returns what stands at a path of the model, None where nothing does."""
    for name, index in _STEP.findall(path):
        node = getattr(node, name, None)
        if index and isinstance(node, tuple):
            node = node[int(index)] if int(index) < len(node) else None
    return node


COMMAND = explain_file
