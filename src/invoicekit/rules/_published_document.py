"""What must be there, as the published rules ask: something not blank, or an element at all.

They ask of a group only where the group is there, and take for given what cannot be read.

Source: EN 16931 validation artefacts 1.3.16, UBL and CII.
"""

from __future__ import annotations

from collections.abc import Callable

from invoicekit.findings import RuleSet
from invoicekit.model import (
    Address,
    Allowance,
    Attachment,
    Attribute,
    Charge,
    Classification,
    Invoice,
    InvoiceLine,
    LineAllowance,
    LineCharge,
    Party,
    Period,
    PrecedingInvoice,
    Supply,
)
from invoicekit.money import ZERO
from invoicekit.rules import _european
from invoicekit.rules._facts import Facts
from invoicekit.rules._family import Check, published, speaking_of

RULES = RuleSet("en16931.published.document")
publish = published(RULES, _european.RULES)


@RULES.rule("BR-01", path="specification")
def specification_given(invoice: Invoice, facts: Facts) -> bool:
    """An invoice names the specification it follows (BT-24)."""
    return facts.says(invoice.specification, "specification")


def _said(field: str) -> Callable[[Invoice, Facts], bool]:
    def is_said(invoice: Invoice, facts: Facts) -> bool:
        return facts.says(getattr(invoice, field), field)

    return is_said


for _id, _field in (
    ("BR-02", "number"),
    ("BR-03", "issue_date"),
    ("BR-04", "type_code"),
    ("BR-05", "currency"),
):
    publish(_id)(_said(_field))


def _party_says(name: str) -> Callable[[Invoice, Facts], bool]:
    def says_name(invoice: Invoice, facts: Facts) -> bool:
        party: Party | None = getattr(invoice, name)
        return facts.says(party.name if party is not None else None, f"{name}.name")

    return says_name


publish("BR-06")(_party_says("seller"))
publish("BR-07")(_party_says("buyer"))


def _country_of(name: str) -> Callable[[Invoice, Facts], bool]:
    def address_has_country(invoice: Invoice, facts: Facts) -> bool:
        party: Party | None = getattr(invoice, name)
        addresses = [] if party is None or party.address is None else [party.address]
        path = f"{name}.address"
        addresses += facts.further_at(path, Address)
        return all(facts.says(each.country, f"{path}.country") for each in addresses)

    return address_has_country


publish("BR-09")(_country_of("seller"))
publish("BR-11")(_country_of("buyer"))
publish("BR-20")(_country_of("tax_representative"))


@publish("BR-57")
def supply_address_has_country(supply: Supply, facts: Facts) -> bool:
    """An element at all."""
    address = supply.address
    return address is None or facts.there(address.country, facts.here("address.country"))


@publish("BR-CO-03")
def tax_point_said_once(invoice: Invoice, facts: Facts) -> bool:
    """Not both elements."""
    code = invoice.period.code if invoice.period is not None else None
    return not (
        facts.there(invoice.tax_point_date, "tax_point_date") and facts.there(code, "period.code")
    )


def _not_backwards(period: Period) -> bool:
    return period.start is None or period.end is None or period.start <= period.end


def _any_there(period: Period, path: str, facts: Facts, *fields: str) -> bool:
    return any(facts.there(getattr(period, field), f"{path}.{field}") for field in fields)


def _periods(node: Invoice | InvoiceLine, path: str, facts: Facts) -> list[Period]:
    own = [] if node.period is None else [node.period]
    return own + facts.further_at(path, Period)


@publish("BR-29")
def period_runs_forward(invoice: Invoice, facts: Facts) -> bool:
    """Each."""
    return all(map(_not_backwards, _periods(invoice, "period", facts)))


@publish("BR-CO-19")
def period_is_not_empty(invoice: Invoice, facts: Facts) -> bool:
    """Each."""
    return all(
        _any_there(period, "period", facts, "start", "end", "code")
        for period in _periods(invoice, "period", facts)
    )


@publish("BR-30")
def line_period_runs_forward(line: InvoiceLine, facts: Facts) -> bool:
    """Each."""
    if line.period is None and not facts.odd:
        return True
    return all(map(_not_backwards, _periods(line, facts.here("period"), facts)))


@publish("BR-CO-20")
def line_period_is_not_empty(line: InvoiceLine, facts: Facts) -> bool:
    """Each."""
    if line.period is None and not facts.odd:
        return True
    path = facts.here("period")
    return all(
        _any_there(period, path, facts, "start", "end") for period in _periods(line, path, facts)
    )


@publish("BR-17", path="payee.name")
def payee_has_another_name(invoice: Invoice, facts: Facts) -> bool:
    """Another name than the seller trades under (BT-28), and another identifier."""
    payee, seller = invoice.payee, invoice.seller
    if payee is None:
        return True
    if not facts.there(payee.name, "payee.name"):
        return False
    if seller is None:
        return True
    own = {each.value for each in payee.identifiers}
    return payee.name != seller.trading_name and own.isdisjoint(x.value for x in seller.identifiers)


@publish("BR-18")
def representative_has_name(invoice: Invoice, facts: Facts) -> bool:
    """Not blank."""
    agent = invoice.tax_representative
    return agent is None or facts.says(agent.name, "tax_representative.name")


@publish("BR-CO-26")
def seller_is_identified(invoice: Invoice, facts: Facts) -> bool:
    """By an element at all, blank or not."""
    seller = invoice.seller
    if seller is None:
        return not facts.is_hollow("AccountingSupplierParty")
    identified = any(each.scheme != "SEPA" for each in seller.identifiers)
    return bool(facts.seller_vat_id) or identified or seller.registration_id is not None


@publish("BR-52")
def attachment_has_reference(attachment: Attachment, facts: Facts) -> bool:
    """Not blank."""
    return facts.says(attachment.id, facts.here("id"))


@publish("BR-54")
def attribute_is_complete(attribute: Attribute, facts: Facts) -> bool:
    """Elements at all."""
    name = facts.there(attribute.name, facts.here("name"))
    return name and facts.there(attribute.value, facts.here("value"))


@publish("BR-55")
def preceding_invoice_is_named(reference: PrecedingInvoice, facts: Facts) -> bool:
    """An element at all."""
    return facts.there(reference.number, facts.here("number"))


def _scheme_of(name: str) -> Callable[[Invoice, Facts], bool]:
    def address_has_scheme(invoice: Invoice, facts: Facts) -> bool:
        party: Party | None = getattr(invoice, name)
        if party is None or party.electronic_address is None:
            return True
        path = f"{name}.electronic_address.scheme"
        return facts.there(party.electronic_address.scheme, path)

    return address_has_scheme


publish("BR-62")(_scheme_of("seller"))
publish("BR-63")(_scheme_of("buyer"))


@publish("BR-65")
def classification_has_scheme(classification: Classification, facts: Facts) -> bool:
    """An attribute at all."""
    given = facts.there(classification.code, facts.here("code"))
    return not given or facts.there(classification.scheme, facts.here("scheme"))


# lines


@publish("BR-21")
def line_has_id(line: InvoiceLine, facts: Facts) -> bool:
    """Not blank."""
    return bool(line.id and line.id.strip()) or facts.says(line.id, facts.here("id"))


@publish("BR-22")
def line_has_quantity(line: InvoiceLine, facts: Facts) -> bool:
    """An element at all."""
    return line.quantity is not None or facts.there(line.quantity, facts.here("quantity"))


@publish("BR-23")
def line_has_unit(line: InvoiceLine, facts: Facts) -> bool:
    """An attribute at all."""
    return line.unit is not None or facts.there(line.unit, facts.here("unit"))


@publish("BR-24")
def line_has_net_amount(line: InvoiceLine, facts: Facts) -> bool:
    """An element at all."""
    return line.net_amount is not None or facts.there(line.net_amount, facts.here("net_amount"))


@publish("BR-25")
def line_has_item_name(line: InvoiceLine, facts: Facts) -> bool:
    """Not blank."""
    name = line.item.name if line.item is not None else None
    return bool(name and name.strip()) or facts.says(name, facts.here("item.name"))


@publish("BR-26")
def line_has_price(line: InvoiceLine, facts: Facts) -> bool:
    """An element at all."""
    net = line.price.net if line.price is not None else None
    return net is not None or facts.there(net, facts.here("price.net"))


@publish("BR-27", path="price.net")
def net_price_is_not_negative(line: InvoiceLine) -> bool:
    """A price that is not there is not."""
    return line.price is not None and line.price.net is not None and line.price.net >= ZERO


@publish("BR-CO-04")
def line_has_vat_category(line: InvoiceLine, facts: Facts) -> bool:
    """Of VAT."""
    if facts.is_field_other("vat_category"):
        return bool(facts.source.extra.get(facts.here("vat_category")))
    return line.vat_category is not None or facts.there(None, facts.here("vat_category"))


# allowances and charges

_LEVELS: tuple[tuple[type, str, str, str], ...] = (
    (Allowance, "31", "33", "21"),
    (Charge, "36", "38", "22"),
    (LineAllowance, "41", "42", "23"),
    (LineCharge, "43", "44", "24"),
)
"""Class, and the numbers of the rules on its amount and its reason."""


def _amount_given(item: Allowance | Charge | LineAllowance | LineCharge, facts: Facts) -> bool:
    return item.amount is not None or facts.there(item.amount, facts.here("amount"))


def _has_reason(item: Allowance | Charge | LineAllowance | LineCharge, facts: Facts) -> bool:
    if item.reason or item.reason_code:
        return True
    return facts.odd and not facts.source.present.isdisjoint(
        (facts.here("reason"), facts.here("reason_code"))
    )


def _category_given(item: Allowance | Charge, facts: Facts) -> bool:
    given = facts.there(item.vat_category, facts.here("vat_category"))
    return given and not facts.is_field_other("vat_category")


def _define(kind: type, check: Check, *ids: str) -> None:
    for rule_id in ids:
        publish(rule_id)(speaking_of(kind, check))


for _kind, _amount, _reason, _same in _LEVELS:
    _define(_kind, _amount_given, f"BR-{_amount}")
    _define(_kind, _has_reason, f"BR-{_reason}", f"BR-CO-{_same}")
_define(Allowance, _category_given, "BR-32")
_define(Charge, _category_given, "BR-37")
