"""Whoever changes, adds, swaps or deletes anything behind the library's back is found.

The attacker has the database and its schema: triggers are dropped first. Each attack is one
statement within a transaction that is taken back after the verification.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

import invoicekit as ik

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
GUARDED = {
    "ik_event": "subject sequence type actor at data hash",
    "ik_invoice": "type_code direction document_status delivery_status payment_status number "
    "series sequence issue_date due_date currency without_vat vat total amount_due paid_amount "
    "credited_amount written_off_amount open_amount buyer_name buyer_country content_hash "
    "chain_hash event_count event_head document",
    "ik_series": "series prefix pattern last head",
    "ik_payment": "amount currency applied event_count event_head",
    "ik_allocation": "invoice_id source_id kind amount",
    "ik_archive": "invoice_id kind location size sha256",
}
"""What `verify` answers for. Beside it stand facts that follow from nothing else, such as who the
customer of a draft is, and the tables of what still moves: outbox, requests, profiles, orders."""
WHOLE = ("ik_event", "ik_invoice", "ik_series", "ik_payment", "ik_allocation", "ik_archive")
"""Tables of which no row may go."""


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ik.InvoiceKit]:
    path = tmp_path_factory.mktemp("tampering")
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    with ik.InvoiceKit.from_url(
        f"sqlite:///{path / 'x.db'}", issuer=issuer, clock=lambda: NOW, archive=path / "archive"
    ) as opened:
        lived(opened)
        assert opened.audit.verify().intact
        yield opened


def lived(kit: ik.InvoiceKit) -> None:
    """Six invoices, three of them paid in part, one credited, all delivered."""
    buyer = kit.customers.create(
        name="ACME GmbH", email="ap@acme.example", country="DE", payment_terms="net 30", actor="a"
    )
    records = []
    for number in range(6):
        order = ik.Order(
            reference=f"SO-{number}",
            customer_id=buyer.id,
            currency="EUR",
            lines=[ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")],
        )
        record = kit.invoices.create_from_order(order, actor="alice")
        records.append(record)
        issued(kit, record)
        kit.deliveries.send(record.id, channel="email", actor="bob")
        if number % 2:
            kit.payments.record(
                amount="50", currency="EUR", allocate={record.id: "50"}, actor="feed"
            )
    issued(kit, kit.invoices.credit(records[-1].id, reason="returned", actor="alice"))
    kit.run_outbox()


def issued(kit: ik.InvoiceKit, record: ik.InvoiceRecord) -> None:
    kit.invoices.submit(record.id, actor="alice")
    kit.invoices.approve(record.id, actor="bob")
    kit.invoices.issue(record.id, actor="bob")


Run = Callable[..., list[tuple[Any, ...]]]


@contextmanager
def attack(kit: ik.InvoiceKit) -> Iterator[tuple[ik.InvoiceKit, Run]]:
    """A kit and bare SQL in one transaction that never commits."""
    with kit._runtime.storage.engine.connect() as connection:  # type: ignore[attr-defined]  # SQLite's
        transaction = connection.begin()

        def run(sql: str, *values: object) -> list[tuple[Any, ...]]:
            driver: Any = connection.connection.driver_connection
            return list(driver.execute(sql, values))

        for (trigger,) in run("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            run(f"DROP TRIGGER {trigger}")
        try:
            yield kit.bind(connection), run
        finally:
            transaction.rollback()


def other(value: object, chance: random.Random) -> object:
    """Something like a value that is not the value."""
    if value is None:
        return "1"
    if isinstance(value, int):
        return value + chance.choice([-1, 1])
    text = str(value)
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    place = chance.choice(places) if places else 0
    sign = "1" if text[place : place + 1] != "1" else "2"
    return text[:place] + sign + text[place + 1 :]


def change(run: Run, table: str, column: str, chance: random.Random) -> str:
    """Changes a value; returns what, empty where the schema does not even take it."""
    rows = run(f"SELECT rowid, {column} FROM {table}")
    row, value = chance.choice([each for each in rows if each[1] is not None] or rows)
    changed = other(value, chance)
    try:
        run(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", changed, row)
    except sqlite3.IntegrityError:
        return ""
    return f"{table}.{column} of row {row}: {value!r} → {changed!r}"


def found(kit: ik.InvoiceKit) -> bool:
    try:
        return not kit.audit.verify().intact
    except (ik.InvoiceKitError, ValueError, sa.exc.SQLAlchemyError):
        return True  # what cannot even be read is noticed


COLUMNS = [(table, column) for table, names in GUARDED.items() for column in names.split()]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda each: each)
def test_a_changed_value_is_found(kit: ik.InvoiceKit, table: str, column: str) -> None:
    with attack(kit) as (bound, run):
        done = change(run, table, column, random.Random(f"{table}.{column}"))
        assert not done or found(bound), done


@pytest.mark.parametrize("table", WHOLE)
def test_a_deleted_row_is_found(kit: ik.InvoiceKit, table: str) -> None:
    with attack(kit) as (bound, run):
        for (row,) in run(f"SELECT rowid FROM {table}"):
            run("SAVEPOINT one")
            run(f"DELETE FROM {table} WHERE rowid = ?", row)
            assert found(bound), f"row {row}"
            run("ROLLBACK TO one")


def test_a_tail_cut_off_with_its_counters_is_found_by_what_else_knows_it(
    kit: ik.InvoiceKit,
) -> None:
    """The last invoice gone with its events, and its series set back as if it had never been."""
    with attack(kit) as (bound, run):
        [(last, chain)] = run(
            "SELECT id, chain_hash FROM ik_invoice WHERE type_code = '381' AND number IS NOT NULL"
        )
        run("DELETE FROM ik_event WHERE subject = ?", last)
        run("DELETE FROM ik_invoice WHERE id = ?", last)
        run("UPDATE ik_series SET last = last - 1, head = '' WHERE head = ?", chain)
        assert found(bound)


@pytest.mark.parametrize("column", ["data", "actor", "type", "hash"])
def test_two_events_that_change_places_are_found(kit: ik.InvoiceKit, column: str) -> None:
    with attack(kit) as (bound, run):
        rows = run(f"SELECT rowid, {column} FROM ik_event")
        one = rows[3]
        two = next(each for each in rows if each[1] != one[1])
        run(f"UPDATE ik_event SET {column} = ? WHERE rowid = ?", two[1], one[0])
        run(f"UPDATE ik_event SET {column} = ? WHERE rowid = ?", one[1], two[0])
        assert found(bound)


@pytest.mark.parametrize(
    "attacks",
    [
        pytest.param(500, id="500", marks=pytest.mark.gate),
        pytest.param(10_000, id="10000", marks=pytest.mark.soak),
    ],
)
def test_thousands_of_attacks_are_found(kit: ik.InvoiceKit, attacks: int) -> None:
    chance = random.Random(15)
    for _ in range(attacks):
        table, column = chance.choice(COLUMNS)
        with attack(kit) as (bound, run):
            done = change(run, table, column, chance)
            assert not done or found(bound), done
