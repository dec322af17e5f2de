"""Calculating an invoice: lines, document allowances and charges, taxes, totals."""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import Decimal

from invoicekit.calculate.change import changed
from invoicekit.calculate.document_allowances import (
    by_tax,
    document_entry,
    document_part,
    exemption_codes,
    line_sums,
)
from invoicekit.calculate.lines import Part, entry_of, filled, filled_part, parts_of
from invoicekit.calculate.rounding import MAX_DIGITS, Rounder, rounder
from invoicekit.calculate.tax_groups import OtherTaxGroup, Settled, VatGroup, VatKey, settle
from invoicekit.calculate.totals import Sums, amount_due, sums
from invoicekit.errors import ConfigurationError, InputError
from invoicekit.jurisdiction.fapiao import taxed_on_margin
from invoicekit.jurisdiction.rounding import RoundingPolicy
from invoicekit.model import (
    Allowance,
    Charge,
    Invoice,
    InvoiceLine,
    OtherTaxBreakdown,
    Totals,
    VatBreakdown,
)


def calculate(invoice: Invoice, policy: RoundingPolicy | None = None) -> Invoice:
    """Returns the invoice with every amount that follows from its prices filled in.

    Net amounts of lines, amounts of percentages, net prices of prices with VAT, the breakdowns and
    the totals. Calculating twice changes nothing. What cannot be computed because an input is
    missing is None, and validation reports it; without a known currency nothing is rounded, so the
    invoice comes back as it is. Credit notes mirror invoices: a half goes away from zero.

    Args:
        invoice: Prices, quantities, taxes; `totals.prepaid` is input, and `totals.rounding` is
            where the policy has no cash step.
        policy: How to round; half up, once a tax group, where none is given.

    Raises:
        InputError: An amount has more than 28 digits.
    """
    try:
        rounding = rounder(invoice.currency or "", policy)
    except ConfigurationError:
        return invoice
    try:
        return _calculated(invoice, rounding)
    except decimal.InvalidOperation:
        raise InputError(
            f"an amount of the invoice has more than {MAX_DIGITS} digits",
            where=invoice.number,
            expected=f"quantities and prices whose products have at most {MAX_DIGITS} digits",
        ) from None


def _calculated(invoice: Invoice, rounding: Rounder) -> Invoice:
    parts = [parts_of(line, rounding) for line in invoice.lines]
    on_margin = taxed_on_margin(invoice)
    entries = [
        entry_of(*pair, rounding, on_margin=on_margin)
        for pair in zip(invoice.lines, parts, strict=True)
    ]
    by_taxes = line_sums(entries, rounding) if invoice.allowances or invoice.charges else {}
    allowances = by_tax(invoice.allowances, by_taxes, rounding)
    given: tuple[Allowance | Charge, ...] = (*allowances, *invoice.charges)
    document_parts = [document_part(each, by_taxes, rounding) for each in given]
    codes = exemption_codes(invoice.lines) if given else {}
    entries += [
        document_entry(each, part, codes, rounding)
        for each, part in zip(given, document_parts, strict=True)
    ]
    settled = settle(entries, rounding)
    count = len(invoice.lines)
    lines = tuple(
        filled(line, line_parts, entry, net, rounding)
        for line, line_parts, entry, net in zip(
            invoice.lines, parts, entries, settled.nets, strict=False
        )
    )
    allowances = _filled_allowances(allowances, document_parts, settled.nets[count:], rounding)
    charges = _filled_charges(
        invoice.charges, document_parts[len(allowances) :], settled.nets[count + len(allowances) :]
    )
    changes = {"lines": lines, "allowances": allowances, "charges": charges}
    outcome = _outcome(invoice, lines, allowances, charges, settled, rounding)
    return changed(invoice, {**changes, **outcome})


def _filled_allowances(
    allowances: Sequence[Allowance],
    parts: Sequence[Part | None],
    nets: Sequence[Decimal | None],
    rounding: Rounder,
) -> tuple[Allowance, ...]:
    return tuple(
        filled_part(each, part, None if net is None else rounding.negate(net))
        for each, part, net in zip(allowances, parts, nets, strict=False)
    )


def _filled_charges(
    charges: Sequence[Charge], parts: Sequence[Part | None], nets: Sequence[Decimal | None]
) -> tuple[Charge, ...]:
    return tuple(
        filled_part(each, part, net) for each, part, net in zip(charges, parts, nets, strict=True)
    )


def _outcome(
    invoice: Invoice,
    lines: Sequence[InvoiceLine],
    allowances: Sequence[Allowance],
    charges: Sequence[Charge],
    settled: Settled,
    rounding: Rounder,
) -> dict[str, object]:
    total = sums(
        [line.net_amount for line in lines],
        [allowance.amount for allowance in allowances],
        [charge.amount for charge in charges],
        settled.vat,
        settled.other,
        rounding,
    )
    return {
        "vat_breakdown": _vat_breakdown(invoice, settled.vat),
        "other_tax_breakdown": tuple(map(_other_row, settled.other)),
        "totals": _totals(invoice, total, rounding),
    }


def _vat_breakdown(invoice: Invoice, groups: Sequence[VatGroup]) -> tuple[VatBreakdown, ...]:
    """Returns the rows of BG-23; why there is no tax is said by the lines, else by the old row."""
    claimed = {group.key for group in groups}
    return tuple(_vat_row(invoice, group, claimed) for group in groups)


def _vat_row(invoice: Invoice, group: VatGroup, claimed: set[VatKey]) -> VatBreakdown:
    category, rate, code = group.key
    reasons = {
        line.vat_exemption_reason: None
        for line in invoice.lines
        if line.vat_exemption_reason is not None
        and (line.vat_category, line.vat_rate, line.vat_exemption_code) == group.key
    }
    reason = "; ".join(sorted(filter(None, reasons))) or None
    if reason is None:
        for row in invoice.vat_breakdown:
            key = (row.category, row.rate, row.exemption_code)
            if key == group.key or (key[:2] == group.key[:2] and not code and key not in claimed):
                code, reason = row.exemption_code, row.exemption_reason
                break
    return VatBreakdown(
        taxable_amount=group.taxable,
        tax_amount=group.tax,
        category=category,
        rate=rate,
        exemption_reason=reason,
        exemption_code=code,
    )


def _other_row(group: OtherTaxGroup) -> OtherTaxBreakdown:
    return OtherTaxBreakdown(
        scheme=group.key.scheme,
        category=group.key.category,
        rate=group.key.rate,
        taxable_amount=group.taxable,
        tax_amount=group.tax,
        compound=group.key.compound,
        withholding=group.key.withholding,
    )


def _totals(invoice: Invoice, total: Sums, rounding: Rounder) -> Totals:
    before = invoice.totals or Totals()
    prepaid = None if before.prepaid is None else rounding.amount(before.prepaid)
    cash = None if before.rounding is None else rounding.amount(before.rounding)
    due = None
    if total.with_vat is not None:
        third = invoice.third_party_payments
        due = amount_due(total.with_vat, total.withheld, prepaid, third, rounding)
        cash = cash if rounding.policy.cash_step is None else rounding.cash(due)
        due = due if cash is None else rounding.add(due, cash)
    return changed(
        before,
        {
            **total._asdict(),
            "vat_in_vat_currency": _vat_in_vat_currency(invoice, total.vat, rounding.policy),
            "prepaid": prepaid,
            "rounding": cash,
            "amount_due": due,
        },
    )


def _vat_in_vat_currency(
    invoice: Invoice, vat: Decimal | None, policy: RoundingPolicy
) -> Decimal | None:
    """Returns BT-111: the VAT total converted once, or what the document said without a rate."""
    stated = None if invoice.totals is None else invoice.totals.vat_in_vat_currency
    rate = invoice.vat_exchange_rate
    if rate is None or invoice.vat_currency in {None, invoice.currency}:
        return stated
    try:
        target = rounder(invoice.vat_currency or "", policy)
    except ConfigurationError:
        return stated
    return None if vat is None else target.line(vat, rate, None)
