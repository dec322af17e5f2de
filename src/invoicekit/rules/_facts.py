"""What several rules need to know of a document, worked out once before they are asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import TypeAlias, TypeVar, cast

from invoicekit.errors import ConfigurationError
from invoicekit.findings import Mismatch
from invoicekit.jurisdiction.fapiao import taxed_on_margin
from invoicekit.model import Allowance, Charge, Invoice, Party, SourceFacts
from invoicekit.model.plain import plain
from invoicekit.model.value import Value
from invoicekit.money import ZERO, add, divide, multiply, percent, quantum, round_to, subtract
from invoicekit.terms import terms_of

Place: TypeAlias = "tuple[Place | None, str, int | None]"
"""A node's place: its parent's, the field's name, and the index where the field holds several."""

T = TypeVar("T")

Group: TypeAlias = tuple[str | None, Decimal | None]
"""A VAT group: category, and the rate for those categories that have rates."""

RATED = frozenset({"S", "L", "M"})
"""The VAT categories that are taxed, so that each rate is a group of its own."""

_CENT = Decimal("0.01")


def path_of(place: Place | None) -> str:
    """Returns the path of a place, such as `lines[2].price`; empty for the document."""
    parts = []
    while place is not None:
        place, name, index = place
        parts.append(name if index is None else f"{name}[{index}]")
    return ".".join(reversed(parts))


def group_of(category: str | None, rate: Decimal | None) -> Group:
    """Returns the VAT group of a category and rate."""
    return (category, rate if category in RATED else None)


class Facts:
    """Sums and sets of one document.

    Attributes:
        source: What only the file knows; `odd` where it says more or less than the document.
        mode: `strict` or `official`.
        currency: The document's, None where it is missing; `unit` is its smallest amount, 0.01
            where the currency is not known.
        line_count: Number of lines; `line_total` the sum of their net amounts; `position_count`
            counts document allowances and charges too.
        bases: Lines less allowances plus charges, by VAT group; `group_sizes` how many there were.
        shown_bases: Taxable amounts of the breakdown by VAT group.
        vat_total: The sum of the breakdown's tax amounts.
        used_categories: Every VAT category of the document, that of the breakdown included;
            `several_categories` where the file has others than those.
    """

    def __init__(self, invoice: Invoice, source: SourceFacts, mode: str = "strict") -> None:
        self.source = source
        self.odd = source.odd
        self.mode = mode
        self.invoice = invoice
        self.currency = invoice.currency
        self.unit = _unit(invoice.currency)
        self._place: Place | None = None
        self._told: tuple[Place | None, str] = (None, "")
        self._model: type = Invoice
        self._worked_out: dict[object, object] = {}
        self._sum_lines(invoice)
        self._sum_document(invoice)
        self._parties(invoice)
        self.used_categories = self.categories | self.breakdown_categories
        self.several_categories = bool(source.categories)

    def _sum_lines(self, invoice: Invoice) -> None:
        amounts: dict[Group, list[Decimal]] = defaultdict(list)
        sizes: dict[Group, int] = defaultdict(int)
        ids, repeated = set[str](), set[str]()
        for line in invoice.lines:
            group = group_of(line.vat_category, line.vat_rate)
            sizes[group] += 1
            if line.net_amount is not None:
                amounts[group].append(line.net_amount)
            if line.id is not None:
                (repeated if line.id in ids else ids).add(line.id)
        bases: dict[Group, Decimal] = defaultdict(lambda: ZERO)
        bases.update((group, add(each)) for group, each in amounts.items())
        self.line_count = len(invoice.lines)
        self.line_total = add(bases.values())
        self.repeated_line_ids = frozenset(repeated)
        self.line_categories = frozenset(group[0] for group in sizes)
        self.bases, self.group_sizes = bases, sizes

    def _sum_document(self, invoice: Invoice) -> None:
        for sign, items in ((-1, invoice.allowances), (1, invoice.charges)):
            for item in items:
                group = group_of(item.vat_category, item.vat_rate)
                self.bases[group] = add((self.bases[group], sign * (item.amount or ZERO)))
                self.group_sizes[group] += 1
        self.position_count = self.line_count + len(invoice.allowances) + len(invoice.charges)
        self.allowance_total = add(item.amount or ZERO for item in invoice.allowances)
        self.charge_total = add(item.amount or ZERO for item in invoice.charges)
        self.allowance_categories = frozenset(item.vat_category for item in invoice.allowances)
        self.charge_categories = frozenset(item.vat_category for item in invoice.charges)
        shown: dict[Group, Decimal] = defaultdict(lambda: ZERO)
        for row in invoice.vat_breakdown:
            group = group_of(row.category, row.rate)
            shown[group] = add((shown[group], row.taxable_amount or ZERO))
        self.shown_bases = shown
        self.breakdown_categories = frozenset(row.category for row in invoice.vat_breakdown)
        self.vat_total = add(row.tax_amount or ZERO for row in invoice.vat_breakdown)
        others = invoice.other_tax_breakdown
        self.other_tax_total = add(row.tax_amount for row in others if not row.withholding)
        self.withheld_total = add(row.tax_amount for row in others if row.withholding)

    def _parties(self, invoice: Invoice) -> None:
        seller, buyer, agent = invoice.seller, invoice.buyer, invoice.tax_representative
        self.seller_vat_id = self._tax_id(seller, "seller", "vat")
        self.seller_tax_number = self._tax_id(seller, "seller", "tax")
        self.representative_vat_id = self._tax_id(agent, "tax_representative", "vat")
        self.buyer_vat_id = self._tax_id(buyer, "buyer", "vat")
        self.buyer_registered = buyer is not None and buyer.registration_id is not None

    def _tax_id(self, party: Party | None, name: str, kind: str) -> str | None:
        """Returns the first tax number of a kind; a blank for one that has no text in the file."""
        for index, tax_id in enumerate(party.tax_ids if party is not None else ()):
            if tax_id.kind != kind:
                continue
            if tax_id.value:
                return tax_id.value
            if f"{name}.tax_ids[{index}].value" in self.source.present:
                return " "
        return None

    @property
    def categories(self) -> frozenset[str | None]:
        """The VAT categories of lines, document allowances and charges."""
        return self.line_categories | self.allowance_categories | self.charge_categories

    @property
    def currency_as_written(self) -> str | None:
        """The document's currency as the published rules compare it: among blanks it is another."""
        padded = "currency" in self.source.padded
        return f" {self.currency} " if padded else self.currency

    @property
    def priced_with_vat(self) -> bool:
        """Whether a price or amount was given with tax, so that amounts follow from the gross."""
        invoice = self.invoice
        return (
            any(line.price and line.price.with_vat is not None for line in invoice.lines)
            or any(item.with_vat is not None for item in invoice.allowances)
            or any(item.with_vat is not None for item in invoice.charges)
        )

    def of(self, work: Callable[[Facts], T]) -> T:
        """Returns what a function makes of these facts, worked out once a document."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self)
        return self._worked_out[work]  # type: ignore[return-value]  # stored under its own function

    def visit(self, model: type, place: Place | None) -> None:
        """Remembers where the engine is, for `given` and `values`."""
        self._model, self._place = model, place

    def given(self, node: object, term: str) -> bool:
        """Returns whether a term of the node is there, readable or not.

        Raises:
            ConfigurationError: The node has no such term.
        """
        field = self._field(term)
        if getattr(node, field) not in (None, "", ()):
            return True
        return bool(self.source.present) and self._path(field) in self.source.present

    def there(self, value: object, path: str) -> bool:
        """Returns whether something is in the document, or in the file at a path from the top."""
        if value not in (None, "", ()):
            return True
        return self.odd and path in self.source.present

    def says(self, value: object, path: str) -> bool:
        """Returns whether there is a text that is not blank, readable or not."""
        if value is not None:
            return not isinstance(value, str) or bool(value.strip())
        return self.odd and bool(self.source.raw.get(path, "").strip())

    def further(self, place: Place | None, name: str, model: type[Value]) -> tuple[Value, ...]:
        """Returns the groups that stand again in a field where a document has one."""
        if not self.source.extra:
            return ()
        return tuple(self.further_at(path_of((place, name, None)), model))

    def further_at(self, path: str, model: type[T]) -> list[T]:
        """Returns further groups of a class at a path from the top."""
        again = self.source.extra.get(path, ()) if self.odd else ()
        made = [_made(model, each) for each in again if isinstance(each, Mapping)]
        return cast("list[T]", made)

    def each_of(self, own: T | None, path: str, model: type[T]) -> list[T]:
        """Returns a group and those that stand again at its path."""
        groups = [] if own is None else [own]
        return groups + self.further_at(path, model) if self.odd else groups

    def is_hollow(self, name: str) -> bool:
        """Returns whether the file has an element of this name without content."""
        return any(place.rpartition(":")[2] == name for place in self.source.empty)

    def is_other(self, place: Place) -> bool:
        """Returns whether a group is not what it looks like: of another tax, or of no kind."""
        return bool(self.source.other) and path_of(place) in self.source.other

    def is_field_other(self, field: str) -> bool:
        """Returns whether a field of the node the engine is at is of another tax."""
        return bool(self.source.other) and self._path(field) in self.source.other

    @property
    def allowances(self) -> tuple[Allowance, ...]:
        """The document's allowances, without those that do not say they are."""
        return self._said("allowances", self.invoice.allowances)

    @property
    def charges(self) -> tuple[Charge, ...]:
        """The document's charges."""
        return self._said("charges", self.invoice.charges)

    def _said(self, name: str, items: tuple[T, ...]) -> tuple[T, ...]:
        if not self.source.other:
            return items
        return tuple(
            item for index, item in enumerate(items) if f"{name}[{index}]" not in self.source.other
        )

    def here(self, field: str) -> str:
        """Returns the path of a field of the node the engine is at."""
        return self._path(field)

    def values(self, node: object, term: str) -> tuple[object, ...]:
        """Returns all values of a term of the node, further ones of the file included.

        Raises:
            ConfigurationError: The node has no such term.
        """
        field = self._field(term)
        value = getattr(node, field)
        own = value if isinstance(value, tuple) else () if value is None else (value,)
        return (*own, *self.source.extra.get(self._path(field), ()))

    def same(self, found: Decimal, expected: Decimal) -> bool | Mismatch:
        """Returns whether two amounts are equal."""
        return found == expected or Mismatch(expected, found)

    def near(self, found: Decimal, expected: Decimal) -> bool | Mismatch:
        """Returns whether two amounts are equal; in official mode, less than 1 apart."""
        fine = found == expected or (self.mode == "official" and abs(found - expected) < 1)
        return fine or Mismatch(expected, found)

    def tax_of(self, group: Group, base: Decimal, rate: Decimal, found: Decimal) -> bool | Mismatch:
        """Returns whether a tax amount is one of those that the base has by law.

        From the group's base, rounded once; from its gross total, where prices include tax; or as
        the sum of the lines' taxes. Exact in strict mode, less than 1 apart in official mode.
        What a 发票 on the margin deducts is taken off the base first.
        """
        if taxed_on_margin(self.invoice):
            base = subtract(base, self._deducted(group))
        expected = round_to(percent(base, rate), self.unit)
        fine = found == expected or (
            self._per_line(group, rate) == found or self._from_gross(group, base, rate, found)
        )
        return fine or self.near(found, expected)

    def _deducted(self, group: Group) -> Decimal:
        """Returns what the lines of a group deduct (扣除额)."""
        return add(
            (line.fapiao.deduction if line.fapiao else None) or ZERO
            for line in self.invoice.lines
            if group_of(line.vat_category, line.vat_rate) == group
        )

    def _per_line(self, group: Group, rate: Decimal) -> Decimal:
        invoice = self.invoice
        amounts = [(1, x.net_amount, x.vat_category, x.vat_rate) for x in invoice.lines]
        amounts += [(-1, x.amount, x.vat_category, x.vat_rate) for x in invoice.allowances]
        amounts += [(1, x.amount, x.vat_category, x.vat_rate) for x in invoice.charges]
        return add(
            round_to(percent(sign * amount, rate), self.unit)
            for sign, amount, category, own in amounts
            if amount is not None and group_of(category, own) == group
        )

    def _from_gross(self, group: Group, base: Decimal, rate: Decimal, found: Decimal) -> bool:
        if not (self.priced_with_vat or taxed_on_margin(self.invoice)):
            return False
        gross = add((base, found))
        whole = divide(multiply(gross, rate), add((Decimal(100), rate)))
        slack = multiply(self.unit, Decimal(max(self.group_sizes[group] - 1, 0)))
        return abs(found - round_to(whole, self.unit)) <= slack

    def _field(self, term: str) -> str:
        field = _fields(self._model).get(term)
        if field is None:
            raise ConfigurationError(f"{self._model.__name__} has no term {term}", where=term)
        return field

    def _path(self, field: str) -> str:
        place, parent = self._told
        if place is not self._place:
            parent = path_of(self._place)
            self._told = (self._place, parent)
        return f"{parent}.{field}" if parent else field


def _made(model: type, record: Mapping[str, object]) -> object:
    return plain(model, dict(record))


@cache
def _fields(model: type) -> dict[str, str]:
    return {term: field for field, term in terms_of(model).items()}


def _unit(currency: str | None) -> Decimal:
    try:
        return quantum(currency) if currency else _CENT
    except ConfigurationError:
        return _CENT
