"""A kit with a register of tax ids and a source of rates: asked when given, never otherwise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

import invoicekit as ik
from invoicekit.ports import ExchangeRate

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ISSUER = ik.Party(
    name="Shop GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
)
FRENCH, ITALIAN = "FR40303265045", "IT00743110157"


class Register:
    """A register that says what it is told; numbers it does not know are valid."""

    def __init__(self) -> None:
        self.says: dict[str, ik.TaxIdStatus] = {}
        self.asked: list[str] = []

    def check(self, country: str, value: str) -> ik.TaxIdCheck:
        """The answer, with a consultation number of its own each time."""
        full = value if value.startswith(country) else country + value
        self.asked.append(full)
        return ik.TaxIdCheck(
            value=full,
            status=self.says.get(full, ik.TaxIdStatus.VALID),
            source="test",
            consultation_number=f"C-{len(self.asked)}",
        )


@pytest.fixture
def register() -> Register:
    return Register()


@pytest.fixture
def kit(register: Register) -> ik.InvoiceKit:
    return ik.InvoiceKit.in_memory(issuer=ISSUER, clock=lambda: NOW, tax_ids=register)


@pytest.fixture
def create(kit: ik.InvoiceKit) -> Callable[..., ik.Customer]:
    def made(vat_id: str | None = FRENCH, key: str | None = None) -> ik.Customer:
        return kit.customers.create(
            name="ACME SA",
            address=ik.Address(city="Paris", country="FR"),
            vat_id=vat_id,
            actor="alice",
            idempotency_key=key,
        )

    return made


def test_the_answer_is_kept_with_the_customer(
    kit: ik.InvoiceKit, create: Callable[..., ik.Customer]
) -> None:
    check = create().tax_id_check

    assert check == ik.TaxIdCheck(
        value=FRENCH,
        status=ik.TaxIdStatus.VALID,
        source="test",
        checked_at=NOW,
        consultation_number="C-1",
    )
    [stored] = kit.customers.list().items
    assert stored.tax_id_check == check


def test_nobody_is_asked_without_a_vat_id_nor_twice_about_the_same(
    kit: ik.InvoiceKit, register: Register, create: Callable[..., ik.Customer]
) -> None:
    create(vat_id=None)
    customer = create(key="acme")
    again = create(key="acme")
    kit.customers.update(customer.id, phone="+33 1", actor="alice")

    assert register.asked == [FRENCH]
    assert again.tax_id_check == customer.tax_id_check


def test_a_new_number_is_asked_about(
    kit: ik.InvoiceKit, register: Register, create: Callable[..., ik.Customer]
) -> None:
    changed = kit.customers.update(
        create().id, tax_ids=[ik.TaxId(country="IT", value=ITALIAN)], actor="alice"
    )

    assert register.asked == [FRENCH, ITALIAN]
    assert changed.tax_id_check is not None
    assert changed.tax_id_check.value == ITALIAN


def categories(kit: ik.InvoiceKit, customer: ik.Customer) -> list[str | None]:
    order = ik.Order(
        reference=f"SO-{customer.id}",
        customer_id=customer.id,
        currency="EUR",
        lines=[
            ik.OrderLine(name="Keyboard", unit_price="10.00", kind="goods"),
            ik.OrderLine(name="Support", unit_price="20.00", kind="service"),
        ],
    )
    draft = kit.invoices.create_from_order(order, actor="alice")
    return [line.vat_category for line in draft.invoice.lines]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (ik.TaxIdStatus.VALID, ["K", "AE"]),
        (ik.TaxIdStatus.PENDING, ["K", "AE"]),
        (ik.TaxIdStatus.UNAVAILABLE, ["K", "AE"]),
        (ik.TaxIdStatus.INVALID, ["S", "S"]),
    ],
)
def test_only_a_refuted_number_counts_as_none(
    status: ik.TaxIdStatus,
    expected: list[str],
    kit: ik.InvoiceKit,
    register: Register,
    create: Callable[..., ik.Customer],
) -> None:
    register.says[FRENCH] = status

    assert categories(kit, create()) == expected


def test_a_refusal_of_another_number_says_nothing(kit: ik.InvoiceKit) -> None:
    refuted = ik.TaxIdCheck(value=ITALIAN, status=ik.TaxIdStatus.INVALID, source="test")
    customer = ik.Customer(name="ACME", tax_ids=[ik.TaxId(value=FRENCH)], tax_id_check=refuted)

    assert not customer.vat_id_refuted
    assert customer.replace(tax_ids=[ik.TaxId(value=ITALIAN)]).vat_id_refuted


def test_what_is_unsettled_is_asked_again(
    kit: ik.InvoiceKit, register: Register, create: Callable[..., ik.Customer]
) -> None:
    register.says = {FRENCH: ik.TaxIdStatus.PENDING}
    pending = create()
    register.says = {ITALIAN: ik.TaxIdStatus.VALID}
    create(vat_id=None)
    kit.customers.create(name="Roma SRL", country="IT", vat_id=ITALIAN, actor="alice")
    register.asked.clear()

    page = kit.customers.check_tax_ids(actor="clerk")

    assert register.asked == [FRENCH]
    assert [each.id for each in page.items] == [pending.id]
    assert page.items[0].tax_id_check is not None
    assert page.items[0].tax_id_check.status is ik.TaxIdStatus.VALID
    assert kit.customers.check_tax_ids(actor="clerk").items == ()


def test_a_number_nobody_registers_is_not_asked_about_again(kit: ik.InvoiceKit) -> None:
    def never(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    vies = ik.ViesChecker(transport=httpx.MockTransport(never))
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER, tax_ids=vies)
    swiss = kit.customers.create(
        name="Uhren AG", country="CH", vat_id="CHE107787577", actor="alice"
    )

    assert swiss.tax_id_check is not None
    assert swiss.tax_id_check.reason == "NOT_COVERED"
    assert kit.customers.check_tax_ids(actor="clerk").items == ()


def test_customers_of_before_are_asked_about_when_a_register_comes(
    register: Register, kit: ik.InvoiceKit
) -> None:
    plain = ik.InvoiceKit.in_memory(issuer=ISSUER)
    customer = plain.customers.create(name="ACME", country="FR", vat_id=FRENCH, actor="alice")
    assert customer.tax_id_check is None

    with_register = ik.InvoiceKit(
        plain._runtime.__class__(**{**vars(plain._runtime), "tax_ids": register})
    )
    with_register.customers.check_tax_ids(actor="clerk")

    assert register.asked == [FRENCH]


def test_the_extended_profile_reads_back(
    kit: ik.InvoiceKit, create: Callable[..., ik.Customer]
) -> None:
    customer = create()

    assert ik.Customer.model_validate_json(customer.model_dump_json()) == customer
    names = [event.type for event in kit.events.of(customer.id)]
    assert names == ["customer.created", "customer.changed"]


def test_without_a_register_it_says_how_to_give_one() -> None:
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER)
    customer = kit.customers.create(name="ACME", country="FR", vat_id=FRENCH, actor="alice")

    with pytest.raises(ik.ConfigurationError, match=r"tax_ids=ViesChecker\(\)"):
        kit.customers.check_tax_id(customer.id, actor="alice")


def test_a_customer_without_vat_id_cannot_be_asked_about(
    kit: ik.InvoiceKit, create: Callable[..., ik.Customer]
) -> None:
    with pytest.raises(ik.InputError, match="has no VAT identifier"):
        kit.customers.check_tax_id(create(vat_id=None).id, actor="alice")


def test_vies_plugs_in_with_its_consultation_number() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"valid": True, "requestIdentifier": "WAPI123"})

    vies = ik.ViesChecker(requester="DE136695976", transport=httpx.MockTransport(answer))
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER, tax_ids=vies)

    customer = kit.customers.create(name="ACME", country="FR", vat_id=FRENCH, actor="alice")

    assert customer.vat_id == FRENCH
    assert customer.tax_id_check is not None
    assert customer.tax_id_check.consultation_number == "WAPI123"


def test_inside_a_hosts_transaction_nobody_is_asked(
    register: Register, tmp_path: Path, needs: Callable[[str, object], None]
) -> None:
    needs("SQLAlchemy", find_spec("sqlalchemy"))
    from sqlalchemy import create_engine

    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with ik.InvoiceKit.from_url(url, issuer=ISSUER, tax_ids=register) as kit:
        engine = create_engine(url)
        with engine.begin() as connection:
            bound = kit.bind(connection)
            customer = bound.customers.create(
                name="ACME", country="FR", vat_id=FRENCH, actor="alice"
            )
        engine.dispose()
        assert register.asked == []

        kit.customers.check_tax_ids(actor="clerk")

        assert register.asked == [FRENCH]
        assert kit.customers.get(customer.id).tax_id_check is not None


DAILY = """<Envelope xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><Cube>
<Cube time="2026-11-23"><Cube currency="USD" rate="1.1"/></Cube></Cube></Envelope>"""


def test_rates_come_from_the_source_that_was_given() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=DAILY))
    kit = ik.InvoiceKit.in_memory(issuer=ISSUER, exchange_rates=ik.EcbRates(transport=transport))

    found = kit.exchange_rate("EUR", "USD", on=date(2026, 11, 24))

    assert found == ExchangeRate("EUR", "USD", Decimal("1.1"), date(2026, 11, 23), "ECB")


def test_vat_is_stated_in_the_sellers_currency_by_the_rate_of_the_day() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text=DAILY))
    kit = ik.InvoiceKit.in_memory(
        issuer=ISSUER, clock=lambda: NOW, exchange_rates=ik.EcbRates(transport=transport)
    )
    buyer = kit.customers.create(
        name="ACME GmbH", address=ISSUER.address, payment_terms="net 30", actor="alice"
    )
    line = ik.OrderLine(name="Keyboard", quantity="3", unit_price="99.99")
    order = ik.Order(reference="SO-1", customer_id=buyer.id, currency="USD", lines=[line])
    draft = kit.invoices.create_from_order(order, actor="alice")

    rate = kit.exchange_rate("USD", "EUR", on=NOW.date())
    stated = kit.invoices.update(
        draft.id, vat_currency=rate.quote, vat_exchange_rate=rate.rate, actor="alice"
    )

    totals = stated.invoice.totals
    assert totals is not None
    assert totals.vat == Decimal("56.99")
    assert totals.vat_in_vat_currency == Decimal("51.81")


def test_without_a_source_of_rates_it_says_how_to_give_one(kit: ik.InvoiceKit) -> None:
    with pytest.raises(ik.ConfigurationError, match=r"exchange_rates=EcbRates\(\)"):
        kit.exchange_rate("EUR", "USD", on=date(2026, 11, 24))
