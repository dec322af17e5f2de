"""What explanations are built from: the invoice before and after, terms of sums, rounding steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property

from invoicekit.calculate.document_allowances import (
    LineSums,
    document_entry,
    document_part,
    exemption_codes,
    line_sums,
)
from invoicekit.calculate.lines import LineParts, Part, entry_of, parts_of
from invoicekit.calculate.rounding import Rounder
from invoicekit.calculate.tax_groups import Entry
from invoicekit.calculate.trace import Input, RoundingStep
from invoicekit.jurisdiction.fapiao import taxed_on_margin
from invoicekit.model import Allowance, Charge, Invoice

Term = tuple[str, Input]
"""A term of a sum: `+` or `-`, and what it adds or takes off."""


class Explaining:
    """An invoice as given, as calculated, and its parts.

    Args:
        given: Before the calculation.
        done: After it.
        rounding: Currency and policy of both.
    """

    def __init__(self, given: Invoice, done: Invoice, rounding: Rounder) -> None:
        self.given = given
        self.done = done
        self.rounding = rounding

    @cached_property
    def parts(self) -> list[LineParts]:
        """The parts of each line."""
        return [parts_of(line, self.rounding) for line in self.done.lines]

    @cached_property
    def entries(self) -> list[Entry]:
        """What each line brings to the taxes."""
        pairs = zip(self.done.lines, self.parts, strict=True)
        on_margin = taxed_on_margin(self.done)
        return [entry_of(*pair, self.rounding, on_margin=on_margin) for pair in pairs]

    @cached_property
    def sums(self) -> LineSums | None:
        """The lines by their taxes."""
        return line_sums(self.entries, self.rounding)

    @cached_property
    def document_entries(self) -> list[tuple[str, Allowance | Charge, Entry]]:
        """Path, value and entry of each allowance and charge of the document."""
        codes = exemption_codes(self.done.lines)
        found: list[tuple[str, Allowance | Charge]] = []
        found += [(f"allowances[{i}]", each) for i, each in enumerate(self.done.allowances)]
        found += [(f"charges[{i}]", each) for i, each in enumerate(self.done.charges)]
        return [
            (path, each, document_entry(each, self.document_part(each), codes, self.rounding))
            for path, each in found
        ]

    @property
    def all_entries(self) -> list[Entry]:
        """What lines, allowances and charges bring to the taxes, in the calculation's order."""
        return [*self.entries, *(entry for _, _, entry in self.document_entries)]

    def document_part(self, each: Allowance | Charge) -> Part | None:
        """Returns the amount of an allowance or charge of the document."""
        return document_part(each, self.sums, self.rounding)


def input_of(invoice: Invoice, path: str) -> Decimal | None:
    """Returns the amount at a path of the invoice, None where there is none."""
    value: object = invoice
    for name, place in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        value = getattr(value, name, None)
        if place and isinstance(value, tuple):
            value = value[int(place)]
    return value if isinstance(value, Decimal) else None


def added(terms: Sequence[Term], rounding: Rounder, first: int = 0) -> tuple[str, Decimal]:
    """Returns the template of a sum, its places counted from `first`, and the sum itself."""
    template, total = "", rounding.zero
    for place, (sign, each) in enumerate(terms, start=first):
        operand = f"{{{place}}}"
        template += operand if not template and sign == "+" else f" {sign} {operand}"
        total = (rounding.add if sign == "+" else rounding.subtract)(total, each.value)
    return template.strip() or "0", total


def terms_of(sign: str, pairs: Iterable[tuple[str, Decimal | None]]) -> list[Term]:
    """Returns terms of one sign, without those that are unknown."""
    return [(sign, Input(path, value)) for path, value in pairs if value is not None]


def step(
    before: Decimal, rounding: Rounder, *, how: str = "", after: Decimal | None = None
) -> RoundingStep:
    """Returns the rounding of an amount, by the policy where nothing else is said."""
    digits = -int(rounding.unit.as_tuple().exponent)
    rounded = rounding.amount(before) if after is None else after
    return RoundingStep(before, rounded, how or rounding.policy.rounding.value, digits)
