"""What a 发票 prints of an invoice."""

from __future__ import annotations

from datetime import date

import pytest

from invoicekit.jurisdiction.fapiao import (
    address_text,
    full_name,
    printed_rate,
    qr_of,
    tax_code_of,
    unit_of,
)
from invoicekit.model import Address, FapiaoLine, Invoice, InvoiceLine, Item, Totals
from invoicekit.model.fapiao import Fapiao
from invoicekit.model.line import Classification

ISSUED = Invoice(
    number="26112000000012345678",
    issue_date=date(2026, 11, 24),
    totals=Totals(without_vat="100.00", vat="13.00", with_vat="113.00"),
)


@pytest.mark.parametrize(
    ("category", "rate", "given", "printed"),
    [
        ("S", "13", None, "13%"),
        ("S", "6.0000", None, "6%"),
        ("S", "1.5", None, "1.5%"),
        ("S", "10", None, "10%"),
        ("E", "0", None, "免税"),
        ("O", "0", None, "不征税"),
        ("Z", "0", None, "0%"),
        ("S", "13", "***", "***"),
        (None, None, None, ""),
    ],
)
def test_a_rate_as_printed(
    category: str | None, rate: str | None, given: str | None, printed: str
) -> None:
    line = InvoiceLine(vat_category=category, vat_rate=rate, fapiao=FapiaoLine(printed_rate=given))

    assert printed_rate(line) == printed


def test_names_units_and_codes() -> None:
    line = InvoiceLine(
        unit="C62",
        item=Item(name="扫描仪", classifications=(Classification(code="1090511000000000000"),)),
        fapiao=FapiaoLine(short_name="计算机外部设备"),
    )

    assert full_name(line) == "*计算机外部设备*扫描仪"
    assert unit_of(line) == "件"
    assert tax_code_of(line) == "1090511000000000000"
    bare = InvoiceLine(item=Item(name="扫描仪"), fapiao=FapiaoLine(unit="台", tax_code="1"))
    assert (full_name(bare), unit_of(bare), tax_code_of(bare)) == ("扫描仪", "台", "1")


def test_an_address_begins_with_the_widest_area() -> None:
    assert address_text(Address(line1="样本路1号", city="广州市", region="广东省")) == (
        "广东省广州市样本路1号"
    )
    assert address_text(None) == ""


@pytest.mark.parametrize(
    ("kind", "type_code", "told"),
    [
        (None, "380", ("32", "113.00")),
        ("digital_special", "380", ("31", "113.00")),
        ("digital_special", "381", ("31", "-113.00")),
        ("tc_electronic_ordinary", "380", ("10", "100.00")),
    ],
)
def test_the_qr_code_has_the_total_of_its_kind(
    kind: str | None, type_code: str, told: tuple[str, str]
) -> None:
    code = qr_of(ISSUED.replace(type_code=type_code, fapiao=Fapiao(kind=kind)))

    assert code is not None
    assert (code.kind, str(code.amount)) == told


def test_a_draft_has_no_qr_code() -> None:
    assert qr_of(ISSUED.replace(number=None)) is None
    assert qr_of(ISSUED.replace(fapiao=Fapiao(kind="paper_roll"))) is None
