"""Writing an OFD: the page, the data it shows as custom data and tags, and the data as XML inside.

It is a preview and says so in its page, its head and its attachment; it is neither signed nor
sealed. Source: GB/T 33190-2016; files of the tax bureau.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from itertools import cycle

from invoicekit.binding.escape import attribute_to_xml, text_to_xml
from invoicekit.formats import _fapiao
from invoicekit.formats._ofd.drawing import (
    FONTS,
    LAYER_ID,
    PAGE_ID,
    REFERS,
    Drawing,
    drawn,
    number,
)
from invoicekit.model import Invoice
from invoicekit.renderers import (
    FapiaoPage,
    FapiaoSheet,
    fapiao_form_of,
    fapiao_page,
    fapiao_sheet,
    qr_modules,
)

MARK = "invoicekit-preview"
"""The custom data by which our own are known."""
NOTICE = "预览件，仅供参考，不是税务机关签章的发票原件"
_SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_FOLDER = "Doc_0"
_DATA = "fapiao.xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 5
"""Of zlib: two thirds of the time of the usual 6, for three bytes more in a hundred."""
_ROW_TAGS = [
    (field, f"<ofd:{tag}>{REFERS[0]}", f"{REFERS[1]}</ofd:{tag}>")
    for field, tag in (
        ("name", "Item"),
        ("specification", "Specification"),
        ("unit", "MeasurementDimension"),
        ("quantity", "Quantity"),
        ("price", "Price"),
        ("amount", "Amount"),
        ("rate", "TaxScheme"),
        ("tax", "TaxAmount"),
    )
]
"""Field of a row, and the tag around what shows it."""


def write(invoice: Invoice) -> bytes:
    """Returns the invoice as an OFD in the bureau's layout, marked as a preview.

    The same invoice gives the same bytes. The QR code needs segno (extra `pdf`); all else does not.

    Raises:
        RenderFailed: A text holds a character that XML forbids.
    """
    invoice = fapiao_form_of(invoice)  # once for the page and for the data
    sheet = fapiao_sheet(invoice)
    page = fapiao_page(sheet)
    drawing = drawn(page, qr_modules(page.qr) if page.qr else ())
    data = _fapiao.write(invoice)
    parts: dict[str, Sequence[str]] = {
        "OFD.xml": (_main(invoice, sheet, data),),
        f"{_FOLDER}/Document.xml": (_document(page, drawing),),
        f"{_FOLDER}/PublicRes.xml": (_resources(),),
        f"{_FOLDER}/Pages/Page_0/Content.xml": _content(page, drawing),
        f"{_FOLDER}/Tags/CustomTags.xml": (_tag_list(),),
        f"{_FOLDER}/Tags/CustomTag.xml": (_tags(sheet, drawing),),
        f"{_FOLDER}/Attachs/Attachments.xml": (_attachments(invoice, data, drawing),),
    }
    # Piece by piece: a page of thousands of lines has millions of characters.
    files = {path: b"".join(map(str.encode, (_HEAD, *body))) for path, body in parts.items()}
    return zipped(files | {f"{_FOLDER}/Attachs/{_DATA}": data})


def zipped(files: dict[str, bytes]) -> bytes:
    """Returns the parts as a zip without dates of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)
    return out.getvalue()


def _day(invoice: Invoice) -> str:
    return invoice.issue_date.isoformat() if invoice.issue_date else "1970-01-01"


def _main(invoice: Invoice, sheet: FapiaoSheet, data: bytes) -> str:
    custom = "".join(
        f'<ofd:CustomData Name="{name}">{text_to_xml(value)}</ofd:CustomData>'
        for name, value in _custom(invoice, sheet)
        if value
    )
    title = attribute_to_xml(sheet.title)
    id = hashlib.sha256(data).hexdigest()[:32]
    return (
        f'<ofd:OFD {_SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>'
        f"<ofd:DocID>{id}</ofd:DocID><ofd:Title>{title}</ofd:Title>"
        f"<ofd:Author>invoicekit</ofd:Author><ofd:Abstract>{NOTICE}</ofd:Abstract>"
        f"<ofd:CreationDate>{_day(invoice)}</ofd:CreationDate>"
        f"<ofd:Creator>invoicekit</ofd:Creator><ofd:CustomDatas>{custom}</ofd:CustomDatas>"
        f"</ofd:DocInfo><ofd:DocRoot>{_FOLDER}/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )


def _custom(invoice: Invoice, sheet: FapiaoSheet) -> Iterator[tuple[str, str]]:
    facts = invoice.fapiao
    yield MARK, NOTICE
    yield "发票代码", (facts.code if facts else None) or ""
    yield "发票号码", sheet.number
    yield "开票日期", sheet.date
    yield "校验码", (facts.check_code if facts else None) or ""
    yield "合计金额", sheet.net.removeprefix("¥")
    yield "合计税额", sheet.tax.removeprefix("¥")
    yield "价税合计", sheet.gross.removeprefix("¥")
    yield "购买方纳税人识别号", sheet.buyer_id
    yield "销售方纳税人识别号", sheet.seller_id


def _document(page: FapiaoPage, drawing: Drawing) -> str:
    box = f"<ofd:PhysicalBox>0 0 {number(page.width)} {number(page.height)}</ofd:PhysicalBox>"
    return (
        f"<ofd:Document {_SPACE}><ofd:CommonData>"
        f"<ofd:MaxUnitID>{drawing.last + 1}</ofd:MaxUnitID><ofd:PageArea>{box}</ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>"
        f'<ofd:Page ID="{PAGE_ID}" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages>'
        "<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>"
        "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>"
    )


def _resources() -> str:
    fonts = "".join(
        f'<ofd:Font ID="{id}" FontName="{name}" FamilyName="{family}"/>'
        for id, name, family in FONTS
    )
    return f'<ofd:Res {_SPACE} BaseLoc="Res"><ofd:Fonts>{fonts}</ofd:Fonts></ofd:Res>'


def _content(page: FapiaoPage, drawing: Drawing) -> tuple[str, ...]:
    box = f"<ofd:PhysicalBox>0 0 {number(page.width)} {number(page.height)}</ofd:PhysicalBox>"
    layer = f'<ofd:Layer ID="{LAYER_ID}" Type="Body">'
    return (
        f"<ofd:Page {_SPACE}><ofd:Area>{box}</ofd:Area><ofd:Content>{layer}",
        *drawing.objects,
        "</ofd:Layer></ofd:Content></ofd:Page>",
    )


def _tag_list() -> str:
    return (
        f'<ofd:CustomTags {_SPACE}><ofd:CustomTag TypeID="root">'
        "<ofd:FileLoc>CustomTag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
    )


def _tags(sheet: FapiaoSheet, drawing: Drawing) -> str:
    def leaf(name: str, field: str) -> str:
        shown = drawing.references.get(field)
        return f"<ofd:{name}>{REFERS[0]}{shown}{REFERS[1]}</ofd:{name}>" if shown else ""

    def group(name: str, *leaves: str) -> str:
        body = "".join(leaves)
        return f"<ofd:{name}>{body}</ofd:{name}>" if body else ""

    def row(place: int) -> str:
        find = drawing.references.get
        cells = [(start, find(f"rows/{place}/{field}"), end) for field, start, end in _ROW_TAGS]
        return "".join([f"{start}{shown}{end}" for start, shown, end in cells if shown])

    # Readers put the cells of repeated leaves together by their order, which a gap would upset.
    filled = {tuple(map(bool, each)) for each in sheet.rows}
    even = len(filled) == 1 and all(each.name for each in sheet.rows)
    if even:
        lines = _even_rows(filled.pop(), drawing)
    else:
        lines = "".join(group("GoodsInfo", row(place)) for place in range(len(sheet.rows)))
    return (
        f'<ofd:root {_SPACE} version="1.0">'
        + leaf("InvoiceNo", "number")
        + leaf("IssueDate", "date")
        + group("Buyer", leaf("BuyerName", "buyer_name"), leaf("BuyerTaxID", "buyer_id"))
        + group("Seller", leaf("SellerName", "seller_name"), leaf("SellerTaxID", "seller_id"))
        + leaf("TaxExclusiveTotalAmount", "net")
        + leaf("TaxTotalAmount", "tax")
        + leaf("TaxInclusiveTotalAmount", "gross")
        + leaf("InvoiceClerk", "drawer")
        + leaf("Payee", "payee")
        + leaf("Checker", "reviewer")
        + (lines if even else group("GoodsInfos", lines))
        + leaf("Note", "remark")
        + "</ofd:root>"
    )


def _even_rows(filled: tuple[bool, ...], drawing: Drawing) -> str:
    """The tags of rows that have the same cells, in the order in which they were drawn."""
    tags = [tag for tag, there in zip(_ROW_TAGS, filled, strict=True) if there]
    cells = (shown for field, shown in drawing.references.items() if field.startswith("rows/"))
    pairs = zip(cycle(tags), cells, strict=False)
    return "".join([f"{start}{shown}{end}" for (_, start, end), shown in pairs])


def _attachments(invoice: Invoice, data: bytes, drawing: Drawing) -> str:
    return (
        f'<ofd:Attachments {_SPACE}><ofd:Attachment ID="{drawing.last + 1}" Name="data"'
        f' Format="xml" CreationDate="{_day(invoice)}" Size="{len(data) / 1024:.2f}"'
        f' Visible="false"><ofd:FileLoc>{_DATA}</ofd:FileLoc></ofd:Attachment></ofd:Attachments>'
    )
