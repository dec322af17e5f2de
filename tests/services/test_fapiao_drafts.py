"""Drafts of a Chinese issuer: the kind of 发票, and what its lines say."""

from __future__ import annotations

import pytest

import invoicekit as ik
from invoicekit.findings import ValidationFailed
from invoicekit.jurisdiction.fapiao import read_tax_codes
from invoicekit.model import FapiaoLine
from invoicekit.services._red_letter import as_red_letter

SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110105TXTXTX010N")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)
NUMBER = ik.TaxId(country="CN", value="91310115TXTXTX029G")


@pytest.fixture
def kit() -> ik.InvoiceKit:
    kit = ik.InvoiceKit.in_memory(issuer=SELLER)
    product = ik.Product(
        sku="SW-1",
        name="软件开发",
        kind="service",
        price="100.00",
        currency="CNY",
        classification_code="3040201000000000000",
    )
    kit.products.create(product, actor="li")
    return kit


def draft_for(kit: ik.InvoiceKit, customer: ik.Customer) -> ik.InvoiceRecord:
    order = ik.Order(
        reference="SO-1",
        customer_id=customer.id,
        currency="CNY",
        lines=[ik.OrderLine(sku="SW-1", vat="S 6")],
    )
    return kit.invoices.create_from_order(order, actor="li")


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        (None, "digital_ordinary"),
        ("special", "digital_special"),
        ("ordinary", "digital_ordinary"),
        ("digital_special", "digital_special"),
        ("380", "digital_ordinary"),
    ],
)
def test_the_kind_is_what_the_customer_asks_for(
    kit: ik.InvoiceKit, asked: str | None, kind: str
) -> None:
    buyer = kit.customers.create(
        name="上海买方有限公司",
        country="CN",
        tax_ids=[NUMBER],
        needs=ik.InvoiceNeeds(document_kind=asked),
        actor="li",
    )
    facts = draft_for(kit, buyer).invoice.fapiao

    assert facts is not None
    assert (facts.kind, facts.drawer, facts.buyer_type) == (kind, "li", None)


def test_a_special_one_needs_the_buyers_number(kit: ik.InvoiceKit) -> None:
    needs = ik.InvoiceNeeds(document_kind="special")
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", needs=needs, actor="li")
    draft = draft_for(kit, buyer)

    with pytest.raises(ValidationFailed, match="IK-CN-13"):
        kit.invoices.submit(draft.id, actor="li")


def test_a_consumer_is_a_natural_person(kit: ik.InvoiceKit) -> None:
    buyer = kit.customers.create(name="李示例", kind="consumer", country="CN", actor="li")
    facts = draft_for(kit, buyer).invoice.fapiao

    assert facts is not None
    assert facts.buyer_type == "03"


def test_lines_say_code_and_short_name(kit: ik.InvoiceKit) -> None:
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    [line] = draft_for(kit, buyer).invoice.lines

    assert line.fapiao is not None
    assert (line.fapiao.tax_code, line.fapiao.short_name) == (
        "3040201000000000000",
        "信息技术服务",
    )


def test_short_names_come_from_the_table_that_the_kit_is_given() -> None:
    table = read_tax_codes("编码,简称\n10301,粮食加工品\n")
    kit = ik.InvoiceKit.in_memory(issuer=SELLER, tax_codes=table)
    rice = ik.Product(
        sku="R", name="大米", price="9", currency="CNY", classification_code="1030102010100000000"
    )
    kit.products.create(rice, actor="li")
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    order = ik.Order(
        reference="SO-2",
        customer_id=buyer.id,
        currency="CNY",
        lines=[ik.OrderLine(sku="R", vat="S 9")],
    )
    [line] = kit.invoices.create_from_order(order, actor="li").invoice.lines

    assert line.fapiao is not None
    assert line.fapiao.short_name == "粮食加工品"


@pytest.mark.parametrize(
    ("code", "reason"), [("3040201000000000000", "03"), ("1090511000000000000", "02")]
)
def test_other_words_for_a_reason_are_what_the_lines_allow(code: str, reason: str) -> None:
    line = ik.InvoiceLine(id="1", net_amount="1", fapiao=FapiaoLine(tax_code=code))
    blue = ik.Invoice(number="26112000000012345678", lines=[line])
    credit = ik.Invoice(type_code="381", lines=[line])
    red = as_red_letter(credit, blue, "客户不要了", whole=False).fapiao

    assert red is not None
    assert red.red is not None
    assert (red.red.reason, red.red.partial) == (reason, True)
