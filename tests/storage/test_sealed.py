"""Fields encrypted at rest: the life of an invoice, and what of it stands in the database."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

import invoicekit as ik
from invoicekit.errors import ConfigurationError, KeyNotFound, Tampered
from invoicekit.model.rows import CustomerRow, PaymentRow
from invoicekit.ports import Query
from invoicekit.storage.sealed import TRACE, SealedStorage
from invoicekit.storage.sql.tables import schema

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
IBAN = "DE02120300000000202051"
OURS = "DE89370400440532013000"
TAX_ID = "DE811569869"
PERSON = "11010119900307803X"
STREET = "Geheimgasse 77"
REMITTANCE = f"from {IBAN}"
SECRETS = (IBAN, OURS, TAX_ID, PERSON, STREET)
ISSUER = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=ik.ApprovalPolicy(bands=(ik.ApprovalBand(from_amount="0", approvals=0),)),
    payment_instructions=ik.PaymentInstructions(
        means_code="58", accounts=(ik.BankAccount(id=OURS),)
    ),
)


@pytest.fixture(scope="module")
def ring() -> ik.KeyRing:
    return ik.KeyRing.generate("2026-03")


def kit_on(url: str, ring: ik.KeyRing | None, tenant: str = "default") -> ik.InvoiceKit:
    archive = Path(url.removeprefix("sqlite:///")).parent / "archive" if "sqlite" in url else None
    return ik.InvoiceKit.from_url(
        url, issuer=ISSUER, clock=lambda: NOW, field_keys=ring, tenant=tenant, archive=archive
    )


def life(kit: ik.InvoiceKit) -> ik.InvoiceRecord:
    """Leaves an issued, sent, part-paid invoice with every secret in it."""
    buyer = kit.customers.create(
        name="Anna",
        country="DE",
        tax_ids=[ik.TaxId(country="DE", value=TAX_ID), ik.TaxId(country="CN", value=PERSON)],
        email="anna@example.com",
        address=ik.Address(line1=STREET, city="Berlin", postcode="10115", country="DE"),
        bank_accounts=[ik.BankAccount(id=IBAN)],
        actor="shop",
    )
    order = ik.Order(
        reference="SO-1",
        customer_id=buyer.id,
        currency="EUR",
        delivery_date=NOW.date(),
        lines=[ik.OrderLine(name="Tea", quantity="2", unit_price="10", vat="S 19")],
    )
    draft = kit.invoices.create_from_order(order, actor="shop")
    issued = kit.invoices.issue(draft.id, actor="shop")
    kit.deliveries.send(issued.id, channel="email", actor="shop")
    kit.run_outbox()
    pay(kit, issued, "10")
    return kit.invoices.get(issued.id)


def pay(kit: ik.InvoiceKit, record: ik.InvoiceRecord, amount: str) -> ik.Payment:
    return kit.payments.record(
        customer_id=record.customer_id,
        amount=amount,
        currency="EUR",
        remittance=REMITTANCE,
        payer=IBAN,
        allocate="oldest",
        actor="bank",
    )


def shown_secrets(raw: bytes) -> set[str]:
    return {each for each in SECRETS if each.encode() in raw}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'kit.db'}"


@pytest.fixture(params=["sqlite", "postgresql", "memory"])
def kit(request: pytest.FixtureRequest, url: str, ring: ik.KeyRing) -> Iterator[ik.InvoiceKit]:
    tenant = secrets.token_hex(8)
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    with kit_on("memory://" if request.param == "memory" else url, ring, tenant) as kit:
        yield kit


@pytest.mark.xdist_group("postgresql")
def test_the_life_of_an_invoice_is_what_it_was(kit: ik.InvoiceKit) -> None:
    record = life(kit)
    assert record.payment_status == "partially_paid"
    assert record.invoice.buyer is not None
    assert record.invoice.buyer.bank_accounts[0].id == IBAN
    assert kit.audit.verify().intact
    found = kit.customers.find(tax_id=TAX_ID)
    assert found is not None
    assert found.bank_accounts[0].id == IBAN
    assert kit.customers.find(tax_id="DE000000000") is None


def test_no_secret_stands_in_the_bytes_of_sqlite(
    url: str, tmp_path: Path, ring: ik.KeyRing
) -> None:
    with kit_on(url, ring) as kit:
        life(kit)
        kit.backup(tmp_path / "copy.db")
        raw = b"".join(each.read_bytes() for each in tmp_path.glob("*.db*"))
    assert len(raw) > 100_000
    assert shown_secrets(raw) == set()
    plain = tmp_path / "plain"
    plain.mkdir()
    with kit_on(f"sqlite:///{plain / 'kit.db'}", None) as kit:
        life(kit)
        raw = b"".join(each.read_bytes() for each in plain.glob("*.db*"))
    assert shown_secrets(raw) == set(SECRETS)


@pytest.mark.xdist_group("postgresql")
def test_no_secret_stands_in_the_tables_of_postgresql(postgres_url: str, ring: ik.KeyRing) -> None:
    tenant = secrets.token_hex(8)
    with kit_on(postgres_url, ring, tenant) as kit:
        life(kit)
    engine = sa.create_engine(postgres_url)
    raw = b""
    with engine.connect() as connection:
        for table in schema().tables.values():
            if "tenant_id" in table.c and sa.inspect(engine).has_table(table.name):
                rows = connection.execute(sa.select(table).where(table.c.tenant_id == tenant))
                raw += repr(rows.all()).encode()
    engine.dispose()
    assert b"ik1.2026-03." in raw
    assert shown_secrets(raw) == set()


def test_keys_change_without_a_pause(url: str, ring: ik.KeyRing) -> None:
    """What is sealed stays as it stands, byte for byte; what is new has the new key."""
    with kit_on(url, ring) as kit:
        record = life(kit)
        before = raw_rows(kit)
    newer = ring.with_new_key("2027-01")
    with kit_on(url, newer) as kit:
        pay(kit, record, "5")
        assert kit.audit.verify().intact
        assert kit.customers.find(tax_id=TAX_ID) is not None
        after = raw_rows(kit)
        assert {row.payer.split(".")[1] for row in after[1] if row.payer} == {"2026-03", "2027-01"}
        assert after[0] == before[0]
    with pytest.raises(KeyNotFound):
        kit_on(url, ik.KeyRing({"2027-01": newer.keys["2027-01"]}))


def raw_rows(kit: ik.InvoiceKit) -> tuple[list[CustomerRow], list[PaymentRow]]:
    storage = kit._runtime.storage
    assert isinstance(storage, SealedStorage)
    return storage.inner.read(
        kit.tenant,
        lambda uow: (
            list(uow.stream(Query(of=CustomerRow))),
            list(uow.stream(Query(of=PaymentRow))),
        ),
    )


def test_rows_from_before_there_were_keys_are_read_and_found(url: str, ring: ik.KeyRing) -> None:
    with kit_on(url, None) as kit:
        record = life(kit)
    with kit_on(url, ring) as kit:
        found = kit.customers.find(tax_id=TAX_ID)
        assert found is not None
        pay(kit, record, "5")
        kit.customers.update(found.id, phone="+49 30 1", actor="shop")
        [customer], _ = raw_rows(kit)
        assert customer.document.startswith("ik1.2026-03.")
        assert customer.tax_id is not None
        assert customer.tax_id.startswith(f"{TRACE}.2026-03.")
        assert kit.customers.find(tax_id=TAX_ID) is not None
        assert kit.audit.verify().intact


def test_without_the_keys_it_says_what_is_missing(url: str, ring: ik.KeyRing) -> None:
    kit_on(url, ring).close()
    with pytest.raises(ConfigurationError, match="fields of this database are encrypted"):
        kit_on(url, None)
    other = ik.KeyRing.generate("2026-03")
    with pytest.raises(Tampered):
        kit_on(url, other)


def test_a_secret_opens_in_its_own_row_alone(url: str, ring: ik.KeyRing) -> None:
    with kit_on(url, ring) as kit:
        kit.customers.create(name="Anna", actor="shop")
        kit.customers.create(name="Bert", actor="shop")
        [one, other], _ = raw_rows(kit)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        swap = sa.text("UPDATE ik_customer SET document = :text WHERE id = :id")
        connection.execute(swap, {"text": other.document, "id": one.id})
    engine.dispose()
    with kit_on(url, ring) as kit, pytest.raises(Tampered):
        kit.customers.get(one.id)


def test_a_hash_is_its_tenants_own(ring: ik.KeyRing) -> None:
    kit = kit_on("memory://", ring)
    hashes = set()
    for tenant in ("a", "b"):
        own = kit.for_tenant(tenant)
        tax_ids = [ik.TaxId(country="DE", value=TAX_ID)]
        own.customers.create(name="Anna", country="DE", tax_ids=tax_ids, actor="shop")
        hashes |= {row.tax_id for row in raw_rows(own)[0]}
    assert len(hashes) == 2


@pytest.mark.parametrize("where", [("tax_id", "starts", "DE"), ("document", "=", "x")])
def test_nothing_else_is_asked_of_what_is_sealed(ring: ik.KeyRing, where: object) -> None:
    kit = kit_on("memory://", ring)
    query = Query(of=CustomerRow, where=(where,))  # type: ignore[arg-type]  # one of the table
    with pytest.raises(ConfigurationError, match="is encrypted"):
        kit._runtime.read(lambda uow: uow.page(query))
    empty = Query(of=CustomerRow, where=(("tax_id", "=", None), ("name", "=", "Anna")))
    assert kit._runtime.read(lambda uow: uow.totals(empty, by=("active",), sums=())) == []


def test_the_hosts_transaction_and_the_event_loop_have_the_keys(url: str, ring: ik.KeyRing) -> None:
    with kit_on(url, ring) as kit:
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            kit.bind(connection).customers.create(name="Anna", reference="C-1", actor="shop")
        engine.dispose()
        assert kit.customers.find(reference="C-1") is not None
        assert all(row.document.startswith("ik1.") for row in raw_rows(kit)[0])

    async def awaited() -> str | None:
        async with await ik.AsyncInvoiceKit.from_url(url, field_keys=ring) as kit:
            found = await kit.customers.find(reference="C-1")
            await kit.customers.create(name="Bert", actor="shop")
            return found.name if found else None

    assert asyncio.run(awaited()) == "Anna"
