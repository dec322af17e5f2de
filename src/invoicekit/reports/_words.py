"""The words and numbers of reports in a reader's language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from invoicekit.reports._asked import Asked
from invoicekit.reports._cell import Cell

if TYPE_CHECKING:
    from invoicekit.renderers._language import Language  # noqa: TC004 - Babel comes with first use

LABELS = Path(__file__).parent / "_labels"
FALLBACK = "en"
_QUARTER = "-Q"


@dataclass(frozen=True)
class Words:
    """Labels of reports in one language, over the language documents are written in.

    A label is a text of `_labels`, such as `column.total`, `payment.paid` or `report.sales`.
    """

    language: Language
    labels: Mapping[str, str]

    def text(self, key: str, /, **values: str) -> str:
        """Returns a label with values filled in; the key's last word where there is no label."""
        text = self.labels.get(key)
        return key.partition(".")[2] if text is None else text.format_map(values)

    def heading(self, column: str) -> str:
        """Returns what people call a column."""
        return self.labels.get(f"column.{column}", column.replace("_", " "))

    def value(self, column: str, code: str) -> str:
        """Returns what people call a code in a column, the text itself where it is no code."""
        if column == "kind":
            return self.language.label(f"title_{code}") or code
        if column == "category":
            return self._reason(code) or self.labels.get(f"category.{code}", code)
        return self.labels.get(f"{column}.{code}", code)

    def shown(self, column: str, cell: Cell, *, currency: str | None, rate: bool = False) -> str:
        """Returns a cell as people read it: dates, amounts and rates as the language writes them.

        Args:
            column: The cell's column.
            cell: What is in it.
            currency: Of its row; amounts have its decimals.
            rate: Whether a decimal is a percentage.
        """
        if cell is None:
            return ""
        if isinstance(cell, Decimal):
            return self.language.percent(cell) if rate else self.decimal(cell, currency)
        if isinstance(cell, int):
            return self.number(Decimal(cell))
        if isinstance(cell, date):
            return self.language.date(cell)
        return self.period(cell) if column == "period" and cell else self.value(column, cell)

    def decimal(self, value: Decimal, currency: str | None) -> str:
        """Returns an amount without the currency's sign, which stands in a column of its own."""
        return self.language.amount(value, currency or "XXX")

    def named(self, column: str, name: str) -> str:
        """Returns a name as a chart writes it: countries by theirs, `–` where there is none."""
        country = column == "country" and name
        return (self.language.country(name) if country else self.value(column, name)) or "–"

    def period(self, name: str) -> str:
        """Returns a period as the language writes it: `Mar 2026`, `Q1 2026`, `2026年3月`."""
        year, _, part = name.partition("-")
        if part.startswith("Q"):
            return self.text("quarter", number=part[1:], year=year)
        if not part:
            return self.text("year", year=year)
        from babel.dates import format_skeleton

        day = date(int(year), int(part), 1)
        return str(format_skeleton("yMMM", day, locale=self.language.locale))

    def span(self, asked: Asked) -> str:
        """Returns which documents a report counts, and the day it is true of."""
        day = self.text("asked.as_of", date=self.language.date(asked.as_of))
        edges = {"start": asked.start, "end": asked.end}
        known = {edge: self.language.date(each) for edge, each in edges.items() if each}
        issued = self.text("asked." + "_".join(known), **known) if known else ""
        return self.text("asked.both", issued=issued, as_of=day) if issued else day

    def tax(self, country: str, category: str, rate: Decimal) -> str:
        """Returns what a VAT rate is called: `Germany 19 %`, the reason where none is charged.

        Where nothing says whose rate it is, a standard one (S) is its number alone.
        """
        reason = self._reason(category)
        if reason and not rate:
            return reason
        name = self.language.country(country) if country else category.removeprefix("S")
        return f"{name} {self.language.percent(rate)}".strip()

    def _reason(self, category: str) -> str:
        """Returns why a VAT category charges none, as a cell begins; "" where it charges some."""
        reason = self.language.label(f"category_{category}")
        return reason[:1].upper() + reason[1:]

    def amount(self, value: Decimal, currency: str | None) -> str:
        """Returns an amount with its currency, a count without."""
        return self.language.money(value, currency) if currency else self.number(value)

    def number(self, value: Decimal) -> str:
        """Returns a number without trailing zeros, digits in the language's groups."""
        return self.language.quantity(value)


@cache
def words_of(tag: str) -> Words:
    """Returns the words of a language (BCP 47), English where reports do not speak it."""
    from invoicekit.renderers._language import language_of

    language = language_of(tag)
    names = {path.stem.partition("-")[0]: path for path in sorted(LABELS.glob("*.json"))}
    own = names.get(language.tag.partition("-")[0])
    if own is None:
        return words_of(FALLBACK)
    labels: Mapping[str, str] = json.loads(own.read_text("utf-8"))
    return Words(language, labels)
