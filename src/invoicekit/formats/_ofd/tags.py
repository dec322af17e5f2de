"""Custom tags and data of an OFD: which text on a page is which field of the invoice.

Each leaf names text objects by their ids; their texts, joined, are the value. A 数电票 repeats a
leaf for each line of goods, without a group: what belongs together stands at one height.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from invoicekit.formats._ofd.structure import Fragment, OfdDocument, local

if TYPE_CHECKING:
    from lxml.etree import _Element

Record = dict[str, Any]

FIELDS = {
    "InvoiceNo": "number",
    "InvoiceCode": "code",
    "IssueDate": "issued_at",
    "InvoiceCheckCode": "check_code",
    "MachineNo": "machine_number",
    "TaxControlCode": "cipher",
    "TaxExclusiveTotalAmount": "net",
    "TaxTotalAmount": "tax",
    "TaxInclusiveTotalAmount": "gross",
    "InvoiceClerk": "drawer",
    "Payee": "payee",
    "Checker": "reviewer",
    "Note": "remark",
}
"""Leaf → field of the record."""
PARTY_FIELDS = {
    "Name": "name",
    "TaxID": "id",
    "AddrTel": "address",
    "FinancialAccount": "account",
}
LINE_FIELDS = {
    "Item": "name",
    "Specification": "specification",
    "MeasurementDimension": "unit",
    "Quantity": "quantity",
    "Price": "price",
    "Amount": "net",
    "TaxScheme": "rate",
    "TaxAmount": "tax",
}
CUSTOM = {
    "发票号码": "number",
    "发票代码": "code",
    "开票日期": "issued_at",
    "校验码": "check_code",
    "机器编号": "machine_number",
    "合计金额": "net",
    "合计税额": "tax",
    "价税合计": "gross",
    "开票人": "drawer",
    "备注": "remark",
}
"""CustomData → field of the record."""
CUSTOM_PARTY = {
    "购买方名称": ("buyer", "name"),
    "购买方纳税人识别号": ("buyer", "id"),
    "销售方名称": ("seller", "name"),
    "销售方纳税人识别号": ("seller", "id"),
}
_SPACED = re.compile(r"[\s、，,:：]")
_SAME_ROW = 1.6
"""Millimetres that the cells of one row may stand apart."""


@dataclass
class _Cell:
    leaf: str
    text: str
    page: int
    y: float


@dataclass
class _Tree:
    """The values of a tree of tags."""

    record: Record = field(default_factory=dict)
    cells: list[_Cell] = field(default_factory=list)
    rows: list[Record] = field(default_factory=list)


def custom_record(document: OfdDocument) -> Record:
    """Returns the fields that the document's CustomDatas name."""
    record: Record = {}
    for name, value in document.custom.items():
        key = _SPACED.sub("", name)
        if not value:
            continue
        if key in CUSTOM:
            record.setdefault(CUSTOM[key], value)
        elif key in CUSTOM_PARTY:
            who, part = CUSTOM_PARTY[key]
            record.setdefault(who, {}).setdefault(part, value)
    return record


def tagged_record(document: OfdDocument) -> Record:
    """Returns the fields and lines that the document's custom tags point at."""
    tree = _Tree()
    found = _Texts(document)
    for root in document.tags:
        for child in root:
            _visit(child, found, tree)
    rows = tree.rows or _grouped(tree.cells)
    return tree.record | ({"lines": rows} if rows else {})


class _Texts:
    """Texts by page and id; an id without its page is looked for on all."""

    def __init__(self, document: OfdDocument) -> None:
        self._by_page: dict[tuple[str, str], Fragment] = {}
        self._by_id: dict[str, Fragment] = {}
        for page, fragments in document.pages:
            for each in fragments:
                self._by_page[page, each.id] = each
                self._by_id.setdefault(each.id, each)

    def of(self, leaf: _Element) -> tuple[str, Fragment | None]:
        """Returns the value of a leaf, and the first text that it is made of."""
        found = []
        for reference in leaf.iter("{*}ObjectRef"):
            id = (reference.text or "").strip()
            page = (reference.get("PageRef") or "").strip()
            fragment = self._by_page.get((page, id)) or (None if page else self._by_id.get(id))
            if fragment is not None:
                found.append(fragment)
        text = "".join(each.text for each in found).strip()
        return (text, found[0]) if found else ((leaf.text or "").strip(), None)


def _visit(element: _Element, texts: _Texts, tree: _Tree) -> None:
    name = local(element)
    if name == "GoodsInfo":
        row = {LINE_FIELDS[local(leaf)]: texts.of(leaf)[0] for leaf in element if _is_cell(leaf)}
        tree.rows.append({key: value for key, value in row.items() if value})
        return
    inner = [child for child in element if local(child) != "ObjectRef"]
    if inner:
        for child in inner:
            _visit(child, texts, tree)
        return
    text, first = texts.of(element)
    if not text:
        return
    if name in LINE_FIELDS:
        tree.cells.append(_Cell(name, text, first.page if first else 0, first.y if first else 0))
    elif name in FIELDS:
        tree.record.setdefault(FIELDS[name], text)
    else:
        _party(name, text, tree.record)


def _party(name: str, text: str, record: Record) -> None:
    for who in ("Buyer", "Seller"):
        part = PARTY_FIELDS.get(name.removeprefix(who)) if name.startswith(who) else None
        if part:
            record.setdefault(who.lower(), {}).setdefault(part, text)


def _is_cell(leaf: _Element) -> bool:
    return local(leaf) in LINE_FIELDS


def _grouped(cells: list[_Cell]) -> list[Record]:
    """Returns the rows: each begins at an item, and holds the cells down to the next one."""
    items = sorted((c for c in cells if c.leaf == "Item"), key=lambda c: (c.page, c.y))
    starts = [(item.page, item.y - _SAME_ROW) for item in items]
    rows: list[Record] = [{"name": item.text} for item in items]
    for cell in cells:
        place = bisect_right(starts, (cell.page, cell.y)) - 1
        if cell.leaf != "Item" and place >= 0:
            rows[place].setdefault(LINE_FIELDS[cell.leaf], cell.text)
    return rows
