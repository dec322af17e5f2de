"""Whom a document goes to, where nobody is named: the buyer, by what each channel takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from invoicekit.errors import InputError
from invoicekit.model.customer import Customer
from invoicekit.model.invoice import Invoice
from invoicekit.model.party import Party
from invoicekit.renderers import postal_lines


def addressees(channel: str, invoice: Invoice, customer: Customer | None, locale: str) -> list[str]:
    """Returns the address of the buyer on a channel.

    Raises:
        InputError: It has none.
    """
    what, find = _FOUND.get(channel, _EMAIL)
    found = find(invoice.buyer or Party(), customer, invoice.seller or Party(), locale)
    if found:
        return [found]
    raise InputError(
        f"the document has nobody to go to: the customer has no {what}",
        where="to",
        hint=f"Give the customer its {what}, or name recipients in `to`.",
    )


Find = Callable[[Party, Customer | None, Party, str], str | None]


def _email(buyer: Party, customer: Customer | None, _seller: Party, _locale: str) -> str | None:
    given = customer.email_for() if customer else None
    return given or (buyer.contact.email if buyer.contact else None)


def _phone(buyer: Party, customer: Customer | None, _seller: Party, _locale: str) -> str | None:
    given = customer.phone if customer else None
    return given or (buyer.contact.phone if buyer.contact else None) or buyer.phone


def _postal(buyer: Party, _customer: Customer | None, seller: Party, locale: str) -> str | None:
    if buyer.address is None or not buyer.address.city:
        return None
    return "\n".join(postal_lines(buyer, locale, abroad=buyer.country != seller.country))


def _name(buyer: Party, _customer: Customer | None, _seller: Party, _locale: str) -> str | None:
    return buyer.name


_EMAIL: tuple[str, Find] = ("e-mail address", _email)
_FOUND: Mapping[str, tuple[str, Find]] = {
    "sms": ("telephone number", _phone),
    "post": ("postal address", _postal),
    "folder": ("name", _name),
    "objects": ("name", _name),
    "webhook": ("URL", lambda *_: None),
}
"""Channel → what it takes, and where that is found; any other takes e-mail addresses."""
