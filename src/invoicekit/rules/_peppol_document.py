"""Peppol's rules of the document: identifiers, parties, totals of VAT, periods.

Source: Peppol BIS Billing 3.0, release 3.0.19 (May 2025). XRechnung takes over those in `SHARED`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import cast

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet
from invoicekit.model import Invoice, Period
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import payments_of, tax_totals_of, trade_of

RULES = RuleSet("peppol.document")
"""What only Peppol asks of a document."""
rule = RULES.rule

SHARED = RuleSet("peppol.shared")
"""What XRechnung asks too."""
shared = SHARED.rule

SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
_PROCESS = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:([0-9]{2}):1.0")
_DELIVERY = re.compile(r"/ram:ApplicableHeaderTradeDelivery(?:\[\d+\])?$")
_ORDER = re.compile(r"/cac:OrderReference(?:\[\d+\])?/cbc:ID(?:\[\d+\])?$")
_DIRECT_DEBITS = frozenset({"49", "59"})


def process_of(facts: Facts) -> str:
    """Returns the number of the Peppol process (BT-23), empty where it is not one."""
    found = _PROCESS.search(" ".join((facts.invoice.business_process or "").split()))
    return found[1] if found else ""


@shared("PEPPOL-EN16931-R001", path="business_process")
def process_given(invoice: Invoice, facts: Facts) -> bool:
    """A document names its business process (BT-23)."""
    given = facts.there(invoice.business_process, "business_process")
    return given or lacks(facts, "context")


@rule("PEPPOL-EN16931-R002", path="notes")
def one_note(invoice: Invoice, facts: Facts) -> bool:
    """A document has one note (BG-1) at most, except between Germans."""
    many = len(invoice.notes) > 1 or "notes" in facts.sights.observed
    return not many or (facts.of(trade_of).german and facts.source.syntax != "cii")


@rule("PEPPOL-EN16931-R003", path="buyer_reference")
def buyer_can_assign_it(invoice: Invoice, facts: Facts) -> bool:
    """A document has a buyer reference (BT-10) or a purchase order reference (BT-13)."""
    if facts.there(invoice.buyer_reference, "buyer_reference"):
        return True
    return names_order(facts) or lacks(facts, "agreement")


@rule("PEPPOL-EN16931-R004", path="specification")
def specification_is_peppol(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The specification identifier (BT-24) is that of Peppol BIS Billing 3.0."""
    found = " ".join((invoice.specification or "").split())
    fine = found.startswith(SPECIFICATION) or lacks(facts, "context")
    return fine or Mismatch(SPECIFICATION, found or None)


@shared("PEPPOL-EN16931-R005", path="vat_currency")
def accounting_currency_is_another(invoice: Invoice, facts: Facts) -> bool:
    """The VAT accounting currency (BT-6) is not the currency of the invoice (BT-5)."""
    own = invoice.vat_currency
    if not facts.there(own, "vat_currency"):
        return True
    return bare(own or "") != bare(invoice.currency or "")


@rule("PEPPOL-EN16931-R006", path="object_id", seen=frozenset({"objects"}))
def one_invoiced_object(_invoice: Invoice, facts: Facts) -> bool:
    """A document names one invoiced object (BT-18) at most."""
    return "objects" not in facts.sights.observed


@rule("PEPPOL-EN16931-R007", path="business_process")
def process_has_its_form(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The business process (BT-23) is written urn:fdc:peppol.eu:2017:poacc:billing:NN:1.0."""
    fine = bool(process_of(facts)) or lacks(facts, "context")
    return fine or Mismatch("a Peppol process", invoice.business_process)


@shared("PEPPOL-EN16931-R010", path="buyer.electronic_address")
def buyer_can_be_reached(invoice: Invoice, facts: Facts) -> bool:
    """The buyer has an electronic address (BT-49)."""
    buyer, path = invoice.buyer, "buyer.electronic_address"
    return buyer is None or buyer.electronic_address is not None or path in facts.source.present


@shared("PEPPOL-EN16931-R020", path="seller.electronic_address")
def seller_can_be_reached(invoice: Invoice, facts: Facts) -> bool:
    """The seller has an electronic address (BT-34)."""
    seller, path = invoice.seller, "seller.electronic_address"
    return seller is None or seller.electronic_address is not None or path in facts.source.present


@shared("PEPPOL-EN16931-R061", path="payment_instructions.direct_debit.mandate_id")
def direct_debit_names_mandate(_invoice: Invoice, facts: Facts) -> bool:
    """Who collects by direct debit (BT-81 = 49, 59) names the mandate (BT-89)."""
    return all(
        means.mandate_id is not None
        for means in facts.of(payments_of)
        if bare(means.code or "") in _DIRECT_DEBITS
    )


@rule("PEPPOL-EN16931-R080", path="project_reference", seen=frozenset({"projects"}))
def one_project(_invoice: Invoice, facts: Facts) -> bool:
    """A document names one project (BT-11) at most."""
    return "projects" not in facts.sights.observed


@rule("PEPPOL-EN16931-R100", path="lines", seen=frozenset({"line documents"}))
def one_object_a_line(_invoice: Invoice, facts: Facts) -> bool:
    """A line names one invoiced object (BT-128) at most."""
    return "line documents" not in facts.sights.observed


@shared("PEPPOL-EN16931-R101", path="lines", seen=frozenset({"line document type"}))
def line_refers_to_object_alone(_invoice: Invoice, facts: Facts) -> bool:
    """A line refers to no other document than its invoiced object (BT-128, type 130)."""
    return "line document type" not in facts.sights.observed


@shared("PEPPOL-EN16931-R110", path="start", seen=frozenset({"line begins early"}))
def line_begins_in_period(node: Invoice | Period, facts: Facts) -> bool | Mismatch:
    """A line's period (BT-134) does not begin before the document's (BT-73)."""
    period = _period_of_line(node, facts)
    if period is None:
        return node is not facts.invoice or not _seen(facts, "line begins early")
    begin = facts.invoice.period.start if facts.invoice.period else None
    if facts.source.days:
        first, own = _moments(facts, begin, period.start, "start")
        return first is None or own is None or own >= first
    if begin is None or period.start is None:
        return begin is None or not _is_hollow("start", facts)
    return period.start >= begin or Mismatch(begin, period.start)


@shared("PEPPOL-EN16931-R111", path="end", seen=frozenset({"line ends late"}))
def line_ends_in_period(node: Invoice | Period, facts: Facts) -> bool | Mismatch:
    """A line's period (BT-135) does not end after the document's (BT-74)."""
    period = _period_of_line(node, facts)
    if period is None:
        return node is not facts.invoice or not _seen(facts, "line ends late")
    end = facts.invoice.period.end if facts.invoice.period else None
    if facts.source.days:
        last, own = _moments(facts, end, period.end, "end")
        return last is None or own is None or own <= last
    if end is None or period.end is None:
        return end is None or not _is_hollow("end", facts)
    return period.end <= end or Mismatch(end, period.end)


def _moments(
    facts: Facts, whole: date | None, own: date | None, field: str
) -> tuple[int | None, int | None]:
    """Returns when the day of the document's period begins, and that of a line's."""
    return facts.moment(whole, f"period.{field}"), facts.moment(own, facts.here(field))


@shared("PEPPOL-EN16931-R054", path="totals.vat_in_vat_currency")
def one_total_in_accounting_currency(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """There is one VAT total (BT-111) in the accounting currency (BT-6) where that is given."""
    totals = facts.of(tax_totals_of)
    if facts.source.syntax == "cii":
        other = {None, facts.currency_as_written or ""}
        named = facts.there(invoice.currency, "currency")
        found = sum(each.currency not in other for each in totals) if named else 0
    else:
        found = sum(not each.detailed for each in totals)
    expected = int(facts.there(invoice.vat_currency, "vat_currency"))
    return found == expected or Mismatch(expected, found)


def content_rule(rules: RuleSet, *may_be_empty: re.Pattern[str]) -> None:
    """Adds the rule that nothing is empty but what some places may be."""

    @rules.rule("PEPPOL-EN16931-R008")
    def nothing_is_empty(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
        """No element of the file stands without content."""
        # What may be empty is told by its name as written: under another prefix it may not.
        named = "no ram" not in facts.source.sights.observed if facts.source.empty else True
        empty = [
            place
            for place in facts.source.empty
            if not (named and any(each.search(place) for each in may_be_empty))
        ]
        return not empty or Mismatch("content", empty)


content_rule(RULES)
CONTENT = RuleSet("xrechnung.content")
"""What XRechnung asks in a way of its own."""
content_rule(CONTENT, _DELIVERY, _ORDER)  # the schema of CII wants the delivery, even an empty one


def names_order(facts: Facts) -> bool:
    """Returns whether there is an order (BT-13), or in UBL the place of one beside BT-14."""
    invoice = facts.invoice
    if facts.there(invoice.purchase_order_reference, "purchase_order_reference"):
        return True
    own = facts.source.syntax != "cii" and "no order" not in facts.sights.observed
    return own and bool(invoice.sales_order_reference)


def _odd_cii(facts: Facts) -> bool:
    return facts.source.syntax == "cii" and (facts.odd or bool(facts.source.empty))


def _seen(facts: Facts, name: str) -> bool:
    return _odd_cii(facts) and name in facts.sights.observed


def _is_hollow(field: str, facts: Facts) -> bool:
    """Returns whether a day has no text at all, which is within no period."""
    return facts.odd and facts.source.raw.get(facts.here(field)) == ""


def _period_of_line(node: Invoice | Period, facts: Facts) -> Period | None:
    """Returns the period of a line, None for other nodes.

    Of a CII file in which anything is odd the look tells, since its days are compared as texts.
    """
    if node is facts.invoice or _odd_cii(facts):
        return None
    return cast("Period", node) if facts.here("start").startswith("lines[") else None


def lacks(facts: Facts, group: str) -> bool:
    """Returns whether a CII file lacks a group whose parts are then not asked for."""
    return f"no {group}" in facts.sights.observed


def vat_total_count(facts: Facts) -> int:
    """Returns how many totals of VAT (BT-110) there are in the document's own currency."""
    totals = facts.of(tax_totals_of)
    if facts.source.syntax == "cii":
        return sum(each.currency == facts.currency_as_written for each in totals if each.currency)
    return sum(each.detailed for each in totals)


def same_sign(facts: Facts) -> bool:
    """Returns whether the totals of VAT in both currencies (BT-110, BT-111) have one sign."""
    other = _amounts(facts, facts.invoice.vat_currency)
    own = _amounts(facts, facts.currency_as_written)
    below = any(amount <= 0 for amount in other) and any(amount <= 0 for amount in own)
    above = any(amount >= 0 for amount in other) and any(amount >= 0 for amount in own)
    return below or above


def _amounts(facts: Facts, currency: str | None) -> list[Decimal]:
    totals = facts.of(tax_totals_of)
    return [t.amount for t in totals if t.amount is not None and t.currency == currency]
