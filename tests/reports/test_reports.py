"""Statistics of two invoices, a credit note and payments, reckoned by hand."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

import invoicekit as ik
from invoicekit.errors import ConfigurationError, InputError
from invoicekit.reports import sales, vat
from invoicekit.reports._words import words_of

NOW = [datetime(2026, 1, 15, 10, tzinfo=UTC)]


@pytest.fixture(scope="module")
def kit() -> ik.InvoiceKit:
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
    buyer = kit.customers.create(
        name="=ACME", email="a@acme.example", country="DE", payment_terms="net 30", actor="a"
    )
    first = _issued(kit, buyer.id, "1", "100.00")
    NOW[0] = datetime(2026, 2, 3, 10, tzinfo=UTC)
    _issued(kit, buyer.id, "2", "50.00")
    credit = kit.invoices.credit(first, actor="a", reason="returned", lines={"1": "0.4"})
    kit.invoices.issue(credit.id, actor="a")
    kit.payments.record(
        amount="20",
        currency="EUR",
        actor="bank",
        customer_id=buyer.id,
        received_date=date(2026, 3, 20),
        allocate="oldest",
    )
    return kit


def _issued(kit: ik.InvoiceKit, buyer: str, reference: str, price: str) -> str:
    order = ik.Order(
        reference=reference,
        customer_id=buyer,
        currency="EUR",
        lines=[ik.OrderLine(name="Lamp", unit_price=price, vat="S 19")],
    )
    draft = kit.invoices.create_from_order(order, actor="a")
    return kit.invoices.issue(draft.id, actor="a").id


def test_sales_by_month_quarter_and_year(kit: ik.InvoiceKit) -> None:
    rows = kit.reports.make("sales", as_of=date(2026, 12, 31)).rows
    assert rows == (
        ("2026-01", "EUR", 1, Decimal("100.00"), Decimal("19.00"), Decimal("119.00")),
        ("2026-02", "EUR", 2, Decimal("10.00"), Decimal("1.90"), Decimal("11.90")),
    )
    [quarter] = kit.reports.make("sales", as_of=date(2026, 12, 31), by="quarter").rows
    assert quarter[:3] == ("2026-Q1", "EUR", 3)
    [year] = kit.reports.make("sales", as_of=date(2026, 12, 31), by="year", per="customer").rows
    assert year[:3] == ("2026", "=ACME", "EUR")
    with pytest.raises(InputError, match="month, quarter or year"):
        kit.reports.make("sales", as_of=date(2026, 12, 31), by="week")


def test_credit_notes_reduce_their_own_period(kit: ik.InvoiceKit) -> None:
    rows = kit.reports.make("vat", as_of=date(2026, 12, 31)).rows
    assert [(row[0], row[2], row[-2], row[-1]) for row in rows] == [
        ("2026-01", "S", Decimal("100.00"), Decimal("19.00")),
        ("2026-02", "S", Decimal("10.00"), Decimal("1.90")),
    ]


@pytest.mark.parametrize(
    ("as_of", "open_amount", "place"),
    [
        (date(2026, 1, 31), "119.00", "current"),
        (date(2026, 3, 19), "71.40", "31-60"),
        (date(2026, 3, 20), "51.40", "31-60"),
    ],
)
def test_aging_is_true_of_its_day(
    kit: ik.InvoiceKit, as_of: date, open_amount: str, place: str
) -> None:
    table = kit.reports.make("aging", as_of=as_of)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    later = Decimal("59.50") if as_of > date(2026, 2, 2) else Decimal(0)
    assert row["open"] == Decimal(open_amount) + later
    assert row[place] == Decimal(open_amount)


def test_the_register_lists_every_number(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("register", as_of=date(2026, 12, 31))
    assert [row[0] for row in table.rows] == ["CN2026-000001", "2026-000001", "2026-000002"]
    assert kit.reports.make("register", end=date(2026, 1, 31)).rows[0][0] == "2026-000001"


def test_forms_of_a_table(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("register", as_of=date(2026, 12, 31))
    records = list(csv.DictReader(io.StringIO(table.csv().decode())))
    assert records[0]["customer"] == "'=ACME"
    assert records[0]["total"] == "-47.60"
    assert json.loads(table.json())[0]["customer"] == "=ACME"
    assert table.text().splitlines()[0].startswith("Number ")
    assert set(kit.reports.names()) >= {"aging", "register", "sales", "series", "vat"}
    with pytest.raises(ConfigurationError, match="sales"):
        kit.reports.make("sale")


ALL_BARS = [
    ("sales", "stacked", ("Net", "VAT"), ["€119.00", "€11.90"]),
    ("vat", "lying", ("Taxable", "VAT"), ["€110.00", "€20.90"]),
    ("aging", "beside", ("Open",), ["€0.00", "€0.00", "€59.50", "€51.40", "€0.00"]),
    ("register", "stacked", ("Settled", "Open"), ["1", "2", "€119.00", "€11.90"]),
    ("series", "lying", ("Documents",), ["1", "2"]),
]


@pytest.mark.parametrize(("name", "arrangement", "bars", "written"), ALL_BARS)
def test_each_report_has_its_chart(
    kit: ik.InvoiceKit, name: str, arrangement: str, bars: tuple[str, ...], written: list[str]
) -> None:
    table = kit.reports.make(name, as_of=date(2026, 4, 30))
    assert table.chart
    panel = table.chart(table, words_of("en"))[-1]

    assert panel.arrangement == arrangement
    assert tuple(each.title for each in panel.bars) == bars
    root = etree.fromstring(table.svg())
    labels = [each for each in root.iter("{*}text") if each.get("class") == "label"]
    assert sorted(str(each.text) for each in labels) == sorted(written)


def test_a_month_without_documents_has_its_place(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("sales", as_of=date(2026, 12, 31))
    later = replace(table, rows=(*table.rows, ("2026-04", "USD", 1, *table.rows[0][3:])))

    euros, dollars = sales.panels(later, words_of("de"))

    assert euros.labels == dollars.labels == ("Jan. 2026", "Feb. 2026", "März 2026", "Apr. 2026")
    assert euros.bars[0].values == (Decimal("100.00"), Decimal("10.00"), 0, 0)
    assert (dollars.title, dollars.bars[1].values) == ("Umsatz in USD", (0, 0, 0, Decimal("19.00")))


def test_a_rate_is_one_bar_over_all_periods(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("vat", as_of=date(2026, 12, 31))
    exports = ("2026-03", "DE", "G", Decimal(0), "EUR", Decimal("500.00"), Decimal("0.00"))

    [panel] = vat.panels(replace(table, rows=(*table.rows, exports)), words_of("en"))

    assert panel.labels == ("Export", "19%")
    assert panel.bars[0].values == (Decimal("500.00"), Decimal("110.00"))
    assert panel.bars[1].values == (0, Decimal("20.90"))


def test_the_registers_totals_are_those_of_sales(kit: ik.InvoiceKit) -> None:
    register = kit.reports.make("register", as_of=date(2026, 12, 31)).totals
    sold = kit.reports.make("sales", as_of=date(2026, 12, 31)).totals

    assert [row[-5:-2] for row in register] == [row[-3:] for row in sold]
    assert sold == ((None, "EUR", 3, Decimal("110.00"), Decimal("20.90"), Decimal("130.90")),)


@pytest.mark.parametrize("name", ["sales", "vat", "aging", "register", "series"])
def test_before_the_first_document_there_is_nothing_to_show(kit: ik.InvoiceKit, name: str) -> None:
    table = kit.reports.make(name, as_of=date(2025, 1, 1))

    assert (table.rows, table.totals) == ((), ())
    assert "Nothing to show" in table.svg().decode()
    assert table.xlsx().startswith(b"PK")
