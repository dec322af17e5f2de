"""Lines of a file whose rows all look alike, made at once: as `lines`, a column at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from invoicekit.binding import Run
from invoicekit.calculate.fapiao import DISCOUNT, DISCOUNTED, NORMAL, POLICIES
from invoicekit.formats._fapiao.codecs import percentage
from invoicekit.formats._fapiao.lines import Record, named, taxed
from invoicekit.jurisdiction.fapiao import signed
from invoicekit.model import FapiaoLine, InvoiceLine, Item, Price
from invoicekit.model.checked import Checked
from invoicekit.money import ZERO, add

Texts: TypeAlias = Sequence[str | None]
Amounts: TypeAlias = Sequence[Decimal | None]

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


class _Taxed(NamedTuple):
    """How a row is taxed: rows of one rate and code are taxed alike."""

    category: str | None
    rate: Decimal | None
    printed: str | None
    policy: str | None
    zero_rate: str | None


def lines_of(run: Run, *, red: bool, remark: str) -> tuple[tuple[InvoiceLine, ...], list[Record]]:
    """Returns the lines of a run and their sums by rate, as its rows give them one by one."""
    columns = run.columns
    names, prices = columns["name"], columns["price"]
    taxes = _taxed(columns["rate"], columns["tax_code"], remark)
    parts = {text: named(text) for text in set(names)}
    items, priced = _items(parts), _prices(prices)
    short_names = [parts[name][0] for name in names]
    nets = _amounts(columns["net"], red=red)
    tax_amounts = _amounts(columns["tax"], red=red)
    rows = zip(
        names,
        prices,
        taxes,
        _amounts(columns["quantity"], red=red),
        nets,
        _facts(columns, short_names, taxes, tax_amounts, red=red),
        strict=True,
    )
    made = _LINE.each(
        {
            "id": str(place),
            "quantity": quantity,
            "net_amount": net,
            "price": priced[price],
            "vat_category": tax.category,
            "vat_rate": tax.rate,
            "item": items[name],
            "fapiao": facts,
        }
        for place, (name, price, tax, quantity, net, facts) in enumerate(rows, 1)
    )
    return tuple(made), _breakdown(taxes, nets, tax_amounts)


def _breakdown(taxes: Sequence[_Taxed], nets: Amounts, tax_amounts: Amounts) -> list[Record]:
    groups: dict[tuple[str | None, Decimal | None], tuple[list[Decimal], list[Decimal]]] = {}
    for row, net, tax in zip(taxes, nets, tax_amounts, strict=True):
        if net is not None and row.category:
            taxable, taxed_at = groups.setdefault((row.category, row.rate), ([], []))
            taxable.append(net)
            taxed_at.append(tax or ZERO)
    return [
        {
            "category": category,
            "rate": rate,
            "taxable_amount": add(taxable),
            "tax_amount": add(taxed_at),
        }
        for (category, rate), (taxable, taxed_at) in groups.items()
    ]


def _facts(
    columns: Mapping[str, Texts],
    short_names: Texts,
    taxes: Sequence[_Taxed],
    tax_amounts: Amounts,
    *,
    red: bool,
) -> list[FapiaoLine]:
    rows = zip(
        short_names,
        columns["specification"],
        columns["unit"],
        [NORMAL] * len(taxes) if red else _natures(columns, taxes),
        columns["tax_code"],
        tax_amounts,
        _amounts(columns["gross"], red=red),
        taxes,
        strict=True,
    )
    return _FACTS.each(
        {
            "short_name": short_name,
            "specification": specification,
            "unit": unit,
            "nature": nature,
            "tax_code": code,
            "tax_amount": tax,
            "amount_with_tax": gross,
            "policy": taxed.policy,
            "zero_rate": taxed.zero_rate,
            "printed_rate": taxed.printed,
        }
        for short_name, specification, unit, nature, code, tax, gross, taxed in rows
    )


def _items(
    parts: Mapping[str | None, tuple[str | None, str | None]],
) -> dict[str | None, Item | None]:
    """Returns the item of each text; a row without one has none."""
    texts = [text for text in parts if text is not None]
    made = _ITEM.each({"name": parts[text][1]} for text in texts)
    return {None: None, **dict(zip(texts, made, strict=True))}


def _prices(texts: Texts) -> dict[str | None, Price | None]:
    given = sorted(set(filter(None, texts)))
    made = _PRICE.each({"net": Decimal(text)} for text in given)
    return {None: None, **dict(zip(given, made, strict=True))}


def _taxed(rates: Texts, codes: Texts, remark: str) -> list[_Taxed]:
    known: dict[tuple[str | None, str | None], _Taxed] = {}
    for rate, code in set(zip(rates, codes, strict=True)):
        category, value, printed = taxed(rate and percentage(rate), remark, code or "")
        policy = POLICIES.get(category or "", (None, None))
        known[rate, code] = _Taxed(category, value, printed, *policy)
    return [known[each] for each in zip(rates, codes, strict=True)]


def _amounts(texts: Texts, *, red: bool) -> Amounts:
    """Returns the amounts of a column, None where there is none or `***`."""
    read = [None if text is None or text[0] == "*" else Decimal(text) for text in texts]
    return [signed(amount, red=True) for amount in read] if red else read


def _natures(columns: Mapping[str, Texts], taxes: Sequence[_Taxed]) -> list[str]:
    """Returns 发票行性质 of each row: a discount has no flag, only its look."""
    nets, quantities, prices = columns["net"], columns["quantity"], columns["price"]
    alike = list(zip(columns["name"], columns["tax_code"], taxes, strict=True))
    natures = [NORMAL] * len(alike)
    for place, net in enumerate(nets):
        bare = quantities[place] is None and prices[place] is None
        if net and net[0] == "-" and bare and place and alike[place] == alike[place - 1]:
            natures[place] = DISCOUNT
            if natures[place - 1] == NORMAL:
                natures[place - 1] = DISCOUNTED
    return natures
