"""Keeping subscriptions to events: made, changed, their secret changed, removed."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta

from invoicekit.chain import canonical
from invoicekit.errors import InputError, NotFound, StaleVersion
from invoicekit.model.event import Actor
from invoicekit.model.rows import EventWebhookRow
from invoicekit.model.stored import Id, changed
from invoicekit.model.webhook import EventWebhook
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._tools import Tools
from invoicekit.services.read_events import newest

OVERLAP = timedelta(days=1)
"""How long the secret before goes on signing, where nothing else is said."""


def create_webhook(
    uow: UnitOfWork,
    tools: Tools,
    url: str,
    types: Sequence[str],
    *,
    actor: Actor | str,
    from_start: bool = False,
) -> EventWebhook:
    """Stores a subscription and returns it; it is told of what happens from now on.

    Raises:
        InputError: The address is none.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "webhook.keep")
    webhook = EventWebhook(
        id=tools.ids(), url=_address(url), types=tuple(types), created_at=tools.now()
    )
    row = EventWebhookRow(
        tenant_id=uow.tenant,
        id=Id(webhook.id),
        cursor=None if from_start else newest(uow),
        document=_text(webhook),
        created_at=webhook.created_at,
    )
    row, event = happened(tools, row, "webhook.created", actor, url=url, types=list(types))
    save(uow, row, event, new=True)
    return webhook


def change_webhook(
    uow: UnitOfWork,
    tools: Tools,
    webhook_id: str,
    changes: dict[str, object],
    *,
    actor: Actor | str,
    version: int | None = None,
) -> EventWebhook:
    """Changes address, types or whether it is told, and returns the subscription.

    Raises:
        NotFound, StaleVersion: see `invoicekit.errors`.
        InputError: The address is none.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "webhook.keep")
    row = locked_webhook(uow, webhook_id)
    if version is not None and version != row.version:
        raise StaleVersion(
            "the subscription was changed by somebody else",
            where=webhook_id,
            expected=f"version {row.version}, not {version}",
        )
    if "url" in changes:
        _address(str(changes["url"]))
    after = webhook_of(row).replace(**changes, version=row.version + 1)
    _write(uow, tools, row, after, "webhook.changed", actor, fields=sorted(changes))
    return after


def rotate_secret(
    uow: UnitOfWork,
    tools: Tools,
    webhook_id: str,
    *,
    actor: Actor | str,
    overlap: timedelta = OVERLAP,
) -> EventWebhook:
    """Gives a subscription a new secret, beside which the one before signs for a while.

    Raises:
        NotFound: There is none.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "webhook.keep")
    row = locked_webhook(uow, webhook_id)
    before = webhook_of(row)
    after = before.replace(
        generation=before.generation + 1,
        previous_until=tools.now() + overlap,
        version=row.version + 1,
    )
    _write(uow, tools, row, after, "webhook.rotated", actor, generation=after.generation)
    return after


def remove_webhook(uow: UnitOfWork, tools: Tools, webhook_id: str, *, actor: Actor | str) -> None:
    """Ends a subscription for good; its row stays, for its events do.

    Raises:
        NotFound: There is none.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "webhook.keep")
    row = locked_webhook(uow, webhook_id)
    after = webhook_of(row).replace(active=False, version=row.version + 1)
    _write(uow, tools, changed(row, removed=True), after, "webhook.removed", actor)


def list_webhooks(uow: UnitOfWork) -> list[EventWebhook]:
    """Returns the subscriptions in the order they were made."""
    query = Query(of=EventWebhookRow, where=(("removed", "=", False),), order="created")
    return [webhook_of(row) for row in uow.stream(query)]


def get_webhook(uow: UnitOfWork, webhook_id: str) -> EventWebhook:
    """Returns a subscription.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(EventWebhookRow, [Id(webhook_id)])
    return webhook_of(_there(row, webhook_id))


def locked_webhook(uow: UnitOfWork, webhook_id: str) -> EventWebhookRow:
    """Returns the row of a subscription, locked.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(EventWebhookRow, [Id(webhook_id)], lock=True)
    return _there(row, webhook_id)


def webhook_of(row: EventWebhookRow) -> EventWebhook:
    """Returns the model of a row."""
    return EventWebhook.model_validate_json(row.document)


def secrets_of(master: bytes, tenant: str, webhook: EventWebhook, now: datetime) -> list[str]:
    """Returns what a subscription's requests are signed with: its secret, and the one before.

    Secrets are made from the kit's own, so that none stands in the database.
    """
    valid = [webhook.generation]
    if webhook.previous_until is not None and now < webhook.previous_until:
        valid.append(webhook.generation - 1)
    return [_secret(master, tenant, webhook.id, generation) for generation in valid]


def _secret(master: bytes, tenant: str, webhook_id: str, generation: int) -> str:
    purpose = canonical(["event webhook", tenant, webhook_id, generation])
    return "whsec_" + b64encode(hmac.digest(master, purpose, "sha256")).decode()


def _there(row: EventWebhookRow | None, webhook_id: str) -> EventWebhookRow:
    if row is None or row.removed:
        raise NotFound(f"no webhook {webhook_id!r}", where=webhook_id)
    return row


def _write(
    uow: UnitOfWork,
    tools: Tools,
    row: EventWebhookRow,
    webhook: EventWebhook,
    event_type: str,
    actor: Actor | str,
    **data: object,
) -> None:
    row = changed(
        row,
        revision=row.revision + 1,
        version=webhook.version,
        active=webhook.active,
        document=_text(webhook),
    )
    row, event = happened(tools, row, event_type, actor, **data)
    save(uow, row, event)


def _address(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        raise InputError(f"{url!r} is no address to post to", where="url", expected="https://…")
    return url


def _text(webhook: EventWebhook) -> str:
    return canonical(webhook.model_dump(mode="json", exclude_none=True)).decode()
