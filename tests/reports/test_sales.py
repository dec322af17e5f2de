"""Sales are the same whether every document is counted or sums that are kept are read."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicekit.model.rows import EventRow, InvoiceRow
from invoicekit.model.stored import Id
from invoicekit.ports import Storage, UnitOfWork
from invoicekit.reports import Asked, sales, vat
from invoicekit.rollups import ROLLUPS
from invoicekit.services.roll_up import count, keep, roll_up, rollup_faults
from invoicekit.storage import open_storage

BEGIN = date(2026, 1, 30)
NOON = datetime(2026, 1, 30, 12, tzinfo=UTC)


@dataclass
class Shop:
    """A ledger of documents as issuing and voiding leave them, and what it knows of them."""

    storage: Storage
    tenant: str = field(default_factory=lambda: secrets.token_hex(6))
    rows: list[InvoiceRow] = field(default_factory=list)
    events: int = 0

    def issue(self, day: int, currency: str, country: str | None, kind: str, cents: int) -> None:
        amount = Decimal(cents) / 100
        row = InvoiceRow(
            tenant_id=self.tenant,
            id=Id(f"i{len(self.rows):05}"),
            issuer_id=Id("us"),
            type_code=kind,
            direction=-1 if kind == "381" else 1,
            document_status="issued",
            issue_date=BEGIN + timedelta(days=day),
            currency=currency,
            buyer_country=country,
            without_vat=amount,
            vat=amount / 4,
            total=amount * 5 / 4,
            amount_due=amount * 5 / 4,
            created_by="a",
            created_at=NOON,
            document=sealed(amount, country),
        )
        self.rows.append(row)
        self._write(row, "invoice.issued", new=True)

    def void(self, place: int, day: int) -> None:
        standing = [each for each in self.rows if each.voided_at is None]
        if not standing:
            return
        row = standing[place % len(standing)]
        at = NOON + timedelta(days=day)
        gone = replace(row, revision=2, document_status="voided", voided_at=at)
        self.rows[self.rows.index(row)] = gone
        self._write(gone, "invoice.voided", new=False)

    def run(self, work: Any) -> Any:
        return self.storage.write(self.tenant, work)

    def _write(self, row: InvoiceRow, event: str, *, new: bool) -> None:
        self.events += 1
        happened = EventRow(
            tenant_id=self.tenant,
            subject=row.id,
            sequence=row.revision,
            id=Id(f"e{self.events:05}"),
            type=event,
            actor="a",
            at=NOON,
            data="{}",
            hash="",
        )

        def work(uow: UnitOfWork) -> None:
            uow.add([row]) if new else uow.replace([row])
            uow.add([happened])

        self.run(work)


def counted(shop: Shop, asked: Asked) -> dict[tuple[str, str, str], tuple[object, ...]]:
    """Sales by month, added up document by document."""
    sums: dict[tuple[str, str, str], list[Any]] = {}
    for row in shop.rows:
        day = row.issue_date or BEGIN
        gone = row.voided_at is not None and row.voided_at.date() <= asked.as_of
        if gone or day > asked.as_of or day < (asked.start or day) or day > (asked.end or day):
            continue
        where = (row.buyer_country or "") if asked.per else ""
        entry = sums.setdefault((f"{day:%Y-%m}", where, row.currency), [0, 0, 0, 0])
        entry[0] += 1
        for place, amount in enumerate((row.without_vat, row.vat, row.total), 1):
            entry[place] += amount * row.direction
    return {key: tuple(entry) for key, entry in sums.items()}


def reported(shop: Shop, asked: Asked) -> dict[tuple[str, str, str], tuple[object, ...]]:
    table = shop.storage.read(shop.tenant, lambda uow: sales.make(uow, asked))
    rows = [row if asked.per else (row[0], "", *row[1:]) for row in table.rows]
    return {row[:3]: row[3:] for row in rows}  # type: ignore[misc]  # three texts


def sealed(amount: Decimal, country: str | None) -> str:
    """What VAT is read from: half at the full rate, half at another in Germany."""
    half = {"taxable_amount": str(amount / 2), "tax_amount": str(amount / 8), "category": "S"}
    rates = ("25.0", "7" if country == "DE" else "25")
    applied = [{"category": "S", "rate": rates[1], "country": country}] if country else []
    breakdown = [{**half, "rate": rate} for rate in rates]
    return json.dumps({"invoice": {"vat_breakdown": breakdown}, "rates": applied})


Taxes = dict[tuple[str, str, Decimal, str], tuple[Decimal, Decimal]]


def counted_taxes(shop: Shop, asked: Asked) -> Taxes:
    """Base and tax by month, country, rate and currency, document by document."""
    sums: Taxes = {}
    for row in shop.rows:
        day = row.issue_date or BEGIN
        gone = row.voided_at is not None and row.voided_at.date() <= asked.as_of
        if gone or day > asked.as_of or day < (asked.start or day) or day > (asked.end or day):
            continue
        german = row.buyer_country == "DE"
        for rate, of in (
            (25, "" if german else row.buyer_country or ""),
            (7 if german else 25, row.buyer_country or ""),
        ):
            key = (f"{day:%Y-%m}", of, Decimal(rate), row.currency)
            base, tax = sums.get(key, (Decimal(0), Decimal(0)))
            amount = row.without_vat * row.direction
            sums[key] = (base + amount / 2, tax + amount / 8)
    return sums


def taxed(shop: Shop, asked: Asked) -> Taxes:
    table = shop.storage.read(shop.tenant, lambda uow: vat.make(uow, asked))
    return {(row[0], row[1], row[3], row[4]): row[5:] for row in table.rows}  # type: ignore[misc]  # as the columns are


ENGINES = [
    "memory",
    "sqlite",
    pytest.param("postgresql", marks=[pytest.mark.gate, pytest.mark.xdist_group("postgresql")]),
    pytest.param("mariadb", marks=[pytest.mark.gate, pytest.mark.xdist_group("mariadb")]),
]
SERVED = {"postgresql": "postgres_url", "mariadb": "maria_url"}


@pytest.fixture(scope="module", params=ENGINES)
def storage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Storage]:
    url = "memory://"
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('sales') / 'sales.db'}"
    elif request.param in SERVED:
        url = request.getfixturevalue(SERVED[request.param])
    storage = open_storage(url)
    yield storage
    storage.close()


DAYS = st.integers(0, 3)
COUNTRIES = st.sampled_from(["DE", "FR", None])
ISSUE = st.tuples(
    st.just("issue"), DAYS, st.sampled_from(["EUR", "CNY"]), COUNTRIES,
    st.sampled_from(["380", "381"]), st.integers(0, 400).map(lambda cents: cents * 8),
)  # fmt: skip
VOID = st.tuples(st.just("void"), st.integers(0, 9), DAYS)
ROLL = st.tuples(st.sampled_from(["roll_up", "rebuild"]))
HISTORY = st.lists(st.one_of(ISSUE, ISSUE, VOID, ROLL, ROLL), min_size=3, max_size=14)
ASKED = st.builds(
    Asked,
    as_of=DAYS.map(lambda day: BEGIN + timedelta(days=day)),
    start=st.sampled_from([None, BEGIN, BEGIN + timedelta(days=1)]),
    end=st.sampled_from([None, BEGIN, BEGIN + timedelta(days=2)]),
    per=st.sampled_from([None, "country"]),
)


@given(HISTORY, ASKED)
@settings(max_examples=30)
def test_sums_that_are_kept_change_no_report(
    storage: Storage, history: list[tuple[Any, ...]], asked: Asked
) -> None:
    shop = Shop(storage)
    for verb, *how in history:
        if verb == "roll_up":
            shop.run(lambda uow: [roll_up(uow, each, limit=2) for each in ROLLUPS])
        elif verb == "rebuild":
            shop.run(lambda uow: [keep(uow, each, count(uow, each)) for each in ROLLUPS])
        else:
            getattr(shop, verb)(*how)
        assert reported(shop, asked) == counted(shop, asked)
        assert taxed(shop, asked) == counted_taxes(shop, asked)
    assert storage.read(shop.tenant, rollup_faults)[1] == []
