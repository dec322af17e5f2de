"""ZUGFeRD 1.0, which is still found in archives: read by the table of CII under its older names.

Source: ZUGFeRD 1.0 (2014), built on CII before D16B; its names are a dictionary away from D16B's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from invoicekit.binding import Reader, Row, Table, opening
from invoicekit.formats import _cii
from invoicekit.formats._cii.document import syntax
from invoicekit.formats._format import ReadInvoice

_SCHEMA = "urn:ferd:CrossIndustryDocument:invoice:1p0"
_UNCEFACT = "urn:un:unece:uncefact:data:standard:"
_NAMESPACES = {
    "rsm": _SCHEMA,
    "ram": f"{_UNCEFACT}ReusableAggregateBusinessInformationEntity:12",
    "qdt": f"{_UNCEFACT}QualifiedDataType:12",
    "udt": f"{_UNCEFACT}UnqualifiedDataType:15",
}
_NAMES = {
    "rsm:ExchangedDocumentContext": "rsm:SpecifiedExchangedDocumentContext",
    "rsm:ExchangedDocument": "rsm:HeaderExchangedDocument",
    "rsm:SupplyChainTradeTransaction": "rsm:SpecifiedSupplyChainTradeTransaction",
    "ram:ApplicableHeaderTradeAgreement": "ram:ApplicableSupplyChainTradeAgreement",
    "ram:ApplicableHeaderTradeDelivery": "ram:ApplicableSupplyChainTradeDelivery",
    "ram:ApplicableHeaderTradeSettlement": "ram:ApplicableSupplyChainTradeSettlement",
    "ram:SpecifiedLineTradeAgreement": "ram:SpecifiedSupplyChainTradeAgreement",
    "ram:SpecifiedLineTradeDelivery": "ram:SpecifiedSupplyChainTradeDelivery",
    "ram:SpecifiedLineTradeSettlement": "ram:SpecifiedSupplyChainTradeSettlement",
    "ram:SpecifiedTradeSettlementHeaderMonetarySummation": (
        "ram:SpecifiedTradeSettlementMonetarySummation"
    ),
    "ram:SpecifiedTradeSettlementLineMonetarySummation": (
        "ram:SpecifiedTradeSettlementMonetarySummation"
    ),
    "ram:RateApplicablePercent": "ram:ApplicablePercent",
    "ram:IssuerAssignedID": "ram:ID",
}
"""Name in D16B → name in ZUGFeRD 1.0; all others are the same."""
_ROOT = re.compile(rf"<(?:[\w.-]+:)?CrossIndustryDocument\s[^>]*{re.escape(_SCHEMA)}[\"']")
_CURRENCY = "currencyID"
"""Stands at every amount; D16B has it at the VAT total only."""


def detects(data: bytes) -> bool:
    """Returns whether the root element is ZUGFeRD 1.0's `CrossIndustryDocument`."""
    return _ROOT.match(opening(data)) is not None


def read(data: bytes) -> ReadInvoice:
    """Returns what a ZUGFeRD 1.0 file says.

    Raises:
        InputError: Not XML, beyond a limit, or another root element.
    """
    invoice, findings, source = _cii.read_with(_reader(), data)
    told = tuple(each for each in findings if _CURRENCY not in each.message)
    return ReadInvoice(invoice, told, source)


@cache
def _reader() -> Reader:
    newer = syntax()
    older = replace(
        newer,
        name="zugferd1",
        root=f"{{{_SCHEMA}}}CrossIndustryDocument",
        table=_renamed(newer.table, _NAMES),
        namespaces=_NAMESPACES,
        currency=_path(newer.currency, _NAMES),
        rules=None,
        observed={},
    )
    return Reader(older)


def _renamed(table: Table, names: Mapping[str, str]) -> Table:
    return Table(*(_row(row, names) for row in table.rows))


def _row(row: Row, names: Mapping[str, str]) -> Row:
    inner = None if row.table is None else _renamed(row.table, names)
    return replace(row, path=_path(row.path, names), flag=_path(row.flag, names), table=inner)


def _path(path: str, names: Mapping[str, str]) -> str:
    return "/".join(names.get(step, step) for step in path.split("/"))
