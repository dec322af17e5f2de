"""Sums and sets of one document, each worked out when a rule first asks for it.

Rules of one set ask for few of them: those of the standard for the sums of tax groups as they mean
them, the published ones for sums of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

from invoicekit.model import Allowance, Charge, Invoice, InvoiceLine
from invoicekit.money import ZERO, add

S = TypeVar("S")
T = TypeVar("T")

Group: TypeAlias = tuple[str | None, Decimal | None]
"""A VAT group: category, and the rate for those categories that have rates."""
Shares: TypeAlias = Mapping[Group, list[Decimal | None]]
"""The amounts by category and rate as they stand, None for one that is missing."""

RATED = frozenset({"S", "L", "M"})
"""The VAT categories that are taxed, so that each rate is a group of its own."""


class once(Generic[S, T]):  # noqa: N801 - reads like `property`
    """An attribute that a method works out when first asked for: `functools` would lock it."""

    def __init__(self, work: Callable[[S], T]) -> None:
        self._work = work
        self.__doc__ = work.__doc__
        self._name = work.__name__

    def __get__(self, owner: S, _kind: type) -> T:
        found = vars(owner)[self._name] = self._work(owner)
        return found


def group_of(category: str | None, rate: Decimal | None) -> Group:
    """Returns the VAT group of a category and rate."""
    return (category, rate if category in RATED else None)


def below_lines(within: Invoice | InvoiceLine, path: str = "") -> Iterator[tuple[str, InvoiceLine]]:
    """Yields each line below a line, with its path such as `lines[0].lines[1]`.

    Args:
        within: A document, or a line of it at a path.
        path: Of the line, with a dot.
    """
    for index, line in enumerate(within.lines):
        if path:
            yield f"{path}lines[{index}]", line
        if line.lines:
            yield from below_lines(line, f"{path}lines[{index}].")


class Sums:
    """What is summed up and collected of one document.

    Args:
        invoice: The document.
    """

    def __init__(self, invoice: Invoice) -> None:
        self.invoice = invoice

    @once
    def sub_lines(self) -> Sequence[tuple[str, InvoiceLine]]:
        """Each line below a line, with its path."""
        lines = self.invoice.lines
        return [*below_lines(self.invoice)] if any(line.lines for line in lines) else ()

    @once
    def shares(self) -> Shares:
        """The net amounts of the lines, by category and rate: one look at each line."""
        found: dict[Group, list[Decimal | None]] = {}
        for line in self.invoice.lines:
            group = line.vat_category, line.vat_rate
            if group in found:
                found[group].append(line.net_amount)
            else:
                found[group] = [line.net_amount]
        return found

    @once
    def line_count(self) -> int:
        """Number of lines."""
        return len(self.invoice.lines)

    @once
    def line_total(self) -> Decimal:
        """The sum of the lines' net amounts."""
        return add([each for found in self.shares.values() for each in found if each is not None])

    @once
    def position_count(self) -> int:
        """Number of lines, document allowances and charges."""
        return self.line_count + len(self.invoice.allowances) + len(self.invoice.charges)

    @once
    def repeated_line_ids(self) -> frozenset[str]:
        """The ids that several lines have."""
        ids, repeated = set[str](), set[str]()
        for line in self.invoice.lines:
            if line.id is not None:
                (repeated if line.id in ids else ids).add(line.id)
        return frozenset(repeated)

    @once
    def bases(self) -> defaultdict[Group, Decimal]:
        """Lines less allowances plus charges, by VAT group."""
        amounts: dict[Group, list[Decimal]] = defaultdict(list)
        for (category, rate), found in self.shares.items():
            known = [each for each in found if each is not None]
            amounts[group_of(category, rate)] += known
        bases: defaultdict[Group, Decimal] = defaultdict(lambda: ZERO)
        bases.update((group, add(each)) for group, each in amounts.items())
        for sign, item in self._beside:
            group = group_of(item.vat_category, item.vat_rate)
            bases[group] = add((bases[group], sign * (item.amount or ZERO)))
        return bases

    @once
    def group_sizes(self) -> defaultdict[Group, int]:
        """How many lines, allowances and charges a VAT group has."""
        sizes: defaultdict[Group, int] = defaultdict(int)
        for (category, rate), found in self.shares.items():
            sizes[group_of(category, rate)] += len(found)
        for _, item in self._beside:
            sizes[group_of(item.vat_category, item.vat_rate)] += 1
        return sizes

    @property
    def _beside(self) -> Iterable[tuple[int, Allowance | Charge]]:
        yield from ((-1, item) for item in self.invoice.allowances)
        yield from ((1, item) for item in self.invoice.charges)

    @once
    def allowance_total(self) -> Decimal:
        """The sum of the document's allowances."""
        return add(item.amount or ZERO for item in self.invoice.allowances)

    @once
    def charge_total(self) -> Decimal:
        """The sum of the document's charges."""
        return add(item.amount or ZERO for item in self.invoice.charges)

    @once
    def shown_bases(self) -> defaultdict[Group, Decimal]:
        """Taxable amounts of the breakdown by VAT group."""
        shown: defaultdict[Group, Decimal] = defaultdict(lambda: ZERO)
        for row in self.invoice.vat_breakdown:
            group = group_of(row.category, row.rate)
            shown[group] = add((shown[group], row.taxable_amount or ZERO))
        return shown

    @once
    def vat_total(self) -> Decimal:
        """The sum of the breakdown's tax amounts."""
        return add([row.tax_amount or ZERO for row in self.invoice.vat_breakdown])

    @once
    def other_tax_total(self) -> Decimal:
        """The sum of other taxes that are added."""
        others = self.invoice.other_tax_breakdown
        return add(row.tax_amount for row in others if not row.withholding)

    @once
    def withheld_total(self) -> Decimal:
        """The sum of other taxes that are withheld."""
        others = self.invoice.other_tax_breakdown
        return add(row.tax_amount for row in others if row.withholding)

    @once
    def line_categories(self) -> frozenset[str | None]:
        """The VAT categories of the lines."""
        return frozenset([category for category, _ in self.shares])

    @once
    def allowance_categories(self) -> frozenset[str | None]:
        """The VAT categories of the document's allowances."""
        return frozenset([item.vat_category for item in self.invoice.allowances])

    @once
    def charge_categories(self) -> frozenset[str | None]:
        """The VAT categories of the document's charges."""
        return frozenset([item.vat_category for item in self.invoice.charges])

    @once
    def breakdown_categories(self) -> frozenset[str | None]:
        """The VAT categories of the breakdown."""
        return frozenset([row.category for row in self.invoice.vat_breakdown])

    @once
    def categories(self) -> frozenset[str | None]:
        """The VAT categories of lines, document allowances and charges."""
        return self.line_categories | self.allowance_categories | self.charge_categories

    @once
    def used_categories(self) -> frozenset[str | None]:
        """Every VAT category of the document, that of the breakdown and of sub-lines included."""
        invoice = self.invoice
        used = {category for category, _ in self.shares}
        used.update([row.category for row in invoice.vat_breakdown])
        for beside in (invoice.allowances, invoice.charges):
            used.update([each.vat_category for each in beside])
        used.update([line.vat_category for _, line in self.sub_lines])
        return frozenset(used)
