"""Forks children that kill themselves at a step of their work; another child proves the rest.

    kill_worker.py URL FOLDER before|after EVERY         one at a time, at each so many steps
    kill_worker.py URL FOLDER before|after EVERY KILLS   four at a time, at any, until so many died

A step is a statement of the database, or a file that is opened, named or removed in the archive.
The work issues three, is paid, voids, sends, archives and credits. Each child tells what it was
told, and finishes what those before it left behind: an hour later, when their leases are over.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import invoicekit as ik
from invoicekit.kit._renderers import KitRenderers
from invoicekit.ports import Envelope, Sent

URL, FOLDER, AFTER, EVERY = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "after", int(sys.argv[4])
TENANT = "-".join(sys.argv[3:])
"""A database may have seen other runs, on whose last day this one would begin anew."""
NOW = datetime(2026, 3, 2, tzinfo=UTC)
ARCHIVE, MAILS = FOLDER / "archive", FOLDER / "mails"
STEPS = 220
"""About as many as the work has."""
FILES = frozenset({"open", "os.link", "os.remove"})
SHOP = ik.Issuer(
    party=ik.Party(  # where what nobody has got may be voided
        name="Shop Ltd",
        address=ik.Address(line1="1 High Street", city="Auckland", postcode="1010", country="NZ"),
    ),
    approval=ik.ApprovalPolicy(bands=[]),
)


class Steps:
    """Counts the steps of this process, and kills it at one of them."""

    left: int | None = None
    """Until the end; None while nothing is counted."""

    def listen(self) -> None:
        """Hears of every step from now on."""
        if URL.startswith("sqlite"):  # the driver's own trace: BEGIN and COMMIT are among them
            sa.event.listen(sa.Engine, "connect", lambda raw, _: raw.set_trace_callback(self.count))
        else:
            sa.event.listen(
                sa.Engine, f"{'after' if AFTER else 'before'}_cursor_execute", self.count
            )
            sa.event.listen(sa.Engine, "commit", self.count)
        sys.addaudithook(self.of_files)

    def of_files(self, event: str, of: tuple[Any, ...]) -> None:
        """Counts what is done to the archive's files."""
        if event in FILES and str(of[0]).startswith(str(ARCHIVE)):
            self.count()

    def count(self, *_: object) -> None:
        """Counts a step."""
        if self.left is not None:
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Mails:
    """A mail server that is a file, with a line for each mail it ever took."""

    name: str = "email"

    def send(self, envelope: Envelope) -> Sent:
        """Takes it."""
        with MAILS.open("a") as file:
            file.write(f"{envelope.invoice_id} {envelope.id}\n")
        return Sent(dict.fromkeys(envelope.recipients, (ik.DeliveryStatus.SENT, None)))


class Pages(KitRenderers):
    """Makes no PDF, whose typesetter has threads, which no fork has."""

    def standard(self) -> tuple[str, ...]:
        """Returns what is made of every document."""
        return ("html",)


def open_kit(now: datetime = NOW, url: str = URL) -> ik.InvoiceKit:
    return ik.InvoiceKit.from_url(
        url,
        issuer=SHOP,
        tenant=TENANT,
        clock=lambda: now,
        archive=ARCHIVE,
        mail=Mails(),
        renderers=Pages(),
    )


def work(place: int, now: datetime, told: int) -> None:
    steps = Steps()
    steps.listen()
    do(
        open_kit(now),
        place,
        lambda *words: os.write(told, (" ".join(words) + "\n").encode()),
        steps,
    )
    os._exit(0)


def do(kit: ik.InvoiceKit, place: int, tell: Callable[..., object], steps: Steps) -> None:
    """Finishes what the one before left behind, then works; tells what it was told."""
    kit.run_outbox()
    buyer = kit.customers.create(name="ACME", email="ap@acme.example", country="NZ", actor="alice")
    line = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="O")
    paid, credited, voided = (
        kit.invoices.create_from_order(
            ik.Order(
                reference=f"{os.getpid()}-{place}-{each}",
                customer_id=buyer.id,
                currency="EUR",
                lines=[line],
            ),
            actor="alice",
            formats=["json"],
        ).id
        for each in "abc"
    )
    steps.left = place
    for record in kit.invoices.issue_many([paid, credited, voided], actor="bob"):
        tell("issued", str(record.number))
    kit.payments.record(
        customer_id=buyer.id, amount="5", currency="EUR", allocate={paid: "5"}, actor="bank"
    )
    tell("paid", paid)
    kit.invoices.void(voided, reason="wrong buyer", actor="bob")
    tell("voided", voided)
    kit.deliveries.send(paid, channel="email", actor="bob")
    tell("sent", paid)
    kit.run_outbox()
    credit = kit.invoices.credit(credited, reason="returned", actor="alice")
    tell("issued", str(kit.invoices.issue(credit.id, actor="bob").number))
    steps.left = None


def prove(_place: int, now: datetime, told: int) -> None:
    """Finishes what the last left behind, and says what there is."""
    kit = open_kit(now)
    kit.run_outbox()
    records = []
    page = kit.invoices.search(limit=200)
    while True:
        records += [each for each in page if each.number]
        if not page.next:
            break
        page = kit.invoices.search(limit=200, after=page.next)
    mails = {*MAILS.read_text().splitlines()} if MAILS.exists() else set()
    proof = {
        "faults": [str(each) for each in kit.audit.verify().faults],
        "damaged": [str(each) for each in kit.archive.verify().faults],
        "waiting": [each.topic for each in kit.outbox.list(state="pending")],
        "numbers": [each.number for each in records],
        "ids": [each.id for each in records],
        "voided": [each.id for each in records if each.document_status == "voided"],
        "paid": [each.id for each in records if each.payment_status == "partially_paid"],
        "sent": [each.id for each in records if each.delivery_status == "sent"],
        "archived": [str(each.invoice_id) for each in kit.archive.list()],
        "mailed": [mail.split()[0] for mail in mails],
    }
    os.write(told, json.dumps(proof).encode())
    os._exit(0)


def start(job: Callable[[int, datetime, int], None], place: int, hours: int) -> tuple[int, int]:
    """Starts a child so many hours later, when what was leased before is free again."""
    read, write = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            job(place, NOW + timedelta(hours=hours), write)
        finally:
            os._exit(9)
    os.close(write)
    return pid, read


def end(pid: int, read: int) -> tuple[int, str]:
    with os.fdopen(read, "rb") as told:
        text = told.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text


def main(kills: int | None) -> None:
    """Has children die, and prints what they were told beside what there is."""
    with open_kit(url="memory://") as kit:  # what is imported is imported once
        do(kit, 0, lambda *_: None, Steps())
    shutil.rmtree(ARCHIVE)
    MAILS.unlink()
    died = 0
    told: list[list[str]] = []

    def note(code: int, text: str) -> int:
        nonlocal died
        assert code in (0, -signal.SIGKILL), (code, text)
        told.extend(line.split() for line in text.splitlines())
        died += code != 0
        return code

    hours = 0
    if kills is None:
        for place in range(1, 500, EVERY):
            hours = place
            if note(*end(*start(work, place, hours))) == 0:
                break
    else:
        end(*start(work, 999, hours))  # the tables and the issuer are there before four come
        dice = random.Random(7)
        while died < kills:
            hours += 1
            for started in [start(work, dice.randrange(1, STEPS), hours) for _ in range(4)]:
                note(*end(*started))
    code, proof = end(*start(prove, 0, hours + 1))
    sys.stdout.write(json.dumps({"kills": died, "told": told, "code": code, **json.loads(proof)}))


main(int(sys.argv[5]) if len(sys.argv) > 5 else None)  # given or not
