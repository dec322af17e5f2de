"""XBRL instances as the Ministry of Finance has them: one context, one unit, facts and tuples.

Facts are read by their local names, since each version of the taxonomy has a namespace of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from invoicekit.binding import decimal
from invoicekit.binding.escape import attribute_to_xml, text_to_xml
from invoicekit.findings import Finding, Severity
from invoicekit.formats._fapiao.codecs import day as day_codec
from invoicekit.formats._fapiao.codecs import percentage
from invoicekit.money import plain

if TYPE_CHECKING:
    from lxml.etree import _Element

INSTANCE = "http://www.xbrl.org/2003/instance"
TAXONOMY = "http://xbrl.mof.gov.cn/taxonomy/"
_SCHEME = "http://xbrl.mof.gov.cn"

Record = dict[str, Any]


def _yes(raw: str) -> bool:
    found = {"是": True, "否": False, "已匹配": True, "未匹配": False}.get(raw.strip())
    if found is None:
        raise ValueError(raw)
    return found


def _side(raw: str) -> str:
    found = {"借方": "debit", "贷方": "credit", "借": "debit", "贷": "credit"}.get(raw.strip())
    if found is None:
        raise ValueError(raw)
    return found


@dataclass(frozen=True, slots=True)
class Kind:
    """How the text of a fact is read and written."""

    name: str
    read: Callable[[str], object]
    write: Callable[[Any], str]
    money: bool = False


TEXT = Kind("text", str.strip, str)
AMOUNT = Kind("an amount", lambda raw: decimal.read(raw.replace(",", "")), plain, money=True)
NUMBER = Kind("a number", decimal.read, plain)
RATE = Kind("a rate", percentage, str)
DAY = Kind("a day", day_codec.read, date.isoformat)
YES = Kind("是 or 否", _yes, lambda value: "是" if value else "否")
MATCHED = Kind("已匹配 or 未匹配", _yes, lambda value: "已匹配" if value else "未匹配")
SIDE = Kind("借方 or 贷方", _side, lambda value: "借方" if value == "debit" else "贷方")


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: an element, the field it is bound to, and how it is spelled.

    Attributes:
        rows: Those of a tuple (XBRL 2.1), which may occur any number of times.
    """

    element: str
    field: str
    kind: Kind = TEXT
    rows: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What an instance says.

    Attributes:
        record: Field → value, a list of records for a tuple.
        findings: What cannot be read or is not known.
    """

    record: Record
    findings: list[Finding]


def taxonomy_of(root: _Element) -> str:
    """Returns the short name of the taxonomy that the facts are of: `inv`, `einv`, `rai`; or ""."""
    for element in root:
        space = str(element.tag).partition("}")[0].removeprefix("{")
        if space.startswith(TAXONOMY):
            return space.rpartition("/")[2]
    return ""


def facts_of(root: _Element, rows: tuple[Fact, ...]) -> Facts:
    """Returns the facts of an instance by a table."""
    findings: list[Finding] = []
    elements = [each for each in root if str(each.tag).startswith(f"{{{TAXONOMY}")]
    return Facts(_record(elements, rows, findings), findings)


def _record(elements: list[_Element], rows: tuple[Fact, ...], findings: list[Finding]) -> Record:
    known = {row.element: row for row in rows}
    record: Record = {}
    for element in elements:
        name = str(element.tag).rpartition("}")[2]
        row = known.get(name)
        if row is None:
            findings.append(_unknown(name, element))
        elif row.rows:
            inner = _record(list(element), row.rows, findings)
            record.setdefault(row.field, []).append(inner)
        elif (element.text or "").strip():
            value = _value(row, element, findings)
            if value is not None:
                record.setdefault(row.field, value)
    return record


def _value(row: Fact, element: _Element, findings: list[Finding]) -> object:
    text = element.text or ""
    try:
        return row.kind.read(text)
    except ValueError:
        params = {"found": repr(text[:60]), "expected": row.kind.name}
        message = f"{params['found']} cannot be read: expected {row.kind.name}."
        place = f"line {element.sourceline} /xbrl/{row.element}"
        findings.append(
            Finding(
                "IK-UNREADABLE", Severity.ERROR, message, row.field, params=params, location=place
            )
        )
        return None


def _unknown(name: str, element: _Element) -> Finding:
    message = f"{name} is not known here and was not read."
    place = f"line {element.sourceline} /xbrl/{name}"
    return Finding("IK-UNKNOWN", Severity.WARNING, message, params={"found": name}, location=place)


def written(
    prefix: str, version: str, schema: str, entity: str, day: str, body: Iterator[str]
) -> bytes:
    """Returns an instance.

    Args:
        prefix: Of the taxonomy, such as `einv`.
        version: Its date.
        schema: The file name of its entry point.
        entity: 统一社会信用代码 of whom it is about.
        day: The instant of its facts.
        body: The facts as XML.
    """
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xbrl xmlns="{INSTANCE}" xmlns:link="http://www.xbrl.org/2003/linkbase"'
        ' xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' xmlns:iso4217="http://www.xbrl.org/2003/iso4217"'
        f' xmlns:{prefix}="{TAXONOMY}{version}/{prefix}">'
        f'<link:schemaRef xlink:type="simple" xlink:href="{attribute_to_xml(schema)}"/>'
        f'<context id="c1"><entity><identifier scheme="{_SCHEME}">{text_to_xml(entity)}'
        f"</identifier></entity><period><instant>{day}</instant></period></context>"
        '<unit id="u1"><measure>iso4217:CNY</measure></unit>'
    )
    return (head + "".join(body) + "</xbrl>\n").encode()


def facts_as_xml(
    prefix: str, rows: tuple[Fact, ...], values: Mapping[str, object]
) -> Iterator[str]:
    """Yields the facts of a record in the order of the rows."""
    for row in rows:
        value = values.get(row.field)
        if row.rows:
            for inner in value if isinstance(value, list | tuple) else ():
                body = "".join(facts_as_xml(prefix, row.rows, inner))
                yield f"<{prefix}:{row.element}>{body}</{prefix}:{row.element}>"
        elif value is not None:
            unit = f' unitRef="u1" decimals="{_decimals(value)}"' if row.kind.money else ""
            text = text_to_xml(row.kind.write(value))
            yield f'<{prefix}:{row.element} contextRef="c1"{unit}>{text}</{prefix}:{row.element}>'


def _decimals(value: object) -> int:
    exponent = value.as_tuple().exponent if isinstance(value, Decimal) else 0
    return max(2, -exponent if isinstance(exponent, int) else 0)
