"""What became of a received invoice: its tax used, itself booked, checked at the tax bureau."""

from __future__ import annotations

from invoicekit.errors import InputError
from invoicekit.model.event import Actor
from invoicekit.model.received import Booking, InputUse, Received, Verification
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._received import keep_received, locked_received
from invoicekit.services._tools import Tools


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
