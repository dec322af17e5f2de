"""The bureau's layout of a 发票: fields at their places, always marked as a preview, no seal."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pypdfium2  # type: ignore[import-untyped]  # no stubs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.documents.render import render
from invoicekit.jurisdiction.fapiao import read_qr
from invoicekit.model import (
    FapiaoLine,
    Invoice,
    InvoiceLine,
    Item,
    Note,
    Party,
    Price,
    SpecialBusiness,
    TaxId,
    Totals,
)
from invoicekit.model.fapiao import Fapiao
from invoicekit.renderers import RENDERERS, built_in, view_of
from invoicekit.renderers._fapiao_layout import FapiaoPage, Text, fapiao_page
from invoicekit.renderers._fapiao_sheet import fapiao_sheet

LINE = InvoiceLine(
    id="1",
    quantity="2",
    price=Price(net="50"),
    net_amount="100.00",
    vat_category="S",
    vat_rate="13",
    item=Item(name="键盘"),
    fapiao=FapiaoLine(
        short_name="计算机外部设备", specification="K-1", unit="个", tax_amount="13.00"
    ),
)
INVOICE = Invoice(
    number="26112000000012345678",
    issue_date=date(2026, 11, 24),
    currency="CNY",
    seller=Party(name="北京示例软件有限公司", tax_ids=[TaxId(value="91110105TXTXTX010N")]),
    buyer=Party(name="上海样本贸易有限公司", tax_ids=[TaxId(value="91310115TXTXTX029G")]),
    notes=[Note(text="合同编号：HT-1")],
    totals=Totals(without_vat="100.00", vat="13.00", with_vat="113.00"),
    lines=[LINE],
    fapiao=Fapiao(kind="digital_special", drawer="王示例"),
)


def page_of(invoice: Invoice) -> FapiaoPage:
    return fapiao_page(fapiao_sheet(invoice))


def values(page: FapiaoPage) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in page.texts:
        if text.field:
            found[text.field] = found.get(text.field, "") + text.text
    return found


def pdf_text(data: bytes) -> str:
    return str(pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range())


def test_every_field_stands_on_the_page() -> None:
    assert values(page_of(INVOICE)) == {
        "number": "26112000000012345678",
        "date": "2026年11月24日",
        "buyer_name": "上海样本贸易有限公司",
        "buyer_id": "91310115TXTXTX029G",
        "seller_name": "北京示例软件有限公司",
        "seller_id": "91110105TXTXTX010N",
        "rows/0/name": "*计算机外部设备*键盘",
        "rows/0/specification": "K-1",
        "rows/0/unit": "个",
        "rows/0/quantity": "2",
        "rows/0/price": "50",
        "rows/0/amount": "100.00",
        "rows/0/rate": "13%",
        "rows/0/tax": "13.00",
        "net": "¥100.00",
        "tax": "¥13.00",
        "words": "壹佰壹拾叁圆整",
        "gross": "¥113.00",
        "remark": "合同编号：HT-1",
        "drawer": "王示例",
    }


def test_a_red_letter_invoice_has_minus_signs_and_a_positive_price() -> None:
    found = values(page_of(INVOICE.replace(type_code="381")))

    assert (found["rows/0/quantity"], found["rows/0/price"]) == ("-2", "50")
    assert (found["rows/0/amount"], found["rows/0/tax"]) == ("-100.00", "-13.00")
    assert (found["gross"], found["words"]) == ("¥-113.00", "（负数）壹佰壹拾叁圆整")


@pytest.mark.parametrize(
    ("category", "printed", "tax"),
    [("E", "免税", "***"), ("O", "不征税", "***"), ("Z", "0%", "¥0.00")],
)
def test_exempt_lines_print_no_tax(category: str, printed: str, tax: str) -> None:
    line = LINE.replace(vat_category=category, vat_rate="0", fapiao=FapiaoLine(tax_amount="0.00"))
    totals = Totals(without_vat="100.00", vat="0.00", with_vat="100.00")

    found = values(page_of(INVOICE.replace(lines=[line], totals=totals)))

    assert (found["rows/0/rate"], found["tax"]) == (printed, tax)


def test_the_special_business_and_the_kind_are_named() -> None:
    facts = Fapiao(
        kind="digital_ordinary",
        special=SpecialBusiness(code="09"),
        payee="收款员",
        reviewer="复核员",
    )

    texts = [text.text for text in page_of(INVOICE.replace(fapiao=facts)).texts]

    for text in ("旅客运输服务", "电子发票（普通发票）", "收款员", "复核员"):
        assert text in texts


@given(st.integers(0, 30), st.integers(1, 60))
def test_the_page_grows_with_its_rows_and_nothing_leaves_it(rows: int, length: int) -> None:
    line = LINE.replace(item=Item(name="长" * length))

    page = page_of(INVOICE.replace(lines=[line] * rows))

    assert page.height >= 140
    assert page.height == pytest.approx(140) or rows
    for text in page.texts:
        assert text.left >= 4
        assert text.left + text.width <= 207
        assert 0 <= text.y <= page.height - text.size
    for line_ in page.lines:
        assert max(line_.y1, line_.y2) <= page.height


@given(st.text(alphabet="名称A", min_size=0, max_size=300), st.text("注\nB", max_size=450))
def test_long_names_and_remarks_stay_in_their_boxes(name: str, remark: str) -> None:
    invoice = INVOICE.replace(
        buyer=Party(name=name or None), notes=[Note(text=remark)] if remark.strip() else []
    )

    page = page_of(invoice)

    def bottom(field: str) -> float:
        return max((text.y + text.size for text in page.texts if text.field == field), default=0)

    assert bottom("buyer_name") <= 43.3
    assert remark.count("\n") > 10 or bottom("remark") <= 124


def test_lines_of_the_table_do_not_overlap() -> None:
    page = page_of(INVOICE.replace(lines=[LINE] * 12))

    tops = sorted({text.y for text in page.texts if text.field.endswith("/amount")})

    assert len(tops) == 12
    assert all(low - high >= 3.175 for high, low in pairwise(tops))
    (total,) = (text.y for text in page.texts if text.field == "net")
    assert total >= tops[-1] + 3.175 - 0.01


def test_it_is_marked_as_a_preview_and_has_no_seal() -> None:
    page = page_of(INVOICE)

    marks = [text.text for text in page.texts if text.role == "grey"]
    assert any("预览" in mark and "仅供参考" in mark for mark in marks)
    assert not any("监制" in text.text for text in page.texts)
    html = render(INVOICE, "html").decode()
    assert "<ellipse" not in html
    assert "<circle" not in html


def test_the_qr_code_says_the_total() -> None:
    code = read_qr(page_of(INVOICE).qr)

    assert (code.kind, code.number, str(code.amount)) == ("31", "26112000000012345678", "113.00")


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_a_fapiao_is_laid_out_as_the_bureau_does_where_nobody_says_how(kind: str) -> None:
    made = render(INVOICE, kind)

    text = pdf_text(made) if kind == "pdf" else made.decode()
    for part in ("26112000000012345678", "壹佰壹拾叁圆整", "*计算机外部设备*键盘", "仅供参考"):
        assert part in text


def test_any_other_document_has_its_standard_layout() -> None:
    assert "仅供参考" not in render(INVOICE.replace(fapiao=None), "html").decode()


def test_the_pdf_is_as_large_as_the_bureaus() -> None:
    view = view_of(INVOICE, "zh-CN", original=True, template=built_in("fapiao"))

    page = pypdfium2.PdfDocument(RENDERERS["pdf"].render(view, built_in("fapiao")))[0]

    assert [round(side / 72 * 25.4, 1) for side in page.get_size()] == [210.0, 140.0]


def test_a_draft_without_anything_is_laid_out() -> None:
    page = page_of(Invoice(lines=[InvoiceLine(item=Item(name="未计算"))]))

    assert page.qr == ""
    assert isinstance(page.texts[0], Text)
