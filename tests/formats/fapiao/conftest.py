"""发票 of every field that the tax bureau's files carry, and the sample files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import strategies as st

from invoicekit.calculate import calculate
from invoicekit.calculate.fapiao import fapiao_form
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model import (
    Address,
    BankAccount,
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Party,
    PrecedingInvoice,
    Price,
    RedLetter,
    SpecialBusiness,
    TaxId,
    Totals,
    VatBreakdown,
)
from invoicekit.model.fapiao import (
    BureauSignature,
    Extra,
    Fapiao,
    Label,
    Transaction,
    Unknown,
)
from invoicekit.model.special_business import Journey, Toll

SAMPLES = Path(__file__).parent / "samples"

TEXT = st.sampled_from(["示例", "Ä & <b>", "两行\n字", "]]>", "（全角）", 'a "b"', "𠮷野家"])
DIGITS = st.sampled_from(["01", "91310115TXTXTX029G", "000123"])
CENTS = st.integers(0, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
DAY = st.dates(min_value=date(2021, 12, 1), max_value=date(2040, 12, 31))
RATED = st.sampled_from(
    [
        ("S", "13", None, None),
        ("S", "6", None, None),
        ("S", "1.5", None, None),
        ("E", "0", "03", "1"),
        ("O", "0", "04", "2"),
        ("Z", "0", None, "3"),
    ]
)
PRINTED = {"E": "免税", "O": "不征税"}


@st.composite
def _lines(draw: st.DrawFn, place: int) -> InvoiceLine:
    category, rate, policy, zero_rate = draw(RATED)
    net, tax = draw(CENTS), draw(CENTS)
    counted = draw(st.booleans())
    return InvoiceLine(
        id=str(place),
        quantity=draw(CENTS) if counted else None,
        price=Price(net=draw(CENTS)),
        net_amount=net,
        vat_category=category,
        vat_rate=rate,
        item=Item(name=draw(TEXT)),
        fapiao=FapiaoLine(
            short_name=draw(st.sampled_from([None, "软件服务"])),
            specification=draw(st.none() | TEXT),
            unit=draw(st.none() | TEXT),
            nature="00",
            tax_code=draw(st.sampled_from([None, "3040201000000000000"])),
            tax_amount=tax,
            amount_with_tax=net + tax,
            policy=policy,
            zero_rate=zero_rate,
            printed_rate=PRINTED.get(category),
        ),
    )


def _party(*, named: bool) -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        name=TEXT,
        tax_ids=st.just((TaxId(value="91310115TXTXTX029G", country="CN"),) if named else ()),
        address=(
            st.none() | st.builds(Address, line1=TEXT, country=st.just("CN" if named else None))
        ),
        phone=(st.none() | DIGITS),
        bank_accounts=st.just(()) | st.just((BankAccount(id="000123", bank_name="示例银行"),)),
    )


def _breakdown(lines: list[InvoiceLine]) -> list[VatBreakdown]:
    groups: dict[tuple[str | None, Decimal | None], list[InvoiceLine]] = {}
    for line in lines:
        groups.setdefault((line.vat_category, line.vat_rate), []).append(line)
    return [
        VatBreakdown(
            category=category,
            rate=rate,
            taxable_amount=sum((line.net_amount or Decimal(0) for line in members), Decimal(0)),
            tax_amount=sum(
                (line.fapiao.tax_amount or Decimal(0) for line in members if line.fapiao),
                Decimal(0),
            ),
        )
        for (category, rate), members in groups.items()
    ]


@st.composite
def fapiao_invoices(draw: st.DrawFn) -> Invoice:
    red = draw(st.booleans())
    number = draw(st.sampled_from(["26112000000012345678", "26442000000000000042"]))
    lines = [draw(_lines(place)) for place in range(1, draw(st.integers(0, 3)) + 1)]
    net, tax = draw(CENTS), draw(CENTS)
    original = "26112000000000000001"
    day = draw(DAY)
    remark = draw(st.none() | TEXT)
    # The file always has a time of request: the time of issue where nothing else is known.
    issued = draw(st.sampled_from([None, f"{day} 08:00:01"]))
    special = draw(
        st.sampled_from(
            [
                None,
                SpecialBusiness(code="08", tolls=(Toll(plate="京A00000", start="2026"),)),
                SpecialBusiness(
                    code="09", journeys=(Journey(origin="北京", travel_date=date(2026, 1, 2)),) * 2
                ),
            ]
        )
    )
    return Invoice(
        number=number,
        issue_date=day,
        type_code="381" if red else "380",
        currency="CNY",
        notes=[Note(text=remark)] if remark else [],
        preceding_invoices=[PrecedingInvoice(number=original)] if red else [],
        seller=draw(_party(named=True)),
        buyer=draw(st.none() | _party(named=False) | _party(named=True)),
        totals=Totals(
            line_total=net, without_vat=net, vat=tax, with_vat=net + tax, amount_due=net + tax
        ),
        vat_breakdown=_breakdown(lines),
        lines=lines,
        fapiao=Fapiao(
            kind=draw(st.sampled_from(["digital_special", "digital_ordinary"])),
            electronic_type="01",
            taxpayer_type=draw(st.sampled_from([None, "1", "2"])),
            special=special,
            red=RedLetter(
                original_number=original,
                confirmation_number=draw(st.sampled_from([None, "11010526111000000001"])),
            )
            if red
            else None,
            drawer=draw(st.none() | TEXT),
            amount_in_words=draw(st.just("零圆整")),
            requested_at=draw(st.sampled_from([issued, "2026-11-24 10:15:30"])),
            issued_at=issued,
            bureau_code=draw(st.sampled_from([None, "11100000000"])),
            seller_authentication=draw(st.sampled_from([None, "01"])),
            signature=draw(
                st.sampled_from([None, BureauSignature(reference="/a|/b", value="AA==")])
            ),
            tag=f"SWEI{number[2:4]}00",
            version=draw(st.sampled_from(["0.2", "0.33"])),
            labels=draw(st.sampled_from([(), (Label(kind="标签", code="1,2", name="网页开票"),)])),
            extras=draw(st.sampled_from([(), (Extra(name="订单号", value="SO-1"),)])),
            transactions=draw(st.sampled_from([(), (Transaction(channel="02", number="T1"),)])),
            unknown=draw(
                st.sampled_from(
                    [
                        (),
                        (
                            Unknown(
                                parent="/EInvoice/EInvoiceData/SpecificInformation",
                                xml="<Building><Place>北京 &amp; 上海</Place></Building>",
                            ),
                        ),
                    ]
                )
            ),
        ),
    )


@st.composite
def margin_invoices(draw: st.DrawFn) -> Invoice:
    """An invoice of the margin (差额开票), in the form that the bureau's XML shows."""
    gross = draw(st.integers(10**6, 10**9).map(lambda cents: Decimal(cents).scaleb(-2)))
    given = InvoiceLine(
        id="1",
        quantity=draw(st.integers(1, 9)),
        price=Price(with_vat=gross),
        vat_category="S",
        vat_rate=draw(st.sampled_from(["3", "5", "6", "9", "13"])),
        item=Item(name="劳务派遣服务"),
        fapiao=FapiaoLine(deduction=round(gross / 2, 2), short_name="人力资源服务"),
    )
    calculated = calculate(
        Invoice(
            number="26112000000012345678",
            issue_date=draw(DAY),
            type_code=draw(st.sampled_from(["380", "381"])),
            currency="CNY",
            notes=draw(st.sampled_from([(), (Note(text="合同 HT-1"),)])),
            lines=[given],
            fapiao=Fapiao(kind="digital_ordinary", margin="02", electronic_type="01", drawer="王"),
        ),
        PER_LINE,
    )
    return fapiao_form(calculated)


@pytest.fixture(scope="session")
def margins() -> st.SearchStrategy[Invoice]:
    """Any invoice of the margin."""
    return margin_invoices()


@pytest.fixture(scope="session")
def fapiaos() -> st.SearchStrategy[Invoice]:
    """Any invoice that the tax bureau's XML can say in full."""
    return fapiao_invoices()


@pytest.fixture(scope="session")
def sample() -> Callable[[str], bytes]:
    """The bytes of a sample file."""
    return lambda name: (SAMPLES / name).read_bytes()
