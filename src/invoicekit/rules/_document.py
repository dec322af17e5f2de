"""Rules of the document as a whole: kind, dates, references.

Ids without `IK` are those of EN 16931-1:2017, clause 6.4, and hold as that standard means them.
"""

from __future__ import annotations

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.model import (
    DocumentKind,
    Invoice,
    InvoiceLine,
    PrecedingInvoice,
)
from invoicekit.rules._facts import Facts

RULES = RuleSet("core.document")
rule = RULES.rule

_CORRECTIONS = frozenset({DocumentKind.CORRECTIVE_INVOICE.value})
_CREDITS = frozenset(kind.value for kind in DocumentKind if kind.is_credit)


@rule("BR-04", path="type_code")
def kind_given(invoice: Invoice, facts: Facts) -> bool:
    """An invoice has a type code (BT-3)."""
    return facts.given(invoice, "BT-3")


@rule("BR-05", path="currency")
def currency_given(invoice: Invoice, facts: Facts) -> bool:
    """An invoice has a currency (BT-5)."""
    return facts.given(invoice, "BT-5")


@rule("BR-16", path="lines")
def has_lines(invoice: Invoice) -> bool:
    """An invoice has at least one line (BG-25)."""
    return bool(invoice.lines)


@rule("BR-CO-03", path="tax_point_date")
def tax_point_said_once(invoice: Invoice) -> bool:
    """The tax point is given as a date (BT-7) or as a code (BT-8), not both."""
    return invoice.tax_point_date is None or invoice.period is None or invoice.period.code is None


@rule("BR-CO-25", Severity.WARNING, path="due_date")
def says_when_to_pay(invoice: Invoice) -> bool:
    """When an amount is due (BT-115), the due date (BT-9) or payment terms (BT-20) are given."""
    totals = invoice.totals
    nothing_due = totals is None or totals.amount_due is None or totals.amount_due <= 0
    return nothing_due or invoice.due_date is not None or bool(invoice.payment_terms)


@rule("BR-29", path="period.end")
def period_runs_forward(invoice: Invoice) -> bool:
    """The end of the invoicing period (BT-74) is not before its start (BT-73)."""
    period = invoice.period
    return (
        period is None or period.start is None or period.end is None or period.start <= period.end
    )


@rule("BR-CO-19", path="period")
def period_is_not_empty(invoice: Invoice) -> bool:
    """An invoicing period (BG-14) has a start (BT-73), an end (BT-74) or a tax code (BT-8)."""
    period = invoice.period
    return period is None or bool(period.start or period.end or period.code)


@rule("BR-30", path="period.end")
def line_period_runs_forward(line: InvoiceLine) -> bool:
    """The end of a line's period (BT-135) is not before its start (BT-134)."""
    period = line.period
    return (
        period is None or period.start is None or period.end is None or period.start <= period.end
    )


@rule("BR-CO-20", path="period")
def line_period_is_not_empty(line: InvoiceLine) -> bool:
    """A line's period (BG-26) has a start (BT-134) or an end (BT-135)."""
    period = line.period
    return period is None or bool(period.start or period.end)


@rule("BR-55", path="number")
def preceding_invoice_is_named(reference: PrecedingInvoice, facts: Facts) -> bool:
    """A preceding invoice (BG-3) is named by its number (BT-25)."""
    return facts.given(reference, "BT-25")


@rule("IK-DATE-1", Severity.WARNING, path="due_date")
def due_after_issue(invoice: Invoice) -> bool:
    """The due date (BT-9) is not before the issue date (BT-2)."""
    due, issued = invoice.due_date, invoice.issue_date
    return due is None or issued is None or issued <= due


@rule("IK-DATE-2", Severity.WARNING, path="issue_date")
def preceding_invoices_are_older(reference: PrecedingInvoice, facts: Facts) -> bool:
    """A preceding invoice (BT-26) is not dated after this one (BT-2)."""
    issued, own = reference.issue_date, facts.invoice.issue_date
    return issued is None or own is None or issued <= own


@rule("IK-REF-1", path="preceding_invoices")
def correction_names_what_it_replaces(invoice: Invoice) -> bool:
    """A corrective invoice (BT-3 = 384) names the invoice it corrects (BG-3)."""
    return invoice.type_code not in _CORRECTIONS or bool(invoice.preceding_invoices)


@rule("IK-REF-2", Severity.WARNING, path="preceding_invoices")
def credit_note_names_its_invoice(invoice: Invoice) -> bool:
    """A credit note (BT-3 = 381, 261) names the invoice it reduces (BG-3)."""
    return invoice.type_code not in _CREDITS or bool(invoice.preceding_invoices)


@rule("IK-REF-3", path="preceding_invoices")
def document_does_not_correct_itself(invoice: Invoice) -> bool:
    """No document names its own number (BT-1) as a preceding invoice (BT-25)."""
    own = invoice.number
    return own is None or all(own != reference.number for reference in invoice.preceding_invoices)


@rule("IK-LINE-1", path="lines")
def line_ids_differ(_invoice: Invoice, facts: Facts) -> bool | Mismatch:
    """No two lines have the same id (BT-126)."""
    repeated = facts.repeated_line_ids
    return not repeated or Mismatch("each id once", repeated)


@rule("IK-CUR-1", path="vat_currency")
def vat_currency_differs(invoice: Invoice) -> bool:
    """A VAT accounting currency (BT-6) is another one than the invoice's (BT-5)."""
    return invoice.vat_currency is None or invoice.vat_currency != invoice.currency
