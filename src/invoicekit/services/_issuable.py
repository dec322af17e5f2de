"""A draft as it would be issued on a day: dates filled in, judged by every rule that applies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

from invoicekit.dates import due_date
from invoicekit.errors import StaleContent
from invoicekit.findings import Finding, Report, RuleSet, Severity
from invoicekit.jurisdiction import Regime
from invoicekit.model.invoice import Invoice
from invoicekit.model.issuer import Issuer
from invoicekit.model.record import AppliedRate, InvoiceRecord
from invoicekit.rules import RULE_SETS, check
from invoicekit.services._print import undrawn_findings
from invoicekit.services._records import RecordFile, tax_point
from invoicekit.services._tools import Tools


def dated(invoice: Invoice, file: RecordFile, day: date) -> Invoice:
    """Returns the invoice with the dates that issuing on a day gives it, unless given before."""
    return invoice.replace(**dates_of(invoice, file, day))


def issue_day(invoice: Invoice, file: RecordFile, day: date) -> date:
    """Returns the issue date of a document that is issued on a day: the one given, else that."""
    return (invoice.issue_date if file.given_issue_date else None) or day


def dates_of(invoice: Invoice, file: RecordFile, day: date) -> dict[str, object]:
    """Returns what issuing on a day changes in a document, its number aside."""
    issue_date = issue_day(invoice, file, day)
    due = invoice.due_date
    if not file.given_due_date and file.payment_terms:
        due = due_date(file.payment_terms, issue_date)
    return {
        "issue_date": issue_date,
        "due_date": due,
        "payment_terms": invoice.payment_terms or file.payment_terms,
    }


def ensure_issuable(
    tools: Tools,
    record: InvoiceRecord,
    file: RecordFile,
    issuer: Issuer,
    filled: Mapping[str, object],
    content: str,
) -> None:
    """Does nothing when a draft can be issued with what issuing fills in, its number aside.

    What was judged before with the same content (its hash) and dates, by the same rules and for the
    same files, is not judged again.

    Raises:
        ValidationFailed: A rule of the core or of the regime does not hold.
        StaleContent: A rate decided by date is another one on that day.
        MissingExtra: An original cannot be made here.
    """
    drafted = record.invoice
    rules = tools.regime_for(issuer).rules
    asked = (content, *filled.values(), rules, originals_of(tools, file), file.locale)
    if not tools.verdicts.know(asked):
        report = report_on(tools, drafted.replace(**filled), file, issuer)
        report.ensure_valid(f"invoice {record.id}")
        tools.verdicts.keep(asked)
    if file.rates:
        rated = tax_point(drafted.replace(**filled))
        if rated is not None:
            refuse_stale_rates(tools, file.rates, rated, record.id)


def report_on(tools: Tools, invoice: Invoice, file: RecordFile, issuer: Issuer) -> Report:
    """Returns what the rules of the core and the regime find, and what will not come out in print.

    Raises:
        MissingExtra: An original cannot be made here.
    """
    regime = tools.regime_for(issuer)
    report = check(invoice, _rules_with(regime.rules), profile="core")
    findings = [tolerated(invoice, each) for each in report.findings]
    kinds = originals_of(tools, file)
    for kind in kinds:
        tools.renderers.available(kind)
        said = {(each.rule, each.path) for each in findings}
        judged_so = tools.renderers.judged(invoice, kind)
        findings += [each for each in judged_so if (each.rule, each.path) not in said]
    findings += undrawn_findings(tools.renderers, kinds, invoice, locale=file.locale)
    return Report(tuple(findings), profile="core")


@cache
def _rules_with(further: RuleSet | None) -> RuleSet:
    """Returns the rules of the core and of a regime as one set, asked in one go."""
    core = RULE_SETS["core"]
    return core if further is None else RuleSet("core", extends=(core, further))


def originals_of(tools: Tools, file: RecordFile) -> tuple[str, ...]:
    """Returns the kinds of file the document is issued as: what the needs ask, and the standard."""
    return tuple(dict.fromkeys((*tools.renderers.standard(), *file.originals)))


def tolerated(invoice: Invoice, finding: Finding) -> Finding:
    """Returns the finding, a warning where a credit note takes the exact rest of a tax group.

    Rounding each partial credit leaves a cent; the last one takes it, so that invoice and credits
    cancel out, and its own tax is a cent off its own base.
    """
    of_group = finding.path.startswith("vat_breakdown") and finding.path.endswith(".tax_amount")
    if invoice.is_credit and of_group:
        return replace(finding, severity=Severity.WARNING)
    return finding


def refuse_stale_rates(tools: Tools, rates: tuple[AppliedRate, ...], day: date, where: str) -> None:
    """Does nothing when every rate decided by date is the same on this day.

    Raises:
        StaleContent: One is not; decide again by updating the draft.
    """
    for applied in rates:
        if applied.key is None or applied.country is None or applied.rate is None:
            continue
        current = _rate(tools.regime(applied.country), applied, day)
        if current != applied.rate:
            raise StaleContent(
                f"the {applied.key} rate of {applied.country} is {current} % on {day}, "
                f"line {applied.line} has {applied.rate} %",
                where=where,
                expected=f"{current} %",
                hint="Reopen the draft, decide its VAT again and have it approved.",
            )


def _rate(regime: Regime, applied: AppliedRate, day: date) -> object:
    return regime.rates.rate_on(applied.key or "", day).rate
