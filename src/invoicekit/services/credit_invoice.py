"""Drafting a credit note: by line and quantity, never more than was invoiced."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

from invoicekit.errors import InputError, OverCredited, StateError
from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.allowance import Allowance, Charge, LineAllowance, LineCharge
from invoicekit.model.event import Actor
from invoicekit.model.invoice import DocumentKind, Invoice
from invoicekit.model.line import InvoiceLine
from invoicekit.model.record import InvoiceRecord, Link
from invoicekit.model.reference import Note, PrecedingInvoice
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO, add, divide, multiply, quantum, round_to
from invoicekit.ports import UnitOfWork
from invoicekit.services._credits import (
    credited_quantities,
    group_taxes,
    link_credit,
    live_credits,
)
from invoicekit.services._drafts import Draft, store_draft
from invoicekit.services._moves import context_of
from invoicekit.services._profiles import customer_of, issuer_of
from invoicekit.services._records import file_of, invoice_of, locked, read, record_of
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, number, reason_of

P = TypeVar("P", LineAllowance, LineCharge, Allowance, Charge)
Quantities = Mapping[str, "Decimal | str | int"]


def credit_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    lines: Quantities | None = None,
    idempotency_key: str | None = None,
) -> InvoiceRecord:
    """Drafts a credit note over lines (line id → quantity), over all that is left by default.

    It goes through review and issue as any document; when issued it lowers what the invoice has
    open. The credit note that takes the last quantity takes the exact rest of each tax group.

    Raises:
        OverCredited: More than is left of a line.
        TransitionNotAllowed: The invoice is not issued.
        StateError: It is a credit note itself.
        InputError: No such line, a quantity that takes nothing back, or no reason.
    """
    reason = reason_of(reason)
    credit_id = tools.ids()
    request = {"invoice": invoice_id, "lines": _plain(lines), "reason": reason}
    known = seen_before(
        uow, tools, "invoice.credit", idempotency_key, request=request, answer=credit_id
    )
    if known is not None:
        return record_of(read(uow, known))
    original = locked(uow, invoice_id)
    issuer = issuer_of(uow, original.issuer_id)
    decide(record_of(original), DocumentCommand.CREDIT, context_of(original, issuer, actor))
    if original.direction < 0:
        raise _no_invoice(original)
    before = live_credits(uow, original)
    invoice = invoice_of(original)
    quantities = _quantities(invoice, credited_quantities(before), lines)
    file = file_of(original)
    draft = Draft(
        invoice=_credit_note(invoice, quantities, reason),
        issuer=issuer,
        customer=customer_of(uow, original.customer_id) if original.customer_id else None,
        rates=tuple(rate for rate in file.rates if rate.line in quantities),
        links=(Link(kind="credits", id=original.id, number=original.number),),
        template=file.template.id,
        locale=file.locale,
        formats=file.originals,
        order_source=original.order_source,
        order_reference=original.order_reference,
        rest=_rest(original, before, quantities, invoice),
    )
    record = store_draft(uow, tools, draft, invoice_id=credit_id, actor=actor)
    link_credit(uow, tools, original, read(uow, record.id), actor=actor)
    return record


def _no_invoice(row: InvoiceRow) -> StateError:
    return StateError(
        f"{row.number} is a credit note: only invoices are credited",
        where=row.id,
        expected="an issued invoice",
        hint="Bill what was credited by mistake with a new invoice.",
    )


def _plain(lines: Quantities | None) -> dict[str, str] | None:
    return None if lines is None else {line: str(quantity) for line, quantity in lines.items()}


def _quantities(
    invoice: Invoice, taken: Mapping[str, Decimal], asked: Quantities | None
) -> dict[str, Decimal]:
    left = {
        line.id or "": add((line.quantity or ZERO, -taken.get(line.id or "", ZERO)))
        for line in invoice.lines
    }
    if asked is None:
        wanted = {line: quantity for line, quantity in left.items() if quantity}
    else:
        wanted = {line: number(quantity, f"lines[{line}]") for line, quantity in asked.items()}
    for line, quantity in wanted.items():
        if line not in left:
            raise InputError(
                f"the invoice has no line {line!r}", where=line, expected=", ".join(left)
            )
        if not quantity:
            raise InputError(f"line {line} is to be credited by nothing", where=f"lines[{line}]")
        if abs(quantity) > abs(left[line]) or quantity * left[line] < 0:
            raise OverCredited(
                f"{quantity} is more than the {left[line]} left to credit of line {line}",
                where=line,
                expected=f"at most {left[line]}",
            )
    if not wanted:
        raise OverCredited("nothing is left to credit", where=invoice.number)
    return wanted


def _credit_note(invoice: Invoice, quantities: Mapping[str, Decimal], reason: str) -> Invoice:
    whole = all(
        quantities.get(line.id or "", ZERO) == (line.quantity or ZERO) for line in invoice.lines
    )
    lines = [
        line if quantities[line.id or ""] == line.quantity else _part(line, quantities, invoice)
        for line in invoice.lines
        if line.id in quantities
    ]
    share = _share(invoice, lines)
    return invoice.replace(
        number=None,
        issue_date=None,
        due_date=None,
        tax_point_date=invoice.tax_point_date or invoice.issue_date,
        type_code=DocumentKind.CREDIT_NOTE.value,
        preceding_invoices=(
            PrecedingInvoice(number=invoice.number, issue_date=invoice.issue_date),
        ),
        notes=(Note(text=reason),),
        payment_terms=None,
        lines=tuple(lines),
        allowances=invoice.allowances
        if whole
        else tuple(_scaled(a, share, invoice) for a in invoice.allowances),
        charges=invoice.charges
        if whole
        else tuple(_scaled(c, share, invoice) for c in invoice.charges),
        totals=None,
        vat_breakdown=(),
        other_tax_breakdown=(),
    )


def _part(line: InvoiceLine, quantities: Mapping[str, Decimal], invoice: Invoice) -> InvoiceLine:
    quantity = quantities[line.id or ""]
    share = divide(quantity, line.quantity or Decimal(1))
    return line.replace(
        quantity=quantity,
        net_amount=None,
        allowances=tuple(_scaled(a, share, invoice) for a in line.allowances),
        charges=tuple(_scaled(c, share, invoice) for c in line.charges),
    )


def _share(invoice: Invoice, lines: list[InvoiceLine]) -> Decimal:
    """The part of the line total that is credited, by unreduced value of the lines."""
    total = add(_value(line) for line in invoice.lines)
    return divide(add(_value(line) for line in lines), total) if total else Decimal(1)


def _value(line: InvoiceLine) -> Decimal:
    price = line.price
    given = (price.with_vat or price.net or ZERO) if price else ZERO
    return multiply(given, line.quantity or ZERO)


def _scaled(part: P, share: Decimal, invoice: Invoice) -> P:
    unit = quantum(invoice.currency or "EUR")
    changes = {
        name: round_to(multiply(getattr(part, name), share), unit)
        for name in ("amount", "base_amount", "with_vat")
        if getattr(part, name) is not None
    }
    return part.replace(**changes)


def _rest(
    original: InvoiceRow,
    before: list[InvoiceRow],
    quantities: Mapping[str, Decimal],
    invoice: Invoice,
) -> dict[tuple[str, str], tuple[Decimal, Decimal]] | None:
    """The exact rest of each tax group when this note takes the last quantities, else None."""
    taken = credited_quantities(before)
    complete = all(
        taken.get(line.id or "", ZERO) + quantities.get(line.id or "", ZERO)
        == (line.quantity or ZERO)
        for line in invoice.lines
    )
    if not complete:
        return None
    spent = group_taxes(before)
    return {
        key: (base - spent.get(key, (ZERO, ZERO))[0], tax - spent.get(key, (ZERO, ZERO))[1])
        for key, (base, tax) in group_taxes([original]).items()
    }
