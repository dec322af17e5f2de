"""The document dimension: from draft to issued, and what is refused on the way.

A sealed document never changes: corrections are documents of their own (Directive 2006/112/EC,
article 219), and an issued number stays used even when the document is voided.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from invoicekit.errors import (
    FourEyesViolation,
    InvoiceKitError,
    SealedDocument,
    StaleContent,
    StateError,
)
from invoicekit.jurisdiction.fapiao import PAPER
from invoicekit.lifecycle._table import Move, Table
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import ClearanceStatus, DeliveryStatus, DocumentStatus


class DocumentCommand(StrEnum):
    """What people and services ask of a document.

    `pre_approve` is a yes that is not the last one needed; `begin_issue`, `confirm_issue` and
    `fail_issue` are the two phases of issuing where an authority gives the number.
    """

    EDIT = "edit"
    SUBMIT = "submit"
    PRE_APPROVE = "pre_approve"
    APPROVE = "approve"
    REJECT = "reject"
    REOPEN = "reopen"
    ISSUE = "issue"
    BEGIN_ISSUE = "begin_issue"
    CONFIRM_ISSUE = "confirm_issue"
    FAIL_ISSUE = "fail_issue"
    CREDIT = "credit"
    REPLACE = "replace"
    VOID = "void"
    DISCARD = "discard"


class DocumentContext(NamedTuple):
    """What the guards need beside the record. What is not said, refuses.

    Attributes:
        actor: Who asks.
        content_hash: SHA-256 of the record's content as it is now (see `invoicekit.chain`).
        needed: Approvals that the policy's amount band asks for.
        four_eyes: Whether creator, editors and submitter may not approve.
        void_allowed: Whether the correction policy of the issuer's regime knows voiding.
        paper_month: A day of the current month, where only paper is voided, in its month.
        copies_returned: Whether all copies (联次) of a paper document are back.
        reported: Whether its data are reported to the tax bureau already (抄税), or booked (记账).
        reason: Why; asked for when people take something back.
    """

    actor: str = ""
    content_hash: str = ""
    needed: int = 1
    four_eyes: bool = True
    void_allowed: bool = False
    paper_month: date | None = None
    copies_returned: bool = False
    reported: bool = False
    reason: str | None = None


DocumentMove: TypeAlias = Move[DocumentStatus, DocumentCommand, InvoiceRecord, DocumentContext]


def content_as_submitted(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """The content is the one that was submitted, and that others said yes to."""
    hashes = {approval.content_hash for approval in record.approvals}
    if record.submitted_hash is not None:
        hashes.add(record.submitted_hash)
    if hashes <= {context.content_hash}:
        return None
    return StaleContent(
        f"the content of {record.id} is no longer the one that was submitted or approved",
        where=record.id,
        expected=", ".join(sorted(hashes)),
        hint="Reopen, look at the change and submit it again.",
        params={"content_hash": context.content_hash},
    )


def approver_had_no_part(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """Under four eyes the approver is none of creator, editors and submitter."""
    took_part = {record.created_by, record.submitted_by, *record.editors}
    if not context.four_eyes or context.actor not in took_part:
        return None
    return FourEyesViolation(
        f"{context.actor} created, edited or submitted {record.id} and may not approve it",
        where=record.id,
        expected="an approver who had no part in this content",
        hint="Ask somebody else to approve.",
        params={"actor": context.actor},
    )


def approver_is_new(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """So many approvals are so many different people, and somebody stands behind each."""
    if context.actor and all(context.actor != approval.actor for approval in record.approvals):
        return None
    return FourEyesViolation(
        f"{context.actor or 'nobody'} can not add an approval to {record.id}",
        where=record.id,
        expected="a named approver who has not approved this content yet",
        hint="Ask somebody else to approve.",
        params={"actor": context.actor},
    )


def last_approval_needed(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """With this yes there are as many approvals as the amount asks for."""
    have = len(_approvers(record)) + 1
    if have >= context.needed:
        return None
    return StateError(
        f"{record.id} needs {context.needed} approvals, this is number {have}",
        where=record.id,
        expected=f"{context.needed} approvals by different people",
        hint="Record it with pre_approve, and ask the next person.",
        params={"needed": context.needed, "have": have},
    )


def more_approvals_needed(
    record: InvoiceRecord, context: DocumentContext
) -> InvoiceKitError | None:
    """After this yes another one is still needed."""
    if last_approval_needed(record, context) is not None:
        return None
    return StateError(
        f"this is the last approval that {record.id} needs",
        where=record.id,
        expected="approve",
        hint="Record it with approve.",
    )


def approvals_complete(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """As many different people as the amount asks for have said yes."""
    have = len(_approvers(record))
    if have >= context.needed:
        return None
    return StateError(
        f"{record.id} has {have} of {context.needed} approvals",
        where=record.id,
        expected=f"{context.needed} approvals by different people",
        hint="Submit and have it approved before issuing.",
        params={"needed": context.needed, "have": have},
    )


def reason_given(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """Who takes something back says why."""
    if context.reason and context.reason.strip():
        return None
    return StateError(
        f"a reason is needed for {record.id}",
        where=record.id,
        expected="reason",
        hint="Say why; the reason stays in the audit log.",
    )


def regime_knows_voiding(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """The correction policy of the issuer's country allows to void an issued document."""
    if context.paper_month is not None:
        return _paper_refusal(record, context, context.paper_month)
    if context.void_allowed:
        return None
    return StateError(
        f"{record.number} can not be voided: the issuer's country does not know it",
        where=record.id,
        expected="a credit note or corrective invoice",
        hint="Credit the invoice.",
    )


def _paper_refusal(
    record: InvoiceRecord, context: DocumentContext, today: date
) -> StateError | None:
    """Says what speaks against voiding a 发票 (作废), and what to do instead.

    Source: 国税发〔2006〕156号, article 20: its copies are back in the month of its issue, its
    seller has neither reported (抄税) nor booked it, and its buyer has not had it certified (认证).
    """
    kind = record.invoice.fapiao.kind if record.invoice.fapiao else None
    day = record.invoice.issue_date
    why = hint = ""
    if kind not in PAPER:
        why = "a fully digital one (数电票) is never voided (作废)"
    elif day is None or (day.year, day.month) != (today.year, today.month):
        why = f"it was issued on {day}, and paper ones are voided in their month only"
    elif context.reported:
        why = "its data are reported to the tax bureau already (已抄税)"
    elif not context.copies_returned:
        why = "not all its copies (联次) are back, so its buyer may have booked it"
        hint = "Get them back and say copies_returned=True, or reverse it: kit.invoices.credit."
    if not why:
        return None
    return StateError(
        f"{record.number} can not be voided: {why}",
        where=record.id,
        expected="a paper 发票 in the month of its issue, with all its copies",
        hint=hint or "Reverse it with a red-letter invoice (红字发票): kit.invoices.credit.",
        params={"kind": kind, "issued": str(day), "copies_returned": context.copies_returned},
    )


def buyer_has_not_got_it(record: InvoiceRecord, context: DocumentContext) -> InvoiceKitError | None:
    """The document has not reached its buyer, or is back on paper; it is not cleared elsewhere."""
    if context.paper_month is not None and context.copies_returned:
        return None
    if record.clearance_status not in _UNCLEARED:
        return _too_late(record, f"clearance is {record.clearance_status.value}")
    if record.delivery_status not in _UNDELIVERED:
        return _too_late(record, f"delivery is {record.delivery_status.value}")
    return None


def nothing_allocated(record: InvoiceRecord, _context: DocumentContext) -> InvoiceKitError | None:
    """No payment, credit or write-off is allocated to it, and no credit note is alive."""
    if record.paid_amount or record.credited_amount or record.written_off_amount:
        return _too_late(record, "money or credit is allocated to it")
    if any(link.kind in {"credited_by", "replaced_by"} for link in record.links):
        return _too_late(record, "another document corrects it")
    return None


_UNCLEARED = frozenset(
    {ClearanceStatus.NOT_REQUIRED, ClearanceStatus.REJECTED, ClearanceStatus.CANCELLED}
)
_UNDELIVERED = frozenset(
    {
        DeliveryStatus.NONE,
        DeliveryStatus.CANCELLED,
        DeliveryStatus.FAILED,
        DeliveryStatus.BOUNCED,
        DeliveryStatus.RETURNED,
        DeliveryStatus.PRINTED,
    }
)


def _too_late(record: InvoiceRecord, why: str) -> StateError:
    return StateError(
        f"{record.number} can not be voided: {why}",
        where=record.id,
        expected="an issued document that nobody has got, paid or credited",
        hint="Take that back first, or credit the invoice.",
        params={"why": why},
    )


def _approvers(record: InvoiceRecord) -> set[str]:
    return {approval.actor for approval in record.approvals}


_S, _C = DocumentStatus, DocumentCommand
_YES = (content_as_submitted, approver_had_no_part, approver_is_new)
_READY = (content_as_submitted, approvals_complete)
_VOID = (reason_given, regime_knows_voiding, buyer_has_not_got_it, nothing_allocated)

DOCUMENT: Table[DocumentStatus, DocumentCommand, InvoiceRecord, DocumentContext] = Table(
    "document",
    (
        Move(_S.DRAFT, _C.EDIT, _S.DRAFT, (), "invoice.edited"),
        Move(_S.DRAFT, _C.SUBMIT, _S.IN_REVIEW, (), "invoice.submitted"),
        Move(_S.DRAFT, _C.ISSUE, _S.ISSUED, _READY, "invoice.issued"),
        Move(_S.DRAFT, _C.BEGIN_ISSUE, _S.ISSUING, _READY, "invoice.issuing"),
        Move(_S.DRAFT, _C.DISCARD, _S.DISCARDED, (), "invoice.discarded"),
        Move(
            _S.IN_REVIEW,
            _C.PRE_APPROVE,
            _S.IN_REVIEW,
            (*_YES, more_approvals_needed),
            "invoice.pre_approved",
        ),
        Move(
            _S.IN_REVIEW, _C.APPROVE, _S.APPROVED, (*_YES, last_approval_needed), "invoice.approved"
        ),
        Move(_S.IN_REVIEW, _C.REJECT, _S.DRAFT, (reason_given,), "invoice.rejected"),
        Move(_S.IN_REVIEW, _C.REOPEN, _S.DRAFT, (), "invoice.reopened"),
        Move(_S.IN_REVIEW, _C.DISCARD, _S.DISCARDED, (), "invoice.discarded"),
        Move(_S.APPROVED, _C.ISSUE, _S.ISSUED, _READY, "invoice.issued"),
        Move(_S.APPROVED, _C.BEGIN_ISSUE, _S.ISSUING, _READY, "invoice.issuing"),
        Move(_S.APPROVED, _C.REJECT, _S.DRAFT, (reason_given,), "invoice.rejected"),
        Move(_S.APPROVED, _C.REOPEN, _S.DRAFT, (), "invoice.reopened"),
        Move(_S.APPROVED, _C.DISCARD, _S.DISCARDED, (), "invoice.discarded"),
        Move(_S.ISSUING, _C.CONFIRM_ISSUE, _S.ISSUED, _READY, "invoice.issued"),
        Move(_S.ISSUING, _C.FAIL_ISSUE, _S.APPROVED, (), "invoice.issue_failed"),
        Move(_S.ISSUED, _C.CREDIT, _S.ISSUED, (), "invoice.credited"),
        Move(_S.ISSUED, _C.REPLACE, _S.ISSUED, (), "invoice.replaced"),
        Move(_S.ISSUED, _C.VOID, _S.VOIDED, _VOID, "invoice.voided"),
    ),
)


def decide(
    record: InvoiceRecord, command: DocumentCommand, context: DocumentContext
) -> DocumentMove:
    """Returns the move that a command makes on a record; writes nothing.

    Raises:
        SealedDocument: The content of an issued document was to be edited.
        TransitionNotAllowed: No move leads from the record's status by this command.
        FourEyesViolation: The approver had a part in the content, or has approved it before.
        StaleContent: The content differs from what was submitted or approved.
        StateError: Another guard objects.
    """
    if command is DocumentCommand.EDIT and record.issued:
        raise SealedDocument(
            f"{record.number} is issued and never changes",
            where=record.id,
            expected="a draft",
            hint="Credit or replace it: a correction is a new document.",
        )
    return DOCUMENT.decide(record, record.document_status, command, context, where=record.id)


def approve(record: InvoiceRecord, context: DocumentContext) -> DocumentMove:
    """Returns the move of one person's yes: `approve` for the last one needed, else `pre_approve`.

    Raises:
        As `decide`.
    """
    last = len(_approvers(record)) + 1 >= context.needed
    command = DocumentCommand.APPROVE if last else DocumentCommand.PRE_APPROVE
    return decide(record, command, context)
