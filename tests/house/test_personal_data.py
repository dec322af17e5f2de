"""Nothing that is logged, shown in passing or kept for the operator tells personal data.

A buyer whose every detail is a marker goes through the main job, through everything that goes wrong
on the way, and through a link. No log record, `repr`, text of an exception (with its causes), dead
letter or event of an observer may hold one of them; the documents do.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import invoicekit as ik
from invoicekit.model.stored import kinds
from invoicekit.observing import OBSERVERS
from invoicekit.ports import Envelope, Query, Sent, UnitOfWork

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
NAME = "Ottilie Quastenberg"
EMAIL = "ottilie.q@privat.example"
PHONE = "13987654321"
STREET = "Geheimgasse 77"
IBAN = "DE02120300000000202051"
PERSON = "11010119900307803X"
CARD = "6222021001116245702"
REMARK = "Klingeln bei Hinterhuber"
MARKS = {
    "name": "Quastenberg",
    "first name": "Ottilie",
    "e-mail": "ottilie.q",
    "phone": PHONE,
    "street": "Geheimgasse",
    "account": "0000000020",
    "person": "19900307",
    "card": "0210011162",
    "remark": "Hinterhuber",
}


def told(text: str) -> set[str]:
    """The kinds of personal data that a text tells."""
    plain = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text)
    return {kind for kind, mark in MARKS.items() if mark in plain.replace(" ", "") or mark in plain}


class Refusing:
    """A channel of the host's whose errors say to whom it was writing."""

    name = "refusing"

    def send(self, envelope: Envelope) -> Sent:
        raise RuntimeError(f"550 <{envelope.recipients[0]}> unknown, call {PHONE} or pay {IBAN}")


class Ears:
    """Everything that is said while a kit works."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []

    def hear(self, where: str, value: object) -> None:
        self.said += [(f"repr of {where}", repr(value)), (f"str of {where}", str(value))]

    def fails(self, where: str, call: Callable[[], object]) -> None:
        try:
            call()
        except Exception as problem:  # noqa: BLE001 - whatever is raised is read
            self.said.append((f"error of {where}", "".join(traceback.format_exception(problem))))
            if isinstance(problem, ik.InvoiceKitError):
                self.said.append((f"problem of {where}", repr(problem.to_problem())))
            if isinstance(problem, ik.ValidationFailed):
                self.hear(f"report of {where}", problem.report)
        else:
            raise AssertionError(f"{where} did not fail")

    def leaks(self) -> dict[str, set[str]]:
        return {where: found for where, text in self.said if (found := told(text))}


def customer() -> dict[str, Any]:
    return {
        "name": NAME,
        "kind": "consumer",
        "email": EMAIL,
        "phone": PHONE,
        "address": ik.Address(line1=STREET, city="Berlin", postcode="10115", country="DE"),
        "contacts": [ik.CustomerContact(name=NAME, email=EMAIL, phone=PHONE)],
        "bank_accounts": [ik.BankAccount(id=IBAN, name=NAME), ik.BankAccount(id=CARD)],
        "metadata": {"door": REMARK},
        "actor": "alice",
    }


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def kit(tmp_path: Path) -> Iterator[ik.InvoiceKit]:
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    with ik.InvoiceKit.from_url(
        f"sqlite:///{tmp_path / 'kit.db'}",
        issuer=issuer,
        clock=lambda: NOW,
        channels={"refusing": Refusing()},
        link_secret=b"sixteen bytes ok",
        observer=OBSERVERS["structlog"](),
    ) as kit:
        yield kit


def main_job(kit: ik.InvoiceKit, ears: Ears) -> ik.InvoiceRecord:
    """Sells to the marked buyer, and hears all that comes back."""
    buyer = kit.customers.create(**customer())
    order = ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        delivery_date=NOW.date(),
        note=REMARK,
        lines=[ik.OrderLine(name="Tea", quantity="2", unit_price="10", vat="S 19")],
    )
    draft = kit.invoices.create_from_order(order, actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    issued = kit.invoices.issue(draft.id, actor="bob")
    sent = kit.deliveries.send(issued.id, channel="email", actor="bob")
    refused = kit.deliveries.send(issued.id, channel="refusing", to=[EMAIL], actor="bob")
    run = kit.run_outbox()
    paid = kit.payments.record(
        customer_id=buyer.id,
        amount="10",
        currency="EUR",
        remittance=f"{REMARK} {IBAN}",
        payer=NAME,
        actor="bank",
    )
    found = {
        "customer": buyer,
        "found": kit.customers.find(email=EMAIL),
        "customers": kit.customers.list(),
        "order": order,
        "draft": draft,
        "record": kit.invoices.get(issued.id),
        "summaries": kit.invoices.search(),
        "preview": kit.invoices.validate(draft.id),
        "delivery": kit.deliveries.get(sent.id),
        "refused": kit.deliveries.get(refused.id),
        "run": run,
        "payment": paid,
        "events": kit.events.of(issued.id),
        "file": kit.invoices.file(issued.id, "ubl"),
        "outbox": kit.outbox.list(),
        "audit": kit.audit.verify(),
    }
    for where, value in found.items():
        ears.hear(where, value)
    return issued


def what_goes_wrong(kit: ik.InvoiceKit, issued: ik.InvoiceRecord, ears: Ears) -> None:
    """Makes the mistakes that people and files make, with the marks in them."""
    bad_id = ik.TaxId(country="DE", value=PERSON)
    wrong = customer()
    ears.fails("model", lambda: ik.Customer(**{**wrong, "email": [EMAIL]}))
    ears.fails("tax id", lambda: kit.customers.create(**{**wrong, "tax_ids": [bad_id]}))
    update = kit.customers.update
    ears.fails("update", lambda: update(str(issued.customer_id), phone=[PHONE], actor="alice"))
    known = {**wrong, "reference": "C-9"}
    kit.customers.create(**known)
    ears.fails("twice", lambda: kit.customers.create(**known))
    ears.fails("sealed", lambda: kit.invoices.update(issued.id, notes=[REMARK], actor="alice"))
    wanting = ik.InvoiceNeeds(purchase_order_required=True)
    picky = kit.customers.create(**{**wrong, "needs": wanting})
    ears.fails(
        "needs",
        lambda: kit.invoices.create(issued.invoice, customer_id=picky.id, actor="alice"),
    )
    head, row = "reference,email,name,kind,country,vat_id", f"no mail {NAME},{NAME},odd,DE,{PERSON}"
    for first in ("C-1", ""):
        content = f"{head}\n{first},{row}\n"
        ears.fails("import", partial(kit.imports.customers, content, actor="alice"))


def files_that_are_wrong(issued: ik.InvoiceRecord, ears: Ears) -> None:
    ubl = ik.write(issued.invoice, "ubl").decode()
    assert told(ubl) >= {"name", "street"}
    cut = ubl.replace("<cbc:Name>", "<cbc:Odd>", 1)
    ears.fails("broken", lambda: ik.load(cut.encode()))
    ears.hear("document", ik.load(ubl.encode()))
    ears.hear("report", ik.validate(ubl.encode()))
    bad = issued.invoice.replace(
        payment_instructions=ik.PaymentInstructions(
            means_code="58", accounts=(ik.BankAccount(id=IBAN[:-1] + "9", name=NAME),)
        ),
        seller=ik.Party(name=NAME, contact=ik.Contact(name=NAME, email="ottilie.q", phone="1")),
    )
    ears.hear("invalid", ik.validate(bad))
    for profile in ("peppol", "xrechnung"):
        ears.hear(f"invalid {profile}", ik.validate(bad, profile=profile).findings)


def through_a_link(kit: ik.InvoiceKit, issued: ik.InvoiceRecord, ears: Ears) -> None:
    link = kit.portal.invoice_link(issued.id, base_url="https://shop.example/i")
    page = kit.portal.page(link.rpartition("/")[2], language="en")
    ears.hear("page", page)
    ears.said.append(("body of page", page.body.decode()))
    order = ik.Order(
        reference="SO-2",
        customer_id=str(issued.customer_id),
        currency="EUR",
        lines=[ik.OrderLine(name="Tea", unit_price="10", vat="S 19")],
    )
    stored = kit.orders.save(order, actor="alice")
    token = kit.portal.title_link(stored.id, base_url="https://shop.example/t").rpartition("/")[2]
    title = ik.InvoiceTitle(name="", email=f"{NAME} has none", phone=PHONE)
    ears.fails("enter title", lambda: kit.portal.enter_title(token, title))
    ears.hear("title", ik.InvoiceTitle(name=NAME, email=EMAIL, phone=PHONE, account=CARD))


def everything_stored(kit: ik.InvoiceKit, ears: Ears) -> None:
    def every(uow: UnitOfWork) -> None:
        for kind in kinds():
            if kind.record.__module__.startswith("invoicekit.model.rows"):
                for row in uow.stream(Query[Any](of=kind.record)):
                    ears.hear(kind.table, row)

    kit._runtime.read(every)


def test_nothing_tells_personal_data(
    kit: ik.InvoiceKit,
    ears: Ears,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, "sqlalchemy")  # at DEBUG it shows the rows of the database
    issued = main_job(kit, ears)
    what_goes_wrong(kit, issued, ears)
    files_that_are_wrong(issued, ears)
    through_a_link(kit, issued, ears)
    everything_stored(kit, ears)
    ears.said += [(f"log of {each.name}", each.getMessage()) for each in caplog.records]
    ears.said += [("output", part) for part in capsys.readouterr()]
    assert len(ears.said) > 100
    assert ears.leaks() == {}
    kept = [each.error for each in kit.outbox.list() if each.error]
    assert [told(error) for error in kept] == [set()]


def test_the_documents_tell_it_all(kit: ik.InvoiceKit, ears: Ears) -> None:
    """Without this, a test that lost the marks on the way would prove nothing."""
    issued = main_job(kit, ears)
    buyer = kit.customers.get(str(issued.customer_id))
    assert told(buyer.model_dump_json()) == MARKS.keys() - {"person"}
    assert told(kit.invoices.file(issued.id, "html").data.decode()) >= {"name", "street"}
    assert [mail["To"] for mail in kit.mailbox.messages] == [EMAIL]


def test_a_leak_is_heard(ears: Ears) -> None:
    ears.hear("a value without marks", {"name": NAME})
    ears.fails("a careless message", lambda: int(f"no account {IBAN}"))
    assert set(ears.leaks()) == {
        "repr of a value without marks",
        "str of a value without marks",
        "error of a careless message",
    }
