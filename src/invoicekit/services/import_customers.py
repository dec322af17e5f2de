"""Importing a customer list: addresses, checked tax ids, and what each one needs of an invoice."""

from __future__ import annotations

from typing import cast, get_args

from invoicekit.model.customer import Customer, CustomerContact, CustomerKind, InvoiceNeeds
from invoicekit.model.event import Actor
from invoicekit.model.party import Address, Identifier, TaxId
from invoicekit.services import keep_profile
from invoicekit.services._authorise import authorise
from invoicekit.services._import_run import Imported, OnError, Write, store
from invoicekit.services._import_table import Cells, Table, read_table
from invoicekit.services._print import Proofread
from invoicekit.services._tools import Tools
from invoicekit.services.keep_profile import CUSTOMERS

COLUMNS = ("reference", "email", "name", "kind", "country")


def import_customers(
    write: Write,
    tools: Tools,
    content: str | bytes,
    *,
    actor: Actor | str,
    on_error: OnError = "stop",
) -> Imported[Customer]:
    """Stores the customers of a CSV file and returns them; a known reference is brought up to date.

    Raises:
        InputError: The header lacks columns, or it is no CSV.
        ValidationFailed: A row is bad and `on_error` is `stop`; nothing was stored.
    """
    authorise(tools, actor, "customer.keep")
    table = Proofread(tools.renderers).table(read_customers(content))
    return store(
        write,
        table,
        lambda uow, row: keep_profile.keep(
            uow, tools, CUSTOMERS, row, actor=actor, order="name", reference=row.reference
        ),
        on_error,
    )


def read_customers(content: str | bytes) -> Table[Customer]:
    """Returns the customers of a CSV file without storing them. Raises as `import_customers`."""
    return read_table(content, COLUMNS, "the customer list", _customer)


def _customer(cells: Cells) -> Customer:
    return Customer(
        reference=cells.needed("reference"),
        kind=cast("CustomerKind", cells.choice("kind", get_args(CustomerKind))),
        name=cells.needed("name"),
        trading_name=cells.text("trading_name"),
        email=cells.text("email"),
        phone=cells.text("contact_phone"),
        tax_ids=_tax_ids(cells),
        electronic_address=_electronic_address(cells),
        address=_address(cells),
        contacts=_contacts(cells),
        needs=_needs(cells),
    )


def _tax_ids(cells: Cells) -> list[TaxId]:
    country = cells.text("country")
    vat_id, tax_id = cells.text("vat_id"), cells.text("tax_id")
    ids = [TaxId(value=vat_id, country=country)] if vat_id else []
    return [*ids, TaxId(value=tax_id, country=country, kind="tax")] if tax_id else ids


def _electronic_address(cells: Cells) -> Identifier | None:
    text = cells.text("peppol_id")
    if text is None:
        return None
    scheme, colon, value = text.partition(":")
    if not (scheme and colon and value):
        cells.fault("IK-IMPORT-VALUE", "peppol_id", text, "scheme:value, such as 9930:DE123456788")
    return Identifier(value=value, scheme=scheme)


def _address(cells: Cells) -> Address:
    return Address(
        line1=cells.text("line1"),
        line2=cells.text("line2"),
        city=cells.text("city"),
        postcode=cells.text("postcode"),
        region=cells.text("region"),
        country=cells.code("country", "countries"),
    )


def _contacts(cells: Cells) -> list[CustomerContact]:
    name, phone = cells.text("contact_name"), cells.text("contact_phone")
    if name is None and phone is None:
        return []
    buys = cells.text("contact_role") == "purchasing"
    return [CustomerContact(role="purchasing" if buys else "invoices", name=name, phone=phone)]


def _needs(cells: Cells) -> InvoiceNeeds:
    formats = (cells.text("formats") or "").split(";")
    required = cells.text("purchase_order_required") or "no"
    if required not in {"yes", "no"}:
        cells.fault("IK-IMPORT-CODE", "purchase_order_required", required, "yes or no")
    return InvoiceNeeds(
        title=cells.text("document_title"),
        language=cells.text("language"),
        formats=[kind.strip() for kind in formats if kind.strip()],
        channel=cells.text("channel"),
        purchase_order_required=required == "yes",
        payment_terms=cells.text("payment_terms"),
        template=cells.text("template"),
    )
