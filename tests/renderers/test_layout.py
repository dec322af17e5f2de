"""Where things stand on the page: what an eye would catch, measured."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships none
import pytest

from invoicekit.documents import render
from invoicekit.model import (
    Address,
    Invoice,
    InvoiceLine,
    Item,
    Party,
    Price,
    Totals,
    VatBreakdown,
)

MARGIN = 20 / 25.4 * 72
"""The page's left and right margin in points."""
Box = tuple[float, float, float, float]
HUGE = "9876543210123.45"


def huge(german: Invoice, category: str = "S") -> Invoice:
    rate = "19" if category == "S" else "0"
    lines = [
        InvoiceLine(
            id=str(i),
            quantity="1",
            unit="H87",
            price=Price(net=amount),
            net_amount=amount,
            vat_category=category,
            vat_rate=rate,
            item=Item(name="Kraftwerk"),
        )
        for i, amount in enumerate((HUGE, "-1.00", "0"), start=1)
    ]
    return german.replace(
        lines=lines,
        allowances=(),
        vat_breakdown=[
            VatBreakdown(
                category=category,
                rate=rate,
                taxable_amount="9876543210122.45",
                tax_amount="1876543209923.27",
            )
        ],
        totals=Totals(
            line_total="9876543210122.45",
            without_vat="9876543210122.45",
            vat="1876543209923.27",
            with_vat="11753086420045.72",
            amount_due="11753086420045.72",
        ),
    )


def characters(data: bytes, page: int = 0) -> list[tuple[str, Box]]:
    """Each printed character with its box: left, bottom, right, top in points."""
    text = pypdfium2.PdfDocument(io.BytesIO(data))[page].get_textpage()
    signs = text.get_text_range(0, text.count_chars())
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    return [
        (c, b)
        for c, b in zip(signs, boxes, strict=False)
        if c.strip("\u200b\u2068\u2069 \r\n\u00a0\u202f") and b[2] > b[0]
    ]


def overlaps(data: bytes) -> list[tuple[str, str]]:
    """Pairs of characters printed over each other."""
    found = characters(data)
    return [
        (a, b)
        for i, (a, one) in enumerate(found)
        for b, two in found[i + 1 :]
        if min(one[2], two[2]) - max(one[0], two[0]) > 1.5
        and min(one[3], two[3]) - max(one[1], two[1]) > 1.5
    ]


def right_edges(data: bytes, *texts: str) -> list[float]:
    """Where the last character of each text ends."""
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage()
    ends = []
    for text in texts:
        place = page.search(text).get_next()
        assert place is not None, text
        ends.append(page.get_charbox(place[0] + place[1] - 1)[2])
    return ends


@pytest.mark.parametrize("locale", ["de", "en", "fr", "zh-CN"])
@pytest.mark.parametrize("category", ["S", "K"])
def test_amounts_of_ten_trillion_stand_beside_each_other(
    german: Invoice, category: str, locale: str
) -> None:
    assert overlaps(render(huge(german, category), "pdf", locale=locale)) == []


def test_nothing_is_printed_outside_the_margins(german: Invoice) -> None:
    reference = "PO-2026-VERY-LONG-REFERENCE-000000000000000123456789-AND-MORE-" * 3
    url = "https://shop.example.com/produkte/kategorie/artikel?id=1234567890&ref=" + "abcdef" * 20
    wide = german.replace(
        buyer=Party(name="Donaudampfschifffahrt" * 9, address=Address(line1="Straße " * 30)),
        purchase_order_reference=reference,
        buyer_reference="04011000-12345-03-and-more-and-more-",
        lines=[german.lines[0].replace(item=Item(name=url, description=url))],
    )
    data = render(wide, "pdf", locale="de")
    boxes = [box for _, box in characters(data)]
    assert min(box[0] for box in boxes) >= MARGIN - 1
    assert max(box[2] for box in boxes) <= 595.28 - MARGIN + 1
    assert overlaps(data) == []


def test_a_web_address_breaks_after_its_own_signs(german: Invoice) -> None:
    url = "https://shop.example.com/produkte/unterkategorie/lampen/schreibtisch/messing/aurora"
    line = german.lines[0].replace(item=Item(name=url))
    data = render(german.replace(lines=[line]), "pdf", locale="de")
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage()
    lines = page.get_text_bounded().replace("\u200b", "").splitlines()
    (first,) = [each for each in lines if "https://" in each]
    assert first.partition("https://")[2].split(" ")[0].rstrip().endswith("/")


def test_line_amounts_and_totals_end_in_one_column(german: Invoice) -> None:
    edges = right_edges(render(german, "pdf", locale="de"), "955,60", "1.147,08", "1.097,08")
    assert max(edges) - min(edges) < 0.75


def test_chinese_bold_is_a_weight_and_no_outline(chinese: Invoice) -> None:
    with pikepdf.open(io.BytesIO(render(chinese, "pdf", locale="zh-CN"))) as document:
        page = document.pages[0]
        faces = [str(f.BaseFont) for f in page.Resources.Font.values()]
        modes = [
            int(each.operands[0])
            for each in pikepdf.parse_content_stream(page)
            if str(each.operator) == "Tr"
        ]
    assert len([face for face in faces if "NotoSansSC" in face]) > 1
    assert set(modes) <= {0}


@pytest.mark.parametrize("name", ["شركة الكويت للتجارة (KTC)", "חברת הדוגמה (KTC)"])
def test_a_right_to_left_name_keeps_its_direction(german: Invoice, name: str) -> None:
    """What stands last in the text stands leftmost; in a left-to-right line it would be right."""
    buyer = Party(name=name, address=Address(city="حولي", postcode="32001", country="KW"))
    found = characters(render(german.replace(buyer=buyer, supply=None), "pdf", locale="de"))
    at = "".join(sign for sign, _ in found).index("KTC")
    latin = found[at][1]
    beside = [box for _, box in found if abs(box[1] - latin[1]) < 3 and box[0] < 300]
    assert min(box[0] for box in beside) > MARGIN - 1
    assert len([box for box in beside if box[0] < latin[0]]) <= 1  # the bracket


def test_the_date_stays_with_the_number_it_belongs_to(credit_note: Invoice) -> None:
    data = render(credit_note, "pdf", locale="de")
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage()
    assert "vom 24.11.2026" in page.get_text_bounded().replace("\u00a0", " ")
    assert credit_note.preceding_invoices[0].issue_date == date(2026, 11, 24)
