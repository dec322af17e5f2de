"""Peppol's rules for Greek suppliers.

Source: Peppol BIS Billing 3.0, release 3.0.19, national rules of Greece (myDATA).
"""

from __future__ import annotations

import re

from invoicekit.binding.codecs import bare
from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.identifiers import check_participant_id
from invoicekit.model import Attachment, Identifier, Invoice, Party
from invoicekit.rules._facts import Facts
from invoicekit.rules._peppol_se import NUMBER
from invoicekit.rules._trade import trade_of, vat_ids

_GREEK = frozenset({"GR", "EL"})
_EAS = "9933"
_KINDS = frozenset("1.1 1.6 2.1 2.4 5.1 5.2".split())
_SEGMENTS = 6
_TIN_LENGTH = 9
_DAY = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])[-\\/ ]?(?:0?[1-9]|1[0-2])[-\\/ ]?(?:19|20)[0-9]{2}")
_MARK, _URL = "##M.AR.K##", "##INVOICE|URL##"
_MARK_NUMBER = re.compile(r"[1-9][0-9]*")


def _greek(facts: Facts) -> bool:
    return facts.of(trade_of).supplier in _GREEK


def _any_greek(facts: Facts) -> bool:
    return _greek(facts) or facts.of(trade_of).seller_of_record in _GREEK


RULES = RuleSet("peppol.gr", applies=_any_greek, countries=_GREEK)
rule = RULES.rule


def _both_greek(facts: Facts) -> bool:
    return _greek(facts) and facts.of(trade_of).customer in _GREEK


def _segments(invoice: Invoice, facts: Facts) -> list[str] | None:
    """Returns the segments of a Greek supplier's number (BT-1), None where none are asked."""
    if invoice.number is None or not _greek(facts):
        return None
    return invoice.number.split("|")


def _segment(segments: list[str], index: int) -> str:
    return segments[index] if index < len(segments) else ""


@rule("GR-R-001-1", path="number")
def number_has_six_segments(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The number (BT-1) of a Greek supplier has six segments, with | between."""
    segments = _segments(invoice, facts)
    return segments is None or len(segments) == _SEGMENTS or Mismatch(_SEGMENTS, str(len(segments)))


@rule("GR-R-001-2", path="number")
def number_begins_with_tin(invoice: Invoice, facts: Facts) -> bool:
    """The number (BT-1) of a Greek supplier begins with the ΑΦΜ of seller or representative."""
    segments = _segments(invoice, facts)
    if segments is None:
        return True
    tin = segments[0]
    known = {
        text[2:11] for text in (*vat_ids(invoice.seller), *vat_ids(invoice.tax_representative))
    }
    return len(bare(tin)) == _TIN_LENGTH and check_participant_id(_EAS, tin) and tin in known


@rule("GR-R-001-3", path="number")
def number_goes_on_with_date(invoice: Invoice, facts: Facts) -> bool:
    """The second segment of a Greek number (BT-1) is the issue date (BT-2) as DD/MM/YYYY."""
    segments = _segments(invoice, facts)
    if segments is None:
        return True
    text, issued = _segment(segments, 1), invoice.issue_date
    same = issued is not None and text.split("/")[:3] == f"{issued:%d/%m/%Y}".split("/")
    return bool(_DAY.match(text)) and same


@rule("GR-R-001-4", path="number")
def number_has_installation(invoice: Invoice, facts: Facts) -> bool:
    """The third segment of a Greek supplier's number (BT-1) is a number from 0."""
    segments = _segments(invoice, facts)
    if segments is None:
        return True
    text = _segment(segments, 2)
    return NUMBER.fullmatch(text) is not None and not bare(text).startswith("-")


@rule("GR-R-001-5", path="number")
def number_has_kind(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """The fourth segment of a Greek supplier's number (BT-1) is a Greek kind of document."""
    segments = _segments(invoice, facts)
    if segments is None:
        return True
    found = _segment(segments, 3)
    return found in _KINDS or Mismatch(_KINDS, found)


@rule("GR-R-001-6", path="number")
def number_has_series(invoice: Invoice, facts: Facts) -> bool:
    """The fifth segment of a Greek supplier's number (BT-1) is not empty."""
    segments = _segments(invoice, facts)
    return segments is None or bool(_segment(segments, 4))


@rule("GR-R-001-7", path="number")
def number_has_serial(invoice: Invoice, facts: Facts) -> bool:
    """The sixth segment of a Greek supplier's number (BT-1) is not empty."""
    segments = _segments(invoice, facts)
    return segments is None or bool(_segment(segments, 5))


@rule("GR-R-002", path="seller.trading_name")
def seller_is_named(invoice: Invoice, facts: Facts) -> bool:
    """A Greek supplier gives its registered name as trading name too (BT-28)."""
    return invoice.seller is None or not _greek(facts) or bool(invoice.seller.trading_name)


@rule("GR-R-003", path="seller.tax_ids")
def vat_ids_are_greek(invoice: Invoice, facts: Facts) -> bool:
    """The VAT identifier (BT-31) of a Greek supplier is EL and an ΑΦΜ with its check digit."""
    return not _greek(facts) or all(map(_is_greek_vat_id, vat_ids(invoice.seller)))


@rule("GR-S-011", Severity.WARNING, path="seller.tax_ids")
def seller_has_vat_id(invoice: Invoice, facts: Facts) -> bool:
    """A Greek supplier gives one VAT identifier (BT-31) with the prefix EL."""
    return invoice.seller is None or not _greek(facts) or _has_one_vat_id(invoice.seller)


@rule("GR-R-004-1", path="attachments")
def mark_given(invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """A Greek supplier gives one ΜΑΡΚ, as reference (BG-24) described as ##M.AR.K##."""
    found = _count(invoice, _MARK)
    return not _greek_at_home(facts) or found == 1 or Mismatch("1", str(found))


@rule("GR-R-004-2", path="id")
def mark_is_a_number(attachment: Attachment, facts: Facts) -> bool:
    """The ΜΑΡΚ (BT-122) of a Greek supplier is a positive number."""
    if attachment.description != _MARK or attachment.id is None or not _greek_at_home(facts):
        return True
    return _MARK_NUMBER.match(attachment.id) is not None


@rule("GR-S-008-1", Severity.WARNING, path="attachments")
def address_for_checking_given(invoice: Invoice, facts: Facts) -> bool:
    """A Greek supplier gives the address where the invoice can be checked (BG-24)."""
    return not _greek_at_home(facts) or _count(invoice, _URL) == 1


@rule("GR-R-008-2", path="attachments")
def one_address_for_checking(invoice: Invoice, facts: Facts) -> bool:
    """A Greek supplier gives one address for checking (BG-24) at most."""
    return not _greek_at_home(facts) or _count(invoice, _URL) <= 1


@rule("GR-R-008-3", path="uri")
def address_for_checking_is_there(attachment: Attachment, facts: Facts) -> bool:
    """The reference described as ##INVOICE|URL## has its address (BT-124)."""
    named = attachment.description == _URL and _greek(facts)
    return not named or bool(bare(attachment.uri or ""))


@rule("GR-R-005", path="buyer.trading_name")
def buyer_is_named(invoice: Invoice, facts: Facts) -> bool:
    """A Greek supplier gives the buyer's full name as trading name too (BT-45)."""
    return invoice.buyer is None or not _greek(facts) or bool(invoice.buyer.trading_name)


@rule("GR-R-006", path="buyer.tax_ids")
def buyer_has_vat_id(invoice: Invoice, facts: Facts) -> bool:
    """Between Greeks the buyer's VAT identifier (BT-48) is given, with the prefix EL."""
    return invoice.buyer is None or not _both_greek(facts) or _has_one_vat_id(invoice.buyer)


@rule("GR-R-009", path="seller.electronic_address")
def seller_address_is_tin(invoice: Invoice, facts: Facts) -> bool:
    """The electronic address (BT-34) of a Greek supplier is its ΑΦΜ, scheme 9933."""
    if invoice.seller is None or facts.of(trade_of).seller_of_record not in _GREEK:
        return True
    return _is_greek_address(invoice.seller.electronic_address)


@rule("GR-R-010", path="buyer.electronic_address")
def buyer_address_is_tin(invoice: Invoice, facts: Facts) -> bool:
    """Between Greeks the buyer's electronic address (BT-49) is its ΑΦΜ, scheme 9933."""
    if invoice.buyer is None or not _both_greek(facts):
        return True
    return _is_greek_address(invoice.buyer.electronic_address)


def _greek_at_home(facts: Facts) -> bool:
    return _greek(facts) and facts.of(trade_of).seller == "GR"


def _count(invoice: Invoice, description: str) -> int:
    return sum(each.description == description for each in invoice.attachments)


def _is_greek_vat_id(text: str) -> bool:
    return text.startswith("EL") and check_participant_id(_EAS, text[2:])


def _has_one_vat_id(party: Party) -> bool:
    found = vat_ids(party)
    return len(found) == 1 and _is_greek_vat_id(found[0])


def _is_greek_address(address: Identifier | None) -> bool:
    if address is None:
        return True
    return address.scheme == _EAS and check_participant_id(_EAS, address.value or "")
