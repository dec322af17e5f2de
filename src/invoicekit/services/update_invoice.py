"""Changing a draft; whoever does is an editor and may not approve it."""

from __future__ import annotations

from invoicekit.findings import Report
from invoicekit.lifecycle import DocumentCommand, DocumentContext, decide
from invoicekit.model.event import Actor
from invoicekit.model.record import InvoiceRecord
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._drafts import calculated, changed_draft, template_ref, unmet_needs
from invoicekit.services._events import happened, save
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import file_of, invoice_of, locked, record_of
from invoicekit.services._tools import Tools, name_of
from invoicekit.services._word_index import change_words


def update_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    changes: dict[str, object],
    *,
    actor: Actor | str,
    version: int | None = None,
    template: str | None = None,
    locale: str | None = None,
) -> InvoiceRecord:
    """Changes fields of a draft's invoice, calculates it again and returns the record.

    Raises:
        SealedDocument: It is issued; a correction is a new document.
        TransitionNotAllowed: It is under review: reopen it first.
        StaleVersion, ValidationFailed, NotFound.
    """
    authorise(tools, actor, "invoice.update")
    row = locked(uow, invoice_id, version=version)
    decide(record_of(row), DocumentCommand.EDIT, DocumentContext(actor=name_of(actor)))
    issuer = issuer_of(uow, row.issuer_id)
    customer = customer_of(uow, row.customer_id) if row.customer_id else None
    file = file_of(row)
    changed = invoice_of(row).replace(**{**changes, "number": None})
    after = calculated(changed, tools.regime_for(issuer))
    Report(tuple(unmet_needs(after, customer)), profile="needs").ensure_valid("the draft")
    editors = file.editors if name_of(actor) in file.editors else (*file.editors, name_of(actor))
    file = file.replace(
        editors=editors,
        given_issue_date=after.issue_date is not None,
        given_due_date=after.due_date is not None,
        template=template_ref(uow, template) if template else file.template,
        locale=locale or file.locale,
    )
    moved = changed_draft(row, after, file)
    moved, event = happened(tools, moved, "invoice.edited", actor, fields=sorted(changes))
    save(uow, moved, event)
    change_words(uow, tools, row, moved, after)
    return record_of(moved)
