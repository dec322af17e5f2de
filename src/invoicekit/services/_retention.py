"""How long a document is kept: its regime's law of today, legal holds, and what is still open."""

from __future__ import annotations

from datetime import date

from invoicekit.dates import today
from invoicekit.errors import NotFound
from invoicekit.jurisdiction.retention import rule_in_force
from invoicekit.model.issuer import Issuer
from invoicekit.model.retention import Hold, Retention
from invoicekit.model.rows import HoldRow, InvoiceRow, IssuerRow, ReceivedRow
from invoicekit.model.stored import Id
from invoicekit.money import plain
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._profiles import issuer_of
from invoicekit.services._tools import Tools


def retention_of(uow: UnitOfWork, tools: Tools, document_id: str) -> Retention:
    """Returns how long a document is kept, issued or received.

    Raises:
        NotFound: No document has the id, or it is a draft, which nothing keeps.
    """
    holds = active_holds(uow)
    [row] = uow.get(InvoiceRow, [Id(document_id)])
    if row is not None and row.issue_date is not None and row.issued_at is not None:
        return of_issued(uow, tools, row, holds)
    [got] = uow.get(ReceivedRow, [Id(document_id)])
    if got is None:
        raise NotFound(
            f"no issued or received document {document_id!r}",
            where=document_id,
            hint="A draft is not kept; issue it first.",
        )
    return of_received(uow, tools, got, holds)


def of_issued(uow: UnitOfWork, tools: Tools, row: InvoiceRow, holds: tuple[Hold, ...]) -> Retention:
    """Returns how long an issued document is kept."""
    issuer = issuer_of(uow, row.issuer_id)
    day = row.issue_date or date.min
    until, years, source = _law(tools, issuer, day)
    return Retention(
        document_id=row.id,
        number=row.number or "",
        issue_date=day,
        until=until,
        years=years,
        source=source,
        holds=tuple(hold for hold in holds if hold.covers(row.id, row.customer_id, day)),
        unsettled=f"{plain(row.open_amount)} {row.currency}" if row.open_amount else None,
    )


def of_received(
    uow: UnitOfWork, tools: Tools, row: ReceivedRow, holds: tuple[Hold, ...]
) -> Retention:
    """Returns how long a received invoice is kept: by the longest law of the tenant's companies."""
    day = max(row.issue_date or date.min, row.received_at.date())
    until, years, source = _law_of_received(uow, tools, day) or _law(
        tools, issuer_of(uow, None), day
    )
    return Retention(
        document_id=row.id,
        number=row.number,
        issue_date=day,
        until=until,
        years=years,
        source=source,
        holds=tuple(hold for hold in holds if hold.covers(row.id, None, day)),
    )


def last_day_of_received(uow: UnitOfWork, tools: Tools, day: date) -> date | None:
    """Returns until when is kept what is received on a day, None where no issuer is stored."""
    law = _law_of_received(uow, tools, day)
    return law[0] if law else None


def _law_of_received(uow: UnitOfWork, tools: Tools, day: date) -> tuple[date, int, str] | None:
    issuers = [issuer_of(uow, each.id) for each in uow.stream(Query(of=IssuerRow))]
    return max((_law(tools, issuer, day) for issuer in issuers), default=None)


def active_holds(uow: UnitOfWork) -> tuple[Hold, ...]:
    """Returns the holds that are not lifted."""
    query = Query(of=HoldRow, where=(("lifted_at", "=", None),))
    return tuple(hold_of(row) for row in uow.stream(query))


def hold_of(row: HoldRow) -> Hold:
    """Returns the hold of a row."""
    return Hold(
        id=row.id,
        document_id=row.subject,
        customer_id=row.customer_id,
        start=row.first_day,
        end=row.last_day,
        reason=row.reason,
        placed_by=row.placed_by,
        placed_at=row.placed_at,
        lifted_by=row.lifted_by,
        lifted_at=row.lifted_at,
        lift_reason=row.lift_reason,
    )


def _law(tools: Tools, issuer: Issuer, day: date) -> tuple[date, int, str]:
    regime = tools.regime_for(issuer)
    asked_on = today(tools.now(), issuer.time_zone or regime.time_zone)
    rule = rule_in_force(regime.retention, asked_on)
    return rule.retain_until(day, issuer.fiscal_start), rule.years, rule.source
