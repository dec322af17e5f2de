"""Lines of a 发票 whose values came by column, made at once: equal to those of `lines`.

Their values have the types of the model's fields, since the table's codecs read them: so that each
line is made without a second look (`model.checked`), one kind of model after another, which takes
less time than line by line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding import Run
from invoicekit.calculate.fapiao import DISCOUNT, DISCOUNTED, NORMAL, POLICIES
from invoicekit.formats._fapiao.lines import named, taxed
from invoicekit.model import FapiaoLine, InvoiceLine, Item, Price, VatBreakdown
from invoicekit.model.checked import Checked
from invoicekit.money import ZERO, add

Column: TypeAlias = Sequence[Any]
Name: TypeAlias = "tuple[str | None, str | None]"
"""Of the classification, and of the item."""

_ITEM, _PRICE = Checked(Item, ["name"]), Checked(Price, ["net"])
_FACTS = Checked(
    FapiaoLine,
    [
        *("short_name", "specification", "unit", "nature", "tax_code", "tax_amount"),
        *("amount_with_tax", "policy", "zero_rate", "printed_rate"),
    ],
)
_LINE = Checked(
    InvoiceLine,
    [
        *("id", "quantity", "net_amount", "price", "vat_category", "vat_rate", "item"),
        "fapiao",
    ],
)
_GROUP = Checked(VatBreakdown, ["category", "rate", "taxable_amount", "tax_amount"])
_SIGNED = ("quantity", "net", "tax", "gross")
_COLUMNS = (*_SIGNED, "name", "specification", "unit", "price", "rate", "tax_code")


class _Taxed(NamedTuple):
    """How rows are taxed, what their `FapiaoLine` starts as, and their amounts."""

    category: str | None
    rate: Decimal | None
    facts: dict[str, Any]
    nets: list[Decimal]
    taxes: list[Decimal]


def lines_of(
    run: Run, *, red: bool, remark: str
) -> tuple[tuple[InvoiceLine, ...], list[VatBreakdown]]:
    """Returns the lines of a run and their sums by rate, as its rows give them one by one."""
    columns = run.columns
    if len(columns) < len(_COLUMNS):
        columns = {**dict.fromkeys(_COLUMNS, [None] * run.count), **columns}
    if red:
        columns = {**columns, **{name: _turned(columns[name]) for name in _SIGNED}}
    names = list(map(named, columns["name"]))
    taxes = _taxes(columns, remark)
    natures = [NORMAL] * run.count if red else _natures(columns, names, taxes)
    items, prices = _items(names), _prices(columns["price"])
    facts = _facts(columns, names, taxes, natures)
    rows = zip(columns["quantity"], columns["net"], prices, taxes, items, facts, strict=True)
    records = []
    for place, (quantity, net, price, tax, item, of_line) in enumerate(rows, 1):
        record = _LINE.start.copy()
        record["id"] = str(place)
        record["quantity"] = quantity
        record["net_amount"] = net
        record["price"] = price
        record["vat_category"] = tax.category
        record["vat_rate"] = tax.rate
        record["item"] = item
        record["fapiao"] = of_line
        records.append(record)
    return tuple(_LINE.each(records)), _breakdown(taxes)


def _turned(amounts: Column) -> Column:
    return [-amount if amount else amount for amount in amounts]


def _facts(
    columns: Mapping[str, Column],
    names: Sequence[Name],
    taxes: Sequence[_Taxed],
    natures: Sequence[str],
) -> list[FapiaoLine]:
    rows = zip(
        names,
        taxes,
        natures,
        columns["specification"],
        columns["unit"],
        columns["tax_code"],
        columns["tax"],
        columns["gross"],
        strict=True,
    )
    records = []
    for (short_name, _), alike, nature, specification, unit, code, tax, gross in rows:
        record = alike.facts.copy()
        record["short_name"] = short_name
        record["specification"] = specification
        record["unit"] = unit
        record["nature"] = nature
        record["tax_code"] = code
        record["tax_amount"] = tax
        record["amount_with_tax"] = gross
        records.append(record)
    return _FACTS.each(records)


def _items(names: Sequence[Name]) -> Sequence[Item | None]:
    """Returns the item of each name; a row without one has none."""
    records = []
    for _, name in names:
        record = _ITEM.start.copy()
        record["name"] = name
        records.append(record)
    items = _ITEM.each(records)
    if all([name for _, name in names]):  # noqa: C419 - a generator takes three times as long
        return items
    return [item if item.name is not None else None for item in items]


def _prices(nets: Column) -> Sequence[Price | None]:
    """Returns the price of each amount; a column that is the same all over has one."""
    first = nets[0]
    if len(set(map(id, nets))) == 1:
        made = None if first is None else _PRICE.each([{**_PRICE.start, "net": first}])[0]
        return [made] * len(nets)
    records = []
    for net in nets:
        record = _PRICE.start.copy()
        record["net"] = net
        records.append(record)
    return [price if price.net is not None else None for price in _PRICE.each(records)]


def _taxes(columns: Mapping[str, Column], remark: str) -> Sequence[_Taxed]:
    """Returns how each row is taxed; its code matters only where the rate is zero."""
    rates = columns["rate"]
    if rates[0] and len(set(map(id, rates))) == 1:
        taxes = [_taxed(rates[0], remark, None)] * len(rates)
    else:
        known: dict[tuple[str, str | None], _Taxed] = {}
        taxes = []
        for rate, code in zip(rates, columns["tax_code"], strict=True):
            key = str(rate), None if rate else code
            if key not in known:
                known[key] = _taxed(rate, remark, code)
            taxes.append(known[key])
    for how, net, tax in zip(taxes, columns["net"], columns["tax"], strict=True):
        if net is not None:
            how.nets.append(net)
            how.taxes.append(tax or ZERO)
    return taxes


def _taxed(rate: Decimal | str | None, remark: str, code: str | None) -> _Taxed:
    category, value, printed = taxed(rate, remark, code or "")
    policy, zero_rate = POLICIES.get(category or "", (None, None))
    told = {"policy": policy, "zero_rate": zero_rate, "printed_rate": printed}
    return _Taxed(category, value, _FACTS.start | told, [], [])


def _breakdown(taxes: Sequence[_Taxed]) -> list[VatBreakdown]:
    groups: dict[tuple[str, Decimal | None], list[_Taxed]] = {}
    for how in {id(how): how for how in taxes}.values():
        if how.category and how.nets:
            groups.setdefault((how.category, how.rate), []).append(how)
    return [
        _GROUP.one(
            category=category,
            rate=rate,
            taxable_amount=add([net for how in group for net in how.nets]),
            tax_amount=add([tax for how in group for tax in how.taxes]),
        )
        for (category, rate), group in groups.items()
    ]


def _natures(
    columns: Mapping[str, Column], names: Sequence[Name], taxes: Sequence[_Taxed]
) -> list[str]:
    """Returns 发票行性质 of each row: a discount has no flag, only its look."""
    natures = [NORMAL] * len(taxes)
    nets, codes, prices = columns["net"], columns["tax_code"], columns["price"]
    for place, quantity in enumerate(columns["quantity"]):
        if quantity is not None or prices[place] is not None or not place:
            continue
        before, net = place - 1, nets[place]
        alike = (names[before], codes[before], *taxes[before][:2]) == (
            names[place],
            codes[place],
            *taxes[place][:2],
        )
        if alike and net is not None and net < ZERO:
            natures[place] = DISCOUNT
            if natures[before] == NORMAL:
                natures[before] = DISCOUNTED
    return natures
