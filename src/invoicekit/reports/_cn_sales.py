"""The issued lines of 发票 as a Chinese return counts them: red ones with their sign.

Source: 国家税务总局公告2021年第20号 (the forms and how they are filled in).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.jurisdiction.fapiao import GOODS, SPECIAL, VEHICLE, tax_code_of
from invoicekit.model import Invoice, InvoiceLine
from invoicekit.model.record import Seal
from invoicekit.money import HUNDRED, ZERO, divide, multiply, round_to
from invoicekit.ports import UnitOfWork
from invoicekit.regimes.cn import REGIME
from invoicekit.reports._asked import Asked, Entered
from invoicekit.reports._cell import Cell
from invoicekit.reports._ledger import TWO, issued
from invoicekit.reports._table import Table

_CENT = Decimal("0.01")
_BY_HAND = "未开票收入（手工录入）"
_DEDUCTIBLE = SPECIAL | VEHICLE
_OF_SERVICES = frozenset({Decimal(6), Decimal(5), Decimal("1.5")})
"""Rates at which a line without a classification code is taken to be a service."""
_SERVICE_BUSINESS = frozenset({"03", "04", "05", "06", "08", "09"})
"""特定业务 that are services, such as construction and transport."""
SIMPLIFIED = frozenset({"01", "08", "09", "10", "19", "20"})
"""优惠政策 of the simplified method (简易征收)."""
REFUNDED = frozenset({"11", "12", "13", "14", "15", "16", "17", "18"})
"""优惠政策 whose tax is refunded at once (即征即退)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One issued line; amounts negative on a red-letter invoice.

    Attributes:
        special: Whether a 专票 (or 机动车发票) shows it, which the buyer deducts.
        goods: Whether it is goods or processing, by its classification code, and without one by
            its rate; else services, intangibles and real estate.
        deduction: 扣除额 of margin taxation; `net` and `tax` are before it.
    """

    number: str
    issue_date: date
    buyer: str
    line: str
    item: str
    code: str
    special: bool
    goods: bool
    real_estate: bool
    category: str
    policy: str
    rate: Decimal
    net: Decimal
    tax: Decimal
    deduction: Decimal

    @property
    def simplified(self) -> bool:
        """Whether it is taxed by the simplified method."""
        return self.policy in SIMPLIFIED


def sales(uow: UnitOfWork, asked: Asked) -> Iterator[Sale]:
    """Yields the lines of the 发票 issued in the period."""
    period = asked.period
    within = replace(asked, start=period.start, end=period.end)
    for row in issued(uow, within, heavy=True):
        invoice = Seal.model_validate_json(row.document or "{}").invoice
        if row.issue_date is None or not is_chinese(invoice):
            continue
        for line in fapiao_form(invoice).lines:
            yield _sale(invoice, line, row.number or "", row.issue_date, row.direction)


def is_chinese(invoice: Invoice) -> bool:
    """Returns whether a document is one of a Chinese seller."""
    seller = invoice.seller
    if invoice.fapiao is not None:
        return True
    if seller is None:
        return False
    countries = {each.country for each in seller.tax_ids}
    return REGIME.country in countries | {seller.address.country if seller.address else None}


def _sale(invoice: Invoice, line: InvoiceLine, number: str, day: date, direction: int) -> Sale:
    facts, code, rate = line.fapiao, tax_code_of(line) or "", line.vat_rate or ZERO
    kind = invoice.fapiao.kind if invoice.fapiao else None
    net, tax, deduction = _amounts(line, rate)
    return Sale(
        number=number,
        issue_date=day,
        buyer=(invoice.buyer.name if invoice.buyer else None) or "",
        line=line.id or "",
        item=(line.item.name if line.item else None) or "",
        code=code,
        special=kind in _DEDUCTIBLE,
        goods=_is_goods(invoice, code, rate),
        real_estate=code.startswith("5"),
        category=line.vat_category or "",
        policy=(facts.policy if facts else None) or "",
        rate=rate,
        net=_turned(net, direction),
        tax=_turned(tax, direction),
        deduction=_turned(deduction, direction),
    )


def _is_goods(invoice: Invoice, code: str, rate: Decimal) -> bool:
    if code:
        return code[0] in GOODS
    special = invoice.fapiao.special if invoice.fapiao else None
    return rate not in _OF_SERVICES and (special is None or special.code not in _SERVICE_BUSINESS)


def _turned(amount: Decimal, direction: int) -> Decimal:
    """Returns an amount as the return counts it; zero has no sign."""
    return amount * direction or TWO


def _amounts(line: InvoiceLine, rate: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Returns net, tax and deduction; under margin taxation as they are before the deduction."""
    facts = line.fapiao
    net, tax = line.net_amount or ZERO, (facts.tax_amount if facts else None) or ZERO
    deduction = (facts.deduction if facts else None) or TWO
    if not deduction:
        return net, tax, TWO
    gross = net + tax
    whole = round_to(divide(multiply(gross, rate), HUNDRED + rate), _CENT)
    return gross - whole, whole, deduction


def drill_down(
    cells: Iterable[tuple[str, str, Sale]], entered: Iterable[tuple[str, str, Entered]] = ()
) -> Table:
    """Returns the list behind every cell: row and columns of the form, and what they count.

    Args:
        cells: Row and columns of the form, and the line of an invoice.
        entered: The same of what was entered by hand, which stands below.
    """
    columns = ("row", "cells", "number", "date", "customer", "line", "item", "tax_code")
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row,
            place,
            sale.number,
            sale.issue_date,
            sale.buyer,
            sale.line,
            sale.item,
            sale.code,
            sale.rate,
            sale.net,
            sale.tax,
            sale.deduction,
        )
        for row, place, sale in cells
    )
    rows += tuple(
        (row, place, "", None, "", "", each.note or _BY_HAND, "", None, each.net, each.tax, None)
        for row, place, each in entered
    )
    return Table("cn_lines", (*columns, "rate", "net", "vat", "deduction"), rows, rates=("rate",))


def facts_table(facts: dict[str, Cell]) -> Table:
    """Returns what a return says beside its figures: period, due date, checks."""
    return Table("cn_facts", ("fact", "value"), tuple(facts.items()))
