"""The audit of series, alone and beside the register, also of what was changed behind us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeVar

import pytest
from lxml import etree

import invoicekit as ik
from invoicekit.model.rows import InvoiceRow, SeriesRow
from invoicekit.model.stored import VersionedRow
from invoicekit.ports import Query, UnitOfWork

NOW = [datetime(2026, 1, 15, 10, tzinfo=UTC)]
YEAR_END = date(2026, 12, 31)
V = TypeVar("V", bound=VersionedRow)
SERIES = "invoice//2026"


@pytest.fixture
def kit() -> ik.InvoiceKit:
    """Five invoices, one a month."""
    seller = ik.Party(name="Anvil Ltd", address=ik.Address(line1="1 Way", city="T", country="JP"))
    kit = ik.InvoiceKit.in_memory(
        issuer=ik.Issuer(
            party=seller, approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)])
        ),
        clock=lambda: NOW[0],
    )
    buyer = kit.customers.create(name="ACME", country="JP", actor="a")
    for month in range(1, 6):
        NOW[0] = datetime(2026, month, 15, 10, tzinfo=UTC)
        order = ik.Order(
            reference=str(month),
            customer_id=buyer.id,
            currency="JPY",
            lines=[ik.OrderLine(name="Anvil", unit_price="1000", vat="S 10")],
        )
        kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
    return kit


def change(kit: ik.InvoiceKit, number: str, /, **changes: object) -> None:
    query = Query(of=InvoiceRow, where=(("number", "=", number),), heavy=True)
    _change(kit, query, changes)


def _change(kit: ik.InvoiceKit, query: Query[V], changes: dict[str, object]) -> None:
    def tamper(uow: UnitOfWork) -> None:
        [row] = uow.stream(query)
        uow.replace([replace(row, revision=row.revision + 1, **changes)])

    kit._runtime.write(tamper)


def found(kit: ik.InvoiceKit, as_of: date = YEAR_END) -> list[tuple[object, object]]:
    return [(row[-2], row[-1]) for row in kit.reports.make("series", as_of=as_of).rows]


def test_a_series_that_is_whole_says_so(kit: ik.InvoiceKit) -> None:
    table = kit.reports.make("series", as_of=YEAR_END)

    assert table.rows == (("Anvil Ltd", SERIES, "2026-000001", "2026-000005", 5, 0, "intact", ""),)
    assert table.columns[2:6] == ("first", "last", "documents", "voided")


def test_it_is_true_of_its_day(kit: ik.InvoiceKit) -> None:
    [row] = kit.reports.make("series", as_of=date(2026, 3, 20)).rows

    assert row[3:] == ("2026-000003", 3, 0, "intact", "")
    assert kit.reports.make("series", as_of=date(2025, 12, 31)).rows == ()


@pytest.mark.parametrize(
    ("number", "changes", "findings"),
    [
        ("2026-000002", {"sequence": None}, [("gap", "2"), ("broken_link", "2026-000003")]),
        (
            "2026-000005",
            {"sequence": 9},
            [("gap", "5-8")],
        ),
        ("2026-000005", {"sequence": None}, [("gap", "5")]),
        (
            "2026-000003",
            {"number": "2026-000002", "issuer_id": "past the constraint"},
            [("duplicate", "2026-000002")],
        ),
        ("2026-000004", {"issue_date": date(2026, 3, 1)}, [("date_inversion", "2026-000004")]),
        ("2026-000004", {"chain_hash": "0" * 64}, [("broken_link", "2026-000004")]),
    ],
    ids=["lost", "skipped", "last one lost", "twice", "dated back", "unchained"],
)
def test_each_finding_has_its_row(
    kit: ik.InvoiceKit,
    number: str,
    changes: dict[str, object],
    findings: list[tuple[str, str]],
) -> None:
    change(kit, number, **changes)

    assert found(kit)[: len(findings)] == findings


def test_dates_of_an_authoritys_numbers_may_go_back(kit: ik.InvoiceKit) -> None:
    change(kit, "2026-000004", issue_date=date(2026, 3, 1))
    _change(kit, Query(of=SeriesRow), {"pattern": ""})

    assert found(kit) == [("intact", "")]


def test_a_voided_document_keeps_its_row_without_amounts(kit: ik.InvoiceKit) -> None:
    [second] = kit.invoices.search(number="2026-000002")
    NOW[0] = datetime(2026, 6, 1, 10, tzinfo=UTC)
    kit.invoices.void(second.id, actor="a", reason="wrong buyer")

    register = kit.reports.make("register", as_of=YEAR_END)
    before = kit.reports.make("register", as_of=date(2026, 5, 31))

    rows = {row["number"]: (row["total"], row["payment"]) for row in register.records()}
    assert len(rows) == 5
    assert rows["2026-000002"] == (Decimal(0), "voided")
    assert before.records(number="2026-000002")[0]["total"] == Decimal(1100)
    assert register.added("total") == kit.reports.make("sales", as_of=YEAR_END).added("total")
    assert found(kit) == [("intact", "")]
    assert kit.reports.make("series", as_of=YEAR_END).rows[0][5] == 1
    assert kit.reports.make("series", as_of=date(2026, 5, 31)).rows[0][5] == 0


def test_the_register_brings_the_audit_of_every_series(kit: ik.InvoiceKit) -> None:
    change(kit, "2026-000002", sequence=None)

    register = kit.reports.make("register", start=date(2026, 4, 1), as_of=YEAR_END)

    assert [row[0] for row in register.rows] == ["2026-000004", "2026-000005"]
    assert next(row[-2:] for row in register.appendix[0].rows) == ("gap", "2")
    assert "Missing" in register.text()
    assert "gap" not in register.csv().decode()


@pytest.mark.parametrize(
    ("spoil", "shown"),
    [
        (lambda _: None, ["5"]),
        (lambda kit: change(kit, "2026-000005", sequence=9), ["5", "4"]),
        (lambda kit: change(kit, "2026-000002", sequence=None), ["4", "1"]),
    ],
)
def test_the_chart_counts_documents_and_missing_numbers(
    kit: ik.InvoiceKit, spoil: Callable[[ik.InvoiceKit], None], shown: list[str]
) -> None:
    spoil(kit)

    root = etree.fromstring(kit.reports.make("series", as_of=YEAR_END).svg())

    texts = root.iter("{http://www.w3.org/2000/svg}text")
    labels = [text for text in texts if text.get("class") == "label"]
    assert [
        text.text for text in sorted(labels, key=lambda text: float(text.get("y") or 0))
    ] == shown


def test_numbers_that_nobody_will_use_are_no_gap(kit: ik.InvoiceKit) -> None:
    [shop] = kit.issuers.list()
    numbers = ik.BlockNumbers(of="hq", holder="till", size=10)
    kit.issuers.update(shop.id, numbers=numbers, series_prefix="T", actor="a")
    NOW[0] = datetime(2026, 6, 15, 10, tzinfo=UTC)
    buyer = kit.customers.list().items[0]
    order = ik.Order(
        reference="till",
        customer_id=buyer.id,
        currency="JPY",
        lines=[ik.OrderLine(name="Anvil", unit_price="1000", vat="S 10")],
    )
    kit.invoices.issue(kit.invoices.create_from_order(order, actor="a").id, actor="a")
    assert found(kit) == [("intact", ""), ("intact", "")]

    kit.issuers.update(shop.id, numbers=None, actor="a")

    assert found(kit) == [("intact", ""), ("intact", ""), ("unused", "2-10")]
    assert "Never used" in kit.reports.make("series", as_of=YEAR_END).text()
    assert ("unused", "2-10") not in found(kit, date(2026, 6, 14))
    assert [row[2:5] for row in kit.reports.make("series", as_of=YEAR_END).rows][1:] == [
        ("T2026-000001", "T2026-000001", 1)
    ] * 2
