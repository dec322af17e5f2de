"""What German rules ask of parties, addresses, codes and references, whoever words them.

Source: XRechnung 3.0 (KoSIT), schematron 2.5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, Severity
from invoicekit.model import Address, Contact, Invoice
from invoicekit.rules import _german_payment as payment
from invoicekit.rules._facts import Facts
from invoicekit.rules._trade import payments_of, seller_tax_ids

_KINDS = frozenset("326 380 381 384 389 875 876 877".split())
_TAXED = frozenset("S Z E AE K G L M".split())
_CORRECTION = "384"
_DIGITS_OF_A_PHONE = 3
_FILES = frozenset({"ubl", "cii"})

Answer = bool | Mismatch
Check = Callable[..., Answer]
"""A predicate over a node and the facts."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One rule: number, the letter of a part, severity, path, what holds, and its predicate.

    It speaks of the document, or of another class.
    """

    number: str
    path: str
    text: str
    holds: Check
    part: str = ""
    severity: Severity = Severity.ERROR
    on: type = Invoice


def _has_payment(_invoice: Invoice, facts: Facts) -> bool:
    return bool(facts.of(payments_of))


def _has_contact(invoice: Invoice, facts: Facts) -> bool:
    if facts.source.syntax in _FILES:
        return "seller contact" not in facts.sights.observed
    return invoice.seller is None or invoice.seller.contact is not None


def _has_buyer_reference(invoice: Invoice, _facts: Facts) -> bool:
    return _filled(invoice.buyer_reference)


def _address_has(owner: str, field: str) -> Check:
    def given(address: Address, facts: Facts) -> bool:
        return facts.here(field) != f"{owner}.address.{field}" or _filled(getattr(address, field))

    return given


def contact_has(fits: Callable[[Contact], bool]) -> Check:
    """Returns a predicate over the contact of the seller, whatever other contacts say."""

    def given(contact: Contact, facts: Facts) -> bool:
        return not facts.here("name").startswith("seller.") or fits(contact)

    return given


def _seller_is_registered(invoice: Invoice, facts: Facts) -> bool:
    # the published rules for CII look at the lines alone
    lines_alone = facts.mode == "official" and facts.source.syntax == "cii"
    names = ("lines",) if lines_alone else ("lines", "allowances", "charges")
    used = frozenset[str | None]().union(*map(facts.categories_as_written, names))
    if facts.odd:
        used |= {
            str(each)
            for path, again in facts.source.extra.items()
            if path.endswith(".vat_category")
            for each in again
        }
    if not used & _TAXED or invoice.tax_representative is not None:
        return True
    return any(_filled(tax_id.value) for tax_id in seller_tax_ids(facts))


def _kind_is_known(invoice: Invoice, _facts: Facts) -> Answer:
    found = bare(invoice.type_code or "")
    return found in _KINDS or Mismatch(_KINDS, found)


def _file_names_differ(invoice: Invoice, _facts: Facts) -> bool:
    names = [each.file_name for each in invoice.attachments if each.file_name]
    return len(names) == len({*names})


def _correction_names_invoice(invoice: Invoice, facts: Facts) -> bool:
    corrects = bare(invoice.type_code or "") == _CORRECTION
    if facts.source.syntax == "ubl":  # where a reference may stand that refers to nothing
        return not corrects or "preceding" in facts.sights.observed
    return not corrects or bool(invoice.preceding_invoices)


def _filled(text: str | None) -> bool:
    return bool(text and bare(text))


def _has_phone_digits(contact: Contact) -> bool:
    return sum(map(str.isdecimal, contact.phone or "")) >= _DIGITS_OF_A_PHONE


def payment_demands() -> tuple[Demand, ...]:
    """Returns the rules on how a document is paid."""
    return tuple(
        Demand(number, f"payment_instructions{path}", text, holds, part, severity)
        for number, part, path, text, holds, severity in payment.ROWS
    )


DEMANDS = (
    Demand("1", "payment_instructions", "a document says how to pay (BG-16)", _has_payment),
    Demand("2", "seller.contact", "a document names the seller's contact (BG-6)", _has_contact),
    Demand(
        "3",
        "city",
        "the seller's city (BT-37) is given",
        _address_has("seller", "city"),
        on=Address,
    ),
    Demand(
        "4",
        "postcode",
        "the seller's post code (BT-38) is given",
        _address_has("seller", "postcode"),
        on=Address,
    ),
    Demand(
        "5",
        "name",
        "the seller's contact has a name (BT-41)",
        contact_has(lambda contact: _filled(contact.name) or _filled(contact.department)),
        on=Contact,
    ),
    Demand(
        "6",
        "phone",
        "the seller's contact has a telephone number (BT-42)",
        contact_has(lambda contact: _filled(contact.phone)),
        on=Contact,
    ),
    Demand(
        "7",
        "email",
        "the seller's contact has an e-mail address (BT-43)",
        contact_has(lambda contact: _filled(contact.email)),
        on=Contact,
    ),
    Demand(
        "8", "city", "the buyer's city (BT-52) is given", _address_has("buyer", "city"), on=Address
    ),
    Demand(
        "9",
        "postcode",
        "the buyer's post code (BT-53) is given",
        _address_has("buyer", "postcode"),
        on=Address,
    ),
    Demand(
        "10",
        "city",
        "an address supplied to has a city (BT-77)",
        _address_has("supply", "city"),
        on=Address,
    ),
    Demand(
        "11",
        "postcode",
        "an address supplied to has a post code (BT-78)",
        _address_has("supply", "postcode"),
        on=Address,
    ),
    Demand("15", "buyer_reference", "a buyer reference (BT-10) is given", _has_buyer_reference),
    Demand(
        "16",
        "seller.tax_ids",
        "where a VAT category other than O is used, the seller has a tax number (BT-31, BT-32) or a"
        " tax representative (BG-11)",
        _seller_is_registered,
    ),
    Demand(
        "17",
        "type_code",
        "the type code (BT-3) is 326, 380, 381, 384, 389, 875, 876 or 877",
        _kind_is_known,
        severity=Severity.WARNING,
    ),
    Demand(
        "22",
        "attachments",
        "no two attached documents (BT-125) have the same file name",
        _file_names_differ,
    ),
    Demand(
        "26",
        "preceding_invoices",
        "a corrective invoice (BT-3 = 384) names the invoice it corrects (BG-3)",
        _correction_names_invoice,
        severity=Severity.WARNING,
    ),
    Demand(
        "27",
        "phone",
        "the seller's telephone number (BT-42) has at least three digits",
        contact_has(_has_phone_digits),
        on=Contact,
        severity=Severity.WARNING,
    ),
)
"""Those that every edition words alike, but for payment."""
