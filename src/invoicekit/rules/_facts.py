"""What several rules need to know of a document, worked out once before they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TypeAlias, TypeVar, cast

from invoicekit.binding.moments import moment_of
from invoicekit.errors import ConfigurationError
from invoicekit.findings import Mismatch
from invoicekit.jurisdiction.fapiao import taxed_on_margin
from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine, Party, Sights, SourceFacts
from invoicekit.model.plain import plain
from invoicekit.model.value import Value
from invoicekit.money import ZERO, add, divide, multiply, percent, quantum, round_to, subtract
from invoicekit.rules._sums import Group, Sums, group_of, once
from invoicekit.terms import terms_of

Place: TypeAlias = "tuple[Place | None, str, int | None]"
"""A node's place: its parent's, the field's name, and the index where the field holds several."""

T = TypeVar("T")

_CENT = Decimal("0.01")


def path_of(place: Place | None) -> str:
    """Returns the path of a place, such as `lines[2].price`; empty for the document."""
    parts = []
    while place is not None:
        place, name, index = place
        parts.append(name if index is None else f"{name}[{index}]")
    return ".".join(reversed(parts))


class Facts(Sums):
    """Sums and sets of one document.

    Attributes:
        source: What only the file knows; `odd` where it says more or less than the document.
        mode: `strict` or `official`.
        currency: The document's, None where it is missing.
        several_categories: Whether the file has others than those of the document.
    """

    def __init__(self, invoice: Invoice, source: SourceFacts, mode: str = "strict") -> None:
        super().__init__(invoice)
        self.source = source
        self.odd = source.odd
        self.mode = mode
        self.currency = invoice.currency
        self._place: Place | None = None
        self._told: tuple[Place | None, str] = (None, "")
        self._model: type = Invoice
        self._worked_out: dict[object, object] = {}
        self.several_categories = bool(source.categories)

    @once
    def unit(self) -> Decimal:
        """The smallest amount of the document's currency, 0.01 where that is not known."""
        return _unit(self.currency)

    @once
    def sights(self) -> Sights:
        """What networks and countries look for in the file."""
        return self.source.sights

    @once
    def seller_vat_id(self) -> str | None:
        """The seller's VAT identifier (BT-31)."""
        return self._tax_id(self.invoice.seller, "seller", "vat")

    @once
    def seller_tax_number(self) -> str | None:
        """The seller's tax registration (BT-32)."""
        return self._tax_id(self.invoice.seller, "seller", "tax")

    @once
    def representative_vat_id(self) -> str | None:
        """The VAT identifier of the seller's representative (BT-63)."""
        return self._tax_id(self.invoice.tax_representative, "tax_representative", "vat")

    @once
    def buyer_vat_id(self) -> str | None:
        """The buyer's VAT identifier (BT-48)."""
        return self._tax_id(self.invoice.buyer, "buyer", "vat")

    @property
    def buyer_registered(self) -> bool:
        """Whether the buyer has a legal registration (BT-47)."""
        return self.invoice.buyer is not None and self.invoice.buyer.registration_id is not None

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

    def there_here(self, value: object, field: str) -> bool:
        """Returns whether a value of the node the engine is at is there, as `there`."""
        if value not in (None, "", ()):
            return True
        return self.odd and self.here(field) in self.source.present

    def says(self, value: object, path: str) -> bool:
        """Returns whether there is a text that is not blank, readable or not."""
        if value is not None:
            return not isinstance(value, str) or bool(value.strip())
        return self.odd and bool(self.source.raw.get(path, "").strip())

    def moment(self, day: date | None, path: str) -> int | None:
        """Returns the minute that a day begins, in its time zone if it is written with one.

        Args:
            day: As the document has it.
            path: Of its field, from the top.
        """
        written = self.source.days.get(path)
        if written is not None:
            return moment_of(written)
        return None if day is None else day.toordinal() * 24 * 60

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

    def categories_as_written(self, name: str) -> frozenset[str | None]:
        """Returns the VAT categories of lines, allowances or charges that have no blanks around.

        Args:
            name: The field of the document; of allowances and charges those that say they are.
        """
        found: list[InvoiceLine | Allowance | Charge] = list(getattr(self.invoice, name))
        padded, other = self.source.padded, self.source.other
        return frozenset(
            item.vat_category
            for index, item in enumerate(found)
            if f"{name}[{index}].vat_category" not in padded and f"{name}[{index}]" not in other
        )

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
