"""Parties as they stand on a document: seller, buyer, payee, tax representative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from invoicekit.masking import Personal
from invoicekit.model.value import Value
from invoicekit.terms import Term

if TYPE_CHECKING:
    from collections.abc import Iterable

Country = Annotated[str, Term("BT-40")]
"""ISO 3166-1 alpha-2, upper case."""

TaxIdKind = Literal["vat", "tax"]


class Address(Value):
    """A postal address (BG-5, BG-8, BG-12, BG-15)."""

    line1: Annotated[str | None, Term("BT-35"), Personal("address")] = None
    line2: Annotated[str | None, Term("BT-36"), Personal("address")] = None
    line3: Annotated[str | None, Term("BT-162"), Personal("address")] = None
    city: Annotated[str | None, Term("BT-37")] = None
    postcode: Annotated[str | None, Term("BT-38")] = None
    region: Annotated[str | None, Term("BT-39")] = None
    country: Country | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            line1: str | None = None,
            line2: str | None = None,
            line3: str | None = None,
            city: str | None = None,
            postcode: str | None = None,
            region: str | None = None,
            country: str | None = None,
        ) -> None: ...


class Contact(Value):
    """A person or desk to turn to (BG-6, BG-9).

    `department` is the desk where CII names it beside the person.
    """

    name: Annotated[str | None, Term("BT-41"), Personal("name")] = None
    department: str | None = None
    phone: Annotated[str | None, Term("BT-42"), Personal("phone")] = None
    email: Annotated[str | None, Term("BT-43"), Personal("email")] = None


class Identifier(Value):
    """An identifier with the scheme it belongs to (ISO 6523 ICD, EAS or UNTDID 1153)."""

    value: Annotated[str | None, Personal("identifier")] = None
    scheme: str | None = None


class TaxId(Value):
    """A tax number and the country that gave it.

    `kind` is `vat` for a VAT identifier (BT-31, BT-48) and `tax` for a tax registration (BT-32).
    `value` is written with or without the country's prefix; `vat_id` of the party puts it in form.
    `scheme` is what a UBL file calls the tax where that is neither VAT nor TAX.
    """

    value: Annotated[str, Personal("number")]
    country: str | None = None
    kind: TaxIdKind = "vat"
    scheme: str | None = None

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            value: str,
            country: str | None = None,
            kind: TaxIdKind = "vat",
            scheme: str | None = None,
        ) -> None: ...


class BankAccount(Value):
    """An account to pay to (BG-17): IBAN or a national number."""

    id: Annotated[str | None, Term("BT-84"), Personal("account")] = None
    name: Annotated[str | None, Term("BT-85"), Personal("name")] = None
    bic: Annotated[str | None, Term("BT-86")] = None
    bank_name: str | None = None


class Party(Value):
    """A party on a document (BG-4 seller, BG-7 buyer, BG-10 payee, BG-11 tax representative).

    `phone` and `bank_accounts` are what a Chinese invoice prints of a party beside its address.
    """

    name: Annotated[str | None, Term("BT-27"), Personal("name")] = None
    trading_name: Annotated[str | None, Term("BT-28"), Personal("name")] = None
    identifiers: Annotated[tuple[Identifier, ...], Term("BT-29")] = ()
    registration_id: Annotated[Identifier | None, Term("BT-30")] = None
    tax_ids: Annotated[tuple[TaxId, ...], Term("BT-31")] = ()
    legal_form: Annotated[str | None, Term("BT-33")] = None
    electronic_address: Annotated[Identifier | None, Term("BT-34")] = None
    address: Annotated[Address | None, Term("BG-5")] = None
    contact: Annotated[Contact | None, Term("BG-6")] = None
    phone: Annotated[str | None, Personal("phone")] = None
    bank_accounts: tuple[BankAccount, ...] = ()

    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            name: str | None = None,
            trading_name: str | None = None,
            identifiers: Iterable[Identifier] = (),
            registration_id: Identifier | None = None,
            tax_ids: Iterable[TaxId] = (),
            legal_form: str | None = None,
            electronic_address: Identifier | None = None,
            address: Address | None = None,
            contact: Contact | None = None,
            phone: str | None = None,
            bank_accounts: Iterable[BankAccount] = (),
        ) -> None: ...

    @property
    def country(self) -> str | None:
        """The country of the address, else of the first tax id."""
        if self.address is not None and self.address.country:
            return self.address.country
        return next((tax_id.country for tax_id in self.tax_ids if tax_id.country), None)

    @property
    def vat_id(self) -> str | None:
        """The VAT identifier (BT-31, BT-48) with its country prefix, None where there is none."""
        return next((_prefixed(t) for t in self.tax_ids if t.kind == "vat"), None)

    @property
    def tax_registration_id(self) -> str | None:
        """The tax registration (BT-32) as written, None where there is none."""
        return next((t.value for t in self.tax_ids if t.kind == "tax"), None)


_PREFIX = {"GR": "EL"}
"""Where the VAT prefix is not the country code (Council Directive 2006/112/EC, article 215)."""
_UNPREFIXED = frozenset({"CN", "US", "CA", "JP", "HK", "TW"})


def _prefixed(tax_id: TaxId) -> str:
    value = tax_id.value.replace(" ", "").upper()
    country = tax_id.country
    if not country or country in _UNPREFIXED:
        return value
    prefix = _PREFIX.get(country, country)
    return value if value.startswith(prefix) else prefix + value
