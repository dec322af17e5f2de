"""Parties on paper: address lines as each country writes them, and the numbers below."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from invoicekit.renderers._language import language_of
from invoicekit.renderers._plain import one_line
from invoicekit.renderers._view import PartyView

if TYPE_CHECKING:
    from invoicekit.model.invoice import Supply
    from invoicekit.model.party import Address, Party, TaxId
    from invoicekit.renderers._language import Language


class _Writing(NamedTuple):
    """How a country writes addresses (Universal Postal Union, S42).

    Attributes:
        city: The line with the city.
        from_large: In which script an address goes from the large to the small; None for none.
    """

    city: str = "{postcode} {city}, {region}"
    from_large: re.Pattern[str] | None = None


_HAN = re.compile("[\u4e00-\u9fff]")
_CITY_FIRST = _Writing("{city} {region} {postcode}")
_WRITINGS = {
    "AU": _CITY_FIRST,
    "CA": _CITY_FIRST,
    "CN": _Writing("{postcode} {region} {city}", from_large=_HAN),
    "GB": _CITY_FIRST,
    "IE": _CITY_FIRST,
    "IN": _Writing("{city} {postcode} {region}"),
    "IT": _Writing("{postcode} {city} {region}"),
    "US": _Writing("{city}, {region} {postcode}"),
}
_USUAL = _Writing()


def address_lines(address: Address | None, language: Language, *, country: bool) -> tuple[str, ...]:
    """Returns the lines of an address; the country's name last when asked for."""
    if address is None:
        return ()
    writing = _WRITINGS.get(address.country or "", _USUAL)
    name = language.country(address.country) if country and address.country else None
    if writing.from_large and writing.from_large.search(f"{address.line1}{address.city}"):
        return _from_large(address, name)
    parts = {key: getattr(address, key) or "" for key in ("city", "region", "postcode")}
    city = re.sub(r"\s+", " ", writing.city.format(**parts)).strip(" ,").replace(" ,", ",")
    lines = (address.line1, address.line2, address.line3, city, name)
    return tuple(line for line in lines if line)


def postal_lines(party: Party, locale: str, *, abroad: bool = False) -> tuple[str, ...]:
    """Returns what stands on an envelope: the name and the address, its country where abroad."""
    language = language_of(locale)
    names = [name for name in (party.name, party.trading_name) if name]
    lines = address_lines(party.address, language, country=abroad)
    return tuple(one_line(line) for line in (*dict.fromkeys(names), *lines))


def _from_large(address: Address, country: str | None) -> tuple[str, ...]:
    """From the large to the small, as Chinese writes it; postcode and country come last."""
    place = "".join(dict.fromkeys(part for part in (address.region, address.city) if part))
    street = f"{place}{address.line1 or ''}"
    last = f"{address.postcode or ''} {country or ''}".strip()
    lines = (street, address.line2, address.line3, last)
    return tuple(line for line in lines if line)


def party_view(
    party: Party | None, language: Language, *, heading: str = "", country: bool = True
) -> PartyView:
    """Returns a party with its address and tax numbers; empty texts where nothing is known."""
    if party is None:
        return PartyView(language.label(heading), "", (), ())
    name = party.name or party.trading_name or ""
    trading = party.trading_name if party.trading_name != name else None
    # A letterhead has no heading, and nobody writes to the seller.
    person = party.contact.name if party.contact and heading else None
    attention = language.label("attention", name=person) if person and person != name else None
    lines = [line for line in (trading, attention) if line]
    lines += address_lines(party.address, language, country=country)
    return PartyView(
        language.label(heading), name, tuple(lines), tuple(tax_numbers(party, language))
    )


def tax_numbers(party: Party, language: Language) -> list[str]:
    """Returns a party's tax numbers, each with its label."""
    return [_tax_number(party, tax_id, language) for tax_id in party.tax_ids]


def _tax_number(party: Party, tax_id: TaxId, language: Language) -> str:
    value = (party.vat_id if tax_id.kind == "vat" else None) or tax_id.value
    return f"{language.label(f'{tax_id.kind}_id', tax_id.country)} {value}"


def supply_view(supply: Supply | None, buyer: Party | None, language: Language) -> PartyView | None:
    """Returns where it was delivered, None where that is the buyer's own address."""
    if supply is None or supply.address is None:
        return None
    if buyer is not None and supply.address == buyer.address and supply.name in (None, buyer.name):
        return None
    lines = address_lines(supply.address, language, country=True)
    name = supply.name or (buyer.name if buyer else None) or ""
    return PartyView(language.label("deliver_to"), name, lines, ())


def footer_columns(seller: Party | None, language: Language) -> tuple[tuple[str, ...], ...]:
    """Returns the footer: name and address, registration and tax numbers, contact, bank."""
    if seller is None:
        return ()
    address = address_lines(seller.address, language, country=True)
    registration = seller.registration_id.value if seller.registration_id else None
    numbers = [f"{language.label('registration')} {registration}"] if registration else []
    numbers = [*numbers, *tax_numbers(seller, language)]
    if seller.legal_form:
        numbers.insert(0, seller.legal_form)
    contact = seller.contact
    phone = (contact.phone if contact else None) or seller.phone
    reach = [f"{language.label('phone')} {phone}"] if phone else []
    if contact and contact.email:
        reach.append(contact.email)
    name = (seller.name or "",)
    columns = ((*name, *_joined(address)), tuple(numbers), tuple(reach))
    return tuple(column for column in columns if column and any(column))


def _joined(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Street in one line, city and country in the next: a footer is wide and low."""
    return tuple(part for part in (", ".join(lines[:-2]), ", ".join(lines[-2:])) if part)
