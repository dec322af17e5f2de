"""The sandbox platform over real HTTP: one serial, one number, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

import invoicekit as ik
from invoicekit import errors
from invoicekit.authority._sandbox.faults import Faults
from invoicekit.authority._sandbox.journal import Journal
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.authority.sandbox import Sandbox

SELLER = ik.Party(
    name="北京示例科技有限公司",
    tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
    address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Serve = Callable[..., tuple[Platform, Sandbox]]


@pytest.fixture
def serve(clock: Clock) -> Iterator[Serve]:
    servers, clients = [], []

    def start(**options: object) -> tuple[Platform, Sandbox]:
        platform = Platform(clock=clock, **options)  # type: ignore[arg-type]  # given by the test
        server = SandboxServer(platform)
        server.__enter__()
        client = Sandbox(server.url)
        servers.append(server)
        clients.append(client)
        return platform, client

    yield start
    for client in clients:
        client.close()
    for server in servers:
        server.close()


def shop(clock: Clock, client: Sandbox) -> tuple[ik.InvoiceKit, ik.Customer]:
    kit = ik.InvoiceKit.in_memory(issuer=SELLER, clock=clock, authority=client)
    return kit, kit.customers.create(name="上海买方有限公司", country="CN", actor="li")


def begin(kit: ik.InvoiceKit, buyer: ik.Customer, reference: str, price: str = "100") -> str:
    order = ik.Order(
        reference=reference,
        customer_id=buyer.id,
        currency="CNY",
        lines=[ik.OrderLine(name="键盘", quantity="1", unit_price=price, vat="S 13")],
    )
    draft = kit.invoices.create_from_order(order, actor="li")
    kit.invoices.submit(draft.id, actor="li")
    kit.invoices.approve(draft.id, actor="wang")
    return kit.invoices.issue(draft.id, actor="wang").id


def test_the_platform_gives_a_twenty_digit_number(serve: Serve, clock: Clock) -> None:
    _, client = serve()
    kit, buyer = shop(clock, client)
    issued = begin(kit, buyer, "SO-1")
    kit.run_outbox()
    assert kit.invoices.get(issued).number == "26112000000000000001"


@pytest.mark.parametrize("seed", range(4))
def test_no_document_is_numbered_twice_whatever_goes_wrong(
    seed: int, serve: Serve, clock: Clock
) -> None:
    faults = Faults(seed=seed, delay=20, lose=20, drop=20, login=10)
    platform, client = serve(faults=faults)
    kit, buyer = shop(clock, client)
    ids = [begin(kit, buyer, f"SO-{n}") for n in range(8)]
    for _ in range(30):
        kit.run_outbox()
        clock.now += timedelta(minutes=10)
        platform.log_in()
    numbers = [kit.invoices.get(each).number for each in ids]
    assert None not in numbers
    assert len(set(numbers)) == len(ids)
    # the platform has numbered nothing that we do not know of
    assert platform.invoice(f"26112{len(ids):015d}") is not None
    assert platform.invoice(f"26112{len(ids) + 1:015d}") is None
    assert kit.audit.verify().faults == ()


def test_the_same_seed_strikes_the_same_requests() -> None:
    faults = Faults(seed=7, delay=30, lose=30)
    struck = [faults.at(n) for n in range(50)]
    assert struck == [Faults(seed=7, delay=30, lose=30).at(n) for n in range(50)]
    assert struck != [Faults(seed=8, delay=30, lose=30).at(n) for n in range(50)]
    with pytest.raises(ValueError, match="between 0 and 100"):
        Faults(delay=60, lose=60)


def test_a_platform_that_wants_a_login_goes_on_after_it(serve: Serve, clock: Clock) -> None:
    _, client = serve(faults=Faults(login=100))
    kit, buyer = shop(clock, client)
    waiting = begin(kit, buyer, "SO-1")
    kit.run_outbox()
    record = kit.invoices.get(waiting)
    assert record.clearance_status == "waiting"
    assert record.clearance is not None
    assert record.clearance.message == "请扫码登录"
    assert record.clearance.login_code == "invoicekit-sandbox-login"


def test_a_digital_document_is_not_voided(serve: Serve, clock: Clock) -> None:
    _, client = serve()
    kit, buyer = shop(clock, client)
    issued = begin(kit, buyer, "SO-1")
    kit.run_outbox()
    record = kit.invoices.get(issued)
    answer = client.void(record)
    assert (answer.status, answer.number) == ("cleared", record.number)
    assert "不能作废" in (answer.message or "")


def test_what_is_void_stays_void_when_the_platform_starts_again(
    serve: Serve, clock: Clock, record: ik.InvoiceRecord, tmp_path: Path
) -> None:
    kept = Journal(tmp_path / "platform.jsonl")
    platform, client = serve(journal=kept)
    facts = ik.Fapiao(kind="digital_paper_special", drawer="王示例")
    paper = record.replace(invoice=record.invoice.replace(fapiao=facts))
    number = client.submit("SERIAL1", paper).number or ""
    assert platform.available() < 7_500_000
    platform.void(number)
    platform.void(number)
    kept.close()
    read = Journal(tmp_path / "platform.jsonl")
    assert platform.available() == Platform(clock=clock, journal=read).available() == 7_500_000
    read.close()


def test_what_exceeds_the_quota_is_refused_with_what_is_left(serve: Serve, clock: Clock) -> None:
    _, client = serve(quota=Decimal(150))
    kit, buyer = shop(clock, client)
    first, second = begin(kit, buyer, "SO-1"), begin(kit, buyer, "SO-2")
    kit.run_outbox()
    records = [kit.invoices.get(each) for each in (first, second)]
    assert sorted(record.document_status for record in records) == ["approved", "issued"]
    refused = next(record for record in records if record.number is None)
    assert refused.clearance is not None
    assert (refused.clearance.code, "50.00" in (refused.clearance.message or "")) == ("QUOTA", True)
    assert client.quota() == Decimal("50.00")
    clock.now += timedelta(days=30)
    assert client.quota() == Decimal(150)


def test_a_serial_never_stands_for_another_document(serve: Serve, clock: Clock) -> None:
    platform, _ = serve()
    one = ik.Invoice(number=None, buyer=ik.Party(name="买方"), currency="CNY")
    first = platform.submit("S1", one)
    assert platform.submit("S1", one) == first
    other = platform.submit("S1", one.replace(currency="USD"))
    assert (other.state, other.code) == ("rejected", "DUPLICATE")
    assert platform.query("S1") == first


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"{", 400, "BODY"),
        (b"{}", 400, "BODY"),
        (b'{"serial": "1", "invoice": {"lines": 1}}', 400, "BODY"),
    ],
)
def test_a_request_that_is_none_is_refused(
    content: bytes, status: int, code: str, serve: Serve
) -> None:
    _, client = serve()
    answer = httpx.post(f"{client.url}/invoices", content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert httpx.get(f"{client.url}/nowhere").status_code == 404


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(errors.ConfigurationError, match="no address of a platform"):
        Sandbox("localhost:1")
