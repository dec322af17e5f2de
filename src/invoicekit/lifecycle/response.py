"""The response dimension: what the buyer answered.

Source: Peppol BIS Invoice Response 3.1, code list UNCL4343 (AB, IP, UQ, CA, RE, AP).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from invoicekit.errors import InvoiceKitError, NotSealed
from invoicekit.lifecycle._table import Move, Table
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.status import BuyerResponse


class ResponseCommand(StrEnum):
    """The buyer's answers."""

    ACKNOWLEDGE = "acknowledge"
    PROCESS = "process"
    QUERY = "query"
    ACCEPT_CONDITIONALLY = "accept_conditionally"
    ACCEPT = "accept"
    REJECT = "reject"


CODES: dict[str, ResponseCommand] = {
    "AB": ResponseCommand.ACKNOWLEDGE,
    "IP": ResponseCommand.PROCESS,
    "UQ": ResponseCommand.QUERY,
    "CA": ResponseCommand.ACCEPT_CONDITIONALLY,
    "AP": ResponseCommand.ACCEPT,
    "RE": ResponseCommand.REJECT,
}
"""The answers by their code in UNCL4343."""

ResponseMove: TypeAlias = Move[BuyerResponse, ResponseCommand, InvoiceRecord, None]


def document_issued(record: InvoiceRecord, _context: None) -> InvoiceKitError | None:
    """Only an issued document can be answered."""
    if record.issued:
        return None
    return NotSealed(
        f"record {record.id} is not issued, so no buyer can have answered it",
        where=record.id,
        expected="an issued document",
    )


_S, _C = BuyerResponse, ResponseCommand
_EMITS = {
    _C.ACKNOWLEDGE: (_S.ACKNOWLEDGED, "response.acknowledged"),
    _C.PROCESS: (_S.IN_PROCESS, "response.in_process"),
    _C.QUERY: (_S.UNDER_QUERY, "response.under_query"),
    _C.ACCEPT_CONDITIONALLY: (_S.CONDITIONALLY_ACCEPTED, "response.conditionally_accepted"),
    _C.ACCEPT: (_S.ACCEPTED, "response.accepted"),
    _C.REJECT: (_S.REJECTED, "response.rejected"),
}
_FORWARD: dict[BuyerResponse, tuple[ResponseCommand, ...]] = {
    _S.NONE: tuple(_C),
    _S.ACKNOWLEDGED: (_C.PROCESS, _C.QUERY, _C.ACCEPT_CONDITIONALLY, _C.ACCEPT, _C.REJECT),
    _S.IN_PROCESS: (_C.QUERY, _C.ACCEPT_CONDITIONALLY, _C.ACCEPT, _C.REJECT),
    _S.UNDER_QUERY: (_C.PROCESS, _C.ACCEPT_CONDITIONALLY, _C.ACCEPT, _C.REJECT),
    _S.CONDITIONALLY_ACCEPTED: (_C.QUERY, _C.ACCEPT, _C.REJECT),
}

RESPONSE: Table[BuyerResponse, ResponseCommand, InvoiceRecord, None] = Table(
    "buyer response",
    (
        Move(source, command, _EMITS[command][0], (document_issued,), _EMITS[command][1])
        for source, commands in _FORWARD.items()
        for command in commands
    ),
)


def decide(record: InvoiceRecord, command: ResponseCommand) -> ResponseMove:
    """Returns the move that an answer of the buyer makes.

    Raises:
        TransitionNotAllowed: The buyer has accepted or rejected already, or the answer is late.
        NotSealed: The document is not issued.
    """
    return RESPONSE.decide(record, record.buyer_response, command, None, where=record.id)
