"""Importing orders from a shop's export in Shopify's columns, one row a line item.

Tax is never added to `Total`: where `Taxes` has an amount it is inside every price, discount and
shipping charge of the order, else prices are net (Shopify help, "Exporting orders to a CSV file").
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicekit.model.allowance import Allowance, Charge, LineAllowance
from invoicekit.model.customer import Customer
from invoicekit.model.event import Actor
from invoicekit.model.order import Order, OrderLine
from invoicekit.model.party import Address
from invoicekit.ports import UnitOfWork
from invoicekit.services import keep_profile
from invoicekit.services._authorise import authorise
from invoicekit.services._import_run import Imported, OnError, Write, store
from invoicekit.services._import_table import Cells, Parsed, Table, read_rows
from invoicekit.services._print import Proofread
from invoicekit.services._tools import Tools
from invoicekit.services.keep_profile import CUSTOMERS
from invoicekit.services.save_order import save_order

COLUMNS = (
    "Name",
    "Email",
    "Currency",
    "Taxes",
    "Total",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
)
PURCHASE_ORDER = "PO"
"""The note attribute that holds the buyer's order number."""
DISCOUNT, FREIGHT = "95", "FC"
"""UNTDID 5189 and 7161. Where the shop has no words the code is the reason, and each document says
it in its own language."""


@dataclass(frozen=True)
class ShopOrder:
    """An order as exported: its customer is known by e-mail, else the guest it names."""

    order: Order
    guest: Customer


def import_orders(
    write: Write,
    tools: Tools,
    content: str | bytes,
    *,
    actor: Actor | str,
    source: str = "shopify",
    on_error: OnError = "stop",
) -> Imported[Order]:
    """Stores the orders of an export and returns them; a buyer nobody knows becomes a customer.

    A bad row spoils its whole order, never another one. An order that came before is the same one.

    Raises:
        InputError: The header lacks columns, or it is no CSV.
        ValidationFailed: A row is bad and `on_error` is `stop`; nothing was stored.
    """
    authorise(tools, actor, "order.keep")
    table = Proofread(tools.renderers).table(read_orders(content, source))
    return store(write, table, lambda uow, row: _keep(uow, tools, row, actor), on_error)


def read_orders(content: str | bytes, source: str = "shopify") -> Table[ShopOrder]:
    """Returns the orders of an export without storing them. Raises as `import_orders`."""
    groups: dict[str, list[Cells]] = {}
    for cells in read_rows(content, COLUMNS, "the order export"):
        groups.setdefault(cells.needed("Name"), []).append(cells)
    items, findings = [], []
    for rows in groups.values():
        order = ShopOrder(_order(rows, source), _guest(rows[0]))
        faults = [finding for cells in rows for finding in cells.findings]
        if not faults:
            items.append(Parsed(order, rows[0].line))
        findings += faults
    return Table(tuple(items), tuple(findings))


def _order(rows: list[Cells], source: str) -> Order:
    head = rows[0]
    gross = head.needed_amount("Taxes") > 0
    attributes = _attributes(head)
    return Order(
        source=source,
        reference=head.needed("Name"),
        customer_id="",
        currency=head.code("Currency", "currencies"),
        order_date=head.day("Created at"),
        prices_include_vat=gross,
        purchase_order_reference=attributes.get(PURCHASE_ORDER),
        deliver_to=_delivery_address(head),
        delivery_date=head.day("Fulfilled at"),
        lines=[_line(cells, gross=gross) for cells in rows],
        allowances=_discount(head, gross=gross),
        charges=_freight(head, gross=gross),
        note=head.text("Notes"),
        expected_total=head.needed_amount("Total"),
        metadata=_metadata(head),
    )


def _line(cells: Cells, *, gross: bool) -> OrderLine:
    discount = cells.amount("Lineitem discount")
    allowance = (
        LineAllowance(with_vat=discount, reason_code=DISCOUNT)
        if gross
        else LineAllowance(amount=discount, reason_code=DISCOUNT)
    )
    return OrderLine(
        sku=cells.text("Lineitem sku"),
        name=cells.needed("Lineitem name"),
        quantity=cells.needed_amount("Lineitem quantity"),
        unit_price=cells.needed_amount("Lineitem price"),
        allowances=[allowance] if discount else [],
    )


def _discount(head: Cells, *, gross: bool) -> list[Allowance]:
    amount = head.amount("Discount Amount")
    reason = head.text("Discount Code")
    if not amount:
        return []
    if gross:
        return [Allowance(with_vat=amount, reason=reason, reason_code=DISCOUNT)]
    return [Allowance(amount=amount, reason=reason, reason_code=DISCOUNT)]


def _freight(head: Cells, *, gross: bool) -> list[Charge]:
    amount = head.amount("Shipping")
    reason = head.text("Shipping Method")
    if not amount:
        return []
    if gross:
        return [Charge(with_vat=amount, reason=reason, reason_code=FREIGHT)]
    return [Charge(amount=amount, reason=reason, reason_code=FREIGHT)]


def _attributes(head: Cells) -> dict[str, str]:
    lines = (head.text("Note Attributes") or "").splitlines()
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def _metadata(head: Cells) -> dict[str, str]:
    columns = {
        "financial_status": head.text("Financial Status"),
        "payment_terms": head.text("Payment Terms Name"),
        "refunded_amount": str(head.amount("Refunded Amount") or Decimal(0)),
    }
    return {name: value for name, value in columns.items() if value}


def _address(head: Cells, kind: str) -> Address:
    postcode = head.text(f"{kind} Zip")
    return Address(
        line1=head.text(f"{kind} Address1"),
        line2=head.text(f"{kind} Address2"),
        city=head.text(f"{kind} City"),
        # The shop system writes '10115, so that no spreadsheet takes it for a number.
        postcode=postcode.removeprefix("'") if postcode else None,
        region=head.text(f"{kind} Province"),
        country=head.text(f"{kind} Country"),
    )


def _delivery_address(head: Cells) -> Address | None:
    """Returns where the goods go, None where the export does not say, or says the buyer's own."""
    shipping = _address(head, "Shipping")
    if not shipping.model_dump(exclude_none=True):
        return None
    return shipping if shipping != _address(head, "Billing") else None


def _guest(head: Cells) -> Customer:
    company, person = head.text("Billing Company"), head.text("Billing Name")
    return Customer(
        kind="business" if company else "consumer",
        name=company or person or head.needed("Email"),
        email=head.needed("Email"),
        phone=head.text("Billing Phone"),
        address=_address(head, "Billing"),
    )


def _keep(uow: UnitOfWork, tools: Tools, row: ShopOrder, actor: Actor | str) -> Order:
    known, _ = keep_profile.find(uow, CUSTOMERS, order="name", email=row.guest.email, limit=1)
    customer = next(iter(known), None) or keep_profile.create(
        uow, tools, CUSTOMERS, row.guest, actor=actor
    )
    return save_order(uow, tools, row.order.replace(customer_id=customer.id), actor=actor)
