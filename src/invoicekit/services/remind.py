"""Reminding of what is overdue: the open amount is read under the document's lock, once a level."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from invoicekit.errors import InputError, StateError
from invoicekit.model.event import Actor
from invoicekit.model.reminder import AFTER_DAYS, Overdue, Reminder
from invoicekit.model.rows import InvoiceRow, ReminderRow
from invoicekit.model.stored import Id
from invoicekit.money import ZERO
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import locked
from invoicekit.services._tools import Tools, name_of
from invoicekit.services.send_invoice import send_invoice

PAGE = 200
"""Documents looked at in one read."""


def overdue(
    uow: UnitOfWork,
    *,
    on: date,
    after_days: Sequence[int] = AFTER_DAYS,
    after: str | None = None,
) -> tuple[list[Overdue], str | None]:
    """Returns a page of the documents to be reminded of on a day, and where the next begins.

    Raises:
        InputError: The days are none, or do not ascend.
    """
    _refuse_disorder(after_days)
    where: tuple[Condition, ...] = (
        ("open_amount", ">", ZERO),
        ("direction", "=", 1),
        ("due_date", "<", on),
    )
    page = uow.page(Query(of=InvoiceRow, where=where, order="due", after=after, limit=PAGE))
    last = _last(uow, [row.id for row in page.items])
    found = [_next(row, last.get(row.id), on, after_days) for row in page.items]
    return [each for each in found if each is not None], page.next


def remind(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    after_days: Sequence[int] = AFTER_DAYS,
    channel: str | None = None,
    to: Sequence[str] = (),
) -> Reminder:
    """Queues the next reminder of a document and returns it.

    Raises:
        StateError: Nothing is open, it is not late enough, or every reminder was sent.
        InputError: Nobody to send it to, or the days do not ascend.
    """
    authorise(tools, actor, "reminder.send")
    _refuse_disorder(after_days)
    row = locked(uow, invoice_id)  # from here on nobody pays, credits or reminds
    today = tools.today(issuer_of(uow, row.issuer_id))
    due = _next(row, _last(uow, [row.id]).get(row.id), today, after_days)
    if due is None:
        raise StateError(
            f"{row.number or invoice_id} is not to be reminded of",
            where=invoice_id,
            expected="an issued invoice with an open amount, late enough for its next reminder",
        )
    delivery = send_invoice(
        uow, tools, invoice_id, actor=actor, channel=channel, to=to, reminder=due.level
    )
    reminder = ReminderRow(
        tenant_id=uow.tenant,
        id=Id(tools.ids()),
        invoice_id=row.id,
        level=due.level,
        open_amount=due.open_amount,
        currency=due.currency,
        due_date=due.due_date,
        delivery_id=Id(delivery.id),
        sent_by=name_of(actor),
        sent_at=tools.now(),
    )
    uow.add([reminder])
    return reminder_of(reminder)


def reminders_of(uow: UnitOfWork, invoice_id: str) -> tuple[Reminder, ...]:
    """Returns the reminders of a document, the first one first."""
    query = Query(of=ReminderRow, where=(("invoice_id", "=", invoice_id),))
    found = [reminder_of(row) for row in uow.stream(query)]
    return tuple(sorted(found, key=lambda each: each.level))


def reminder_of(row: ReminderRow) -> Reminder:
    """Returns the model of a row."""
    return Reminder(**{name: getattr(row, name) for name in Reminder.model_fields})


def _last(uow: UnitOfWork, ids: Sequence[Id]) -> dict[str, ReminderRow]:
    """Returns the last reminder of documents that have one."""
    if not ids:
        return {}
    query = Query(of=ReminderRow, where=(("invoice_id", "in", tuple(ids)),))
    ascending = sorted(uow.stream(query), key=lambda row: row.level)
    return {row.invoice_id: row for row in ascending}


def _next(
    row: InvoiceRow, last: ReminderRow | None, on: date, after_days: Sequence[int]
) -> Overdue | None:
    """What a document is to be reminded of on a day; None where it is not.

    Between two reminders there is the time between their levels, however late the first one came.
    """
    level = last.level if last else 0
    if row.due_date is None or row.open_amount <= 0 or row.direction < 0:
        return None
    late = (on - row.due_date).days
    if level >= len(after_days) or late < after_days[level]:
        return None
    if last and (on - last.sent_at.date()).days < after_days[level] - after_days[level - 1]:
        return None
    return Overdue(
        invoice_id=row.id,
        number=row.number or "",
        customer_id=row.customer_id,
        buyer_name=row.buyer_name,
        level=level + 1,
        open_amount=row.open_amount,
        currency=row.currency,
        due_date=row.due_date,
        days_late=late,
    )


def _refuse_disorder(after_days: Sequence[int]) -> None:
    days = tuple(after_days)
    if not days or days[0] < 1 or any(one >= other for one, other in pairwise(days)):
        raise InputError(
            f"{days} are no days of reminders",
            where="after_days",
            expected="days overdue from 1 on, each more than the one before, such as (7, 21, 35)",
        )
