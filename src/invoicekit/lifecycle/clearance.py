"""The clearance dimension: what a tax platform says of a document.

A request has our own id and is never sent anew before the platform was asked what became of it;
`waiting` is a platform that wants a person to log in (扫码登录) before it goes on.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from invoicekit.lifecycle._table import Move, Table
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import ClearanceStatus


class ClearanceCommand(StrEnum):
    """What we ask and what the platform answers.

    `lose` is a time-out: nobody knows what became of the request until `miss` (the platform has
    never seen it) or an answer.
    """

    REQUIRE = "require"
    SUBMIT = "submit"
    WAIT = "wait"
    RESUME = "resume"
    CLEAR = "clear"
    REJECT = "reject"
    LOSE = "lose"
    MISS = "miss"
    RETRY = "retry"
    REQUEST_CANCEL = "request_cancel"
    KEEP = "keep"
    CANCEL = "cancel"


ClearanceMove: TypeAlias = Move[ClearanceStatus, ClearanceCommand, InvoiceRecord, None]

_S, _C = ClearanceStatus, ClearanceCommand

CLEARANCE: Table[ClearanceStatus, ClearanceCommand, InvoiceRecord, None] = Table(
    "clearance",
    (
        Move(_S.NOT_REQUIRED, _C.REQUIRE, _S.PENDING, (), "clearance.required"),
        Move(_S.PENDING, _C.SUBMIT, _S.SUBMITTED, (), "clearance.submitted"),
        Move(_S.PENDING, _C.WAIT, _S.WAITING, (), "clearance.waiting"),
        Move(_S.PENDING, _C.CLEAR, _S.CLEARED, (), "clearance.cleared"),
        Move(_S.PENDING, _C.REJECT, _S.REJECTED, (), "clearance.rejected"),
        Move(_S.PENDING, _C.LOSE, _S.UNKNOWN, (), "clearance.unknown"),
        Move(_S.WAITING, _C.RESUME, _S.PENDING, (), "clearance.resumed"),
        Move(_S.WAITING, _C.SUBMIT, _S.SUBMITTED, (), "clearance.submitted"),
        Move(_S.WAITING, _C.CLEAR, _S.CLEARED, (), "clearance.cleared"),
        Move(_S.WAITING, _C.REJECT, _S.REJECTED, (), "clearance.rejected"),
        Move(_S.WAITING, _C.LOSE, _S.UNKNOWN, (), "clearance.unknown"),
        Move(_S.SUBMITTED, _C.WAIT, _S.WAITING, (), "clearance.waiting"),
        Move(_S.SUBMITTED, _C.CLEAR, _S.CLEARED, (), "clearance.cleared"),
        Move(_S.SUBMITTED, _C.REJECT, _S.REJECTED, (), "clearance.rejected"),
        Move(_S.SUBMITTED, _C.LOSE, _S.UNKNOWN, (), "clearance.unknown"),
        Move(_S.UNKNOWN, _C.MISS, _S.PENDING, (), "clearance.missed"),
        Move(_S.UNKNOWN, _C.SUBMIT, _S.SUBMITTED, (), "clearance.submitted"),
        Move(_S.UNKNOWN, _C.WAIT, _S.WAITING, (), "clearance.waiting"),
        Move(_S.UNKNOWN, _C.CLEAR, _S.CLEARED, (), "clearance.cleared"),
        Move(_S.UNKNOWN, _C.REJECT, _S.REJECTED, (), "clearance.rejected"),
        Move(_S.REJECTED, _C.RETRY, _S.PENDING, (), "clearance.retried"),
        Move(_S.CLEARED, _C.REQUEST_CANCEL, _S.CANCEL_REQUESTED, (), "clearance.cancel_requested"),
        Move(_S.CANCEL_REQUESTED, _C.KEEP, _S.CLEARED, (), "clearance.kept"),
        Move(_S.CANCEL_REQUESTED, _C.CANCEL, _S.CANCELLED, (), "clearance.cancelled"),
    ),
)

ANSWERS: dict[ClearanceStatus, ClearanceCommand] = {
    ClearanceStatus.SUBMITTED: ClearanceCommand.SUBMIT,
    ClearanceStatus.WAITING: ClearanceCommand.WAIT,
    ClearanceStatus.CLEARED: ClearanceCommand.CLEAR,
    ClearanceStatus.REJECTED: ClearanceCommand.REJECT,
    ClearanceStatus.UNKNOWN: ClearanceCommand.LOSE,
}
"""The command that an authority's answer amounts to, by the status it gives."""


def decide(record: InvoiceRecord, command: ClearanceCommand) -> ClearanceMove:
    """Returns the move that a request or an answer makes on a record.

    Raises:
        TransitionNotAllowed: No move leads from the record's clearance status by this command.
    """
    return CLEARANCE.decide(record, record.clearance_status, command, None, where=record.id)
