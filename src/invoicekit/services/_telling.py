"""Telling subscribers what happened: in order, each event at least once, under its own id.

A subscription has one message of the outbox, which is due while there is something to tell. An
address that does not answer holds up its own subscription alone, and nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from invoicekit.chain import canonical
from invoicekit.errors import ConfigurationError, InvoiceKitError
from invoicekit.model.event import Actor
from invoicekit.model.rows import EventRow, EventWebhookRow, OutboxRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import Notifier, Query, Storage, UnitOfWork
from invoicekit.services import _leases as leases
from invoicekit.services._events import happened, save
from invoicekit.services._tools import Tools
from invoicekit.services.keep_webhook import secrets_of, webhook_of
from invoicekit.services.read_events import cursor_of, event_of, rows_since

TELL = "tell"
"""The topic of the messages; their subject is the subscription."""
AT_ONCE = 50
"""Events read at once, after which is kept how far it came."""


def behind(uow: UnitOfWork) -> list[Id]:
    """Returns the subscriptions that were not told everything, and whose message is not due."""
    rows = [row for row in _active(uow) if rows_since(uow, row.cursor, limit=1)]
    messages = uow.get(OutboxRow, [row.id for row in rows]) if rows else []
    return [
        row.id
        for row, message in zip(rows, messages, strict=True)
        if message is None or message.state == "done"
    ]


def wake(uow: UnitOfWork, tools: Tools, ids: list[Id]) -> None:
    """Makes the messages of subscriptions due."""
    for webhook_id, message in zip(ids, uow.get(OutboxRow, ids, lock=True), strict=True):
        if message is None:
            row = OutboxRow(
                tenant_id=uow.tenant,
                id=webhook_id,
                topic=TELL,
                subject=webhook_id,
                due_at=tools.now(),
                created_at=tools.now(),
            )
            uow.add([row], ignore_existing=True)
        elif message.state == "done":
            now, revision = tools.now(), message.revision + 1
            again = changed(message, revision=revision, state="pending", due_at=now, attempts=0)
            uow.replace([again])


def note(
    uow: UnitOfWork, tools: Tools, webhook_id: str, event_type: str, actor: Actor | str, **data: str
) -> None:
    """Leaves an event on a subscription, such as that its address was given up."""
    [row] = uow.get(EventWebhookRow, [Id(webhook_id)], lock=True)
    if row is not None:
        row, event = happened(tools, row, event_type, actor, **data)
        save(uow, changed(row, revision=row.revision + 1), event)


@dataclass(frozen=True, kw_only=True)
class Telling:
    """What one run over a subscription needs.

    Attributes:
        channel: What posts; None where none is set up.
        master: The kit's secret, from which those of subscriptions are made.
        in_time: Returns a message with enough of its lease left for one request.
    """

    storage: Storage
    tenant: str
    tools: Tools
    channel: object
    master: bytes | None
    in_time: Callable[[OutboxRow], OutboxRow]

    def run(self, message: OutboxRow) -> tuple[OutboxRow, InvoiceKitError | None]:
        """Tells all there is, and returns the message as it is now, and what stopped it."""
        following = partial(_next, webhook_id=message.subject)
        while True:
            row, events = self.storage.read(self.tenant, following)
            if row is None or not events:
                self.storage.write(self.tenant, partial(leases.finished, message=message))
                return message, None
            cursor, problem = row.cursor, None
            for event in events:
                try:
                    message = self.in_time(message)
                    self._post(row, event)
                except InvoiceKitError as stopped:
                    problem = stopped
                    break
                cursor = cursor_of(event)
            if cursor != row.cursor:
                message = self._kept(message, cursor)
            if problem is not None:
                return message, problem

    def _post(self, row: EventWebhookRow, event: EventRow) -> None:
        webhook = webhook_of(row)
        if not webhook.wants(event.type):
            return
        if not isinstance(self.channel, Notifier) or self.master is None:
            raise ConfigurationError(
                "events cannot be posted",
                where=webhook.id,
                expected="a kit with channels={'webhook': Webhook()} and a link_secret",
            )
        now = self.tools.now()
        secrets = secrets_of(self.master, self.tenant, webhook, now)
        self.channel.notify(webhook.url, event.id, body_of(event, self.tenant), secrets, now=now)

    def _kept(self, message: OutboxRow, cursor: str | None) -> OutboxRow:
        """Writes how far it came; what fails next is the first attempt of that event."""

        def work(uow: UnitOfWork) -> OutboxRow:
            [row] = uow.get(EventWebhookRow, [Id(message.subject)], lock=True)
            if row is not None:
                uow.replace([changed(row, revision=row.revision + 1, cursor=cursor)])
            return leases.begun_anew(uow, message)

        return self.storage.write(self.tenant, work)


def body_of(row: EventRow, tenant: str) -> bytes:
    """Returns what is posted of an event: type, time and data, as webhooks do."""
    event = event_of(row)
    return canonical(
        {
            "id": event.id,
            "type": event.type,
            "timestamp": event.at.isoformat(),
            "tenant": tenant,
            "data": {
                "subject": event.subject,
                "sequence": event.sequence,
                "actor": event.actor,
                "facts": event.data,
            },
        }
    )


def _next(uow: UnitOfWork, webhook_id: str) -> tuple[EventWebhookRow | None, list[EventRow]]:
    [row] = uow.get(EventWebhookRow, [Id(webhook_id)])
    if row is None or not row.active:
        return None, []
    return row, rows_since(uow, row.cursor, limit=AT_ONCE)


def _active(uow: UnitOfWork) -> list[EventWebhookRow]:
    return list(uow.stream(Query(of=EventWebhookRow, where=(("active", "=", True),))))
