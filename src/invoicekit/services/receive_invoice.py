"""Received invoices: kept once, with the bytes as they came, checked, used and booked.

One invoice may come in several files, as PDF and as data; the same number with other amounts is
another invoice under a number that is taken, and is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from invoicekit.chain import canonical
from invoicekit.errors import ConflictError, InputError, NotFound
from invoicekit.model.event import Actor
from invoicekit.model.fapiao import FapiaoKind
from invoicekit.model.invoice import Invoice, Totals
from invoicekit.model.received import (
    Booking,
    InputUse,
    Received,
    ReceivedFile,
    Verification,
    Voucher,
)
from invoicekit.model.rows import ReceivedRow
from invoicekit.model.stored import Id
from invoicekit.money import ZERO
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
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
    known = _by_key(uow, arrival.key)
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


def use_input_tax(
    uow: UnitOfWork,
    tools: Tools,
    received_id: str,
    use: InputUse,
    *,
    period: str | None,
    actor: Actor | str,
) -> Received:
    """Records what an invoice's tax is used for, and returns it.

    Args:
        uow: Of the tenant.
        tools: The kit's.
        received_id: The invoice.
        use: 抵扣, 不抵扣, 退税 or 代办退税; `none` takes it back.
        period: The month it is used in, such as `2026-03`.
        actor: Who says so.

    Raises:
        NotFound: There is none.
        InputError: A period is missing where the tax is used.
    """
    authorise(tools, actor, "received.use")
    if use is not InputUse.NONE and not period:
        raise InputError(
            "the month that the tax is used in is missing", where="period", expected="2026-03"
        )
    row, received = locked_received(uow, received_id)
    used = received.replace(use=use, use_period=period if use is not InputUse.NONE else None)
    return keep_received(
        uow,
        tools,
        row,
        used,
        "received.used",
        actor,
        permission="received.use",
        use=use.value,
        period=period,
    )


def book_received(
    uow: UnitOfWork,
    tools: Tools,
    received_id: str,
    booking: Booking,
    *,
    voucher: str | None,
    actor: Actor | str,
) -> Received:
    """Records that an invoice was booked (入账), under which voucher, and returns it.

    Raises:
        NotFound: There is none.
    """
    authorise(tools, actor, "received.book")
    row, received = locked_received(uow, received_id)
    booked = received.replace(booking=booking, voucher=voucher)
    return keep_received(
        uow,
        tools,
        row,
        booked,
        "received.booked",
        actor,
        permission="received.book",
        mark=booking.value,
        voucher=voucher,
    )


def record_verification(
    uow: UnitOfWork, tools: Tools, received_id: str, result: Verification, *, actor: Actor | str
) -> Received:
    """Records what the tax bureau said of a 发票 (查验), and returns it.

    Raises:
        NotFound: There is none.
    """
    authorise(tools, actor, "received.keep")
    row, received = locked_received(uow, received_id)
    checked = received.replace(verification=result, verified_at=tools.now())
    return keep_received(uow, tools, row, checked, "received.verified", actor, result=result.value)


def get_received(uow: UnitOfWork, received_id: str) -> Received:
    """Returns a received invoice.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(ReceivedRow, [Id(received_id)])
    if row is None:
        raise _unknown(received_id)
    return Received.model_validate_json(row.document)


def verification_query(received: Received) -> Mapping[str, str]:
    """Returns what the bureau asks to check a 发票 (查验), by the field names of its gateway.

    Of most kinds it asks for the amount: without tax of special and vehicle invoices on paper or of
    the devices, with tax of 数电票; of the others for the end of the check code.

    Raises:
        InputError: It is no 发票.
    """
    invoice = received.invoice
    facts = invoice.fapiao
    if facts is None or facts.kind not in _CHECKED:
        raise InputError("only a 发票 is checked at the tax bureau", where=received.id)
    code, asked = _CHECKED[FapiaoKind(facts.kind)]
    totals = invoice.totals or Totals()
    amount = {"net": totals.without_vat, "gross": totals.with_vat}.get(asked)
    check_code = (facts.check_code or "").replace(" ", "") if asked == "code" else ""
    day = invoice.issue_date
    buyer = invoice.buyer.tax_ids if invoice.buyer else ()
    return {
        "fplx": code,
        "fpdm": facts.code or "",
        "fphm": invoice.number or "",
        "kprq": f"{day:%Y%m%d}" if day else "",
        "jym": check_code[-6:],
        "kpje": "" if amount is None else str(amount),
        "nsrsbh": buyer[0].value if buyer else "",
    }


_K = FapiaoKind
_CHECKED: dict[str, tuple[str, str]] = {
    _K.DIGITAL_SPECIAL: ("81", "gross"),
    _K.DIGITAL_ORDINARY: ("82", "gross"),
    _K.DIGITAL_RAIL: ("51", "gross"),
    _K.DIGITAL_AIR: ("61", "gross"),
    _K.DIGITAL_VEHICLE: ("83", "gross"),
    _K.DIGITAL_USED_VEHICLE: ("84", "gross"),
    _K.DIGITAL_PAPER_SPECIAL: ("85", "net"),
    _K.DIGITAL_PAPER_ORDINARY: ("86", "code"),
    _K.DIGITAL_PAPER_VEHICLE: ("87", "net"),
    _K.DIGITAL_PAPER_USED_VEHICLE: ("88", "gross"),
    _K.TC_ELECTRONIC_SPECIAL: ("08", "net"),
    _K.TC_ELECTRONIC_ORDINARY: ("10", "code"),
    _K.TC_TOLL: ("14", "code"),
    _K.PAPER_SPECIAL: ("01", "net"),
    _K.PAPER_FREIGHT: ("02", "net"),
    _K.PAPER_VEHICLE: ("03", "net"),
    _K.PAPER_ORDINARY: ("04", "code"),
    _K.PAPER_ROLL: ("11", "code"),
    _K.PAPER_USED_VEHICLE: ("15", "gross"),
}
"""查验 code of each kind, and what is asked beside it: an amount or the check code (校验码)."""


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
        tools, _row(uow, received), "received.added", actor, sha256=arrival.file.sha256
    )
    save(uow, row, event, new=True)
    _note_reversal(uow, tools, received, actor)
    return received


def _note_reversal(uow: UnitOfWork, tools: Tools, red: Received, actor: Actor | str) -> None:
    """Notes a red-letter invoice at the blue one that it reverses, where that is known."""
    said = red.invoice.fapiao.red if red.invoice.fapiao else None
    if said is None or not said.original_number:
        return
    known = _by_key(uow, (said.original_code or "") + said.original_number)
    if known is not None:
        row, blue = known
        noted = blue.replace(reversed_by=(*blue.reversed_by, red.id))
        keep_received(uow, tools, row, noted, "received.reversed", actor, by=red.key)


def _row(uow: UnitOfWork, received: Received) -> ReceivedRow:
    invoice = received.invoice
    totals = invoice.totals or Totals()
    return ReceivedRow(
        tenant_id=uow.tenant,
        id=Id(received.id),
        natural_key=received.key,
        number=invoice.number or "",
        seller_name=invoice.seller.name if invoice.seller else None,
        issue_date=invoice.issue_date,
        direction=-1 if invoice.is_credit else 1,
        currency=invoice.currency or "",
        without_vat=totals.without_vat or ZERO,
        vat=totals.vat or ZERO,
        total=totals.with_vat or ZERO,
        use=received.use.value,
        use_period=received.use_period,
        booking=received.booking.value,
        received_at=received.received_at,
        document=canonical(received.model_dump(mode="json", exclude_none=True)).decode(),
    )


def keep_received(
    uow: UnitOfWork,
    tools: Tools,
    row: ReceivedRow,
    received: Received,
    event_type: str,
    actor: Actor | str,
    permission: str = "received.keep",
    **data: object,
) -> Received:
    """Stores a received invoice that changed, with what happened to it, and returns it."""
    authorise(tools, actor, permission)
    received = received.replace(version=received.version + 1)
    kept = _row(uow, received)
    kept = replace(
        kept, revision=row.revision + 1, event_count=row.event_count, event_head=row.event_head
    )
    kept, event = happened(tools, kept, event_type, actor, **data)
    save(uow, kept, event)
    return received


def _by_key(uow: UnitOfWork, key: str) -> tuple[ReceivedRow, Received] | None:
    found = list(uow.stream(Query(of=ReceivedRow, where=(("natural_key", "=", key),))))
    return locked_received(uow, found[0].id) if found else None


def locked_received(uow: UnitOfWork, received_id: str) -> tuple[ReceivedRow, Received]:
    """Returns a received invoice and its row, locked until the transaction ends.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(ReceivedRow, [Id(received_id)], lock=True)
    if row is None:
        raise _unknown(received_id)
    return row, Received.model_validate_json(row.document)


def _unknown(received_id: str) -> NotFound:
    return NotFound(f"no received invoice {received_id!r}", where=received_id)


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
