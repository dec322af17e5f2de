"""VAT summary: base and tax for each period, category and rate, from the sealed breakdowns."""

from __future__ import annotations

from decimal import Decimal

from invoicekit.model.record import Seal
from invoicekit.money import ZERO
from invoicekit.ports import UnitOfWork
from invoicekit.reports._ledger import TWO, issued, period_of
from invoicekit.reports._report import Asked, Report, Table


def make(uow: UnitOfWork, asked: Asked) -> Table:
    """Returns base and tax by period, country whose rate it is, category, rate and currency.

    Credit notes reduce their own period, not that of the invoice.
    """
    sums: dict[tuple[str, str, str, Decimal, str], list[Decimal]] = {}
    for row in issued(uow, asked, heavy=True):
        seal = Seal.model_validate_json(row.document or "{}")
        countries = {(r.category, r.rate): r.country or "" for r in seal.rates}
        for group in seal.invoice.vat_breakdown:
            if row.issue_date is None:
                continue
            key = (
                period_of(row.issue_date, asked),
                countries.get((group.category or "", group.rate), ""),
                group.category or "",
                group.rate or ZERO,
                row.currency,
            )
            entry = sums.setdefault(key, [TWO, TWO])
            entry[0] += (group.taxable_amount or ZERO) * row.direction
            entry[1] += (group.tax_amount or ZERO) * row.direction
    rows = tuple((*key, base, tax) for key, (base, tax) in sorted(sums.items()))
    return Table(
        "vat", ("period", "country", "category", "rate", "currency", "taxable", "tax"), rows
    )


REPORT = Report("vat", "VAT summary", make)
