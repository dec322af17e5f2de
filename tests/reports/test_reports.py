"""Statistics of two invoices, a credit note and payments, reckoned by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

import invoicekit as ik
from invoicekit.errors import ConfigurationError, InputError

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
    assert table.text().splitlines()[0].startswith("number")
    assert set(kit.reports.names()) >= {"aging", "register", "sales", "vat"}
    with pytest.raises(ConfigurationError, match="sales"):
        kit.reports.make("sale")
