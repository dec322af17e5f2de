"""A shop's order export becomes orders whose drafts come to the export's totals."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from invoicekit import Address, InputError, InvoiceKit, Party, TaxId, ValidationFailed
from invoicekit.kit.importing import Importing
from invoicekit.services.import_orders import read_orders

EXAMPLES = Path(__file__).parents[2] / "examples"
HEADER = (
    "Name,Email,Currency,Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,"
    "Shipping,Discount Amount,Note Attributes,Billing Name,Billing Zip,Billing Country\n"
)
GOOD = "#1,eva@post.example,EUR,19.00,119.00,2026-03-01,1,Stift,119.00,,,,Eva,'01067,DE\n"
NET = "#3,li@post.example,EUR,0.00,33.00,2026-03-03,3,Heft,10.00,5.00,2.00,PO: 7,Li,9,CN\n"


@pytest.fixture
def kit() -> InvoiceKit:
    seller = Party(
        name="Kontor Lindenhof GmbH",
        tax_ids=[TaxId(value="DE136695976", country="DE")],
        address=Address(line1="Uferstraße 1", city="Berlin", postcode="10115", country="DE"),
    )
    return InvoiceKit.in_memory(issuer=seller, clock=lambda: datetime(2026, 10, 31, tzinfo=UTC))


@pytest.fixture
def imports(kit: InvoiceKit) -> Importing:
    return Importing(kit._runtime)


def test_every_order_of_the_shop_gives_a_draft_with_the_total_of_the_export(
    kit: InvoiceKit, imports: Importing
) -> None:
    imports.products((EXAMPLES / "products.csv").read_text(encoding="utf-8"), actor="ana")
    imports.customers((EXAMPLES / "customers.csv").read_text(encoding="utf-8"), actor="ana")
    text = (EXAMPLES / "orders.csv").read_text(encoding="utf-8")
    heads = [row for row in csv.DictReader(text.splitlines(keepends=True)) if row["Total"]]
    expected = [
        (row["Name"], row["Currency"], Decimal(row["Total"]), Decimal(row["Taxes"]))
        for row in heads
    ]

    found = []
    for order in imports.orders(text, actor="ana"):
        invoice = kit.invoices.create_from_order(order, actor="ana").invoice
        assert invoice.totals is not None
        found.append(
            (order.reference, invoice.currency, invoice.totals.with_vat, invoice.totals.vat)
        )

    assert len(found) == 71
    assert found == expected


def test_an_order_keeps_what_the_export_says(imports: Importing, kit: InvoiceKit) -> None:
    [order] = imports.orders(HEADER + NET, actor="ana")

    assert order.source == "shopify"
    assert not order.prices_include_vat
    assert order.order_date == date(2026, 3, 3)
    assert order.purchase_order_reference == "7"
    assert [a.amount for a in order.allowances] == [Decimal("2.00")]
    assert [c.amount for c in order.charges] == [Decimal("5.00")]
    guest = kit.customers.get(order.customer_id)
    assert (guest.name, guest.kind, guest.email) == ("Li", "consumer", "li@post.example")


def test_taxes_in_the_export_mean_prices_with_vat_and_the_apostrophe_of_a_zip_goes() -> None:
    [read] = read_orders(HEADER + GOOD).items

    assert read.value.order.prices_include_vat
    assert read.value.guest.address is not None
    assert read.value.guest.address.postcode == "01067"


def test_the_same_export_again_adds_nothing(imports: Importing) -> None:
    first = imports.orders(HEADER + GOOD, actor="ana")

    assert imports.orders(HEADER + GOOD, actor="ana").items == first.items


def test_a_wrong_header_names_every_column_it_lacks(imports: Importing) -> None:
    with pytest.raises(InputError, match="lacks Email, Total") as raised:
        imports.orders(HEADER.replace("Email,", "").replace("Total,", ""), actor="ana")

    assert raised.value.params["missing"] == ["Email", "Total"]


@pytest.mark.parametrize(("text", "message"), [("", "is empty"), ('"Name', "no CSV")])
def test_what_is_no_table_is_refused(imports: Importing, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        imports.orders(text, actor="ana")


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        (GOOD.replace("#1", "#2").replace("1,Stift", "one,Stift"), "AMOUNT", "Lineitem quantity"),
        (GOOD.replace("#1", "#2").replace("EUR", "EURO"), "CODE", "Currency"),
        (GOOD.replace("#1", "#2").replace("2026-03-01", "1.3.2026"), "DATE", "Created at"),
        (GOOD.replace("#1", "#2").replace("Stift", ""), "EMPTY", "Lineitem name"),
        ("#2,eva@post.example\n", "WIDTH", "the row"),
    ],
)
def test_a_bad_row_in_the_middle_is_told_with_its_line_and_the_rest_imported(
    imports: Importing, row: str, rule: str, column: str
) -> None:
    done = imports.orders(HEADER + GOOD + row + NET, actor="ana", on_error="skip")

    assert [order.reference for order in done] == ["#1", "#3"]
    first = done.findings[0]
    assert (first.rule, first.path, first.location) == (f"IK-IMPORT-{rule}", column, "line 3")


def test_a_bad_row_stops_everything_when_asked(kit: InvoiceKit, imports: Importing) -> None:
    bad = GOOD.replace("#1", "#2").replace("1,Stift", "one,Stift")

    with pytest.raises(ValidationFailed, match="line 3"):
        imports.orders(HEADER + GOOD + bad, actor="ana")

    assert kit.orders.find("#1", source="shopify") is None


def test_lines_are_counted_as_an_editor_does_when_a_field_has_a_line_break(
    imports: Importing,
) -> None:
    broken = NET.replace("PO: 7", '"Kostenstelle: 1\nPO: 7"')
    done = imports.orders(
        HEADER + broken + GOOD.replace("EUR", "XXQ"), actor="ana", on_error="skip"
    )

    assert [order.purchase_order_reference for order in done] == ["7"]
    assert [finding.location for finding in done.findings] == ["line 4"]
