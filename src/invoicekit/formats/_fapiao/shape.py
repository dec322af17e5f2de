"""Between the bureau's groups and the model's: labels, parties, totals, times, red letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from invoicekit.binding import Run
from invoicekit.formats._fapiao.labels import inherent_labels, read_labels
from invoicekit.formats._fapiao.lines import (
    Record,
    breakdown_of,
    read_lines,
    write_lines,
)
from invoicekit.formats._fapiao.margins import read_margin
from invoicekit.formats._fapiao.parties import party_fields, read_party
from invoicekit.formats._fapiao.rows import lines_of as run_lines
from invoicekit.jurisdiction.fapiao import (
    amount_in_words,
    china_time,
    deduction_in,
    remark_of,
    signed,
)
from invoicekit.model import Invoice, Totals
from invoicekit.model.checked import Checked
from invoicekit.model.fapiao import Fapiao
from invoicekit.model.special_business import SpecialBusiness
from invoicekit.renderers import fapiao_form_of

VERSION = "0.33"
"""The newest version known, written where the document names none."""
SUPERVISED = "supervised number"
"""The key of a second number that differs from the first."""
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TOLL, _JOURNEY = "08", "09"
_TOTALS = Checked(Totals, ["line_total", "without_vat", "vat", "with_vat", "amount_due"])
_COPIED = (
    ("tag", "tag"),
    ("version", "version"),
    ("drawer", "drawer"),
    ("amount_in_words", "words"),
    ("bureau_code", "bureau_code"),
    ("bureau_name", "bureau_name"),
    ("seller_authentication", "authentication"),
    ("extras", "extras"),
    ("transactions", "transactions"),
    ("signature", "signature"),
)
"""Field of `Fapiao` → of the file's record."""


def from_file(record: Record) -> Record:
    """Returns the model's record of a file."""
    labels = read_labels(record)
    red = labels.pop("red")
    remark = record.get("remark") or ""
    lines, breakdown, margin = _lines(record.get("lines", []), red=red, remark=remark)
    issued, requested = record.get("issued_at"), record.get("requested_at")
    day = day_of(issued) or day_of(requested)
    facts = {field: record[key] for field, key in _COPIED if key in record}
    facts |= labels
    facts |= _times(day, issued, requested)
    facts["buyer_handler"] = record.get("buyer", {}).pop("handler", None)
    facts["special"] = _special(record)
    facts["margin"] = margin
    original = record.get("original_number")
    if red or original or record.get("confirmation_number"):
        facts["red"] = {
            "original_number": original,
            "confirmation_number": record.get("confirmation_number"),
        }
    made = {
        "number": record.get("number") or record.get("supervised_number"),
        "issue_date": day,
        "type_code": "381" if red else "380",
        "currency": "CNY",
        "notes": [{"text": remark}] if remark else [],
        "preceding_invoices": [{"number": original}] if original else [],
        "seller": read_party(record.get("seller")),
        "buyer": read_party(record.get("buyer")),
        "totals": read_totals(record, red=red),
        "vat_breakdown": breakdown,
        "lines": lines,
        "fapiao": facts,
    }
    supervised = record.get("supervised_number")
    made[SUPERVISED] = supervised if supervised != made["number"] else None
    return made


def _lines(
    rows: list[Record] | Run, *, red: bool, remark: str
) -> tuple[Sequence[object], Sequence[object], str | None]:
    """Returns the lines, the sums by rate, and the kind of margin taxation, which has one line."""
    if isinstance(rows, Run):
        if rows.count > 1 or deduction_in(remark) is None:
            return *run_lines(rows, red=red, remark=remark), None
        rows = rows.records()  # there may be one line under margin taxation
    lines = read_lines(rows, red=red, remark=remark)
    margin = read_margin(lines, remark)
    return lines, breakdown_of(lines), margin


def day_of(text: str | None) -> date | None:
    """Returns the day of a time in China; None where it says none."""
    try:
        if text and _DAY.fullmatch(text):  # as nearly all are
            return date.fromisoformat(text)
        return china_time(text).date() if text else None
    except ValueError:
        return None


def read_totals(record: Record, *, red: bool) -> Totals | None:
    """Returns the totals of a file; those that EN 16931 has beside follow from them."""
    net, tax, gross = (signed(record.get(key), red=red) for key in ("net", "tax", "gross"))
    if net is None and tax is None and gross is None:
        return None
    totals = _TOTALS.start.copy()
    totals["line_total"] = totals["without_vat"] = net
    totals["vat"] = tax
    totals["with_vat"] = totals["amount_due"] = gross
    return _TOTALS.each([totals])[0]


def _times(day: date | None, issued: str | None, requested: str | None) -> Record:
    """Returns the times that say more than the issue date."""
    plain_day = day.isoformat() if day else None
    return {
        "issued_at": None if issued == plain_day else issued,
        "requested_at": None if requested == plain_day else requested,
    }


def _special(record: Record) -> Record | None:
    tolls, journeys = record.get("tolls"), record.get("journeys")
    if not tolls and not journeys:
        return None
    return {
        "code": _TOLL if tolls else _JOURNEY,
        "tolls": tolls or [],
        "journeys": journeys or [],
    }


def to_file(invoice: Invoice) -> SimpleNamespace:
    """Returns an object with the fields of the file's table; discounts become rows."""
    form = fapiao_form_of(invoice)
    facts = form.fapiao or Fapiao()
    totals = form.totals or Totals()
    red = form.is_credit
    day = form.issue_date.isoformat() if form.issue_date else None
    issued = facts.issued_at or day
    special = facts.special or SpecialBusiness()
    fields: dict[str, Any] = {key: getattr(facts, field) for field, key in _COPIED}
    gross = signed(totals.with_vat, red=red)
    return SimpleNamespace(
        **fields
        | {
            "version": facts.version or VERSION,
            "tag": facts.tag or _tag(form.number),
            "words": facts.amount_in_words or words(gross),
        },
        **inherent_labels(form, facts),
        number=form.number,
        supervised_number=form.number,
        seller=party_fields(form.seller, form),
        buyer=party_fields(form.buyer, None, facts.buyer_handler),
        net=signed(totals.without_vat, red=red),
        tax=signed(totals.vat, red=red),
        gross=gross,
        requested_at=facts.requested_at or (day if facts.issued_at is None else issued),
        issued_at=issued,
        lines=write_lines(form),
        tolls=special.tolls,
        journeys=special.journeys,
        remark=remark_of(form) or None,
        **_red(form, facts),
    )


def words(gross: Decimal | None) -> str | None:
    """Returns an amount in words, None where there is none or it has no words."""
    return None if gross is None or abs(gross) >= _UNSAID else amount_in_words(gross)


_UNSAID = Decimal(10) ** 16


def _tag(number: str | None) -> str | None:
    """Returns 电子发票标签: SWEI and the area of a 数电票."""
    return f"SWEI{number[2:4]}00" if number and re.fullmatch("[0-9]{20}", number) else None


def _red(form: Invoice, facts: Fapiao) -> dict[str, str | None]:
    red = facts.red
    before = form.preceding_invoices[0].number if form.preceding_invoices else None
    if red is None and not form.is_credit:
        return {"original_number": None, "confirmation_number": None}
    return {
        "original_number": (red.original_number if red else None) or before,
        "confirmation_number": red.confirmation_number if red else None,
    }
