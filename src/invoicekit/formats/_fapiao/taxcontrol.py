"""`original_invoice.xml` of the 税控 devices: `eInvoice` in a namespace of 2016 or 2019, read only.

Source: 电子发票 in OFD files of 2020 to 2024.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from invoicekit.binding import Shape, Syntax, Table, at, decimal, each, one
from invoicekit.errors import RenderFailed
from invoicekit.formats._fapiao.codecs import rate, tax
from invoicekit.formats._fapiao.lines import breakdown_of, read_lines
from invoicekit.formats._fapiao.margins import read_margin
from invoicekit.formats._fapiao.parties import read_party
from invoicekit.formats._fapiao.shape import SUPERVISED, day_of, read_totals
from invoicekit.model import FapiaoKind

_NAMESPACE = "http://www.edrm.org.cn/schema/e-invoice/"
_KINDS = {
    "11": FapiaoKind.TC_ELECTRONIC_ORDINARY,
    "12": FapiaoKind.TC_TOLL,
    "13": FapiaoKind.TC_ELECTRONIC_SPECIAL,
}
"""Last two digits of a 12-digit 发票代码 → kind."""
_CODE_LENGTH = 12
_PHONE = re.compile(r"(.*?)\s*(\+?[0-9][0-9()（） -]{5,}[0-9])", re.DOTALL)
_ACCOUNT = re.compile(r"(.*?)\s*([0-9][0-9 -]{6,}[0-9])", re.DOTALL)
_LONGEST = 400
"""Characters of a text that is taken apart; a lawful one has 100."""

Record = dict[str, Any]

_LINE = Table(
    at("fp:Item", "name"),
    at("fp:Specification", "specification"),
    at("fp:MeasurementDimension", "unit"),
    at("fp:Price", "price", decimal),
    at("fp:Quantity", "quantity", decimal),
    at("fp:Amount", "net", decimal),
    at("fp:TaxScheme", "rate", rate),
    at("fp:TaxAmount", "tax", tax),
)


def _party(name: str) -> Table:
    return Table(
        at(f"fp:{name}Name", "name"),
        at(f"fp:{name}TaxID", "id"),
        at(f"fp:{name}AddrTel", "address"),
        at(f"fp:{name}FinancialAccount", "account"),
    )


_TABLE = Table(
    at("fp:DocID", "document_id"),
    at("fp:AreaCode", "area"),
    at("fp:TypeCode", "type"),
    at("fp:InvoiceCode", "code"),
    at("fp:InvoiceNo", "number"),
    at("fp:IssueDate", "issued_at"),
    at("fp:InvoiceCheckCode", "check_code"),
    at("fp:MachineNo", "machine_number"),
    at("fp:TaxControlCode", "cipher"),
    one("fp:Buyer", "buyer", _party("Buyer")),
    one("fp:Seller", "seller", _party("Seller")),
    at("fp:TaxInclusiveTotalAmount", "gross", decimal),
    at("fp:Note", "remark"),
    at("fp:InvoiceClerk", "drawer"),
    at("fp:Payee", "payee"),
    at("fp:Checker", "reviewer"),
    at("fp:TaxTotalAmount", "tax", tax),
    at("fp:TaxExclusiveTotalAmount", "net", decimal),
    at("fp:GraphCode", "graph"),
    at("fp:InvoiceSIA1", "further1"),
    at("fp:InvoiceSIA2", "further2"),
    at("fp:Signature", "signature_value"),
    each("fp:GoodsInfos/fp:GoodsInfo", "lines", _LINE),
)


def original_record(record: Record) -> Record:
    """Returns the model's record of what such a file, or the page of one, says."""
    gross = record.get("gross")
    red = gross is not None and gross < 0
    remark = record.get("remark") or ""
    lines = read_lines(record.get("lines", []), red=red, remark=remark)
    for line in lines:
        net, tax_amount = line["net_amount"], line["fapiao"]["tax_amount"]
        if net is not None and tax_amount is not None:
            line["fapiao"]["amount_with_tax"] = net + tax_amount
    margin = read_margin(lines, remark)
    code = (record.get("code") or "").strip()
    kind = _KINDS.get(code[-2:]) if len(code) == _CODE_LENGTH else None
    check_code = re.sub(r"\s", "", record.get("check_code") or "")
    copied = ("machine_number", "cipher", "drawer", "payee", "reviewer")
    signature = record.get("signature_value")
    blue = _red(remark) if red else {}
    original = blue.get("original_number")
    return {
        "number": record.get("number"),
        "issue_date": day_of(record.get("issued_at")),
        "type_code": "381" if red else "380",
        "currency": "CNY",
        "notes": [{"text": remark}] if remark else [],
        "preceding_invoices": [{"number": original}] if original else [],
        "seller": read_party(_parted(record.get("seller"))),
        "buyer": read_party(_parted(record.get("buyer"))),
        "totals": read_totals(record, red=red),
        "vat_breakdown": breakdown_of(lines),
        "lines": lines,
        "fapiao": {
            "kind": kind.value if kind else None,
            "code": code or None,
            "check_code": check_code or None,
            "signature": {"value": signature} if signature else None,
            "red": blue or None,
            "margin": margin,
            "amount_in_words": record.get("words"),
            **{field: record.get(field) for field in copied},
        },
        SUPERVISED: None,
    }


_BLUE = re.compile(r"对应正数发票代码[：:]\s*([0-9]{10,12})\s*号码[：:]\s*([0-9]{8})")
_DIGITAL_BLUE = re.compile(r"被红冲蓝字数电票号码[：:]\s*([0-9]{20})")
_FORM = re.compile(r"红字发票信息确认单编号[：:]\s*([0-9]{20})")


def _red(remark: str) -> Record:
    """Returns what a red-letter invoice says of the blue one, which stands in its remark."""
    older, digital, form = (p.search(remark) for p in (_BLUE, _DIGITAL_BLUE, _FORM))
    number = digital[1] if digital else older[2] if older else None
    return {
        "original_code": older[1] if older else None,
        "original_number": number,
        "confirmation_number": form[1] if form else None,
    }


def _parted(row: Record | None) -> Record | None:
    """Returns a party with address and phone, bank and account apart, which the file joins."""
    if row is None:
        return None
    address, phone = _split(row.get("address"), _PHONE)
    bank, account = _split(row.get("account"), _ACCOUNT)
    return row | {"address": address, "phone": phone, "bank": bank, "account": account}


def _split(text: str | None, pattern: re.Pattern[str]) -> tuple[str | None, str | None]:
    text = (text or "").strip()
    found = pattern.fullmatch(text) if len(text) <= _LONGEST else None
    return (found[1] or None, found[2]) if found else (text or None, None)


def _refuse(_: object) -> SimpleNamespace:
    raise RenderFailed(
        "files of the 税控 devices are no longer issued",
        expected="fapiao-xml or ofd",
    )


TAX_CONTROL = tuple(
    Syntax(
        name="fapiao-tax-control",
        root=f"{{{_NAMESPACE}{year}}}eInvoice",
        table=_TABLE,
        namespaces={"fp": f"{_NAMESPACE}{year}"},
        currency="fp:Currency",  # there is none: every amount is in yuan
        shape=Shape(original_record, _refuse),
    )
    for year in ("2019", "2016")
)
"""The syntax in each namespace."""
