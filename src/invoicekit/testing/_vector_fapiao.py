"""Vectors of 发票: words, QR codes, numbers, dates, splits, discount lines, filing dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from invoicekit.jurisdiction.fapiao import (
    FapiaoQr,
    amount_in_words,
    amount_said,
    check_code_digits,
    check_digital_number,
    check_paper_number,
    china_time,
    filing_due,
    filing_period,
    margin,
    read_qr,
    reduced,
    unit_price,
)
from invoicekit.model import FapiaoLine, Invoice, InvoiceLine, Item, Totals
from invoicekit.money import HUNDRED, add, multiply, plain
from invoicekit.rules import RULE_SETS, check
from invoicekit.testing._vector_kind import Json, Kind, Results, Vector


def in_words(vector: Vector) -> Results:
    """An amount is written in both spellings, and each is read back."""
    data = vector.data
    got = {
        "yuan_圆": amount_in_words(data["amount"]),
        "yuan_元": amount_in_words(data["amount"], "元"),
    }
    read = {name: plain(amount_said(words)) for name, words in got.items()}
    return [(got, {name: data[name] for name in got}), (read, dict.fromkeys(got, data["rounded"]))]


def qr_code(vector: Vector) -> Results:
    """The text of a QR code is made from its fields and read back."""
    fields, content = vector.data["fields"], vector.data["content"]
    made = FapiaoQr(
        kind=fields["type"],
        code=fields["code"],
        number=fields["number"],
        amount=Decimal(fields["amount"]),
        issue_date=china_time(fields["date"]).date(),
        check_code=fields["check"],
    )
    return [
        (
            {"content": made.text(), "read": read_qr(content) == made},
            {"content": content, "read": True},
        )
    ]


def digital_number(vector: Vector) -> Results:
    """A number is taken apart, and what is implausible is warned of."""
    data = vector.data
    check = check_digital_number(data["value"], date(2026, 11, 24))
    got: Json = {
        "valid": check.valid,
        "year": check.year,
        "area": check.area,
        "area_name": check.area_name,
        "channel": check.channel,
        "serial": check.serial,
        "warned": bool(check.warnings),
    }
    expected = {name: data[name] for name in got if name in data}
    return [(got, {**expected, "warned": "warning" in data})]


def paper_number(vector: Vector) -> Results:
    """Code and number of a 税控 invoice have their shape or not."""
    check = check_paper_number(vector.data["code"], vector.data["number"])
    return [({"valid": check.valid}, {"valid": vector.data["valid"]})]


def check_code(vector: Vector) -> Results:
    """Of a check code the last six digits are asked."""
    return [({"last6": check_code_digits(vector.data["value"])}, {"last6": vector.data["last6"]})]


def spelled_date(vector: Vector) -> Results:
    """A spelling says a day and maybe a time, or is refused."""
    data = vector.data
    try:
        moment = china_time(data["input"])
    except ValueError:
        return [({"refused": True}, {"refused": "error" in data})]
    got = {"date": moment.date().isoformat(), "time": moment.time().isoformat()}
    return [(got, {name: data[name] for name in got if name in data} or {"refused": True})]


def reduced_rate(vector: Vector) -> Results:
    """A price under a reduced levy is taken apart."""
    data = vector.data
    net, tax = reduced(
        Decimal(data["gross"]), _percent(data["divisor_rate"]), _percent(data["effective_rate"])
    )
    return [({"net": net, "tax": tax}, {"net": data["net_if_gross_minus_tax"], "tax": data["tax"]})]


def margin_tax(vector: Vector) -> Results:
    """Under margin taxation only what exceeds the deduction is taxed."""
    data = vector.data
    deduction = Decimal(data["deduction"])
    net, tax = margin(Decimal(data["gross"]), deduction, _percent(data["rate"]))
    return [({"net": net, "tax": tax}, {"net": data["net"], "tax": data["tax"]})]


def derived_price(vector: Vector) -> Results:
    """A unit price follows from the line's amount with tax."""
    data, name = vector.data, "price_15_significant_from_unrounded_net"
    price = unit_price(Decimal(data["gross"]), Decimal(data["quantity"]), _percent(data["rate"]))
    return [({name: price}, {name: data[name]})]


def discount_line(vector: Vector) -> Results:
    """A discount line below its line is right or not, and the totals are sums of both."""
    data = vector.data
    rate = data["rate"]
    off = data.get("discount_rate", rate)
    lines = [
        _row("1", data["line_net"], data["line_tax"], rate, "02"),
        _row("2", data["discount_net"], data["discount_tax"], off, "01"),
    ]
    net = add(Decimal(data[name]) for name in ("line_net", "discount_net"))
    tax = add(Decimal(data[name]) for name in ("line_tax", "discount_tax"))
    totals = Totals(without_vat=net, vat=tax, with_vat=net + tax)
    report = check(Invoice(lines=lines, totals=totals), RULE_SETS["fapiao"])
    broken = {finding.rule for finding in report.errors if finding.rule.startswith(_OURS)}
    got: Json = {
        "valid": not broken,
        "total_net": net,
        "total_tax": tax,
        "total_gross": net + tax,
    }
    return [(got, {name: data[name] for name in got if name in data})]


def _row(number: str, net: str, tax: str, rate: str, nature: str) -> InvoiceLine:
    facts = FapiaoLine(nature=nature, tax_amount=tax, tax_code="1090511000000000000")
    return InvoiceLine(
        id=number,
        net_amount=net,
        vat_category="S",
        vat_rate=_percent(rate),
        item=Item(name="扫描仪"),
        fapiao=facts,
    )


def due_date(vector: Vector) -> Results:
    """A return for a month or a quarter is due on a day."""
    data = vector.data
    due = filing_due(filing_period(data["period"]))
    return [({"due": due.isoformat()}, {"due": data["due"]})]


def _percent(fraction: str) -> Decimal:
    return multiply(Decimal(fraction), HUNDRED)


_OURS = "IK-CN-"

KINDS = (
    Kind(lambda data: {"amount", "yuan_圆", "yuan_元"} <= data.keys(), in_words),
    Kind(lambda data: {"fields", "content"} <= data.keys(), qr_code),
    Kind(lambda data: data.get("kind") == "digital_20", digital_number),
    Kind(lambda data: {"code", "number", "valid"} <= data.keys(), paper_number),
    Kind(lambda data: data.get("kind") == "check_code", check_code),
    Kind(
        lambda data: (
            "input" in data and bool({"date", "error"} & data.keys()) and "kind" not in data
        ),
        spelled_date,
    ),
    Kind(lambda data: {"line_net", "discount_net"} <= data.keys(), discount_line),
    Kind(lambda data: {"filer", "period", "due"} <= data.keys(), due_date),
    Kind(lambda data: "effective_rate" in data, reduced_rate),
    Kind(lambda data: {"gross", "deduction", "rate"} <= data.keys(), margin_tax),
    Kind(lambda data: {"gross", "quantity", "rate"} <= data.keys(), derived_price),
)
