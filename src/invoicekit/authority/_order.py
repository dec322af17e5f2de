"""What the providers' requests have in common: a 发票 as plain text values.

Each provider names the fields in its own way; the values are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.model import FapiaoKind, Invoice, InvoiceLine, Party
from invoicekit.money import ZERO, divide, plain

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderParty:
    """A party's values, empty where there are none."""

    name: str
    tax_number: str
    address: str
    phone: str
    bank: str
    account: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line's values; amounts signed as the 发票 prints them."""

    name: str
    tax_code: str
    specification: str
    unit: str
    quantity: str
    price: str
    rate: str
    net: str
    tax: str
    gross: str
    nature: str
    policy: str
    zero_rate: str
    deduction: str
    place: int | None = None
    """Of the line on the blue invoice that a red-letter one takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FapiaoOrder:
    """A 发票 to be issued."""

    kind: FapiaoKind
    red: bool
    seller: OrderParty
    buyer: OrderParty
    person: bool
    drawer: str
    payee: str
    reviewer: str
    remark: str
    lines: tuple[OrderLine, ...]


def order_of(invoice: Invoice) -> FapiaoOrder:
    """Returns a calculated invoice as the values of a request.

    Without a kind it is an ordinary 数电票. Without a tax number the buyer is a natural person,
    unless its type says otherwise.
    """
    form = fapiao_form(invoice)
    facts = form.fapiao
    buyer = _party(form.buyer)
    buyer_type = facts.buyer_type if facts else None
    return FapiaoOrder(
        kind=_kind(facts.kind if facts else None),
        red=form.is_credit,
        seller=_party(form.seller),
        buyer=buyer,
        person=buyer_type == "03" or (buyer_type is None and not buyer.tax_number),
        drawer=(facts.drawer if facts else None) or "",
        payee=(facts.payee if facts else None) or "",
        reviewer=(facts.reviewer if facts else None) or "",
        remark="\n".join(note.text for note in form.notes if note.text),
        lines=tuple(_line(line, negative=form.is_credit) for line in form.lines),
    )


def _kind(kind: str | None) -> FapiaoKind:
    try:
        return FapiaoKind(kind or FapiaoKind.DIGITAL_ORDINARY)
    except ValueError:
        return FapiaoKind.DIGITAL_ORDINARY


def _party(party: Party | None) -> OrderParty:
    party = party or Party()
    address, contact = party.address, party.contact
    accounts = party.bank_accounts
    account = accounts[0] if accounts else None
    parts = (address.city, address.line1, address.line2) if address else ()
    return OrderParty(
        name=party.name or "",
        tax_number=party.tax_ids[0].value if party.tax_ids else "",
        address="".join(filter(None, parts)),
        phone=party.phone or (contact.phone if contact else None) or "",
        bank=(account.bank_name if account else None) or "",
        account=(account.id if account else None) or "",
        email=(contact.email if contact else None) or "",
    )


def _line(line: InvoiceLine, *, negative: bool) -> OrderLine:
    facts, item, price = line.fapiao, line.item, line.price
    if facts is None:
        raise AssertionError("every line of the form has its facts")

    def signed(amount: Decimal | None) -> str:
        if amount is None:
            return ""
        return plain(-amount if negative and amount else amount)

    return OrderLine(
        name=(item.name if item else None) or "",
        tax_code=facts.tax_code or _classified(line),
        specification=facts.specification or "",
        unit=facts.unit or "",
        quantity=signed(line.quantity),
        price=plain(price.net) if price and price.net is not None else "",
        rate=plain(divide(line.vat_rate or ZERO, _HUNDRED)),
        net=signed(line.net_amount),
        tax=signed(facts.tax_amount),
        gross=signed(facts.amount_with_tax),
        nature=facts.nature or "00",
        policy=facts.policy or "",
        zero_rate=facts.zero_rate or "",
        deduction=plain(facts.deduction) if facts.deduction is not None else "",
        place=facts.original_line,
    )


def _classified(line: InvoiceLine) -> str:
    """Returns the 19-digit code among the item's classifications, empty where there is none."""
    codes = line.item.classifications if line.item else ()
    return next((c.code for c in codes if c.code and len(c.code) == 19 and c.code.isdigit()), "")  # noqa: PLR2004 - the code's length
