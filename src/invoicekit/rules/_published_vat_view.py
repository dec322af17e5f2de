"""VAT categories as the published rules see them: every category of the file, with its scheme.

A document has one category a line; a file may have several, or one of another tax than VAT. The
published rules mostly ask for VAT, and sum up whatever has the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine
from invoicekit.model.source import TaxCategory
from invoicekit.money import ZERO, add, minus, plus
from invoicekit.rules._facts import Facts
from invoicekit.rules._sums import Shares

LINE, ROW = ("vat_category", "vat_rate"), ("category", "rate")
"""The fields of category and rate: of a line, allowance or charge, and of a breakdown row."""


class Level:
    """The categories of all lines, or of all document allowances or charges.

    Attributes:
        codes: Every code; `vat_codes` those of VAT, empty among them for one without a code.
        sums: Amounts by code; `rated` by code and rate, of which `rates` are there.
    """

    __slots__ = ("codes", "rated", "rates", "sums", "vat_codes")

    def __init__(self) -> None:
        self.codes: set[str] = set()
        self.vat_codes: set[str] = set()
        self.rates: set[tuple[str, Decimal | None]] = set()
        self.sums: dict[str, Decimal] = {}
        self.rated: dict[tuple[str, Decimal | None], Decimal] = {}

    @classmethod
    def of(cls, shares: Shares) -> Level:
        """Returns the level of amounts by category and rate, each of which is of VAT."""
        level = cls()
        for (code, rate), amounts in shares.items():
            if code is not None:
                level.rates.add((code, rate))
                known = [amount for amount in amounts if amount]
                if known:
                    total = known[0] if len(known) == 1 else add(known)
                    level.rated[code, rate] = total
                    before = level.sums.get(code)
                    level.sums[code] = total if before is None else plus(before, total)
        level.codes = {code for code, _ in level.rates}
        level.vat_codes = set(level.codes)
        return level

    def add(self, code: str | None, rate: Decimal | None, amount: Decimal | None) -> None:
        """Adds a line, allowance or charge with one category, which is of VAT."""
        if code is not None:
            self.codes.add(code)
            self.vat_codes.add(code)
            self._sum({code}, {rate}, amount or ZERO)

    def add_each(self, used: Iterable[TaxCategory], amount: Decimal | None) -> None:
        """Adds one with several categories, once for each code and rate that it has."""
        used = tuple(used)
        codes = {each.code or "" for each in used}
        self.codes |= codes
        self.vat_codes |= {each.code or "" for each in used if each.vat}
        self._sum(codes, {each.rate for each in used}, amount or ZERO)

    def _sum(self, codes: set[str], rates: set[Decimal | None], amount: Decimal) -> None:
        for code in codes:
            self.sums[code] = plus(self.sum_of(code), amount)
            for rate in rates:
                self.rates.add((code, rate))
                self.rated[code, rate] = plus(self.rated_sum(code, rate), amount)

    def sum_of(self, code: str) -> Decimal:
        """Returns the sum of a code."""
        return self.sums.get(code, ZERO)

    def rated_sum(self, code: str, rate: Decimal | None) -> Decimal:
        """Returns the sum of a code and rate."""
        return self.rated.get((code, rate), ZERO)


_EMPTY = Level()


class View:
    """The categories of a document.

    Attributes:
        lines: Of the lines, and the mere codes of lines below them; `allowances`, `charges`, and
            `unsaid` for those that are neither.
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
        self.lines = self._of_lines(invoice) if self._categories else Level.of(facts.shares)
        for path, line in facts.sub_lines:
            self._add_below(path, line, facts)
        self.allowances = self.charges = self.unsaid = _EMPTY
        if invoice.allowances or invoice.charges:
            self._add_beside(facts)
        self.rows: dict[str, int] = {}
        self.vat_rows = dict[str, int]() if self._categories else self.rows
        self._add_rows(facts)

    @property
    def document_codes(self) -> set[str]:
        """Every code beside the lines."""
        return self.allowances.codes | self.charges.codes | self.unsaid.codes

    @property
    def document_vat_codes(self) -> set[str]:
        """Every code of VAT beside the lines."""
        return self.allowances.vat_codes | self.charges.vat_codes | self.unsaid.vat_codes

    def _add_below(self, path: str, line: InvoiceLine, facts: Facts) -> None:
        """Adds the category of a line below a line, which counts as used and is not summed up."""
        if line.vat_category is None:
            return
        self.lines.codes.add(line.vat_category)
        if f"{path}.{LINE[0]}" not in facts.source.other:
            self.lines.vat_codes.add(line.vat_category)

    def _of_lines(self, invoice: Invoice) -> Level:
        lines = Level()
        for index, line in enumerate(invoice.lines):
            if used := self._categories.get(f"lines[{index}].{LINE[0]}"):
                lines.add_each(used, line.net_amount)
            else:
                lines.add(line.vat_category, line.vat_rate, line.net_amount)
        return lines

    def _add_beside(self, facts: Facts) -> None:
        self.allowances, self.charges, self.unsaid = Level(), Level(), Level()
        self._add(facts, "allowances", self.allowances, facts.invoice.allowances)
        self._add(facts, "charges", self.charges, facts.invoice.charges)

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
            if not self._categories:
                if row.category is not None:
                    _count(self.rows, row.category)
            elif used := self._categories.get(f"vat_breakdown[{index}].{ROW[0]}"):
                for each in used:
                    _count(self.rows, each.code or "")
                    if each.vat:
                        _count(self.vat_rows, each.code or "")
            elif row.category is not None:
                _count(self.rows, row.category)
                _count(self.vat_rows, row.category)

    def rows_of(self, code: str) -> int:
        """Returns how many rows of the breakdown have a code."""
        return self.rows.get(code, 0)

    def vat_rows_of(self, code: str) -> int:
        """Returns how many rows of the breakdown have a code of VAT."""
        return self.vat_rows.get(code, 0)

    def base(self, code: str) -> Decimal:
        """Returns lines - allowances + charges of a code."""
        beside = minus(self.charges.sum_of(code), self.allowances.sum_of(code))
        return plus(self.lines.sum_of(code), beside)

    def rated_base(self, code: str, rate: Decimal) -> Decimal:
        """Returns lines - allowances + charges of a code and rate."""
        return plus(self.lines.rated_sum(code, rate), self.rated_beside(code, rate))

    def rated_beside(self, code: str, rate: Decimal) -> Decimal:
        """Returns charges - allowances of a code and rate."""
        return minus(self.charges.rated_sum(code, rate), self.allowances.rated_sum(code, rate))


def _count(found: dict[str, int], code: str) -> None:
    found[code] = found.get(code, 0) + 1


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
