"""VAT categories as the published rules see them: every category of the file, with its scheme.

A document has one category a line; a file may have several, or one of another tax than VAT. The
published rules mostly ask for VAT, and sum up whatever has the code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from invoicekit.model import Allowance, Charge
from invoicekit.model.source import TaxCategory
from invoicekit.money import ZERO, add, plus, subtract
from invoicekit.rules._facts import Facts

LINE, ROW = ("vat_category", "vat_rate"), ("category", "rate")
"""The fields of category and rate: of a line, allowance or charge, and of a breakdown row."""


class Level:
    """The categories of all lines, or of all document allowances or charges.

    Attributes:
        codes: Every code; `vat_codes` those of VAT, empty among them for one without a code.
        sums: Amounts by code; `rated` by code and rate, of which `rates` are there.
    """

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.vat_codes: set[str] = set()
        self.rates: set[tuple[str, Decimal | None]] = set()
        self.sums: dict[str, Decimal] = defaultdict(lambda: ZERO)
        self.rated: dict[tuple[str, Decimal | None], Decimal] = defaultdict(lambda: ZERO)

    def add(self, code: str | None, rate: Decimal | None, amount: Decimal | None) -> None:
        """Adds a line, allowance or charge with one category, which is of VAT."""
        if code is not None:
            self.codes.add(code)
            self.vat_codes.add(code)
            self.rates.add((code, rate))
            if amount:
                self.sums[code] = plus(self.sums[code], amount)
                self.rated[code, rate] = plus(self.rated[code, rate], amount)

    def add_each(self, used: Iterable[TaxCategory], amount: Decimal | None) -> None:
        """Adds one with several categories, once for each code and rate that it has."""
        used = tuple(used)
        codes = {each.code or "" for each in used}
        self.codes |= codes
        self.vat_codes |= {each.code or "" for each in used if each.vat}
        self._sum(codes, {each.rate for each in used}, amount or ZERO)

    def _sum(self, codes: set[str], rates: set[Decimal | None], amount: Decimal) -> None:
        for code in codes:
            self.sums[code] = add((self.sums[code], amount))
            for rate in rates:
                self.rates.add((code, rate))
                self.rated[code, rate] = add((self.rated[code, rate], amount))


class View:
    """The categories of a document.

    Attributes:
        lines: Of the lines; `allowances`, `charges`, and `unsaid` for those that are neither.
        rows: Of the breakdown: how often each code is there, `vat_rows` as VAT.

    A code among blanks is another one for the rules of CII, which compare as written.
    """

    def __init__(self, facts: Facts) -> None:
        invoice = facts.invoice
        self._categories: Mapping[str, tuple[TaxCategory, ...]] = facts.source.categories
        if self._categories and facts.source.syntax == "cii":
            self._categories = {
                path: tuple(map(_as_written, found)) for path, found in self._categories.items()
            }
        self.lines = Level()
        for index, line in enumerate(invoice.lines):
            if self._categories and (used := self._categories.get(f"lines[{index}].{LINE[0]}")):
                self.lines.add_each(used, line.net_amount)
            else:
                self.lines.add(line.vat_category, line.vat_rate, line.net_amount)
        self.allowances, self.charges, self.unsaid = Level(), Level(), Level()
        self._add(facts, "allowances", self.allowances, invoice.allowances)
        self._add(facts, "charges", self.charges, invoice.charges)
        self.rows: Counter[str] = Counter()
        self.vat_rows: Counter[str] = Counter()
        self._add_rows(facts)
        document = (self.allowances, self.charges, self.unsaid)
        self.document_codes = set[str]().union(*(level.codes for level in document))
        self.document_vat_codes = set[str]().union(*(level.vat_codes for level in document))

    def _add(
        self, facts: Facts, name: str, level: Level, items: Sequence[Allowance | Charge]
    ) -> None:
        for index, item in enumerate(items):
            path = f"{name}[{index}]"
            place = self.unsaid if path in facts.source.other else level
            if used := self._categories.get(f"{path}.{LINE[0]}"):
                place.add_each(used, item.amount)
            else:
                place.add(item.vat_category, item.vat_rate, item.amount)

    def _add_rows(self, facts: Facts) -> None:
        for index, row in enumerate(facts.invoice.vat_breakdown):
            used = self._categories.get(f"vat_breakdown[{index}].category")
            if used:
                self.rows.update(each.code or "" for each in used)
                self.vat_rows.update(each.code or "" for each in used if each.vat)
            elif row.category is not None:
                self.rows[row.category] += 1
                self.vat_rows[row.category] += 1

    def base(self, code: str) -> Decimal:
        """Returns lines - allowances + charges of a code."""
        beside = subtract(self.charges.sums[code], self.allowances.sums[code])
        return add((self.lines.sums[code], beside))

    def rated_base(self, code: str, rate: Decimal) -> Decimal:
        """Returns lines - allowances + charges of a code and rate."""
        return add((self.lines.rated[code, rate], self.rated_beside(code, rate)))

    def rated_beside(self, code: str, rate: Decimal) -> Decimal:
        """Returns charges - allowances of a code and rate."""
        return subtract(self.charges.rated[code, rate], self.allowances.rated[code, rate])


def _as_written(category: TaxCategory) -> TaxCategory:
    return category if category.bare else replace(category, code=f" {category.code}")


def view(facts: Facts) -> View:
    """Returns the view of a document, to be worked out once: `facts.of(view)`."""
    return View(facts)


def several(facts: Facts, fields: tuple[str, str] = LINE) -> tuple[TaxCategory, ...] | None:
    """Returns the categories of the node the engine is at, None where it has its one."""
    categories = facts.source.categories
    return categories.get(facts.here(fields[0])) if categories else None


def used(
    facts: Facts,
    code: str | None,
    rate: Decimal | None,
    path: str,
    fields: tuple[str, str] = LINE,
) -> tuple[TaxCategory, ...]:
    """Returns the categories at a path: what the file says of it, else the document's one.

    Args:
        facts: Of the document.
        code: The document's category.
        rate: Its rate.
        path: Of the line, allowance, charge or row.
        fields: Names of the fields that hold them.
    """
    found = facts.source.categories.get(f"{path}.{fields[0]}")
    if found is not None:
        return found
    if code is None and rate is None:
        return ()
    return (TaxCategory(code, rate, rated=rate is not None, vat=True),)
