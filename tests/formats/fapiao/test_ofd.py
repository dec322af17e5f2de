"""OFD: what is written is read back, by us and by others; damage and hostile zips are told."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal

import ofdkit  # type: ignore[import-untyped]  # ships none
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from invoicekit.binding import Limits
from invoicekit.documents import load
from invoicekit.documents.page_text import page_text
from invoicekit.errors import InputError
from invoicekit.findings import Severity
from invoicekit.formats import FORMATS
from invoicekit.formats._ofd.package import resolved
from invoicekit.formats._ofd.writing import zipped
from invoicekit.jurisdiction.fapiao import sm3
from invoicekit.model import Invoice, Note

OFD, XML = FORMATS["ofd"], FORMATS["fapiao-xml"]

Sample = Callable[[str], bytes]

BUREAU = [
    "einv_ordinary_exempt.xml",
    "einv_ordinary_individual.xml",
    "einv_ordinary_passenger.xml",
    "einv_ordinary_toll.xml",
    "einv_platform_unsigned.xml",
    "einv_special_blue_discount.xml",
    "einv_special_red_full.xml",
]
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def blue(sample: Sample) -> bytes:
    return OFD.write(XML.read(sample("einv_special_blue_discount.xml")).invoice)


@given(st.data())
def test_what_is_written_is_read_back(
    fapiaos: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    invoice = data.draw(fapiaos)

    reading = OFD.read(OFD.write(invoice))

    assert reading.invoice == invoice
    assert {each.rule for each in reading.findings} <= {"OFD-PREVIEW", "IK-KEPT"}


@given(st.data())
def test_margin_taxation_comes_back(
    margins: st.SearchStrategy[Invoice], data: st.DataObject
) -> None:
    given_one = data.draw(margins)

    again = OFD.read(OFD.write(given_one)).invoice

    assert (again.lines, again.notes) == (given_one.lines, given_one.notes)
    assert (again.totals, again.vat_breakdown) == (given_one.totals, given_one.vat_breakdown)
    assert again.fapiao is not None
    assert again.fapiao.margin == "02"


@pytest.mark.parametrize("name", BUREAU)
def test_another_reader_finds_every_field(sample: Sample, name: str) -> None:
    invoice = XML.read(sample(name)).invoice
    data = OFD.write(invoice)
    source = etree.fromstring(sample(name))

    found = ofdkit.extract_invoice(data)

    def said(path: str) -> str | None:
        return source.findtext(f".//{path}") or None

    assert found is not None
    assert found.warnings == []
    assert found.invoice_number == said("EIid")
    assert found.issue_date == (said("IssueTime") or "")[:10]
    assert found.buyer.name == said("BuyerName")
    assert found.buyer.tax_id == said("BuyerIdNum")
    assert (found.seller.name, found.seller.tax_id) == (said("SellerName"), said("SellerIdNum"))
    assert found.amount_without_tax == said("TotalAmWithoutTax")
    assert found.total_amount == said("TotalTax-includedAmount")
    assert found.tax_amount in {said("TotalTaxAm"), "***"}
    assert (found.issuer, found.note) == (said("Drawer"), said("Remark"))
    kind = said("GeneralOrSpecialVAT/LabelName")
    assert found.invoice_type == f"电子发票（{kind}）"
    rows = source.findall(".//IssuItemInformation")
    assert len(found.items) == len(rows)
    for item, row in zip(found.items, rows, strict=True):
        assert item.name == row.findtext("ItemName")
        assert item.specification == row.findtext("SpecMod")
        assert item.unit == row.findtext("MeaUnits")
        assert item.quantity == row.findtext("Quantity")
        assert item.unit_price == row.findtext("UnPrice")
        assert item.amount == row.findtext("Amount")


def test_the_pages_text_is_all_there(blue: bytes) -> None:
    text = ofdkit.extract_text(blue)

    for part in ("电子发票（增值税专用发票）", "壹万壹仟伍佰肆拾圆整", "仅供参考", "税率/征收率"):
        assert part in text


def test_ids_are_unique_and_below_the_maximum(blue: bytes) -> None:
    parts = parts_of(blue)
    found = [
        int(element.get("ID") or 0)
        for path, data in parts.items()
        if path.endswith(".xml") and "Attachs/fapiao" not in path
        for element in etree.fromstring(data).iter()
        if element.get("ID")
    ]

    assert len(found) == len(set(found))
    largest = re.search(rb"<ofd:MaxUnitID>(\d+)<", parts["Doc_0/Document.xml"])
    assert largest is not None
    assert max(found) <= int(largest[1])


def test_each_text_says_how_far_it_is_from_sign_to_sign(blue: bytes) -> None:
    page = etree.fromstring(parts_of(blue)["Doc_0/Pages/Page_0/Content.xml"])
    for text in page.iter("{*}TextCode"):
        steps = (text.get("DeltaX") or "").split()
        if steps[:1] == ["g"]:
            steps = [steps[2]] * int(steps[1])
        assert len(steps) == len(text.text or "") - 1
        assert ("DeltaX" in text.attrib) is bool(steps)


def test_it_is_a_preview_without_seal_or_signature(blue: bytes) -> None:
    parts = parts_of(blue)

    assert not [name for name in parts if "Sign" in name or "Annot" in name]
    assert "预览" in parts["OFD.xml"].decode()
    assert [(each.rule, each.severity) for each in load(blue).findings] == [
        ("OFD-PREVIEW", Severity.INFORMATION)
    ]


def test_the_same_invoice_gives_the_same_bytes(sample: Sample) -> None:
    invoice = XML.read(sample("einv_ordinary_toll.xml")).invoice

    assert OFD.write(invoice) == OFD.write(invoice)


def test_tags_and_data_are_read_where_there_is_no_xml(sample: Sample) -> None:
    document = load(sample("invoice_customtags.ofd"))

    assert document.format == "ofd"
    invoice = document.invoice
    assert invoice.number == "26310000000000000015"
    assert str(invoice.issue_date) == "2026-11-24"
    assert invoice.fapiao is not None
    assert (invoice.fapiao.kind, invoice.fapiao.drawer) == ("digital_ordinary", "测试员")
    assert invoice.buyer is not None
    assert (invoice.buyer.name, invoice.buyer.vat_id) == ("示例采购有限公司", "91310000MA1FL0B00W")
    (line,) = invoice.lines
    assert line.item is not None
    assert line.item.name == "软件服务费"
    assert (str(line.quantity), str(line.vat_rate)) == ("1", "6")
    assert invoice.totals is not None
    assert invoice.totals.with_vat == Decimal("106.00")


def without_data(data: bytes) -> dict[str, bytes]:
    parts = parts_of(data)
    del parts["Doc_0/Attachs/Attachments.xml"]
    return parts


@pytest.mark.parametrize("name", ["einv_special_blue_discount.xml", "einv_special_red_full.xml"])
def test_lines_come_out_of_the_tags_alone(sample: Sample, name: str) -> None:
    given = XML.read(sample(name)).invoice
    data = zipped(without_data(OFD.write(given)))

    invoice = OFD.read(data).invoice

    assert invoice.type_code == given.type_code
    assert invoice.totals == given.totals
    assert [line.net_amount for line in invoice.lines] == [x.net_amount for x in given.lines]
    assert [line.item for line in invoice.lines] == [x.item for x in given.lines]
    assert [line.quantity for line in invoice.lines] == [x.quantity for x in given.lines]


def test_cells_without_a_group_belong_to_the_row_at_their_height(blue: bytes) -> None:
    parts = without_data(blue)
    tags = parts["Doc_0/Tags/CustomTag.xml"].decode()
    parts["Doc_0/Tags/CustomTag.xml"] = re.sub(r"</?ofd:GoodsInfos?>", "", tags).encode()

    lines = OFD.read(zipped(parts)).invoice.lines

    assert [line.quantity for line in lines] == [1, None, 3]
    assert [str(line.net_amount) for line in lines] == ["10000.00", "-1000.00", "1769.91"]


def test_custom_data_alone_give_the_key_fields(blue: bytes) -> None:
    parts = without_data(blue)
    parts["Doc_0/Tags/CustomTags.xml"] = f"<ofd:CustomTags {SPACE}/>".encode()

    invoice = OFD.read(zipped(parts)).invoice

    assert invoice.number == "26112000000012345678"
    assert invoice.totals is not None
    assert invoice.totals.without_vat == Decimal("10769.91")


def test_a_tax_control_attachment_is_read(sample: Sample, blue: bytes) -> None:
    parts = parts_of(blue)
    parts["Doc_0/Attachs/fapiao.xml"] = sample("taxcontrol_original_invoice.xml")

    reading = OFD.read(zipped(parts))

    assert reading.invoice.number == "12345678"
    assert "OFD-DIFFERING" in {each.rule for each in reading.findings}


def test_a_head_that_says_otherwise_is_told(blue: bytes) -> None:
    parts = parts_of(blue)
    parts["OFD.xml"] = parts["OFD.xml"].replace(b">10769.91<", b">99.00<")

    (finding,) = [each for each in OFD.read(zipped(parts)).findings if each.rule != "OFD-PREVIEW"]

    assert (finding.rule, finding.severity) == ("OFD-DIFFERING", Severity.ERROR)
    assert finding.params["found"] == "99.00"


def test_an_amount_that_is_none_is_told(blue: bytes) -> None:
    parts = without_data(blue)
    page = parts["Doc_0/Pages/Page_0/Content.xml"]
    parts["Doc_0/Pages/Page_0/Content.xml"] = page.replace(b">230.09<", b">23O.09<")

    found = [each for each in OFD.read(zipped(parts)).findings if each.rule == "IK-UNREADABLE"]

    assert [each.path for each in found] == ["lines[2]"]


def test_missing_ids_do_not_matter(blue: bytes) -> None:
    parts = parts_of(blue)
    listed = parts["Doc_0/Attachs/Attachments.xml"]
    parts["Doc_0/Attachs/Attachments.xml"] = re.sub(rb' ID="\d+"', b"", listed)

    reading = OFD.read(zipped(parts))

    assert reading.invoice.number == "26112000000012345678"
    assert "Attachment without ID" in [each.params.get("found") for each in reading.findings]


def test_of_several_documents_the_first_is_read(blue: bytes) -> None:
    parts = parts_of(blue)
    root = parts["OFD.xml"].decode()
    body = root[root.index("<ofd:DocBody>") : root.index("</ofd:OFD>")]
    second = body.replace("Doc_0", "Doc_1")
    parts["OFD.xml"] = root.replace("</ofd:OFD>", f"{second}</ofd:OFD>").encode()
    parts |= {
        path.replace("Doc_0", "Doc_1"): data for path, data in parts.items() if "Doc_0" in path
    }

    reading = OFD.read(zipped(parts))

    assert [each.rule for each in reading.findings].count("OFD-MORE") == 1
    assert reading.invoice.number == "26112000000012345678"


def test_a_document_that_is_missing_is_told(blue: bytes) -> None:
    parts = parts_of(blue)
    del parts["Doc_0/Document.xml"]

    with pytest.raises(InputError, match="does not hold"):
        OFD.read(zipped(parts))


def test_the_smallest_ofd_is_read_from_its_page(sample: Sample) -> None:
    invoice = load(sample("minimal.ofd")).invoice

    assert invoice.number == "26310000000000000015"
    assert invoice.totals is not None
    assert invoice.totals.with_vat == Decimal("106.00")


def test_an_ofd_without_an_invoice_is_told(blue: bytes) -> None:
    parts = {path: data for path, data in parts_of(blue).items() if "Tag" not in path}
    root = parts["OFD.xml"].decode()
    parts["OFD.xml"] = re.sub("<ofd:CustomDatas>.*</ofd:CustomDatas>", "", root).encode()
    del parts["Doc_0/Attachs/fapiao.xml"]
    del parts["Doc_0/Pages/Page_0/Content.xml"]

    with pytest.raises(InputError, match="no invoice"):
        OFD.read(zipped(parts))


def signed(
    data: bytes,
    *,
    method: str = "1.2.156.10197.1.401",
    digest: Callable[[bytes], bytes] = sm3,
    covers: tuple[str, ...] = ("OFD.xml", "Doc_0/Pages/Page_0/Content.xml"),
    times: int = 1,
) -> dict[str, bytes]:
    """The parts of an OFD with signatures over some of them; the signed values are made up."""
    parts = parts_of(data)
    root = parts["OFD.xml"].decode()
    listed = "<ofd:Signatures>Doc_0/Signs/Signatures.xml</ofd:Signatures></ofd:DocBody>"
    parts["OFD.xml"] = root.replace("</ofd:DocBody>", listed).encode()
    entries = "".join(
        f'<ofd:Signature ID="{n}" BaseLoc="Sign_{n}/Signature.xml"/>' for n in range(times)
    )
    parts["Doc_0/Signs/Signatures.xml"] = (
        f"<ofd:Signatures {SPACE}>{entries}</ofd:Signatures>".encode()
    )
    for n in range(times):
        references = "".join(
            f'<ofd:Reference FileRef="/{path}"><ofd:CheckValue>'
            f"{base64.b64encode(digest(parts[path])).decode()}</ofd:CheckValue></ofd:Reference>"
            for path in covers
        )
        parts[f"Doc_0/Signs/Sign_{n}/Signature.xml"] = (
            f"<ofd:Signature {SPACE}><ofd:SignedInfo>"
            "<ofd:SignatureMethod>1.2.156.10197.1.501</ofd:SignatureMethod>"
            "<ofd:SignatureDateTime>20261124101530</ofd:SignatureDateTime>"
            f'<ofd:References CheckMethod="{method}">{references}</ofd:References>'
            "</ofd:SignedInfo></ofd:Signature>"
        ).encode()
    return parts


def told(parts: dict[str, bytes]) -> list[tuple[str, Severity]]:
    findings = OFD.read(zipped(parts)).findings
    return [(each.rule, each.severity) for each in findings if each.rule != "OFD-PREVIEW"]


@pytest.mark.parametrize("method", ["1.2.156.10197.1.401", "SM3", "sm3"])
def test_parts_that_are_unchanged_are_told_so(blue: bytes, method: str) -> None:
    assert told(signed(blue, method=method)) == [("OFD-SIGNATURE", Severity.INFORMATION)]


def test_a_part_that_was_changed_is_told(blue: bytes) -> None:
    parts = signed(blue)
    page = parts["Doc_0/Pages/Page_0/Content.xml"]
    parts["Doc_0/Pages/Page_0/Content.xml"] = page.replace(b"10000.00", b"90000.00")

    assert told(parts) == [
        ("OFD-DIGEST", Severity.ERROR),
        ("OFD-SIGNATURE", Severity.INFORMATION),
    ]
    changed, summary = [each for each in OFD.read(zipped(parts)).findings if "text" in each.params]
    assert changed.message == "/Doc_0/Pages/Page_0/Content.xml was changed after it was signed."
    assert changed.text("zh") == "/Doc_0/Pages/Page_0/Content.xml 在签名之后被修改。"
    assert "2 个部件中有 1 个" in summary.text("zh")


def test_a_part_that_is_gone_is_told(blue: bytes) -> None:
    parts = signed(blue, covers=("Doc_0/PublicRes.xml",))
    del parts["Doc_0/PublicRes.xml"]

    assert told(parts)[0] == ("OFD-DIGEST", Severity.ERROR)


def test_a_digest_in_an_unknown_method_cannot_be_checked(blue: bytes) -> None:
    parts = signed(blue, method="1.2.156.10197.1.401.2")

    assert told(parts) == [("OFD-DIGEST", Severity.WARNING)]


def test_a_list_that_a_second_signature_changed_is_benign(blue: bytes) -> None:
    once = signed(blue, covers=("Doc_0/PublicRes.xml",))
    parts = signed(blue, covers=("Doc_0/Signs/Signatures.xml",), times=2)
    value = base64.b64encode(sm3(once["Doc_0/Signs/Signatures.xml"]))
    first = parts["Doc_0/Signs/Sign_0/Signature.xml"]
    parts["Doc_0/Signs/Sign_0/Signature.xml"] = re.sub(
        rb"CheckValue>[^<]+<", b"CheckValue>" + value + b"<", first
    )

    assert ("OFD-DIGEST", Severity.INFORMATION) in told(parts)
    assert ("OFD-DIGEST", Severity.ERROR) not in told(parts)


@pytest.mark.parametrize("gone", ["Doc_0/Signs/Signatures.xml", "Doc_0/Signs/Sign_0/Signature.xml"])
def test_a_signature_that_is_missing_is_told(blue: bytes, gone: str) -> None:
    parts = signed(blue)
    del parts[gone]

    assert told(parts) == [("OFD-SIGNATURE", Severity.ERROR)]


def test_a_digest_that_is_no_base64_is_told(blue: bytes) -> None:
    parts = signed(blue)
    place = "Doc_0/Signs/Sign_0/Signature.xml"
    parts[place] = re.sub(rb"CheckValue>[^<]+<", b"CheckValue>?<", parts[place], count=1)

    assert told(parts)[0] == ("OFD-DIGEST", Severity.ERROR)


@given(st.data())
def test_a_truncated_file_is_refused(data: st.DataObject) -> None:
    whole = OFD.write(Invoice(number="26112000000012345678"))

    with pytest.raises(InputError):
        OFD.read(whole[: data.draw(st.integers(1, len(whole) - 23))])


@given(st.data())
def test_damage_is_refused_or_read_but_never_crashes(data: st.DataObject) -> None:
    whole = bytearray(OFD.write(Invoice(number="26112000000012345678", notes=[Note(text="备注")])))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))

    with suppress(InputError):
        OFD.read(bytes(whole))


def test_a_bomb_is_refused(blue: bytes) -> None:
    bomb = zipped(parts_of(blue) | {"Doc_0/Res/bomb.bin": b"\0" * 30_000_000})

    with pytest.raises(InputError, match="too large"):
        OFD.read(bomb)


def test_a_part_that_lies_about_its_size_is_refused(blue: bytes) -> None:
    data = bytearray(zipped({"OFD.xml": b"<a>" + b" " * 500 + b"</a>"}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (5).to_bytes(4, "little")

    with pytest.raises(InputError):
        OFD.read(bytes(data))


def test_limits_hold_for_all_parts_together(blue: bytes) -> None:
    with pytest.raises(InputError, match="too large"):
        load(blue, limits=Limits(size=12_000))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a\\b.xml", "C:evil", "a/../../b"])
def test_paths_that_lead_outside_are_refused(blue: bytes, name: str) -> None:
    with pytest.raises(InputError, match="leads out"):
        OFD.read(zipped(parts_of(blue) | {name: b"x"}))


@pytest.mark.parametrize(
    ("base", "location", "path"),
    [
        ("Doc_0/Document.xml", "Pages/Page_0/Content.xml", "Doc_0/Pages/Page_0/Content.xml"),
        ("Doc_0/Document.xml", "/Doc_0/Signs/a.xml", "Doc_0/Signs/a.xml"),
        ("Doc_0/Tags/a.xml", "../b.xml", "Doc_0/b.xml"),
        ("Doc_0/a.xml", "../../b.xml", None),
        ("Doc_0/a.xml", "", None),
        ("Doc_0/a.xml", None, None),
    ],
)
def test_locations_are_resolved_within_the_package(
    base: str, location: str | None, path: str | None
) -> None:
    assert resolved(base, location) == path


def test_two_parts_of_one_name_are_refused() -> None:
    data = zipped({"OFD.xml": b"<a/>", "OFE.xml": b"<a/>"}).replace(b"OFE.xml", b"OFD.xml")

    with pytest.raises(InputError, match="one name"):
        OFD.read(data)


def test_an_encrypted_file_is_refused(blue: bytes) -> None:
    data = bytearray(blue)
    data[data.index(b"PK\x01\x02") + 8] |= 1

    with pytest.raises(InputError, match="encrypted"):
        OFD.read(bytes(data))


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(InputError, match="too many"):
        OFD.read(b"PK\x03\x04OFD.xml" + b"PK\x01\x02" * 6_000)


@pytest.mark.parametrize(
    "parts",
    [
        {"other.xml": b"<a/>"},
        {"OFD.xml": b"<a/>"},
        {"OFD.xml": f"<ofd:OFD {SPACE}/>".encode()},
        {"OFD.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"},
    ],
)
def test_a_zip_that_is_no_ofd_is_refused(parts: dict[str, bytes]) -> None:
    with pytest.raises(InputError):
        OFD.read(zipped(parts))


def test_the_page_is_read_where_there_is_nothing_else(sample: Sample) -> None:
    given = XML.read(sample("einv_special_blue_discount.xml")).invoice
    parts = without_data(OFD.write(given))
    parts["Doc_0/Tags/CustomTags.xml"] = f"<ofd:CustomTags {SPACE}/>".encode()
    root = parts["OFD.xml"].decode()
    parts["OFD.xml"] = re.sub("<ofd:CustomDatas>.*</ofd:CustomDatas>", "", root).encode()

    invoice = OFD.read(zipped(parts)).invoice

    assert invoice.number == given.number
    assert invoice.totals == given.totals
    assert [line.item for line in invoice.lines] == [line.item for line in given.lines]
    assert [line.net_amount for line in invoice.lines] == [x.net_amount for x in given.lines]


def test_the_text_of_the_pages_is_in_reading_order(blue: bytes) -> None:
    lines = page_text(blue).splitlines()

    assert lines[0] == "电子发票（增值税专用发票）"
    row = next(line for line in lines if line.startswith("*计算机外部设备*"))
    assert row == "*计算机外部设备*扫描仪 SC-9 台 3 589.97 1769.91 13% 230.09"
    with pytest.raises(InputError, match="no pages"):
        page_text(b"<a/>")


def test_the_form_may_stand_in_a_template(sample: Sample) -> None:
    """Files of the bureau have title, labels and rules in a page below each page."""
    given = XML.read(sample("einv_special_blue_discount.xml")).invoice
    parts = without_data(OFD.write(given))
    page = parts["Doc_0/Pages/Page_0/Content.xml"].decode()
    texts = re.findall(r"<ofd:TextObject.*?</ofd:TextObject>", page)
    labels = [text for text in texts if 'Font="1"' in text]
    for text in labels:
        page = page.replace(text, "")
    parts["Doc_0/Pages/Page_0/Content.xml"] = page.encode()
    parts["Doc_0/Tpls/T.xml"] = f"<ofd:Page {SPACE}>{''.join(labels)}</ofd:Page>".encode()
    document = parts["Doc_0/Document.xml"].decode()
    template = '<ofd:TemplatePage ID="900" BaseLoc="Tpls/T.xml"/></ofd:CommonData>'
    parts["Doc_0/Document.xml"] = document.replace("</ofd:CommonData>", template).encode()

    data = zipped(parts)

    assert page_text(data).startswith("电子发票（增值税专用发票）")
    invoice = OFD.read(data).invoice
    assert invoice.fapiao is not None
    assert invoice.fapiao.kind == "digital_special"
