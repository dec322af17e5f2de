"""发票 as PDF: the data inside come back as they went in; without them the page is read."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from invoicekit.documents import load
from invoicekit.documents.render import render
from invoicekit.errors import InputError
from invoicekit.formats import FORMATS
from invoicekit.formats._fapiao.page_text import Printed, fields_on
from invoicekit.model import Invoice, InvoiceLine, Item, Party

PDF, XML = FORMATS["fapiao-pdf"], FORMATS["fapiao-xml"]

Sample = Callable[[str], bytes]

BUREAU = [
    "einv_ordinary_exempt.xml",
    "einv_ordinary_individual.xml",
    "einv_special_blue_discount.xml",
    "einv_special_red_full.xml",
]


@pytest.mark.parametrize("name", BUREAU)
def test_the_data_inside_come_back(sample: Sample, name: str) -> None:
    invoice = XML.read(sample(name)).invoice

    document = load(PDF.write(invoice))

    assert (document.format, document.invoice) == ("fapiao-pdf", invoice)


@pytest.mark.parametrize("name", BUREAU)
def test_without_data_the_page_is_read(sample: Sample, name: str) -> None:
    given = XML.read(sample(name)).invoice

    document = load(render(given, "pdf", template="fapiao"))

    assert document.format == "fapiao-pdf"
    assert [each.rule for each in document.findings] == ["PDF-TEXT"]
    invoice = document.invoice
    assert (invoice.number, invoice.issue_date) == (given.number, given.issue_date)
    assert invoice.type_code == given.type_code
    assert given.totals is not None
    assert invoice.totals is not None
    assert invoice.totals.with_vat == given.totals.with_vat
    assert invoice.totals.without_vat == given.totals.without_vat
    assert (invoice.buyer and invoice.buyer.name) == (given.buyer and given.buyer.name)
    assert (invoice.seller and invoice.seller.vat_id) == (given.seller and given.seller.vat_id)
    assert invoice.notes == given.notes
    assert invoice.preceding_invoices == given.preceding_invoices
    assert [line.item for line in invoice.lines] == [line.item for line in given.lines]
    assert [line.net_amount for line in invoice.lines] == [x.net_amount for x in given.lines]
    assert [line.quantity for line in invoice.lines] == [x.quantity for x in given.lines]
    assert [line.price for line in invoice.lines] == [x.price for x in given.lines]
    assert [line.vat_rate for line in invoice.lines] == [x.vat_rate for x in given.lines]
    assert invoice.fapiao is not None
    assert given.fapiao is not None
    assert (invoice.fapiao.kind, invoice.fapiao.drawer) == (given.fapiao.kind, given.fapiao.drawer)


def test_a_red_letter_invoice_tells_the_blue_one_in_its_remark(sample: Sample) -> None:
    given = XML.read(sample("einv_special_red_full.xml")).invoice

    invoice = load(render(given, "pdf", template="fapiao")).invoice

    assert invoice.fapiao is not None
    assert given.fapiao is not None
    assert invoice.fapiao.red == given.fapiao.red


def test_an_instance_inside_is_read(sample: Sample) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    spec = pikepdf.AttachedFileSpec(pdf, sample("mof_rai_issuer.xml"), filename="a.xml")
    pdf.attachments["a.xml"] = spec
    out = io.BytesIO()
    pdf.save(out)

    assert load(out.getvalue()).invoice.number == "26119000000000000042"


def test_a_pdf_without_data_is_told() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    out = io.BytesIO()
    pdf.save(out)

    assert not PDF.detects(out.getvalue())
    with pytest.raises(InputError, match="neither"):
        PDF.read(out.getvalue())


def test_another_invoice_is_no_fapiao() -> None:
    line = InvoiceLine(item=Item(name="发票 26112000000012345678"))
    invoice = Invoice(number="1", currency="EUR", seller=Party(name="A"), lines=[line])

    data = FORMATS["facturx"].write(invoice)

    assert not PDF.detects(data)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 broken", b"<a/>"])
def test_what_is_no_pdf_is_not_detected(data: bytes) -> None:
    assert not PDF.detects(data)


def test_an_older_invoice_is_known_by_code_and_number() -> None:
    lines = [
        "上海增值税电子普通发票",
        "发票代码：031002000111",
        "发票号码：12345678",
        "开票日期：2020年06月30日",
        "校验码：12345 67890 12345 67890",
    ]
    texts = [Printed(10, 5 * place, 60, text) for place, text in enumerate(lines)]

    found = fields_on(texts, 210)

    assert (found["code"], found["number"]) == ("031002000111", "12345678")
    assert found["issued_at"] == "2020年06月30日"
    assert found["check_code"] == "12345678901234567890"


def test_a_page_of_another_width_is_scaled() -> None:
    texts = [
        Printed(57, 8, 90, "电子发票（普通发票）"),
        Printed(340, 20, 64, "26112000000012345678"),
        Printed(24, 68, 17, "名称："),
        Printed(40, 68, 60, "买方有限公司"),
        Printed(240, 68, 60, "名称：卖方有限公司"),
    ]

    found = fields_on(texts, 420)

    assert found["buyer"] == {"name": "买方有限公司"}
    assert found["seller"] == {"name": "卖方有限公司"}


@pytest.mark.parametrize("texts", [[], [Printed(1, 1, 1, "26112000000012345678")]])
def test_a_page_of_something_else_has_no_fields(texts: list[Printed]) -> None:
    assert fields_on(texts, 0) == {}
