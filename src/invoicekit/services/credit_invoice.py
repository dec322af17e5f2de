"""Drafting a credit note: by line and quantity, never more than was invoiced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from invoicekit.errors import InputError, OverCredited, StateError
from invoicekit.lifecycle import DocumentCommand, decide
from invoicekit.model.event import Actor
from invoicekit.model.invoice import DocumentKind, Invoice
from invoicekit.model.record import InvoiceRecord, Link
from invoicekit.model.red_form import RedForm
from invoicekit.model.reference import Note, PrecedingInvoice
from invoicekit.model.rows import InvoiceRow
from invoicekit.money import ZERO, add
from invoicekit.ports import UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._credit_parts import document_parts, lines_taken
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
from invoicekit.services._red_letter import as_red_letter, by_form
from invoicekit.services._requests import seen_before
from invoicekit.services._tools import Tools, number, reason_of

Quantities = Mapping[str, "Decimal | str | int"]


def credit_invoice(
    uow: UnitOfWork,
    tools: Tools,
    invoice_id: str,
    *,
    actor: Actor | str,
    reason: str,
    lines: Quantities | None = None,
    form: RedForm | None = None,
    idempotency_key: str | None = None,
) -> InvoiceRecord:
    """Drafts a credit note over lines (line id → quantity), over all that is left by default.

    It goes through review and issue as any document; when issued it lowers what the invoice has
    open. The credit note that takes the last quantity takes the exact rest of each tax group.
    With a `form`, the red-letter invoice is issued by it, and no other one is entered.

    Raises:
        OverCredited: More than is left of a line.
        TransitionNotAllowed: The invoice is not issued.
        StateError: It is a credit note itself.
        InputError: No such line, a quantity that takes nothing back, or no reason.
    """
    authorise(tools, actor, "invoice.credit")
    reason = reason_of(reason)
    credit_id = tools.ids()
    asked = {"invoice": invoice_id, "lines": _plain(lines), "reason": reason}
    scope = "invoice.credit"
    known = seen_before(uow, tools, scope, idempotency_key, request=asked, answer=credit_id)
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
    rest = _rest(original, before, quantities, invoice)
    earlier = [invoice_of(row) for row in before]
    credit = _credit_note(invoice, quantities, earlier, reason, last=rest is not None)
    if tools.regime_for(issuer).corrections.red_letter:
        whole = rest is not None and not before
        credit = by_form(as_red_letter(credit, invoice, reason, whole=whole), form)
    draft = Draft(
        invoice=credit,
        issuer=issuer,
        customer=customer_of(uow, original.customer_id) if original.customer_id else None,
        rates=tuple(rate for rate in file.rates if rate.line in quantities),
        links=(Link(kind="credits", id=original.id, number=original.number),),
        template=file.template.id,
        locale=file.locale,
        formats=file.originals,
        order_source=original.order_source,
        order_reference=original.order_reference,
        rest=rest,
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


def _credit_note(
    invoice: Invoice,
    quantities: Mapping[str, Decimal],
    earlier: Sequence[Invoice],
    reason: str,
    *,
    last: bool,
) -> Invoice:
    lines = lines_taken(invoice, quantities, earlier)
    allowances, charges = [note.allowances for note in earlier], [note.charges for note in earlier]
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
        lines=lines,
        allowances=document_parts(invoice.allowances, allowances, invoice, lines, last=last),
        charges=document_parts(invoice.charges, charges, invoice, lines, last=last),
        totals=None,
        vat_breakdown=(),
        other_tax_breakdown=(),
    )


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
