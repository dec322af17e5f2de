"""Tenant isolation: whoever works for one tenant neither sees nor changes anything of another.

Every public call of the kit is made for tenant `a` with what belongs to tenant `b`. The list of
calls comes from the kit itself, so that a new one is tried from its first day.
"""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from tests.kit_calls import calls

import invoicekit as ik
from invoicekit.model import Voucher
from invoicekit.model.rows import ArchiveRow, OutboxRow
from invoicekit.model.stored import Row, kinds
from invoicekit.ports import Query, UnitOfWork

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
SECRET = "Geheim Holding"
BOUNCE = (
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
    "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
    "Final-Recipient: rfc822; ap@geheim.example\nAction: failed\nStatus: 5.1.1\n\n"
    "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
)


def life(kit: ik.InvoiceKit) -> dict[str, object]:
    """Leaves one of everything and returns it by the name that calls give it."""
    product = kit.products.create(ik.Product(sku="K-1", name="Keyboard"), actor="alice")
    buyer = kit.customers.create(
        name=SECRET, email="ap@geheim.example", reference="C-1", country="DE", actor="alice"
    )
    template = kit.templates.save(ik.Template(id="own", name="Own"), actor="root")
    line = ik.OrderLine(name="Keyboard", sku="K-1", quantity="2", unit_price="49.90", vat="S 19")
    orders = [
        kit.orders.save(
            ik.Order(reference=reference, customer_id=buyer.id, currency="EUR", lines=[line]),
            actor="alice",
        )
        for reference in ("SO-1", "SO-2")
    ]
    draft = kit.invoices.create_from_order(orders[0], actor="alice")
    kit.invoices.submit(draft.id, actor="alice")
    kit.invoices.approve(draft.id, actor="bob")
    record = kit.invoices.issue(draft.id, actor="bob")
    delivery = kit.deliveries.send(record.id, channel="email", actor="bob")
    kit.run_outbox()
    kit.deliveries.send(record.id, channel="email", actor="bob")  # waits in the outbox
    payment = kit.payments.record(
        customer_id=buyer.id, amount="10", currency="EUR", allocate="none", actor="feed"
    )
    received = kit.received.add(ik.write(record.invoice, "ubl"), actor="alice")
    hold = kit.archive.hold(reason="audit", actor="carol", document_id=record.id)
    link = kit.portal.title_link(orders[1].id, base_url="https://shop.example/t")
    webhook = kit.webhooks.create("https://b.example/in", actor="root")
    [message, *_] = kit.outbox.list()
    [entry] = [each for each in kit.archive.list(record.id) if each.kind == "html"]
    return {
        "issuer_id": record.issuer_id,
        "customer_id": buyer.id,
        "product_id": product.id,
        "order_id": orders[1].id,
        "invoice_id": record.id,
        "document_id": record.id,
        "hold_id": hold.id,
        "ids": [record.id],
        "delivery_id": delivery.id,
        "mail": BOUNCE.format(message_id=kit.deliveries.get(delivery.id).message_id).encode(),
        "payment_id": payment.id,
        "received_id": received.id,
        "template_id": template.id,
        "message_id": message.id,
        "message": message,
        "webhook_id": webhook.id,
        "entry": entry,
        "subject": record.id,
        "token": link.rpartition("/")[2],
        "number": record.number,
        "sku": "K-1",
        "email": "ap@geheim.example",
        "order": orders[1],
    }


OTHERS: dict[str, object] = {
    "actor": "mallory",
    "allocate": "oldest",
    "amount": "1",
    "base": "EUR",
    "base_url": "https://shop.example/t",
    "booking": "posted",
    "callback": b"{}",
    "currency": "EUR",
    "disposal_id": "none",
    "fact": "view",
    "form": {"kind": "consumer", "name": "Mine"},
    "customer": ik.Customer(name="Mine"),
    "invoice": ik.Invoice(),
    "issuer": ik.Issuer(party=ik.Party(name="Mine", address=ik.Address(country="DE"))),
    "kind": "html",
    "link": "https://shop.example/t/token",
    "name": "sales",
    "on": date(2026, 3, 2),
    "out": "package",
    "period": "2026",
    "problem": ValueError("none"),
    "product": ik.Product(sku="M-1", name="Mine"),
    "quote": "USD",
    "reason": "because",
    "reference": "SO-1",
    "request_id": "none",
    "result": "00",
    "signer": ik.Ed25519Signer.generate(),
    "source": b"<Invoice",
    "template": ik.Template(id="mine", name="Mine"),
    "content": "",
    "title": ik.InvoiceTitle(name="Mine"),
    "voucher": Voucher(kind="bank", number="1", amount="1"),
    "subscriber": repr,
    "url": "https://a.example/in",
    "use": "claimed",
}
"""What a call needs beside what belongs to somebody else; a new parameter goes in here."""


def kit_on(path: Path) -> ik.InvoiceKit:
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    return ik.InvoiceKit.from_url(
        f"sqlite:///{path / 'both.db'}",
        issuer=issuer,
        tenant="b",
        clock=lambda: NOW,
        link_secret=b"s" * 32,
        archive=path / "archive",
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A folder with the whole life of `b`, and what belongs to it."""
    path = tmp_path_factory.mktemp("b")
    with kit_on(path) as kit:
        return path, life(kit)


@pytest.fixture
def b(tmp_path: Path, lived: tuple[Path, dict[str, object]]) -> Iterator[ik.InvoiceKit]:
    shutil.copytree(lived[0], tmp_path, dirs_exist_ok=True)
    with kit_on(tmp_path) as kit:
        yield kit


NAMES = [name for name, _ in calls(ik.InvoiceKit.in_memory())]


def arguments(call: Callable[..., Any], foreign: dict[str, object]) -> dict[str, object]:
    """What belongs to `b` wherever the call has a place for it, what else it needs beside."""
    given = {}
    for name, parameter in inspect.signature(call).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        if name in foreign and not (name == "order" and parameter.default is not parameter.empty):
            given[name] = foreign[name]
        elif parameter.default is parameter.empty:
            assert name in OTHERS, f"say in OTHERS what {name} is"
            given[name] = OTHERS[name]
    return given


def rows(kit: ik.InvoiceKit) -> list[Row]:
    ours = [k.record for k in kinds() if k.record.__module__.startswith("invoicekit.model.rows")]

    def every(uow: UnitOfWork) -> list[Row]:
        return [row for record in ours for row in uow.stream(Query[Any](of=record))]

    return kit._runtime.read(every)


def shown(value: object) -> str:
    if inspect.isgenerator(value):
        value = list(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    with whole_values():
        return repr(getattr(value, "items", value))


@contextmanager
def whole_values() -> Iterator[None]:
    """Values and rows show all they hold: their `repr` masks what is personal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ik.Party.__base__, "__repr_args__", BaseModel.__repr_args__)
        yield


ALIKE = (
    *("B", "b ", " b", "b\t", "bb", "b.", "b/../b", "b\\", "b'", "b;--", "%", "_", "b%", "*"),
    *("\uff42", "b\u0301", "\u0431", "b\u200b", "\u1d47", "\u24d1"),
)
"""Twenty names that a database, a folder or a reader may take for `b`."""


@pytest.mark.parametrize(
    "tenants",
    [pytest.param(("a",), id="a"), pytest.param(ALIKE, id="alike", marks=pytest.mark.gate)],
)
@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_another_tenant_is_seen_or_changed(
    b: ik.InvoiceKit,
    lived: tuple[Path, dict[str, object]],
    name: str,
    tenants: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    foreign = lived[1]
    before = rows(b)
    for tenant in tenants:
        call = dict(calls(b.for_tenant(tenant)))[name]
        try:
            answer = shown(call(**arguments(call, foreign)))
        except ik.InvoiceKitError as problem:
            answer = repr(problem.params) + problem.message.replace(str(problem.where), "")
        assert SECRET not in answer, tenant
        assert rows(b) == before, tenant
        written = (each for each in Path("package").rglob("*") if each.is_file())
        assert not [each for each in written if SECRET in each.read_text("utf-8")], tenant


def test_its_own_ids_do_work(b: ik.InvoiceKit, lived: tuple[Path, dict[str, object]]) -> None:
    """Without this, a test whose ids are wrong would prove nothing."""
    mine = lived[1]
    assert b.invoices.get(str(mine["invoice_id"])).invoice.buyer.name == SECRET  # type: ignore[union-attr]  # billed
    assert b.portal.title_request(str(mine["token"])).order.reference == "SO-2"
    assert isinstance(mine["entry"], ArchiveRow)
    assert isinstance(mine["message"], OutboxRow)
    assert SECRET in shown(b.archive.bytes(mine["entry"]))
    b.outbox.fail(mine["message"], ValueError("none"))
    assert SECRET in shown(b.customers.list())
