"""VAT categories as the published rules see them: every category of the file, with its scheme.

A document has one category a line; a file may have several, or one of another tax than VAT. The
published rules mostly ask for VAT, and sum up whatever has the code.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from invoicekit.model import Allowance, Charge
from invoicekit.money import ZERO, add, subtract
from invoicekit.rules._facts import Facts

ROW = ("category", "rate")
"""The fields of a breakdown row."""


class Used(NamedTuple):
    """A category as used once: its code, None for none, its rate, and whether it is VAT's."""

    code: str | None
    rate: Decimal | None
    vat: bool


class Level:
    """The categories of all lines, or of all document allowances or charges.

    Attributes:
        codes: Every code; `vat_codes` those of VAT, None among them for one without a code.
        sums: Amounts by code; `rated` by code and rate.
    """

    def __init__(self) -> None:
        self.codes: set[str | None] = set()
        self.vat_codes: set[str | None] = set()
        self.sums: dict[str | None, Decimal] = defaultdict(lambda: ZERO)
        self.rated: dict[tuple[str | None, Decimal | None], Decimal] = defaultdict(lambda: ZERO)

    def add(self, used: Iterable[Used], amount: Decimal | None) -> None:
        """Adds one line, allowance or charge, once for each code and rate that it has."""
        codes, rates = set(), set()
        for code, rate, vat in used:
            codes.add(code)
            rates.add(rate)
            if vat:
                self.vat_codes.add(code)
        self.codes |= codes
        for code in codes:
            self.sums[code] = add((self.sums[code], amount or ZERO))
            for rate in rates:
                self.rated[code, rate] = add((self.rated[code, rate], amount or ZERO))


class View:
    """The categories of a document.

    Attributes:
        lines: Of the lines; `allowances`, `charges`, and `unsaid` for those that are neither.
        rows: Of the breakdown: how often each code is there, `vat_rows` as VAT.
    """

    def __init__(self, facts: Facts) -> None:
        invoice = facts.invoice
        self.lines = Level()
        for index, line in enumerate(invoice.lines):
            path = f"lines[{index}]" if facts.odd else ""
            self.lines.add(used(facts, line.vat_category, line.vat_rate, path), line.net_amount)
        self.allowances, self.charges, self.unsaid = Level(), Level(), Level()
        self._add(facts, "allowances", self.allowances, invoice.allowances)
        self._add(facts, "charges", self.charges, invoice.charges)
        self.rows: Counter[str | None] = Counter()
        self.vat_rows: Counter[str | None] = Counter()
        for index, row in enumerate(invoice.vat_breakdown):
            path = f"vat_breakdown[{index}]" if facts.odd else ""
            for code, _, vat in used(facts, row.category, row.rate, path, ROW):
                self.rows[code] += 1
                if vat:
                    self.vat_rows[code] += 1
        document = (self.allowances, self.charges, self.unsaid)
        self.document_codes = set[str | None]().union(*(level.codes for level in document))
        self.document_vat_codes = set[str | None]().union(*(level.vat_codes for level in document))

    def _add(
        self, facts: Facts, name: str, level: Level, items: Sequence[Allowance | Charge]
    ) -> None:
        for index, item in enumerate(items):
            path = f"{name}[{index}]" if facts.odd else ""
            found = used(facts, item.vat_category, item.vat_rate, path)
            (self.unsaid if path in facts.source.other else level).add(found, item.amount)

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


def used(
    facts: Facts,
    code: str | None,
    rate: Decimal | None,
    path: str,
    fields: tuple[str, str] = ("vat_category", "vat_rate"),
) -> tuple[Used, ...]:
    """Returns the categories at a place: the document's, and further ones of the file.

    Args:
        facts: Of the document.
        code: The document's category.
        rate: Its rate.
        path: Of the line, allowance, charge or row; only asked for where the file is odd.
        fields: Names of the fields that hold them.
    """
    if not facts.odd:
        return () if code is None and rate is None else (Used(code, rate, vat=True),)
    return tuple(_all(facts, code, rate, f"{path}.{fields[0]}", f"{path}.{fields[1]}"))


def _all(
    facts: Facts, code: str | None, rate: Decimal | None, path: str, rate_path: str
) -> Iterator[Used]:
    source = facts.source
    if code is not None or rate is not None or path in source.present:
        yield Used(code, rate, path not in source.other)
    rates = source.extra.get(rate_path, ())
    for index, each in enumerate(source.extra.get(path, ())):
        further = rates[index] if index < len(rates) else None
        yield Used(str(each), further if isinstance(further, Decimal) else None, vat=True)


def view(facts: Facts) -> View:
    """Returns the view of a document, worked out once."""
    return facts.of(View)
