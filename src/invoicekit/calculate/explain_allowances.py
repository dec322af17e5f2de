"""How the allowances and charges of the document come about, and the split by tax."""

from __future__ import annotations

from collections.abc import Iterator

from invoicekit.calculate.document_allowances import (
    TaxKey,
    base_of_percent,
    by_tax,
    sums_for,
    value_of,
)
from invoicekit.calculate.explain_lines import explain_part
from invoicekit.calculate.explain_terms import Explaining, step
from invoicekit.calculate.lines import part_of
from invoicekit.calculate.tax_groups import VatKey
from invoicekit.calculate.trace import Input, Row
from invoicekit.model import Allowance, Charge
from invoicekit.money import divide, multiply


def explain_document_allowances(known: Explaining) -> Iterator[Row]:
    """Yields the rows of BG-20 and BG-21; a split allowance by the one it was split from."""
    at = 0
    for source in known.given.allowances:
        pieces = by_tax([source], known.sums, known.rounding)
        was_split = pieces != (source,) and source.vat_category is None
        for piece in known.done.allowances[at : at + len(pieces)]:
            if was_split and piece.percent is None:
                yield from _explain_split(known, source, piece, f"allowances[{at}]")
            else:
                yield from _explain_one(known, piece, f"allowances[{at}]")
            at += 1
    for place, charge in enumerate(known.done.charges):
        yield from _explain_one(known, charge, f"charges[{place}]")


def _explain_one(known: Explaining, each: Allowance | Charge, path: str) -> Iterator[Row]:
    base = None
    if known.sums is not None:
        lines = sums_for(each, known.sums)
        base = Input("totals.line_total", base_of_percent(lines, known.rounding).amount)
    rate = VatKey(each.vat_category, each.vat_rate).percent
    part = known.document_part(each)
    yield from explain_part(path, each, part, base, "percent_of_lines", rate, known.rounding)


def _explain_split(
    known: Explaining, source: Allowance, piece: Allowance, path: str
) -> Iterator[Row]:
    rounding, sums = known.rounding, known.sums or {}
    part = part_of(source, base_of_percent(sums, rounding), rounding)
    key = TaxKey(piece.vat_category, piece.vat_rate, piece.other_taxes)
    amount = piece.with_vat if piece.with_vat is not None else piece.amount
    if part is None or amount is None or key not in sums:
        return
    values = {
        each: value_of(sums[each], each, with_vat=part.with_vat, rounder=rounding)
        for each in sums
        if each.category is not None or each.other_taxes
    }
    whole = rounding.total(values.values())
    name = "with_vat" if part.with_vat else "amount"
    inputs = (
        Input(f"allowances.{name}", part.amount),
        Input("lines of the group", values[key]),
        Input("lines", whole),
    )
    before = divide(multiply(part.amount, values[key]), whole)
    rounded = step(before, rounding, how="largest_remainder", after=amount)
    yield Row(f"{path}.{name}", "split", "{0} × {1} / {2}", inputs, rounded, amount)
    if part.with_vat:
        rows = explain_part(
            path,
            piece,
            part._replace(amount=amount),
            None,
            "given",
            VatKey(piece.vat_category, piece.vat_rate).percent,
            rounding,
        )
        yield from (row for row in rows if row.rule == "net_of_part")
