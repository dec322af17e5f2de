"""kill -9 at every statement of issuing, paying and crediting: all of a call, or nothing of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KILLS = '''
"""Forks children, each of which kills itself at a statement; another child proves the rest.

    URL before|after EVERY                 one at a time, at each so many statements of its work
    URL before|after EVERY KILLS           four at a time, at any statement, until so many are dead
"""

import json, os, random, signal, sys
from datetime import UTC, datetime

import sqlalchemy as sa

import invoicekit as ik
import invoicekit.storage.sql.mariadb
import invoicekit.storage.sql.postgres
import invoicekit.storage.sql.sqlite

url, after = sys.argv[1], sys.argv[2] == "after"
left = None  # statements until the end; None while nothing is counted


def count(*_):
    global left
    if left is not None:
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)


def open_kit(memory=False):
    issuer = ik.Issuer(
        party=ik.Party(
            name="Shop GmbH",
            tax_ids=[ik.TaxId(country="DE", value="136695976")],
            address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
        ),
        approval=ik.ApprovalPolicy(bands=[]),
    )
    options = {"issuer": issuer, "clock": lambda: datetime(2026, 3, 2, tzinfo=UTC)}
    return ik.InvoiceKit.in_memory(**options) if memory else ik.InvoiceKit.from_url(url, **options)


def listen():
    if url.startswith("sqlite"):  # the driver's own trace: BEGIN and COMMIT are among them
        sa.event.listen(sa.Engine, "connect", lambda raw, _: raw.set_trace_callback(count))
    else:
        sa.event.listen(sa.Engine, f"{'after' if after else 'before'}_cursor_execute", count)
        sa.event.listen(sa.Engine, "commit", count)


def work(place, told):
    """Issues two, is paid, credits; tells what it was told."""
    listen()
    do(open_kit(), place, told)
    os._exit(0)


def do(kit, place, told):
    global left
    buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="S 19")
    drafts = []
    for each in "ab":
        order = ik.Order(
            reference=f"{os.getpid()}-{place}-{each}",
            customer_id=buyer.id,
            currency="EUR",
            lines=[line],
        )
        drafts.append(kit.invoices.create_from_order(order, actor="alice").id)
    left = place
    for record in kit.invoices.issue_many(drafts, actor="bob"):
        os.write(told, (record.number + "\\n").encode())
    kit.payments.record(
        customer_id=buyer.id, amount="5", currency="EUR", allocate={drafts[0]: "5"}, actor="bank"
    )
    os.write(told, b"paid\\n")
    credit = kit.invoices.credit(drafts[1], reason="returned", actor="alice")
    os.write(told, (kit.invoices.issue(credit.id, actor="bob").number + "\\n").encode())
    left = None


def prove(_place, told):
    kit = open_kit()
    found = kit.audit.verify()
    numbers = []
    after = None
    while True:
        page = kit.invoices.search(limit=200, after=after)
        numbers += [each.number for each in page if each.number]
        after = page.next
        if after is None:
            break
    paid = len(kit.payments.list(limit=200))
    proof = {"faults": found.faults, "numbers": numbers, "paid": paid}
    os.write(told, json.dumps(proof).encode())
    os._exit(0)


def start(job, place):
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            job(place, write)
        finally:
            os._exit(9)
    os.close(write)
    return pid, read


def end(pid, read):
    with os.fdopen(read, "rb") as told:
        text = told.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text


do(open_kit(memory=True), 0, os.open(os.devnull, os.O_WRONLY))  # what is imported is imported once
left = None
kills, acknowledged = 0, []


def note(code, told):
    global kills
    assert code in (0, -signal.SIGKILL), (code, told)
    acknowledged.extend(told.split())
    kills += code != 0
    return code


if len(sys.argv) > 4:
    end(*start(work, 999))  # the tables and the issuer are there before four come at once
    dice = random.Random(7)
    while kills < int(sys.argv[4]):
        for started in [start(work, dice.randrange(1, 48)) for _ in range(4)]:
            note(*end(*started))
else:
    for place in range(1, 500, int(sys.argv[3])):
        if note(*end(*start(work, place))) == 0:
            break
code, proof = end(*start(prove, 0))
print(json.dumps({"kills": kills, "told": acknowledged, "code": code, **json.loads(proof)}))
'''


def killed(url: str, when: str, every: int = 1, *wanted: int) -> dict[str, object]:
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLS, url, when, *map(str, (every, *wanted))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found: dict[str, object] = json.loads(ran.stdout)
    return found


def prove(found: dict[str, object], kills: int) -> None:
    """No gap, no double, no broken link, and nothing lost that anybody was told of."""
    assert found["code"] == 0
    assert found["faults"] == []
    assert isinstance(found["kills"], int)
    assert found["kills"] >= kills
    numbers, told = found["numbers"], found["told"]
    assert isinstance(numbers, list)
    assert isinstance(told, list)
    assert len(set(numbers)) == len(numbers)
    assert set(told) - {"paid"} <= set(numbers)
    assert isinstance(found["paid"], int)
    assert found["paid"] >= told.count("paid") > 1


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.gate)])
def test_at_statements_on_sqlite(tmp_path: Path, every: int) -> None:
    found = killed(f"sqlite:///{tmp_path / 'invoices.db'}", "before", every)
    prove(found, kills=40 // every)


@pytest.mark.gate
@pytest.mark.xdist_group("mariadb")
@pytest.mark.parametrize("when", ["before", "after"])
def test_at_every_statement_on_mariadb(maria_url: str, when: str) -> None:
    prove(killed(maria_url, when), kills=40)


@pytest.mark.gate
@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize("when", ["before", "after"])
def test_at_every_statement_on_postgresql(postgres_url: str, when: str) -> None:
    prove(killed(postgres_url, when), kills=40)


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(500, id="500", marks=pytest.mark.gate),
        pytest.param(7_000, id="7000", marks=pytest.mark.soak),
    ],
)
def test_four_at_a_time_on_sqlite(tmp_path: Path, kills: int) -> None:
    prove(killed(f"sqlite:///{tmp_path / 'invoices.db'}", "before", 1, kills), kills)


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(200, id="200", marks=pytest.mark.gate),
        pytest.param(3_000, id="3000", marks=pytest.mark.soak),
    ],
)
def test_four_at_a_time_on_postgresql(postgres_url: str, kills: int) -> None:
    prove(killed(postgres_url, "before", 1, kills), kills)
