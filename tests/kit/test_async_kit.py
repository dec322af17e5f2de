"""The kit for an event loop: the main job awaited, on every storage, in the host's transaction."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import invoicekit as ik
from invoicekit.archive.memory import MemoryArchive
from invoicekit.ports import ExchangeRate

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PARTY = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)
ISSUER = ik.Issuer(party=PARTY, approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]))
PATIENCE = 20


KITS = [
    "memory",
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql")),
]
BY_THREADS = pytest.param("mariadb", marks=pytest.mark.xdist_group("mariadb"))


@pytest.fixture(params=KITS)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Any]:
    """Opens a kit; a loop of its own each time."""

    @asynccontextmanager
    async def kit(**more: Any) -> AsyncIterator[ik.AsyncInvoiceKit]:
        if request.param == "memory":
            made = await ik.AsyncInvoiceKit.in_memory(issuer=ISSUER, clock=lambda: NOW, **more)
        else:
            url = f"sqlite:///{tmp_path / 'invoices.db'}"
            if request.param == "postgresql":
                url = request.getfixturevalue("postgres_url")
            elif request.param == "mariadb":
                url = request.getfixturevalue("maria_url")
            made = await ik.AsyncInvoiceKit.from_url(
                url, issuer=ISSUER, clock=lambda: NOW, tenant=request.node.name, **more
            )
        async with made:
            yield made

    return kit


def order(buyer: ik.Customer) -> ik.Order:
    line = ik.OrderLine(name="Keyboard", quantity="2", unit_price="49.90", vat="S 19")
    return ik.Order(reference="SO-1001", customer_id=buyer.id, currency="EUR", lines=[line])


async def drafts(kit: ik.AsyncInvoiceKit, count: int) -> list[str]:
    buyer = await kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
    invoice = ik.calculate(
        ik.Invoice(
            currency="EUR",
            lines=[
                ik.InvoiceLine(
                    quantity=1,
                    price=ik.Price(net="10"),
                    vat_category="S",
                    vat_rate="19",
                    item=ik.Item(name="Keyboard"),
                )
            ],
        )
    )
    create = kit.invoices.create
    return [(await create(invoice, customer_id=buyer.id, actor="alice")).id for _ in range(count)]


def test_the_main_job_is_the_same(opened: Any) -> None:
    async def run() -> None:
        async with opened() as kit:
            buyer = await kit.customers.create(
                name="ACME GmbH", email="ap@acme.example", country="DE", actor="alice"
            )
            draft = await kit.invoices.create_from_order(order(buyer), actor="alice")
            issued = await kit.invoices.issue(draft.id, actor="bob")
            assert issued.number == "2026-000001"
            await kit.deliveries.send(issued.id, channel="email", actor="bob")
            await kit.run_outbox()
            assert len(kit.mailbox) == 1
            file = await kit.invoices.file(issued.id, "ubl")
            assert ik.read(file.data).number == "2026-000001"
            await kit.payments.record(
                customer_id=buyer.id,
                amount="118.76",
                currency="EUR",
                allocate="oldest",
                actor="bank",
            )
            assert (await kit.invoices.get(issued.id)).payment_status == "paid"
            assert (await kit.audit.verify()).faults == ()
            assert [each.number for each in await kit.invoices.search()] == ["2026-000001"]
            table = await kit.reports.make("sales", start=date(2026, 1, 1))
            assert table.rows
            other = kit.for_tenant("another")
            assert (other.tenant, len(await other.customers.list())) == ("another", 0)

    asyncio.run(run())


@pytest.mark.parametrize("opened", [*KITS, BY_THREADS], indirect=True)
def test_many_tasks_issue_without_a_gap(opened: Any) -> None:
    async def run() -> None:
        async with opened() as kit:
            ids = await drafts(kit, 24)
            issued = await asyncio.gather(*(kit.invoices.issue(i, actor="bob") for i in ids))
            numbers = sorted(each.number or "" for each in issued)
            assert numbers == [f"2026-{n:06d}" for n in range(1, 25)]
            assert (await kit.audit.verify()).faults == ()

    asyncio.run(run())


def test_what_is_yielded_is_yielded_to_the_loop(opened: Any) -> None:
    async def run() -> None:
        async with opened() as kit:
            ids = await drafts(kit, 3)
            outcomes = kit.invoices.issue_all(ids, actor="bob", chunk=2)
            numbers = [each.record.number async for each in outcomes if each.record]
            assert numbers == ["2026-000001", "2026-000002", "2026-000003"]

    asyncio.run(run())


def test_errors_are_those_of_the_kit(opened: Any) -> None:
    async def run() -> None:
        async with opened() as kit:
            with pytest.raises(ik.NotFound):
                await kit.invoices.get("no-such-id")
            with pytest.raises(AttributeError, match="_runtime"):
                kit.invoices._runtime  # noqa: B018  # asking is the test
            assert "issue" in dir(kit.invoices)

    asyncio.run(run())


class Slow:
    """Does nothing before the loop allows it: a loop that waits for it would wait for ever."""

    def __init__(self) -> None:
        self.may = threading.Event()

    def rate(self, base: str, quote: str, on: date) -> ExchangeRate:
        assert self.may.wait(PATIENCE)
        return ExchangeRate(base, quote, Decimal(2), on, "test")


class SlowArchive(MemoryArchive):
    """The same for an archive."""

    def __init__(self) -> None:
        super().__init__()
        self.may = threading.Event()

    def get(self, location: str) -> bytes:
        assert self.may.wait(PATIENCE)
        return super().get(location)

    def put(self, name: str, data: bytes, *, media_type: str) -> str:
        assert "/received/" not in name or self.may.wait(PATIENCE)
        return super().put(name, data, media_type=media_type)


async def goes_on(may: threading.Event, job: Awaitable[T]) -> T:
    """Lets a job begin, and allows it to end when the loop has turned some more."""
    task = asyncio.ensure_future(job)
    for _ in range(50):
        await asyncio.sleep(0)
    may.set()
    return await task


def test_what_waits_elsewhere_does_not_block_the_loop(tmp_path: Path) -> None:
    async def run() -> None:
        slow, archive = Slow(), SlowArchive()
        url = f"sqlite:///{tmp_path / 'invoices.db'}"
        kit = await ik.AsyncInvoiceKit.from_url(
            url, issuer=ISSUER, clock=lambda: NOW, archive=archive, exchange_rates=slow
        )
        async with kit:
            rate = kit.exchange_rate("EUR", "CHF", on=date(2026, 3, 2))
            assert (await goes_on(slow.may, rate)).quote == "CHF"
            [draft] = await drafts(kit, 1)
            await kit.invoices.issue(draft, actor="bob")
            await kit.run_outbox()
            file = await goes_on(archive.may, kit.invoices.file(draft, "html"))
            assert file.original
            archive.may.clear()
            assert (await goes_on(archive.may, kit.audit.verify())).faults == ()
            ubl = await kit.invoices.file(draft, "ubl")
            archive.may.clear()
            got = await goes_on(archive.may, kit.received.add(ubl.data, actor="mail"))
            assert got.key.endswith("2026-000001")

    asyncio.run(run())


def test_a_file_is_backed_up_beside_the_loop(tmp_path: Path) -> None:
    async def run() -> None:
        async with await ik.AsyncInvoiceKit.from_url(f"sqlite:///{tmp_path / 'shop.db'}") as kit:
            made = await kit.customers.create(name="ACME", actor="alice")
            await kit.backup(tmp_path / "copy.db")
        async with await ik.AsyncInvoiceKit.from_url(f"sqlite:///{tmp_path / 'copy.db'}") as copy:
            assert (await copy.customers.list()).items == (made,)

    asyncio.run(run())


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.xdist_group("postgresql"))]
)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The URL for a kit, and that of an async host."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        return url, url
    path = tmp_path / "host.db"
    return f"sqlite:///{path}", f"sqlite+aiosqlite:///{path}"


@pytest.mark.parametrize("kind", ["connection", "session"])
def test_it_works_in_an_async_hosts_transaction(urls: tuple[str, str], kind: str) -> None:
    async def run() -> None:
        ours, theirs = urls
        engine = create_async_engine(theirs)
        async with await ik.AsyncInvoiceKit.from_url(ours, tenant=f"{kind}-bound") as kit:
            for kept in (False, True):
                async with engine.connect() as connection, AsyncSession(connection) as session:
                    host = connection if kind == "connection" else session
                    bound = kit.bind(host)
                    await bound.customers.create(name=f"ACME {kept}", actor="alice")
                    assert len(await bound.customers.list()) == 1
                    assert (await bound.audit.verify()).intact
                    with pytest.raises(ik.ConfigurationError, match="no threads"):
                        await bound.run_outbox()
                    await (host.commit() if kept else host.rollback())
            assert [each.name for each in await kit.customers.list()] == ["ACME True"]
        await engine.dispose()

    asyncio.run(run())


def test_the_typed_file_has_every_call() -> None:
    """A new facade or method is written into it by docs/generate_async.py."""
    text = Path(inspect.getfile(ik.AsyncInvoiceKit)).with_suffix(".pyi").read_text()
    kit = ik.InvoiceKit.in_memory()
    facades = {name: each for name, each in vars(kit).items() if not name.startswith("_")}
    assert len(facades) > 15
    for name, facade in facades.items():
        assert f"    {name}: Async{type(facade).__name__}\n" in text
        for method in dir(facade):
            if not method.startswith("_") and callable(getattr(facade, method)):
                assert f"def {method}(" in text
