"""A shop's life by the dice: the same seed does the same things, on whatever storage."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.plain_shop import Pages

import invoicekit as ik
from invoicekit.chain import digest
from invoicekit.errors import DeliveryFailed, InvoiceKitError
from invoicekit.kit._defaults import TimeOrderedIds
from invoicekit.ports import Envelope, Sent

SELLER = ik.Party(
    name="Kontor GmbH",
    tax_ids=[ik.TaxId(country="DE", value="136695976")],
    address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    contact=ik.Contact(email="billing@shop.example"),
)
BEGIN = datetime(2026, 3, 2, 10, tzinfo=UTC)
PEOPLE = ("alice", "bob", "carol")
NAMES = ("ACME GmbH", "Łucja Żółć", "杭州青岩文化传播有限公司", "=1+1", "O'Hara & Søn")


@dataclass
class Clock:
    """Shows what it is set to."""

    now: datetime = BEGIN

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Moody:
    """A mail server that refuses by the dice."""

    dice: random.Random
    name: str = "email"

    def send(self, envelope: Envelope) -> Sent:
        """Takes a mail, or does not."""
        mood = self.dice.random()
        if mood < 0.15:
            raise DeliveryFailed("come back later", retryable=True, where=envelope.id)
        if mood < 0.2:
            raise DeliveryFailed("no such address", retryable=False, where=envelope.id)
        return Sent(dict.fromkeys(envelope.recipients, (ik.DeliveryStatus.SENT, None)))


@dataclass
class Life:
    """Does one random thing after another, and remembers what became of each.

    Args:
        url: The storage.
        seed: Of the dice.
    """

    url: str
    seed: int
    tenant: str = "default"
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice, self.clock = random.Random(self.seed), Clock()
        self.kit = ik.InvoiceKit.from_url(
            self.url,
            issuer=SELLER,
            tenant=self.tenant,
            clock=self.clock,
            ids=TimeOrderedIds(self.clock, b"12345678"),
            mail=Moody(random.Random(self.seed + 1)),
            renderers=Pages(),
        )
        self.customers: list[str] = []
        self.documents: list[str] = []
        self.payments: list[str] = []
        self.deliveries: list[str] = []
        self.orders = 0
        for _ in range(2):
            customer(self)

    def step(self) -> None:
        """Does one thing; a refusal is an outcome like any other."""
        self.clock.now += timedelta(seconds=self.dice.randrange(1, 7200))
        name, verb = self.dice.choice(VERBS)
        try:
            self.told.append(f"{name}: {verb(self)}")
        except InvoiceKitError as problem:
            self.told.append(f"{name}: {problem.code}")

    def someone(self) -> str:
        """Returns an actor."""
        return self.dice.choice(PEOPLE)

    def one(self, of: list[str]) -> str:
        """Returns one of the ids, newer ones more likely; nobody's where there are none."""
        return of[-1 - int(self.dice.random() ** 2 * len(of))] if of else "nothing"


def customer(life: Life) -> str:
    made = life.kit.customers.create(
        name=life.dice.choice(NAMES), email="ap@acme.example", country="DE", actor=life.someone()
    )
    life.customers.append(made.id)
    return made.id


def draft(life: Life) -> str:
    life.orders += 1
    lines = [
        ik.OrderLine(
            name=f"Ware {n}",
            quantity=str(life.dice.randrange(1, 9)),
            unit_price=f"{life.dice.randrange(1, 99999) / 100:.2f}",
            vat=life.dice.choice(("S 19", "S 7")),
        )
        for n in range(life.dice.randrange(1, 4))
    ]
    order = ik.Order(
        reference=f"SO-{life.orders}",
        customer_id=life.one(life.customers),
        currency=life.dice.choice(("EUR", "USD")),
        lines=lines,
    )
    made = life.kit.invoices.create_from_order(
        order, actor=life.someone(), formats=["json"], idempotency_key=order.reference
    )
    life.documents.append(made.id)
    return f"{made.id} {digest(made.invoice.canonical())}"


def update(life: Life) -> str:
    made = life.kit.invoices.update(
        life.one(life.documents), actor=life.someone(), buyer_reference=f"R{life.dice.random()}"
    )
    return str(made.version)


def submit(life: Life) -> str:
    return life.kit.invoices.submit(life.one(life.documents), actor=life.someone()).document_status


def approve(life: Life) -> str:
    return life.kit.invoices.approve(life.one(life.documents), actor=life.someone()).document_status


def reject(life: Life) -> str:
    found = life.kit.invoices.reject(life.one(life.documents), actor=life.someone(), reason="no")
    return found.document_status


def discard(life: Life) -> str:
    return life.kit.invoices.discard(life.one(life.documents), actor=life.someone()).document_status


def issue(life: Life) -> str:
    made = life.kit.invoices.issue(life.one(life.documents), actor=life.someone())
    return f"{made.number} {made.sealed.chain_hash}"


def life_of_one(life: Life) -> str:
    """Straight through, so that much is issued."""
    made = life.documents[-1] if draft(life) else ""
    life.kit.invoices.submit(made, actor="alice")
    editors = life.kit.invoices.get(made).editors
    reviewer = next(each for each in PEOPLE if each not in {"alice", *map(str, editors)})
    life.kit.invoices.approve(made, actor=reviewer)
    return life.kit.invoices.issue(made, actor=reviewer).sealed.number


def credit(life: Life) -> str:
    made = life.kit.invoices.credit(
        life.one(life.documents), actor=life.someone(), reason="returned"
    )
    life.documents.append(made.id)
    return made.id


def pay(life: Life) -> str:
    made = life.kit.payments.record(
        customer_id=life.one(life.customers),
        amount=f"{life.dice.randrange(1, 300000) / 100:.2f}",
        currency=life.dice.choice(("EUR", "USD")),
        allocate=life.dice.choice(("none", "oldest")),
        actor="bank",
    )
    life.payments.append(made.id)
    return f"{made.id} {made.applied.normalize()}"


def allocate(life: Life) -> str:
    made = life.kit.payments.allocate(life.one(life.payments), "oldest", actor=life.someone())
    return str(made.applied.normalize())


def deallocate(life: Life) -> str:
    invoice = life.one(life.documents)
    sources = [each.source_id for each in life.kit.payments.allocations(invoice)]
    made = life.kit.payments.deallocate(
        life.one(sources), invoice, actor=life.someone(), reason="wrong"
    )
    return str(made.applied.normalize())


def send(life: Life) -> str:
    made = life.kit.deliveries.send(life.one(life.documents), channel="email", actor=life.someone())
    life.deliveries.append(made.id)
    return made.status


def cancel(life: Life) -> str:
    return life.kit.deliveries.cancel(life.one(life.deliveries), actor=life.someone()).status


def outbox(life: Life) -> str:
    return str(life.kit.run_outbox())


def jump(life: Life) -> str:
    """The clock goes on for days, or back by minutes, as clocks of machines do."""
    back = life.dice.random() < 0.3
    life.clock.now += timedelta(minutes=-5) if back else timedelta(days=life.dice.randrange(40))
    return life.clock.now.isoformat()


VERBS: tuple[tuple[str, Callable[[Life], str]], ...] = tuple(
    (verb.__name__, verb)
    for verb in (
        *(customer, draft, draft, update, submit, submit, approve, approve, reject, discard),
        *(issue, issue, life_of_one, life_of_one, life_of_one, credit, pay, pay, allocate),
        *(deallocate, send, send, cancel, outbox, outbox, jump),
    )
)
