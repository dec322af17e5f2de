"""Idempotency: the same key with the same request gives the same answer, done once."""

from __future__ import annotations

from invoicekit.chain import canonical, digest
from invoicekit.errors import IdempotencyConflict
from invoicekit.model.rows import IdempotencyRow
from invoicekit.ports import UnitOfWork
from invoicekit.services._tools import Tools


def seen_before(
    uow: UnitOfWork,
    tools: Tools,
    scope: str,
    key: str | None,
    *,
    request: object,
    answer: str,
) -> str | None:
    """Returns the answer given to this request before, None the first time (it is kept now).

    The insert itself is the lock: of two callers at once the second waits and then replays.

    Raises:
        IdempotencyConflict: The key was used with another request.
    """
    if key is None:
        return None
    asked = digest(canonical(request))
    row = IdempotencyRow(
        tenant_id=uow.tenant,
        scope=scope,
        key=key,
        request_hash=asked,
        response=answer,
        at=tools.now(),
    )
    if uow.add([row], ignore_existing=True):
        return None
    [kept] = uow.get(IdempotencyRow, [(scope, key)])
    if kept is None or kept.request_hash != asked:
        raise IdempotencyConflict(
            f"idempotency key {key!r} was used before with another request",
            where=f"{scope}:{key}",
            expected="the same request as the first time",
            hint="Use a new key for a new request.",
        )
    return kept.response
