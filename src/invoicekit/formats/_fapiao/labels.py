"""The fixed labels of the bureau's header: blue or red, kind of invoice, kind of taxpayer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from invoicekit.model import Invoice
from invoicekit.model.fapiao import Fapiao, FapiaoKind, Label

_ISSUE, _TYPE, _VAT, _TAXPAYER = "InIssuType", "EInvoiceType", "GeneralOrSpecialVAT", "TaxpayerType"
_FIELDS = {
    _ISSUE: "issue_label",
    _TYPE: "type_label",
    _VAT: "vat_label",
    _TAXPAYER: "taxpayer_label",
}
_BLUE, _RED = "Y", "N"
_KINDS = {"01": FapiaoKind.DIGITAL_SPECIAL.value, "02": FapiaoKind.DIGITAL_ORDINARY.value}
_ELECTRONIC = "01"
_NAMES = {
    (_ISSUE, _BLUE): "是否蓝字发票标志",
    (_ISSUE, _RED): "是否蓝字发票标志",
    (_TYPE, _ELECTRONIC): "电子发票",
    (_VAT, "01"): "增值税专用发票",
    (_VAT, "02"): "普通发票",
    (_TAXPAYER, "1"): "一般纳税人",
    (_TAXPAYER, "2"): "小规模纳税人",
    (_TAXPAYER, "3"): "转登记小规模纳税人",
    (_TAXPAYER, "4"): "辅导期一般纳税人",
    (_TAXPAYER, "5"): "自然人",
}

Record = dict[str, Any]


def read_labels(record: Record) -> Record:
    """Returns the facts that the labels say; one in other words is kept among the labels."""
    given = {name: record.get(field, {}) for name, field in _FIELDS.items()}
    codes = {name: (label.get("code") or "").strip() for name, label in given.items()}
    odd = [
        {"kind": name, **label}
        for name, label in given.items()
        if label and label.get("name") != _NAMES.get((name, codes[name]))
    ]
    return {
        "red": _is_red(codes[_ISSUE], record),
        "kind": _KINDS.get(codes[_VAT]),
        "electronic_type": codes[_TYPE] or None,
        "taxpayer_type": codes[_TAXPAYER] or None,
        "labels": [*odd, *record.get("labels", [])],
    }


def _is_red(code: str, record: Record) -> bool:
    if code:
        return code == _RED
    gross = record.get("gross")
    negative = isinstance(gross, Decimal) and gross < 0
    return negative or bool(record.get("original_number"))


def inherent_labels(form: Invoice, facts: Fapiao) -> dict[str, object]:
    """Returns each fixed label as the file has it, and `labels`, the others."""
    kept = {label.kind: label for label in facts.labels if label.kind in _FIELDS}
    codes = {
        _ISSUE: _RED if form.is_credit else _BLUE,
        _TYPE: facts.electronic_type or _ELECTRONIC,
        _VAT: _vat_code(facts.kind),
        _TAXPAYER: facts.taxpayer_type,
    }
    fields: dict[str, object] = {
        field: kept.get(name) or _label(name, codes[name]) for name, field in _FIELDS.items()
    }
    fields["labels"] = [label for label in facts.labels if label.kind not in _FIELDS]
    return fields


def _vat_code(kind: str | None) -> str | None:
    """Returns the code of the kind; an invoice that names none is an ordinary one."""
    if kind is None:
        return "02"
    return "01" if "special" in kind else "02"


def _label(name: str, code: str | None) -> Label | None:
    return None if code is None else Label(code=code, name=_NAMES.get((name, code)))
