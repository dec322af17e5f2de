"""Sales by product, customer and country: what the rows add up to, and what ranks first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.errors import InputError
from invoicekit.reports import Table, sales
from invoicekit.reports._products import panels
from invoicekit.reports._words import words_of

YEAR_END = date(2026, 12, 31)
NOW = [datetime(2026, 1, 15, 10, tzinfo=UTC)]


@pytest.fixture(scope="module")
def kit() -> ik.InvoiceKit:
    """Two orders of lamps, one with shipping and a discount, and a lamp sent back."""
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=ik.Party(
                name="Shop GmbH",
                tax_ids=[ik.TaxId(country="DE", value="136695976")],
                address=ik.Address(line1="Weg 1", city="Berlin", postcode="10115", country="DE"),
            ),
            approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]),
        ),
        clock=lambda: NOW[0],
    )
    buyer = kit.customers.create(name="ACME", country="DE", actor="a")
    lamp, bulb = ("L-1", "Lamp"), (None, "Bulb")
    first = _issued(kit, buyer.id, "1", [(lamp, "100.00"), (bulb, "3.00")])
    NOW[0] = datetime(2026, 2, 3, 10, tzinfo=UTC)
    credit = kit.invoices.credit(first, actor="a", reason="returned", lines={"1": "0.5"})
    kit.invoices.issue(credit.id, actor="a")
    _issued(kit, buyer.id, "2", [(("L-1", "Leuchte"), "80.00")], whole=True)
    return kit


def _issued(
    kit: ik.InvoiceKit,
    buyer: str,
    reference: str,
    lines: list[tuple[tuple[str | None, str], str]],
    *,
    whole: bool = False,
) -> str:
    order = ik.Order(
        reference=reference,
        customer_id=buyer,
        currency="EUR",
        lines=[
            ik.OrderLine(sku=sku, name=name, unit_price=price, vat="S 19")
            for (sku, name), price in lines
        ],
        charges=[ik.Charge(amount="5.90", reason="Shipping")] if whole else [],
        allowances=[ik.Allowance(amount="8.00", reason="WELCOME10")] if whole else [],
    )
    return kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a").id


def test_a_product_keeps_its_number_whatever_it_is_called(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("sales", as_of=YEAR_END, by="year", per="product")

    assert table.columns == ("period", "part", "sku", "product", "currency", "documents", "net")
    assert table.rows == (
        ("2026", "allowance", "", "WELCOME10", "EUR", 1, Decimal("-8.00")),
        ("2026", "charge", "", "Shipping", "EUR", 1, Decimal("5.90")),
        ("2026", "product", "", "Bulb", "EUR", 1, Decimal("3.00")),
        ("2026", "product", "L-1", "Leuchte", "EUR", 3, Decimal("130.00")),
    )


@pytest.mark.parametrize("by", ["month", "quarter", "year"])
def test_products_add_up_to_the_net_of_the_documents(kit: ik.InvoiceKit, by: str) -> None:
    products = kit.reports.make("sales", as_of=YEAR_END, by=by, per="product")
    documents = kit.reports.make("sales", as_of=YEAR_END, by=by)

    for period in set(documents.values("period")):
        assert products.added("net", period=period) == documents.added("net", period=period)


def test_the_chart_ranks_products_and_leaves_shipping_out(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("sales", as_of=YEAR_END, by="month", per="product")

    [panel] = panels(table, words_of("de"))

    assert panel.title == "Umsatzstärkste Artikel, netto in EUR"
    assert dict(zip(panel.labels, panel.bars[0].values, strict=True)) == {
        "Leuchte": Decimal("130.00"),
        "Bulb": Decimal("3.00"),
    }


def table_per(per: str, *names: tuple[str, str]) -> Table:
    rows = tuple(("2026", name, "EUR", 1, Decimal(net)) for name, net in names)
    return Table("sales", ("period", per, "currency", "documents", "net"), rows)


def test_countries_have_names() -> None:
    [panel] = sales.panels(
        table_per("country", ("DE", "1"), ("CN", "2"), ("", "3")), words_of("fr")
    )

    assert panel.labels == ("–", "Chine", "Allemagne")
    assert panel.title == "CA HT par pays en EUR"


def test_a_chart_shows_the_largest_fifteen() -> None:
    names = [(f"C{place}", str(place)) for place in range(40)]

    [panel] = sales.panels(table_per("customer", *names), words_of("en"))

    assert panel.labels == tuple(f"C{place}" for place in range(39, 24, -1))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("x" * 44, "x" * 44),
        ("x" * 45, "x" * 43 + "…"),
        ("公" * 22, "公" * 22),
        ("公" * 40, "公" * 21 + "…"),
    ],
)
def test_long_names_are_cut_where_they_would_push_the_bars_away(name: str, shown: str) -> None:
    [panel] = sales.panels(table_per("customer", (name, "1")), words_of("en"))

    assert panel.labels == (shown,)


def test_sales_are_told_by_what_there_is(kit: ik.InvoiceKit) -> None:
    with pytest.raises(InputError, match=r"no sales per 'weather'.*customer, country, product"):
        kit.reports.make("sales", as_of=YEAR_END, per="weather")
