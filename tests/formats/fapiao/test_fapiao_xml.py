"""The tax bureau's XML: every element of a file comes back, and what is odd is told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from invoicekit.binding import Reader
from invoicekit.documents import load, validate
from invoicekit.errors import InputError, RenderFailed
from invoicekit.findings import Severity
from invoicekit.formats import FORMATS
from invoicekit.formats._fapiao.einvoice import EINVOICE
from invoicekit.formats._fapiao.shape import SUPERVISED
from invoicekit.model import Allowance, FapiaoLine, Invoice, InvoiceLine, Item, Note, Price
from invoicekit.model.fapiao import Fapiao, Label, Unknown

XML = FORMATS["fapiao-xml"]

Sample = Callable[[str], bytes]

BUREAU = [
    "einv_ordinary_exempt.xml",
    "einv_ordinary_individual.xml",
    "einv_ordinary_passenger.xml",
    "einv_ordinary_small_1pct.xml",
    "einv_ordinary_toll.xml",
    "einv_platform_unsigned.xml",
    "einv_special_blue_discount.xml",
    "einv_special_red_full.xml",
]


def content(data: bytes) -> Counter[tuple[str, str, str]]:
    """Every element, empty ones too, with its text and attributes, by its path."""
    root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True))
    found: Counter[tuple[str, str, str]] = Counter()
    for element in root.iter():
        steps = [element, *element.iterancestors()]
        path = "/".join(str(step.tag) for step in reversed(steps))
        found[path, "", (element.text or "").strip()] += 1
        for name, value in element.items():
            found[path, str(name), value] += 1
    return found


@pytest.mark.parametrize("name", BUREAU)
def test_every_element_of_a_file_is_written_again(sample: Sample, name: str) -> None:
    data = sample(name)

    reading = XML.read(data)

    assert reading.findings == ()
    written = XML.write(reading.invoice)
    assert content(written) == content(data)
    assert written.startswith(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>')
    assert b"xmlns" not in written


@given(st.data())
def test_what_is_written_is_read_back(
    fapiaos: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    invoice = data.draw(fapiaos)

    reading = XML.read(XML.write(invoice))

    assert [each.rule for each in reading.findings if each.rule != "IK-KEPT"] == []
    assert reading.invoice == invoice


def _by_parser(data: bytes) -> Invoice:
    return _invoice(Reader(replace(EINVOICE, runs=None)).read(data).record)


def _invoice(record: dict[str, object]) -> Invoice:
    return Invoice.model_validate(
        {name: value for name, value in record.items() if name != SUPERVISED}
    )


@pytest.mark.parametrize("name", BUREAU)
def test_a_file_whose_tags_were_seen_before_is_read_without_a_parser(
    sample: Sample, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = sample(name)
    other = re.sub(rb"(?<=>)26([0-9]{18})(?=<)", rb"27\1", seen)
    expected = Reader(EINVOICE).read(other)
    reader = Reader(EINVOICE)
    for _ in range(8):  # a frame is learned once it has paid for itself
        reader.read(seen)

    def refuse(*_: object) -> None:
        raise AssertionError("a parser was asked")

    monkeypatch.setattr("invoicekit.binding.reader.parse", refuse)
    reading = reader.read(other)

    assert _invoice(reading.record) == _invoice(expected.record)
    assert reading.findings == expected.findings
    assert reading.source == expected.source
    assert other != seen


CELLS = (
    "ItemName",
    "Quantity",
    "UnPrice",
    "Amount",
    "TaxRate",
    "ComTaxAm",
    "TaxClassificationCode",
)
A, B, SIX = "1090511000000000000", "3040201000000000000", "6010000000000000000"
LOOKS = [
    ("*计算机外部设备*扫描仪", "2", "50", "100.00", "0.13", "13.00", A),
    ("*计算机外部设备*扫描仪", None, None, "-10.00", "0.13", "-1.30", A),
    ("*计算机外部设备*扫描仪", None, None, "-5.00", "0.130", "-0.65", A),
    ("*信息技术服务*开发", "1", "100", "100.00", "0.06", "6.00", B),
    ("*信息技术服务*维护", None, None, "-10.00", "0.06", "-0.60", B),
    ("*信息技术服务*维护", None, None, "-10.00", "0.13", "-1.30", B),
    ("*信息技术服务*维护", None, None, "-10.00", "0.13", "-1.30", A),
    ("*信息技术服务*维护", "-1", "10", "-10.00", "0.13", "-1.30", A),
    ("预付卡", None, None, "100.00", "0", "***", SIX),
    ("**两星", None, None, "100.00", "免税", "***", A),
    ("*一*二*三", None, None, "100.00", "0", "0.00", A),
    ("*只有一", None, "7", None, None, None, None),
]
"""Rows of every look; the second and third are discounts of the first."""


@pytest.mark.parametrize("label", ["Y", "N"])
def test_rows_of_every_look_are_read_as_the_parser_does(sample: Sample, label: str) -> None:
    rows = "".join(
        "<IssuItemInformation>"
        + "".join(f"<{n}>{v}</{n}>" for n, v in zip(CELLS, row, strict=True) if v is not None)
        + "</IssuItemInformation>"
        for row in LOOKS
    )
    file = re.sub(
        rb"<IssuItemInformation>.*</IssuItemInformation>",
        rows.encode(),
        sample("einv_ordinary_exempt.xml").replace(
            b"<LabelCode>Y<", f"<LabelCode>{label}<".encode()
        ),
        flags=re.DOTALL,
    )

    assert EINVOICE.runs is not None
    assert EINVOICE.runs.cut(file) is not None
    made = XML.read(file).invoice
    assert made == _by_parser(file)
    natures = [line.fapiao.nature for line in made.lines if line.fapiao]
    discounts = ["02", "01", "01"] if label == "Y" else ["00"] * 3
    assert natures == [*discounts, *["00"] * 9]
    sign = 1 if label == "Y" else -1
    assert made.lines[1].net_amount == sign * Decimal("-10.00")
    assert [line.vat_category for line in made.lines[8:]] == ["O", "E", "E", None]
    facts = made.lines[8].fapiao
    assert facts is not None
    assert (facts.tax_amount, facts.policy, facts.zero_rate) == (None, "04", "2")


@settings(max_examples=25)
@given(st.data())
def test_rows_read_by_their_shape_give_what_the_parser_reads(
    fapiaos: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    once = XML.write(data.draw(fapiaos))
    file = re.sub(
        rb"<IssuItemInformation>.*</IssuItemInformation>",
        lambda rows: rows[0] * 8,
        once,
        flags=re.DOTALL,
    )

    assert XML.read(file).invoice.replace(fapiao=None) == _by_parser(file).replace(fapiao=None)


@pytest.mark.parametrize("name", BUREAU)
@pytest.mark.parametrize("rate", ["0.06", "0.060000", "6%", "0", "免税", "不征税", "***"])
@pytest.mark.parametrize("red", [False, True])
def test_many_rows_of_a_sample_are_read_as_the_parser_does(
    sample: Sample, name: str, rate: str, red: bool
) -> None:
    before, row, after = re.split(
        rb"(<IssuItemInformation>.*</IssuItemInformation>)", sample(name), flags=re.DOTALL
    )
    turned = re.sub(rb"(<(?:Amount|Quantity|ComTaxAm)>)(?=[0-9])", rb"\1-", row)
    one = re.sub(rb"<TaxRate>.*?<", f"<TaxRate>{rate}<".encode(), turned if red else row)
    file = before + row + one * 8 + row + after

    assert EINVOICE.runs is not None
    assert EINVOICE.runs.cut(file) is not None
    made = XML.read(file).invoice
    assert made == _by_parser(file)
    assert [line.model_fields_set for line in made.lines] == [
        line.model_fields_set for line in _by_parser(file).lines
    ]


@given(st.data())
def test_margin_taxation_comes_back(
    margins: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    given_one = data.draw(margins)

    again = XML.read(XML.write(given_one)).invoice

    assert (again.lines, again.notes) == (given_one.lines, given_one.notes)
    assert (again.totals, again.vat_breakdown) == (given_one.totals, given_one.vat_breakdown)
    assert again.fapiao is not None
    assert again.fapiao.margin == "02"


def test_amounts_of_a_red_letter_invoice_are_positive_in_the_model(sample: Sample) -> None:
    invoice = load(sample("einv_special_red_full.xml")).invoice

    assert invoice.type_code == "381"
    assert invoice.totals is not None
    assert invoice.totals.with_vat == Decimal("11540.00")
    line = invoice.lines[0]
    assert (line.quantity, line.net_amount) == (Decimal(1), Decimal("9000.00"))
    assert line.price is not None
    assert line.price.net == Decimal(9000)
    assert invoice.fapiao is not None
    assert invoice.fapiao.red is not None
    assert invoice.fapiao.red.original_number == "26112000000012345678"
    assert invoice.preceding_invoices[0].number == "26112000000012345678"


def test_a_discount_is_told_by_its_look(sample: Sample) -> None:
    lines = XML.read(sample("einv_special_blue_discount.xml")).invoice.lines

    assert [line.fapiao.nature for line in lines if line.fapiao] == ["02", "01", "00"]
    assert lines[1].item == Item(name="软件开发服务")
    assert next(line.fapiao.short_name for line in lines if line.fapiao) == "信息技术服务"


def xml(body: str) -> bytes:
    return f"<EInvoice><EInvoiceData>{body}</EInvoiceData></EInvoice>".encode()


@pytest.mark.parametrize(
    ("rate", "remark", "code", "category", "percent", "printed"),
    [
        ("0.06", "", "", "S", "6", None),
        ("0.060000", "", "", "S", "6", None),
        ("6%", "", "", "S", "6", None),
        ("0.1", "", "", "S", "10", None),
        ("0", "", "", "Z", "0", None),
        ("0", "免税", "", "E", "0", None),
        ("0", "不征税项目", "", "O", "0", None),
        ("0", "", "6010000000000000000", "O", "0", None),
        ("免税", "", "", "E", "0", "免税"),
        ("不征税", "", "", "O", "0", "不征税"),
        ("***", "差额征税", "", None, None, "***"),
    ],
)
def test_a_rate_is_read_in_each_spelling(
    rate: str,
    remark: str,
    code: str,
    category: str | None,
    percent: str | None,
    printed: str | None,
) -> None:
    data = xml(
        f"<IssuItemInformation><TaxRate>{rate}</TaxRate>"
        f"<TaxClassificationCode>{code}</TaxClassificationCode></IssuItemInformation>"
        f"<AdditionalInformation><Remark>{remark}</Remark></AdditionalInformation>"
    )

    (line,) = XML.read(data).invoice.lines

    assert line.vat_category == category
    assert line.vat_rate == (None if percent is None else Decimal(percent))
    assert line.fapiao is not None
    assert line.fapiao.printed_rate == printed


@pytest.mark.parametrize(
    ("category", "rate", "text"),
    [
        ("S", "13", "0.13"),
        ("S", "10", "0.1"),
        ("S", "1.5", "0.015"),
        ("E", "0", "免税"),
        ("O", "0", "不征税"),
        ("Z", "0", "0"),
        ("G", "0", "0"),
    ],
)
def test_exempt_not_taxable_and_zero_stay_apart(category: str, rate: str, text: str) -> None:
    line = InvoiceLine(
        net_amount="100.00", vat_category=category, vat_rate=rate, fapiao=FapiaoLine(tax_amount=0)
    )

    written = XML.write(Invoice(lines=[line]))

    assert f"<TaxRate>{text}</TaxRate>".encode() in written


def test_a_rate_that_is_none_is_told() -> None:
    reading = XML.read(xml("<IssuItemInformation><TaxRate>6,0x</TaxRate></IssuItemInformation>"))

    (finding,) = reading.findings
    assert (finding.rule, finding.path) == ("IK-UNREADABLE", "lines[0].vat_rate")


def test_an_unknown_element_is_kept_and_written_again() -> None:
    body = (
        "<SpecificInformation><Building><Place>北京</Place></Building></SpecificInformation>"
        "<IssuItemInformation/><IssuItemInformation><New a='1'>x</New></IssuItemInformation>"
    )

    reading = XML.read(xml(body))

    assert [(each.rule, each.severity) for each in reading.findings] == [
        ("IK-KEPT", Severity.INFORMATION)
    ] * 2
    assert reading.invoice.fapiao is not None
    assert reading.invoice.fapiao.unknown == (
        Unknown(
            parent="/EInvoice/EInvoiceData/SpecificInformation",
            xml="<Building><Place>北京</Place></Building>",
        ),
        Unknown(parent="/EInvoice/EInvoiceData/IssuItemInformation[2]", xml='<New a="1">x</New>'),
    )
    written = XML.write(reading.invoice).decode()
    assert "<SpecificInformation><Building><Place>北京</Place></Building>" in written
    assert 'standalone="yes"' in written or "standalone='yes'" in written


def test_more_unknown_elements_than_are_listed_are_kept() -> None:
    body = "<IssuItemInformation><New>1</New></IssuItemInformation>" * 1_200

    invoice = XML.read(xml(body)).invoice

    assert invoice.fapiao is not None
    assert len(invoice.fapiao.unknown) == 1_200
    assert XML.write(invoice).count(b"<New>1</New>") == 1_200


def test_elements_where_text_was_expected_are_kept_too() -> None:
    key = "<KeyInfo><X509Data><X509Certificate>AA==</X509Certificate></X509Data></KeyInfo>"
    data = f"<EInvoice><TaxBureauSignature>{key}</TaxBureauSignature></EInvoice>".encode()

    reading = XML.read(data)

    assert [each.rule for each in reading.findings] == ["IK-KEPT"]
    assert key in XML.write(reading.invoice).decode()


def test_elements_beside_a_text_are_told() -> None:
    reading = XML.read(xml("<BasicInformation><Drawer>王<b/></Drawer></BasicInformation>"))

    assert [each.rule for each in reading.findings] == ["IK-UNKNOWN"]
    assert reading.invoice.fapiao is not None
    assert reading.invoice.fapiao.unknown == ()


@given(st.data())
def test_an_unknown_element_anywhere_comes_back(sample: Sample, data: st.DataObject) -> None:
    root = etree.fromstring(
        sample("einv_special_blue_discount.xml"), etree.XMLParser(remove_blank_text=True)
    )
    groups = [each for each in root.iter() if len(each) and each.tag != "Label"]
    for _ in range(data.draw(st.integers(1, 3))):
        around = data.draw(st.sampled_from(groups))
        new = etree.SubElement(around, data.draw(st.sampled_from(["New", "新元素"])))
        new.text = data.draw(st.sampled_from(["1", "a & b", ""]))
        etree.SubElement(new, "Inner").text = "2"
    given_file = etree.tostring(root, encoding="utf-8")

    reading = XML.read(given_file)

    assert content(XML.write(reading.invoice)) == content(given_file)
    assert {each.rule for each in reading.findings} == {"IK-KEPT"}


def test_a_kept_element_finds_its_place_where_the_element_around_is_missing() -> None:
    kept = Unknown(parent="/EInvoice/Further/Place", xml="<New/>")

    written = XML.write(Invoice(fapiao=Fapiao(unknown=[kept])))

    assert b"<Further><Place><New/></Place></Further>" in written


@pytest.mark.parametrize(
    "kept",
    [Unknown(parent="/EInvoice", xml="<New>"), Unknown(parent="/EInvoice/a:b", xml="<New/>")],
)
def test_a_kept_element_that_is_no_xml_is_refused(kept: Unknown) -> None:
    with pytest.raises(RenderFailed, match="no XML"):
        XML.write(Invoice(fapiao=Fapiao(unknown=[kept])))


def test_a_fixed_label_in_other_words_is_kept(sample: Sample) -> None:
    given = sample("einv_special_blue_discount.xml")
    data = given.replace("<LabelName>一般纳税人<".encode(), "<LabelName>其他<".encode())

    reading = XML.read(data)

    assert reading.invoice.fapiao is not None
    assert reading.invoice.fapiao.labels[0] == Label(kind="TaxpayerType", code="1", name="其他")
    assert content(XML.write(reading.invoice)) == content(data)


def test_two_numbers_are_told(sample: Sample) -> None:
    given = sample("einv_ordinary_toll.xml")
    data = given.replace(b"<EIid>26117000000000000042", b"<EIid>26117000000000000043")

    (finding,) = XML.read(data).findings

    assert (finding.rule, finding.severity, finding.path) == (
        "IK-DIFFERING",
        Severity.ERROR,
        "number",
    )


def test_a_red_letter_invoice_without_label_is_told_by_its_sign() -> None:
    data = xml(
        "<BasicInformation><TotalTax-includedAmount>-5</TotalTax-includedAmount></BasicInformation>"
    )

    assert XML.read(data).invoice.type_code == "381"


def test_a_doctype_is_refused(sample: Sample) -> None:
    with pytest.raises(InputError, match="DOCTYPE"):
        load(sample("bad_doctype.xml"))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("<发票><发票号码>1</发票号码></发票>", "Chinese tag names"),
        ("<business><FPHM>12345678</FPHM><KPRQ>20250630</KPRQ></business>", "pinyin"),
    ],
)
def test_a_foreign_dialect_is_recognised_by_name(data: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        load(data.encode())


@pytest.mark.parametrize("name", BUREAU)
def test_files_are_recognised(sample: Sample, name: str) -> None:
    assert load(sample(name)).format == "fapiao-xml"


def test_an_invoice_of_ours_is_written_in_the_form_of_a_fapiao() -> None:
    line = InvoiceLine(
        id="a",
        quantity="2",
        unit="C62",
        price=Price(net="50"),
        net_amount="100.00",
        vat_category="S",
        vat_rate="13",
        item=Item(name="键盘"),
    )

    invoice = XML.read(XML.write(Invoice(currency="CNY", lines=[line]))).invoice

    (row,) = invoice.lines
    assert row.fapiao is not None
    assert [str(row.fapiao.tax_amount), str(row.fapiao.amount_with_tax)] == ["13.00", "113.00"]
    assert row.fapiao.unit == "件"
    assert invoice.totals is not None
    assert invoice.totals.with_vat == 113
    assert invoice.fapiao is not None
    assert invoice.fapiao.amount_in_words == "壹佰壹拾叁圆整"


def test_several_notes_become_one_remark() -> None:
    invoice = Invoice(notes=[Note(text="一"), Note(text="二")])

    assert XML.read(XML.write(invoice)).invoice.notes == (Note(text="一\n二"),)


def test_the_data_of_a_tax_control_device_is_read(sample: Sample) -> None:
    document = load(sample("taxcontrol_original_invoice.xml"))

    assert (document.format, document.findings) == ("fapiao-xml", ())
    invoice = document.invoice
    assert invoice.fapiao is not None
    assert (invoice.fapiao.kind, invoice.fapiao.code) == ("tc_electronic_ordinary", "011002600111")
    assert invoice.number == "12345678"
    assert str(invoice.issue_date) == "2025-06-30"
    assert invoice.seller is not None
    assert invoice.seller.phone == "010-00000001"
    assert invoice.seller.bank_accounts[0].bank_name == "示例银行北京分行"
    assert invoice.lines[0].fapiao is not None
    assert invoice.lines[0].fapiao.amount_with_tax == Decimal("100.00")


def test_a_red_letter_invoice_of_a_device_names_the_blue_one_in_its_remark(sample: Sample) -> None:
    given = sample("taxcontrol_original_invoice.xml").decode()
    blue = "对应正数发票代码:011002600111号码:87654321"
    data = given.replace(">100.00<", ">-100.00<").replace("<fp:Note></", f"<fp:Note>{blue}</")

    invoice = XML.read(data.encode()).invoice

    assert invoice.type_code == "381"
    assert invoice.fapiao is not None
    assert invoice.fapiao.red is not None
    assert invoice.fapiao.red.original_number == "87654321"


def test_wrong_totals_are_found(sample: Sample) -> None:
    report = validate(sample("bad_totals.xml"))

    assert not report.valid
    assert "totals" in " ".join(finding.path for finding in report.findings)


def wrong(sample: Sample, right: str, other: str, kind: str) -> bytes:
    """A sample with one text changed, as XML or inside an OFD of ours."""
    data = sample("einv_special_blue_discount.xml")
    changed = data.replace(right.encode(), other.encode())
    assert changed != data
    return changed if kind == "fapiao-xml" else FORMATS[kind].write(XML.read(changed).invoice)


@pytest.mark.parametrize("kind", ["fapiao-xml", "ofd"])
def test_wrong_words_are_found(sample: Sample, kind: str) -> None:
    data = wrong(sample, "壹万壹仟伍佰肆拾圆整", "壹万壹仟伍佰肆拾壹圆整", kind)
    [found] = [each for each in validate(data).findings if each.rule == "IK-CN-11"]

    assert found.params["expected"] == "壹万壹仟伍佰肆拾圆整"


@pytest.mark.parametrize("kind", ["fapiao-xml", "ofd"])
def test_a_wrong_total_of_tax_is_found(sample: Sample, kind: str) -> None:
    data = wrong(sample, "<TotalTaxAm>770.09<", "<TotalTaxAm>770.19<", kind)
    found = {each.rule for each in validate(data).findings}

    assert {"IK-CN-21", "IK-CN-22"} <= found


@pytest.mark.parametrize("kind", ["fapiao-xml", "ofd"])
def test_an_allowance_that_no_line_bears_is_refused(kind: str) -> None:
    line = InvoiceLine(net_amount="100.00", vat_category="S", vat_rate="13")
    allowance = Allowance(amount="5.00", vat_category="S", vat_rate="6")

    with pytest.raises(RenderFailed, match="no form"):
        FORMATS[kind].write(Invoice(lines=[line], allowances=[allowance]))
