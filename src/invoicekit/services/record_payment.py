"""Recording money received: always stored, and put on invoices where it is clear which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from invoicekit.codelists import currencies
from invoicekit.dates import today
from invoicekit.errors import InputError
from invoicekit.model.event import Actor
from invoicekit.model.payment import Payment
from invoicekit.model.rows import InvoiceRow, PaymentRow
from invoicekit.model.stored import Id, changed
from invoicekit.money import plain
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.receivables import Open, allocate_oldest, exact_match
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened
from invoicekit.services._ledger import Booking, book
from invoicekit.services._payments import fits, over_payment, payment_of, payment_row
from invoicekit.services._profiles import customer_of
from invoicekit.services._records import locked_many
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, name_of, number

Allocate = Literal["none", "exact", "oldest"] | Mapping[str, "Decimal | str | int"]
"""How to put a payment on invoices: not at all, on the one it names and fits, oldest due first, or
invoice id → amount."""


def record_payment(
    uow: UnitOfWork,
    tools: Tools,
    *,
    amount: Decimal | str | int,
    currency: str,
    actor: Actor | str,
    customer_id: str | None = None,
    received_date: date | None = None,
    method: str | None = None,
    remittance: str | None = None,
    reference: str | None = None,
    payer: str | None = None,
    allocate: Allocate = "none",
    idempotency_key: str | None = None,
) -> Payment:
    """Stores a payment, allocates it as asked, and returns it.

    What finds no home is unapplied: never lost, never refused, also where the invoice was voided
    meanwhile (the event `payment.unapplied` says so). `reference` is the bank's or the
    provider's own id and may occur once.

    Raises:
        InputError: The amount is no positive number, or the currency none of ISO 4217.
        NotFound: No such customer.
        OverAllocated: An explicit allocation exceeds the invoice or the payment.
        DuplicateKey: The reference was recorded before.
    """
    authorise(tools, actor, "payment.record")
    value = positive(amount)
    _refuse_unknown(currency)
    if customer_id is not None:
        customer_of(uow, customer_id)
    payment_id = tools.ids()
    said = (customer_id, str(received_date), remittance, reference, payer, _asked(allocate))
    request = [plain(value), currency, *said]
    known = seen_before(
        uow, tools, "payment.record", idempotency_key, request=request, answer=payment_id
    )
    if known is not None:
        return payment_of(payment_row(uow, known))
    now = tools.now()
    row = PaymentRow(
        tenant_id=uow.tenant,
        id=payment_id,
        customer_id=Id(customer_id) if customer_id else None,
        amount=value,
        currency=currency,
        received_date=received_date or today(now, "UTC"),
        method=method,
        remittance=remittance,
        reference=reference,
        payer=payer,
        recorded_by=name_of(actor),
        recorded_at=now,
    )
    row, event = happened(
        tools, row, "payment.recorded", actor, amount=plain(value), currency=currency
    )
    uow.add([row])
    uow.add([event])
    return payment_of(_placed(uow, tools, row, allocate, actor))


def _placed(
    uow: UnitOfWork, tools: Tools, row: PaymentRow, allocate: Allocate, actor: Actor | str
) -> PaymentRow:
    parts = chosen(uow, row, allocate)
    if isinstance(allocate, Mapping):
        row, parts = _without_voided(uow, tools, row, parts, actor)
    return allocated(uow, tools, row, parts, actor=actor)


def _without_voided(
    uow: UnitOfWork,
    tools: Tools,
    row: PaymentRow,
    parts: Mapping[str, Decimal],
    actor: Actor | str,
) -> tuple[PaymentRow, dict[str, Decimal]]:
    """Whoever voided was first; the money is here all the same."""
    held = locked_many(uow, list(parts))
    gone = [each.id for each in held if each.document_status == "voided"]
    if gone:
        row = changed(row, revision=row.revision + 1)
        row, event = happened(tools, row, "payment.unapplied", actor, voided=gone)
        uow.replace([row])
        uow.add([event])
    return row, {invoice: part for invoice, part in parts.items() if invoice not in gone}


def _refuse_unknown(currency: str) -> None:
    if currency not in currencies():
        raise InputError(
            f"{currency!r} is no currency", where="currency", expected="ISO 4217, such as 'EUR'"
        )


def _asked(allocate: Allocate) -> str | dict[str, str]:
    if isinstance(allocate, Mapping):
        return {invoice: str(amount) for invoice, amount in allocate.items()}
    return allocate


def positive(amount: Decimal | str | int) -> Decimal:
    """Returns an exact amount above zero.

    Raises:
        InputError: It is not.
    """
    value = number(amount, "amount")
    if value <= 0:
        raise InputError(f"{value} is not a payment", where="amount", expected="more than zero")
    return value


def chosen(uow: UnitOfWork, row: PaymentRow, allocate: Allocate) -> dict[str, Decimal]:
    """Returns invoice id → amount as the strategy chooses; empty where nothing is clear.

    A strategy looks, locks what it chose and chooses again among that: a payment that came in
    between leaves this one unapplied, never refused.
    """
    if allocate == "none":
        return {}
    if isinstance(allocate, Mapping):
        return {invoice: positive(amount) for invoice, amount in allocate.items()}
    seen = _strategy(row, allocate, payable(uow, row))
    held = locked_many(uow, list(seen)) if seen else []
    return _strategy(row, allocate, [each for each in held if each.document_status == "issued"])


def _strategy(row: PaymentRow, allocate: str, candidates: list[InvoiceRow]) -> dict[str, Decimal]:
    opens = [
        Open(each.id, each.number or "", each.open_amount, each.due_date, each.issue_date)
        for each in candidates
    ]
    unapplied = row.amount - row.applied
    if allocate == "oldest":
        return allocate_oldest(unapplied, opens).applied
    match = exact_match(unapplied, row.remittance or "", opens)
    return {match.id: unapplied} if match else {}


def payable(uow: UnitOfWork, row: PaymentRow) -> list[InvoiceRow]:
    """Returns the issued invoices with money open that this payment could settle."""
    where: list[Condition] = [
        ("document_status", "=", "issued"),
        ("payment_status", "in", ("unpaid", "partially_paid")),
        ("currency", "=", row.currency),
    ]
    if row.customer_id:
        where.append(("customer_id", "=", row.customer_id))
    query = Query(of=InvoiceRow, where=tuple(where), order="due", limit=1000)
    return list(uow.page(query).items)


def allocated(
    uow: UnitOfWork,
    tools: Tools,
    row: PaymentRow,
    parts: Mapping[str, Decimal],
    *,
    actor: Actor | str,
) -> PaymentRow:
    """Books parts of a payment on invoices, under their locks, and returns the payment's row."""
    if not parts:
        return row
    total = sum(parts.values(), Decimal(0))
    if total > row.amount - row.applied:
        raise over_payment(row, total)
    invoices = locked_many(uow, list(parts))
    bookings = [
        Booking(
            invoice=fits(row, invoice),
            amount=amount,
            source_id=row.id,
            booking_date=row.received_date,
        )
        for invoice, amount in zip(invoices, parts.values(), strict=True)
    ]
    book(uow, tools, bookings, actor=actor)
    moved = replace(
        row, revision=row.revision + 1, version=row.version + 1, applied=row.applied + total
    )
    moved, event = happened(
        tools,
        moved,
        "payment.allocated",
        actor,
        parts={invoice: plain(amount) for invoice, amount in parts.items()},
    )
    uow.replace([moved])
    uow.add([event])
    return moved
