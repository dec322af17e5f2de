"""Legal holds: whatever a court, an audit or a dispute may ask for is not destroyed meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from invoicekit.errors import InputError, NotFound, StateError
from invoicekit.model.event import Actor
from invoicekit.model.retention import Hold
from invoicekit.model.rows import HoldRow
from invoicekit.model.stored import Id
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._retention import hold_of
from invoicekit.services._tools import Tools, name_of, reason_of


def place_hold(
    uow: UnitOfWork,
    tools: Tools,
    *,
    document_id: str | None,
    customer_id: str | None,
    start: date | None,
    end: date | None,
    reason: str,
    actor: Actor | str,
) -> Hold:
    """Places a hold and returns it; it covers what fits all that is given, all when nothing is.

    Raises:
        InputError: No reason is given, or it ends before it starts.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "archive.hold")
    if start and end and end < start:
        raise InputError("the hold ends before it starts", where="end", expected=f"from {start} on")
    row = HoldRow(
        tenant_id=uow.tenant,
        id=Id(tools.ids()),
        subject=Id(document_id) if document_id else None,
        customer_id=Id(customer_id) if customer_id else None,
        first_day=start,
        last_day=end,
        reason=reason_of(reason),
        placed_by=name_of(actor),
        placed_at=tools.now(),
    )
    row, event = happened(tools, row, "hold.placed", actor, reason=row.reason)
    save(uow, row, event, new=True)
    return hold_of(row)


def lift_hold(
    uow: UnitOfWork, tools: Tools, hold_id: str, *, reason: str, actor: Actor | str
) -> Hold:
    """Lifts a hold and returns it.

    Raises:
        NotFound: There is none.
        StateError: It is lifted already.
        InputError: No reason is given.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "archive.lift")
    [row] = uow.get(HoldRow, [Id(hold_id)], lock=True)
    if row is None:
        raise NotFound(f"no hold {hold_id!r}", where=hold_id)
    if row.lifted_at is not None:
        raise StateError(f"the hold was lifted by {row.lifted_by} already", where=hold_id)
    row = replace(
        row,
        revision=row.revision + 1,
        lifted_by=name_of(actor),
        lifted_at=tools.now(),
        lift_reason=reason_of(reason),
    )
    row, event = happened(tools, row, "hold.lifted", actor, reason=row.lift_reason)
    save(uow, row, event)
    return hold_of(row)


def list_holds(uow: UnitOfWork) -> tuple[Hold, ...]:
    """Returns every hold in the order they were placed, lifted ones too."""
    return tuple(hold_of(row) for row in uow.stream(Query(of=HoldRow, order="placed")))
