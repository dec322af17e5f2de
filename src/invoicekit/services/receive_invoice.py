"""Received invoices: kept once, with the bytes as they came.

One invoice may come in several files, as PDF and as data; the same number with other amounts is
another invoice under a number that is taken, and is refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoicekit.errors import ConflictError, InputError
from invoicekit.model.event import Actor
from invoicekit.model.invoice import Invoice, Totals
from invoicekit.model.received import Received, ReceivedFile, Voucher
from invoicekit.model.rows import ReceivedRow
from invoicekit.ports import Condition, Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._received import keep_received, known_by, row_of
from invoicekit.services._tools import Tools, name_of

_DIGITAL = 20
"""Digits of a 数电票's number, which is one in the whole country."""


@dataclass(frozen=True)
class Arrival:
    """An invoice as it was read, or another voucher, and its file as it was kept."""

    invoice: Invoice
    file: ReceivedFile
    profile: str
    problems: tuple[str, ...]
    source: str
    voucher: Voucher | None = None

    @property
    def key(self) -> str:
        """What makes it one.

        Raises:
            InputError: It has no number.
        """
        return self.voucher.key if self.voucher else natural_key(self.invoice)


def natural_key(invoice: Invoice) -> str:
    """Returns what makes a received invoice one.

    Raises:
        InputError: It has no number.
    """
    number = (invoice.number or "").strip()
    if not number:
        raise InputError(
            "the invoice has no number (BT-1)",
            where="number",
            hint="Ask its seller for one with a number.",
        )
    if invoice.fapiao is not None and invoice.fapiao.code:
        return invoice.fapiao.code + number
    if len(number) == _DIGITAL and number.isdigit():
        return number
    seller = invoice.seller
    ids = [each.value for each in seller.tax_ids] if seller else []
    return "/".join((ids[0] if ids else (seller.name if seller else None) or "", number))


def receive_invoice(
    uow: UnitOfWork, tools: Tools, arrival: Arrival, *, actor: Actor | str
) -> Received:
    """Stores a received invoice, or a further file of a known one, and returns it.

    Raises:
        InputError: It has no number.
        ConflictError: Its number is known with other amounts or another date.
    """
    authorise(tools, actor, "received.keep")
    known = known_by(uow, arrival.key)
    if known is None:
        return _new(uow, tools, arrival, actor)
    row, received = known
    _refuse_other(received, arrival.invoice)
    if any(file.sha256 == arrival.file.sha256 for file in received.files):
        return received
    more = received.replace(files=(*received.files, arrival.file))
    return keep_received(
        uow, tools, row, more, "received.file_added", actor, sha256=arrival.file.sha256
    )


def refuse_conflict(uow: UnitOfWork, invoice: Invoice, key: str | None = None) -> None:
    """Does nothing when an invoice may be received: its number is new, or it is the same again.

    Raises:
        InputError: It has no number.
        ConflictError: Its number is known with other amounts or another date.
    """
    query = Query(of=ReceivedRow, where=(("natural_key", "=", key or natural_key(invoice)),))
    for row in uow.stream(query):
        _refuse_other(Received.model_validate_json(row.document), invoice)


def _new(uow: UnitOfWork, tools: Tools, arrival: Arrival, actor: Actor | str) -> Received:
    received = Received(
        id=tools.ids(),
        key=arrival.key,
        source=arrival.source,
        invoice=arrival.invoice,
        files=(arrival.file,),
        profile=arrival.profile,
        problems=arrival.problems,
        other=arrival.voucher.kind if arrival.voucher else None,
        received_at=tools.now(),
        received_by=name_of(actor),
    )
    row, event = happened(
        tools, row_of(uow, received), "received.added", actor, sha256=arrival.file.sha256
    )
    save(uow, row, event, new=True)
    _note_reversal(uow, tools, received, actor)
    for red in _reversing(uow, received):
        received = _note_reversal(uow, tools, red, actor) or received
    return received


def _note_reversal(
    uow: UnitOfWork, tools: Tools, red: Received, actor: Actor | str
) -> Received | None:
    """Notes a red-letter invoice at the blue one that it reverses; returns that, if known."""
    key = _reversed_key(red.invoice)
    known = known_by(uow, key) if key else None
    if known is None:
        return None
    row, blue = known
    noted = blue.replace(reversed_by=(*blue.reversed_by, red.id))
    return keep_received(uow, tools, row, noted, "received.reversed", actor, by=red.key)


def _reversing(uow: UnitOfWork, blue: Received) -> list[Received]:
    """Returns the red-letter invoices that came before the blue one that they reverse.

    They are no older than it, and few: of those dated since, only what has its number is read.
    """
    number, day = blue.invoice.number, blue.invoice.issue_date
    if blue.invoice.fapiao is None or blue.invoice.is_credit or not number:
        return []
    since: tuple[Condition, ...] = (("issue_date", ">=", day),) if day else ()
    query = Query(of=ReceivedRow, where=(("direction", "=", -1), *since))
    naming = [row for row in uow.stream(query) if number in row.document]
    reds = [Received.model_validate_json(row.document) for row in naming]
    return [red for red in reds if _reversed_key(red.invoice) == blue.key]


def _reversed_key(red: Invoice) -> str | None:
    """Returns the natural key of the 发票 that a red-letter invoice names, None for any other."""
    said = red.fapiao.red if red.fapiao else None
    if said is None or not said.original_number:
        return None
    return (said.original_code or "") + said.original_number


def _refuse_other(received: Received, arrived: Invoice) -> None:
    was, now = _essence(received.invoice), _essence(arrived)
    differing = [name for name in was if was[name] != now[name]]
    if differing:
        told = ", ".join(f"{name} {now[name]}, not {was[name]}" for name in differing)
        raise ConflictError(
            f"invoice {received.key} is known with other content: {told}",
            where=received.id,
            expected="the same invoice again, or another number",
            hint="Compare both files; one of them was changed or is not genuine.",
        )


def _essence(invoice: Invoice) -> dict[str, object]:
    totals = invoice.totals or Totals()
    amounts: dict[str, Decimal | None] = {
        "net": totals.without_vat,
        "VAT": totals.vat,
        "total": totals.with_vat,
    }
    return {"date": invoice.issue_date, "type": invoice.type_code, **amounts}
