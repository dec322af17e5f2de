"""Rules of a 发票 as a whole: kind, number, dates, people, its amount in words."""

from __future__ import annotations

from datetime import date, datetime

from invoicekit.findings import Mismatch, RuleSet, Severity
from invoicekit.jurisdiction.fapiao import (
    DIGITAL,
    PRINTED_DIGITAL,
    TICKETS,
    amount_in_words,
    check_code_digits,
    check_digital_number,
    check_paper_number,
    china_time,
    says,
)
from invoicekit.model import FapiaoKind, Invoice
from invoicekit.rules._fapiao_facts import said

RULES = RuleSet("fapiao.document")
rule = RULES.rule

_FIRST_DIGITAL = date(2021, 12, 1)
"""The first day of the trials of 数电票 (国家税务总局公告 of the provinces, from 2021-12-01)."""
_MOST_LINES = 2000


def _by_device(invoice: Invoice) -> bool:
    """Whether a 税控 device numbered it: it has a code, or its kind says so."""
    facts = said(invoice)
    return facts.kind not in DIGITAL and bool(
        facts.code or (facts.kind in {kind.value for kind in FapiaoKind})
    )


@rule("IK-CN-01", path="number")
def digital_number_has_20_digits(invoice: Invoice) -> bool:
    """A 数电票 has a number (BT-1) of 20 digits; take it as the platform gave it."""
    if invoice.number is None or _by_device(invoice):
        return True
    return check_digital_number(invoice.number).valid


@rule("IK-CN-02", Severity.WARNING, path="number")
def digital_number_is_plausible(invoice: Invoice) -> bool:
    """Year and area of a 数电票's number (BT-1) are plausible; compare it with the original."""
    if invoice.number is None or _by_device(invoice):
        return True
    return not check_digital_number(invoice.number, invoice.issue_date).warnings


@rule("IK-CN-03", path="number")
def device_number_has_code_and_8_digits(invoice: Invoice) -> bool:
    """A 税控 invoice has a code of 10 or 12 digits and a number (BT-1) of 8; keep the zeros."""
    if invoice.number is None or not _by_device(invoice):
        return True
    return check_paper_number(said(invoice).code or "", invoice.number).valid


@rule("IK-CN-04", Severity.WARNING, path="fapiao.code")
def digital_has_no_code(invoice: Invoice) -> bool:
    """A 数电票 has neither code nor check code; leave both away, unless it is printed on a form."""
    facts = said(invoice)
    if facts.kind not in DIGITAL or facts.kind in PRINTED_DIGITAL:
        return True
    return not facts.code and not facts.check_code


@rule("IK-CN-05", Severity.WARNING, path="fapiao.check_code")
def check_code_has_20_digits(invoice: Invoice) -> bool:
    """A check code (校验码) has 20 digits; read it again from the invoice."""
    code = said(invoice).check_code
    if not code:
        return True
    try:
        return bool(check_code_digits(code))
    except ValueError:
        return False


@rule("IK-CN-06", Severity.WARNING, path="fapiao.kind")
def kind_is_known(invoice: Invoice) -> bool:
    """The kind of a 发票 is one that is known; check it, an unknown one is kept as it is."""
    kind = said(invoice).kind
    return kind is None or kind in {each.value for each in FapiaoKind}


@rule("IK-CN-07", Severity.WARNING, path="fapiao.issued_at")
def times_are_readable(invoice: Invoice) -> bool:
    """The times of request and issue are times in China; write them as 2026-11-24 10:15:30."""
    facts = said(invoice)
    return all(_time(each) is not None for each in (facts.requested_at, facts.issued_at) if each)


@rule("IK-CN-08", Severity.WARNING, path="issue_date")
def issued_on_its_date(invoice: Invoice) -> bool | Mismatch:
    """The issue date (BT-2) is the day of the time of issue, in China Standard Time."""
    at = _time(said(invoice).issued_at)
    if at is None or invoice.issue_date is None or at.date() == invoice.issue_date:
        return True
    return Mismatch(at.date(), invoice.issue_date)


@rule("IK-CN-09", Severity.WARNING, path="fapiao.requested_at")
def requested_before_issued(invoice: Invoice) -> bool:
    """A 发票 is requested before it is issued; check both times, they are those of China."""
    asked, issued = _time(said(invoice).requested_at), _time(said(invoice).issued_at)
    return asked is None or issued is None or asked <= issued


@rule("IK-CN-10", Severity.WARNING, path="issue_date")
def digital_since_the_trials(invoice: Invoice) -> bool:
    """A 数电票 is issued (BT-2) on 2021-12-01 or later; check the date and the kind."""
    kind, day = said(invoice).kind, invoice.issue_date
    return kind not in DIGITAL or day is None or day >= _FIRST_DIGITAL


@rule("IK-CN-11", path="fapiao.amount_in_words")
def words_say_the_total(invoice: Invoice) -> bool | Mismatch:
    """The amount in words (价税合计大写) says the total with tax (BT-112)."""
    words, totals = said(invoice).amount_in_words, invoice.totals
    if not words or totals is None or totals.with_vat is None:
        return True
    gross = -totals.with_vat if invoice.is_credit else totals.with_vat
    return says(words, gross) or Mismatch(amount_in_words(gross), words)


@rule("IK-CN-12", Severity.WARNING, path="fapiao.drawer")
def drawer_is_named(invoice: Invoice) -> bool:
    """A 发票 names who issued it (开票人); set the drawer before it is issued."""
    facts = said(invoice)
    if invoice.fapiao is None or facts.kind in TICKETS or not invoice.lines:
        return True
    return bool(facts.drawer)


@rule("IK-CN-19", Severity.WARNING, path="lines")
def lines_fit(invoice: Invoice) -> bool:
    """A 发票 has 2000 lines (BG-25) at most on most platforms; issue several."""
    return len(invoice.lines) <= _MOST_LINES


def _time(text: str | None) -> datetime | None:
    try:
        return china_time(text) if text else None
    except ValueError:
        return None
