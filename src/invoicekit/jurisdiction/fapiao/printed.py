"""What a 发票 prints of an invoice: full names, units in words, signs, remark, rates."""

from __future__ import annotations

import re
from decimal import Decimal

from invoicekit.codelists import unit_symbol
from invoicekit.jurisdiction.fapiao.qr import FapiaoQr
from invoicekit.model import Address, FapiaoKind, Invoice, InvoiceLine
from invoicekit.money import plain

_DIGITS_19 = re.compile("[0-9]{19}")
_PRINTED = {"E": "免税", "O": "不征税"}
_QR_KINDS = {
    FapiaoKind.DIGITAL_SPECIAL: "31",
    FapiaoKind.DIGITAL_ORDINARY: "32",
    FapiaoKind.TC_ELECTRONIC_ORDINARY: "10",
    FapiaoKind.TC_ELECTRONIC_SPECIAL: "08",
}


def signed(amount: Decimal | None, *, red: bool) -> Decimal | None:
    """Returns an amount with its sign turned on a red-letter invoice; zero has none."""
    return -amount if red and amount else amount


def full_name(line: InvoiceLine) -> str | None:
    """Returns the item's name as printed: `*short name of its classification*name`."""
    name = line.item.name if line.item else None
    short = line.fapiao.short_name if line.fapiao else None
    return f"*{short}*{name or ''}" if short else name


def unit_of(line: InvoiceLine) -> str | None:
    """Returns the unit in words: the line's own, else what its code is called."""
    given = line.fapiao.unit if line.fapiao else None
    return given or (unit_symbol(line.unit, "zh") if line.unit else None)


def tax_code_of(line: InvoiceLine) -> str | None:
    """Returns the 19-digit code: the line's own, else that among the item's classifications."""
    if line.fapiao and line.fapiao.tax_code:
        return line.fapiao.tax_code
    codes = line.item.classifications if line.item else ()
    return next(
        (each.code for each in codes if each.code and _DIGITS_19.fullmatch(each.code)), None
    )


def printed_rate(line: InvoiceLine) -> str:
    """Returns the rate as printed: `13%`, 免税, 不征税 or ***; empty where there is none."""
    given = line.fapiao.printed_rate if line.fapiao else None
    if given:
        return given
    if line.vat_category in _PRINTED and not line.vat_rate:
        return _PRINTED[line.vat_category]
    if line.vat_rate is None:
        return ""
    text = plain(line.vat_rate)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def remark_of(invoice: Invoice) -> str:
    """Returns the notes as the one remark (备注) that a 发票 has."""
    return "\n".join(note.text for note in invoice.notes if note.text)


def address_text(address: Address | None) -> str:
    """Returns an address in one line, the widest area first, as China writes it."""
    if address is None:
        return ""
    parts = (address.region, address.city, address.line1, address.line2, address.line3)
    return "".join(part for part in parts if part)


def qr_of(invoice: Invoice) -> FapiaoQr | None:
    """Returns what the QR code of an issued 发票 says; None without number, date or total.

    The amount is with tax on a 数电票 and without on a 税控 invoice, negative on a red-letter one.
    """
    facts, totals = invoice.fapiao, invoice.totals
    kind = (facts.kind if facts else None) or FapiaoKind.DIGITAL_ORDINARY.value
    code = next((code for known, code in _QR_KINDS.items() if known.value == kind), None)
    digital = kind.startswith("digital")
    amount = (totals.with_vat if digital else totals.without_vat) if totals else None
    if code is None or amount is None or not invoice.number or invoice.issue_date is None:
        return None
    return FapiaoQr(
        kind=code,
        number=invoice.number,
        amount=signed(amount, red=invoice.is_credit) or amount,
        issue_date=invoice.issue_date,
        code=(facts.code if facts else None) or "",
        check_code=(facts.check_code if facts else None) or "",
    )
