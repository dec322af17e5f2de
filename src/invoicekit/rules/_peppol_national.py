"""Peppol's rules for Italian, Dutch and Norwegian suppliers.

Source: Peppol BIS Billing 3.0, release 3.0.19, national rules.
"""

from __future__ import annotations

import re

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.identifiers import check_participant_id
from invoicekit.model import Identifier, Invoice, InvoiceLine, Party
from invoicekit.rules._facts import Facts
from invoicekit.rules._peppol_document import names_order
from invoicekit.rules._trade import Trade, is_credit_note, payments_of, trade_of, vat_ids_of

_ITALIAN_TAX_CODE = re.compile(r"[A-Z0-9]{11,16}")
_NORWEGIAN_VAT = re.compile(r"NO([0-9]{9})MVA")
_REGISTER = "Foretaksregisteret"
_DUTCH_REGISTERS = frozenset({"0106", "0190"})
_DUTCH_MEANS = frozenset({"30", "48", "49", "57", "58", "59"})


def _italian(facts: Facts) -> bool:
    return facts.of(trade_of).supplier == "IT"


def _norwegian(facts: Facts) -> bool:
    return facts.of(trade_of).supplier == "NO"


def _dutch(facts: Facts) -> bool:
    return bare(facts.of(trade_of).seller).upper() == "NL"


def _any_of_them(facts: Facts) -> bool:
    return _italian(facts) or _norwegian(facts) or _dutch(facts)


RULES = RuleSet("peppol.national", applies=_any_of_them, countries=frozenset({"IT", "NL", "NO"}))
rule = RULES.rule


# Italy


@rule("IT-R-001", path="seller.tax_ids")
def italian_tax_number_has_form(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The tax registration (BT-32) of an Italian supplier has 11 to 16 letters and digits."""
    if invoice.seller is None or not _italian(facts):
        return True
    texts = [bare(each.value) for each in invoice.seller.tax_ids if each.kind == "tax"]
    strange = [text for text in texts if not _ITALIAN_TAX_CODE.fullmatch(text)]
    return not strange or Mismatch("11 to 16 characters", strange)


def _italian_address_has(field: str) -> None:
    number, term, name = _ITALIAN_ADDRESS[field]

    def given(invoice: Invoice, facts: Facts) -> bool:
        if invoice.seller is None or not _italian(facts):
            return True
        address = invoice.seller.address
        path = f"seller.address.{field}"
        return address is not None and facts.there(getattr(address, field), path)

    rule(
        f"IT-R-{number}",
        path=f"seller.address.{field}",
        text=f"An Italian supplier gives the {name} of its address ({term}).",
    )(given)


_ITALIAN_ADDRESS = {
    "line1": ("002", "BT-35", "first line"),
    "city": ("003", "BT-37", "city"),
    "postcode": ("004", "BT-38", "post code"),
}
for _field in _ITALIAN_ADDRESS:
    _italian_address_has(_field)


# Norway


@rule("NO-R-001", path="seller.tax_ids")
def norwegian_vat_id_has_form(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """A Norwegian VAT identifier (BT-31) is NO, an organisation number, and MVA."""
    if not _norwegian(facts):
        return True
    norwegian = [text for text in vat_ids_of(facts, "seller") if text.startswith("NO")]
    strange = [text for text in norwegian if not _is_norwegian(text)]
    return not strange or Mismatch("NO999999999MVA", strange)


@rule("NO-R-002", Severity.WARNING, path="seller.tax_ids")
def norwegian_names_register(invoice: Invoice, facts: Facts) -> bool:
    """Most Norwegian suppliers must state Foretaksregisteret as tax registration (BT-32)."""
    if invoice.seller is None or not _norwegian(facts):
        return True
    texts = {bare(each.value) for each in invoice.seller.tax_ids if each.kind == "tax"}
    return _REGISTER in texts


def _is_norwegian(text: str) -> bool:
    found = _NORWEGIAN_VAT.fullmatch(text)
    return found is not None and check_participant_id("0192", found[1])


# Netherlands


def _both_dutch(facts: Facts) -> bool:
    return _dutch(facts) and bare(facts.of(trade_of).buyer).upper() == "NL"


@rule("NL-R-001", path="preceding_invoices")
def dutch_credit_note_names_invoice(invoice: Invoice, facts: Facts) -> bool:
    """A credit note of a Dutch supplier names the invoice it reduces (BT-25)."""
    if not _dutch(facts) or invoice.type_code is None or not is_credit_note(facts):
        return True
    numbers = (each.number for each in invoice.preceding_invoices)
    return any(
        facts.there(number, f"preceding_invoices[{index}].number")
        for index, number in enumerate(numbers)
    )


@rule("NL-R-002", path="seller.address")
def dutch_seller_has_address(invoice: Invoice, facts: Facts) -> bool:
    """A Dutch supplier gives street (BT-35), city (BT-37) and post code (BT-38)."""
    return not _dutch(facts) or _is_complete(invoice.seller, "seller", facts)


@rule("NL-R-003", path="seller.registration_id")
def dutch_seller_is_registered(invoice: Invoice, facts: Facts) -> bool:
    """The registration (BT-30) of a Dutch supplier is a KVK or OIN number (0106, 0190)."""
    registered = invoice.seller.registration_id if invoice.seller else None
    return not _dutch(facts) or _is_dutch_registration(registered)


@rule("NL-R-004", path="buyer.address")
def dutch_buyer_has_address(invoice: Invoice, facts: Facts) -> bool:
    """Between the Dutch the buyer has street (BT-50), city (BT-52) and post code (BT-53)."""
    return not _both_dutch(facts) or _is_complete(invoice.buyer, "buyer", facts)


@rule("NL-R-005", path="buyer.registration_id")
def dutch_buyer_is_registered(invoice: Invoice, facts: Facts) -> bool:
    """Between the Dutch the buyer's registration (BT-47) is a KVK or OIN number (0106, 0190)."""
    registered = invoice.buyer.registration_id if invoice.buyer else None
    return not _both_dutch(facts) or _is_dutch_registration(registered)


@rule("NL-R-006", path="tax_representative.address")
def dutch_representative_has_address(invoice: Invoice, facts: Facts) -> bool:
    """A Dutch representative's street (BT-64), city (BT-66) and post code (BT-67) are given."""
    trade: Trade = facts.of(trade_of)
    dutch = _dutch(facts) and bare(trade.representative).upper() == "NL"
    agent = invoice.tax_representative
    return not dutch or _is_complete(agent, "tax_representative", facts)


@rule("NL-R-007", path="payment_instructions")
def dutch_debt_says_how_to_pay(invoice: Invoice, facts: Facts) -> bool:
    """A Dutch supplier to whom something is due (BT-115) says how to pay (BG-16)."""
    due = invoice.totals.amount_due if invoice.totals else None
    if not _dutch(facts) or invoice.totals is None:
        return True
    settled = due is not None and (due >= 0 if is_credit_note(facts) else due <= 0)
    return settled or bool(facts.of(payments_of))


@rule("NL-R-008", path="payment_instructions.means_code")
def means_are_dutch(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """A payment means (BT-81) between the Dutch is 30, 48, 49, 57, 58 or 59."""
    if not _both_dutch(facts):
        return True
    strange = {bare(means.code or "") for means in facts.of(payments_of)} - _DUTCH_MEANS
    return not strange or Mismatch(_DUTCH_MEANS, strange)


@rule("NL-R-009", path="order_line")
def order_line_beside_order(line: InvoiceLine, facts: Facts) -> bool:
    """A Dutch supplier who names an order's line (BT-132) names the order too (BT-13)."""
    if line.order_line is None:
        return True
    return names_order(facts) or not _dutch(facts)


def _is_complete(party: Party | None, name: str, facts: Facts) -> bool:
    address = party.address if party else None
    return address is None or all(
        facts.there(getattr(address, field), f"{name}.address.{field}")
        for field in ("line1", "city", "postcode")
    )


def _is_dutch_registration(registered: Identifier | None) -> bool:
    if registered is None:
        return True
    return registered.scheme in _DUTCH_REGISTERS and bool(bare(registered.value or ""))
