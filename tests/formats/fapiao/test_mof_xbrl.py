"""XBRL of the Ministry of Finance: issuer files are read, receiver files read and written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit.documents import load
from invoicekit.documents.receiver_file import receiver_facts, receiver_file
from invoicekit.errors import InputError
from invoicekit.formats import FORMATS
from invoicekit.formats._ofd.writing import zipped
from invoicekit.model import Invoice, Party, TaxId, Totals
from invoicekit.model.booking import AccountingEntry, AccountingVoucher, ReceiverFacts

XBRL = FORMATS["mof-xbrl"]

Sample = Callable[[str], bytes]


def canonical(data: bytes) -> bytes:
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    return etree.tostring(root, method="c14n")


def test_a_tax_control_invoice_is_read(sample: Sample) -> None:
    document = load(sample("mof_inv_ord_issuer.xml"))

    assert (document.format, document.findings) == ("mof-xbrl", ())
    invoice = document.invoice
    assert invoice.fapiao is not None
    assert (invoice.number, invoice.fapiao.code) == ("12345678", "011002600111")
    assert invoice.fapiao.kind == "tc_electronic_ordinary"
    assert (invoice.fapiao.payee, invoice.fapiao.reviewer) == ("收款员", "复核员")
    assert invoice.issue_date == date(2025, 6, 30)
    (line,) = invoice.lines
    assert line.item is not None
    assert line.item.name == "软件服务费"
    assert str(line.vat_rate) == "6.00"
    assert invoice.totals is not None
    assert invoice.totals.with_vat == Decimal("100.00")


def test_a_discount_line_keeps_its_nature(sample: Sample) -> None:
    data = sample("mof_inv_ord_issuer.xml").replace("正常行".encode(), "被折扣行".encode())

    (line,) = XBRL.read(data).invoice.lines

    assert line.fapiao is not None
    assert line.fapiao.nature == "02"


def test_a_railway_ticket_is_read(sample: Sample) -> None:
    invoice = load(sample("mof_rai_issuer.xml")).invoice

    assert invoice.fapiao is not None
    assert invoice.fapiao.kind == "digital_rail"
    assert invoice.fapiao.special is not None
    (journey,) = invoice.fapiao.special.journeys
    assert (journey.origin, journey.destination) == ("北京南", "上海虹桥")
    assert (journey.service_number, journey.carriage, journey.seat) == ("G0001", "05", "12F")
    assert journey.travel_date == date(2026, 11, 20)
    assert invoice.totals is not None
    assert (str(invoice.totals.without_vat), str(invoice.totals.vat)) == ("507.34", "45.66")
    assert invoice.buyer is not None
    assert invoice.buyer.name == "上海样本贸易有限公司"


def test_a_refunded_ticket_is_a_red_letter_invoice(sample: Sample) -> None:
    data = (
        sample("mof_rai_issuer.xml")
        .decode()
        .replace(">售<", ">退<")
        .replace(">553.00<", ">-53.00<")
    )

    invoice = XBRL.read(data.encode()).invoice

    assert invoice.type_code == "381"
    assert invoice.totals is not None
    assert invoice.totals.with_vat == Decimal("53.00")


def test_a_ticket_without_split_keeps_its_fare(sample: Sample) -> None:
    data = sample("mof_rai_issuer.xml").decode()
    lines = [
        line
        for line in data.splitlines()
        if not any(name in line for name in ("ExcludingTax", "TaxAmount", "TaxRate"))
    ]

    invoice = XBRL.read("\n".join(lines).encode()).invoice

    assert invoice.totals is not None
    assert invoice.totals.without_vat == invoice.totals.with_vat == Decimal("553.00")
    assert invoice.vat_breakdown == ()


def test_a_receivers_file_comes_out_as_it_went_in(sample: Sample) -> None:
    data = sample("mof_einv_spcl_receiver.xml")

    written = receiver_file(load(data).invoice, receiver_facts(data))

    assert canonical(written) == canonical(data)


WORDS = st.sampled_from(["管理费用", "A & <b>", "记-0001"])
DAYS = st.dates(date(2021, 1, 1), date(2040, 12, 31))
AMOUNTS = st.integers(-(10**9), 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
FLAGS = st.sampled_from([None, True, False])
FACTS = st.builds(
    ReceiverFacts,
    contract_number=st.none() | WORDS,
    matched=FLAGS,
    booked=FLAGS,
    checked=FLAGS,
    paid=FLAGS,
    receipt_number=st.none() | WORDS,
    entity_id=st.just("91310115TXTXTX029G"),
    entity_name=WORDS,
    vouchers=st.lists(
        st.builds(
            AccountingVoucher,
            number=WORDS,
            posting_date=st.none() | DAYS,
            period=st.just("202611"),
            entries=st.lists(
                st.builds(
                    AccountingEntry,
                    side=st.sampled_from(["debit", "credit"]),
                    account=WORDS,
                    sub_account=st.none() | WORDS,
                    amount=AMOUNTS,
                ),
                max_size=3,
            ),
        ),
        max_size=2,
    ),
    deducted=FLAGS,
    expenditure_start=st.none() | DAYS,
    expenditure_end=st.none() | DAYS,
    usage_confirmed=FLAGS,
    usage=st.none() | WORDS,
    transferred_out=FLAGS,
    transferred_out_amount=st.none() | AMOUNTS,
    usage_period=st.none() | WORDS,
    deduction_year_start=st.none() | WORDS,
    deduction_year_end=st.none() | WORDS,
)


@given(FACTS)
def test_what_the_accounting_knows_is_read_back(facts: ReceiverFacts) -> None:
    assert receiver_facts(receiver_file(Invoice(number="26112000000012345678"), facts)) == facts


def test_the_buyer_books_it_where_nothing_else_is_said() -> None:
    invoice = Invoice(
        number="26112000000012345678",
        issue_date=date(2026, 11, 24),
        type_code="381",
        contract_reference="HT-1",
        buyer=Party(name="上海样本贸易有限公司", tax_ids=[TaxId(value="91310115TXTXTX029G")]),
        totals=Totals(without_vat="100.00", vat="13.00", with_vat="113.00"),
    )

    data = XBRL.write(invoice)

    facts = receiver_facts(data)
    assert (facts.entity_id, facts.entity_name) == ("91310115TXTXTX029G", "上海样本贸易有限公司")
    assert facts.contract_number == "HT-1"
    read = XBRL.read(data).invoice
    assert (read.type_code, read.totals and str(read.totals.with_vat)) == ("381", "113.00")
    assert b">-113.00<" in data


def test_what_is_odd_is_told(sample: Sample) -> None:
    data = sample("mof_rai_issuer.xml").decode()
    data = data.replace("2026-11-20", "gestern").replace("rai:Seat ", "rai:Platz ")
    data = data.replace("</rai:Seat>", "</rai:Platz>")

    findings = XBRL.read(data.encode()).findings

    assert [each.rule for each in findings] == ["IK-UNREADABLE", "IK-UNKNOWN"]
    assert all(each.line for each in findings)


FRAME = '<xbrl xmlns="http://www.xbrl.org/2003/instance" xmlns:x="{space}">{body}</xbrl>'


@pytest.mark.parametrize(
    "data",
    [
        "<a/>",
        FRAME.format(space="http://xbrl.mof.gov.cn/taxonomy/2021-11-30/bker", body="<x:A>1</x:A>"),
        FRAME.format(space="http://example.org", body="<x:A>1</x:A>"),
    ],
)
def test_another_voucher_is_refused_by_name(data: str) -> None:
    with pytest.raises(InputError):
        XBRL.read(data.encode())


def test_an_issuers_file_has_no_accounting(sample: Sample) -> None:
    with pytest.raises(InputError, match="issuer"):
        receiver_facts(sample("mof_rai_issuer.xml"))


def test_flags_and_sides_in_other_words_are_told(sample: Sample) -> None:
    data = sample("mof_einv_spcl_receiver.xml").decode()
    data = data.replace(">已匹配<", ">?<").replace(">贷方<", ">?<")

    assert [each.rule for each in XBRL.read(data.encode()).findings][:2] == ["IK-UNREADABLE"] * 2


def test_an_instance_in_an_ofd_is_found(sample: Sample) -> None:
    ofd = FORMATS["ofd"]
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>D/D.xml</ofd:DocRoot></ofd:DocBody>"
        "</ofd:OFD>",
        "D/D.xml": f"<ofd:Document {space}><ofd:Attachments>A.xml</ofd:Attachments></ofd:Document>",
        "D/A.xml": f"<ofd:Attachments {space}><ofd:Attachment><ofd:FileLoc>none.xml</ofd:FileLoc>"
        '</ofd:Attachment><ofd:Attachment Name="data" Format="xbrl"><ofd:FileLoc>i.xml'
        "</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
    }
    files = {path: text.encode() for path, text in parts.items()}

    reading = ofd.read(zipped(files | {"D/i.xml": sample("mof_inv_ord_issuer.xml")}))

    assert reading.invoice.number == "12345678"
    odd = [each.params["found"] for each in reading.findings if each.rule == "OFD-ODD"]
    assert odd == ["Attachment without ID", "attachment ? is missing"]
