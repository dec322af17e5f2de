"""How each amount of an invoice comes about: formula, inputs, rounding, result."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate import trace_words
from invoicekit.money import plain


@dataclass(frozen=True, slots=True)
class Input:
    """An amount, quantity or rate that goes in.

    Attributes:
        path: Where it stands in the invoice, such as `lines[0].price.net`. Two steps that the model
            does not keep are named like fields: `lines[0].price_amount`, price times quantity, and
            `lines[0].with_vat`, the line where it is priced with VAT.
    """

    path: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class RoundingStep:
    """The rounding of a row: before → after.

    Attributes:
        how: `half_up`, `half_even`, `down`, `up`; `largest_remainder` where parts must add up to a
            rounded whole; `each` where terms are rounded one by one; `cash` to the smallest coin.
        digits: Decimals that are left.
    """

    before: Decimal
    after: Decimal
    how: str
    digits: int


@dataclass(frozen=True, slots=True)
class Row:
    """One amount explained.

    Attributes:
        path: Where the amount stands in the invoice.
        rule: The rule's name; `words` says it.
        template: The formula with the inputs' places, `{0} × {1} / 100`.
    """

    path: str
    rule: str
    template: str
    inputs: tuple[Input, ...]
    rounding: RoundingStep | None
    result: Decimal

    @property
    def formula(self) -> str:
        """The formula in symbols, inputs by their paths."""
        return self.template.format(*(each.path for each in self.inputs))

    @property
    def calculation(self) -> str:
        """The formula with the inputs' values."""
        return self.template.format(*(_operand(each.value) for each in self.inputs))

    def words(self, language: str = "en") -> str:
        """Returns the rule in words, in English where the language is not known."""
        return trace_words.rule(self.rule, language)


@dataclass(frozen=True, slots=True)
class Trace:
    """Every calculated amount of an invoice with how it came about, in the order of calculation."""

    currency: str
    rows: tuple[Row, ...]

    def text(self, language: str = "en") -> str:
        """Returns a table: the amount, the rule in words, the numbers, the rounding, the result.

        Languages: `en`, `zh`; others get English.
        """
        table = [trace_words.header(language)]
        table += [self._cells(row, language) for row in self.rows]
        widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
        ruler = ["─" * width for width in widths]
        lines = [table[0], tuple(ruler), *table[1:]]
        return "\n".join(_line(cells, widths) for cells in lines)

    def _cells(self, row: Row, language: str) -> tuple[str, ...]:
        step = row.rounding
        rounding = ""
        if step is not None and step.before != step.after:
            how = trace_words.rounding(step.how, language).format(step.digits)
            rounding = f"{_short(step.before)} → {plain(step.after)} ({how})"
        return (
            trace_words.amount(row.path, language),
            row.words(language),
            _elided(row.calculation),
            rounding,
            f"{plain(row.result)} {self.currency}",
        )


_LONGEST = 64
"""Columns that a calculation may take in the table; a sum of many lines is shown by its ends."""


def _operand(value: Decimal) -> str:
    return f"({_short(value)})" if value < 0 else _short(value)


def _elided(calculation: str) -> str:
    if len(calculation) <= _LONGEST:
        return calculation
    half = _LONGEST // 2
    begin = calculation[:half].rpartition(" ")[0]
    return f"{begin} … {calculation[-half:].partition(' ')[2]}"


def _short(value: Decimal) -> str:
    """At most eight decimals, marked where there are more."""
    text = plain(value)
    whole, point, decimals = text.partition(".")
    return text if len(decimals) <= 8 else f"{whole}{point}{decimals[:8]}…"  # noqa: PLR2004


def _width(text: str) -> int:
    """Columns on a terminal: Chinese signs take two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    *left, result = cells
    padded = [
        cell + " " * (width - _width(cell)) for cell, width in zip(left, widths, strict=False)
    ]
    return "  ".join([*padded, " " * (widths[-1] - _width(result)) + result])
