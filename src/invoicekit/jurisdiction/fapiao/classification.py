"""税收分类编码: 19 digits that say what was sold, and the 简称 printed before its name.

The full table (some 4,200 codes) is the bureau's; here is a starter, and a reader of the full one.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from invoicekit.codelists import code_list
from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao.printed import tax_code_of
from invoicekit.model import FapiaoLine, InvoiceLine

SHAPE = re.compile(r"[0-9]{19}")

SECTIONS = {
    "1": "货物",
    "2": "劳务",
    "3": "服务",
    "4": "无形资产",
    "5": "不动产",
    "6": "未发生销售行为的不征税项目",
}
"""First digit (篇) → what it is."""

GOODS = frozenset("12")
"""Sections filed as goods and processing; 3, 4 and 5 are services, intangibles, real estate."""

NOT_TAXABLE = "6"

_CODE = ("合并编码", "商品和服务税收分类编码", "税收分类编码", "编码", "code")
_SHORT = ("商品和服务分类简称", "简称", "short_name")
_NAME = ("货物和劳务名称", "商品名称", "名称", "name")


@dataclass(frozen=True, slots=True)
class TaxCode:
    """One classification code.

    Attributes:
        short_name: 简称, printed as `*简称*` before the item's name.
        tax_class: The class of the regime's rates that it usually bears; None where not known.
    """

    code: str
    short_name: str
    name: str = ""
    tax_class: str | None = None


@cache
def starter_codes() -> Mapping[str, TaxCode]:
    """Returns the codes that come with the library, by code."""
    codes = cast("dict[str, dict[str, str]]", code_list("fapiao_tax_codes")["codes"])
    return {code: TaxCode(code, **entry) for code, entry in codes.items()}


def read_tax_codes(table: bytes | str) -> Mapping[str, TaxCode]:
    """Returns the codes of the bureau's full table as CSV, by code.

    Columns are found by their headings: 合并编码 or 税收分类编码, 简称, and maybe 货物和劳务名称.
    Codes that spreadsheets cut short get their zeros back at the end; rows without a code are
    skipped.

    Raises:
        InputError: It has no column of codes or of short names.
    """
    rows = csv.DictReader(io.StringIO(_decoded(table)))
    headings = [heading.strip() for heading in rows.fieldnames or ()]
    rows.fieldnames = headings
    code_at, short_at = _column(headings, _CODE), _column(headings, _SHORT)
    name_at = next((each for each in _NAME if each in headings), None)
    found = {}
    for row in rows:
        code = (row[code_at] or "").strip().strip("'").ljust(19, "0")
        if not SHAPE.fullmatch(code) or not code.strip("0"):
            continue
        known = starter_codes().get(code)
        found[code] = TaxCode(
            code,
            (row[short_at] or "").strip(),
            (row[name_at] or "").strip() if name_at else "",
            known.tax_class if known else None,
        )
    return found


def _decoded(table: bytes | str) -> str:
    if isinstance(table, str):
        return table
    try:
        return table.decode("utf-8-sig")
    except UnicodeDecodeError:
        return table.decode("gb18030", "replace")


def _column(headings: list[str], names: tuple[str, ...]) -> str:
    for name in names:
        if name in headings:
            return name
    raise InputError(
        f"the table of tax codes has no column {names[0]}",
        where=", ".join(headings) or "the first row",
        expected=" or ".join(names),
        hint="Save the bureau's table as CSV with its headings in the first row.",
    )


def short_name_of(code: str, table: Mapping[str, TaxCode] | None = None) -> str | None:
    """Returns the 简称 of a code, its own or of the nearest class above; None where not known.

    Args:
        code: 19 digits.
        table: What `read_tax_codes` gives; the starter where it is not given.
    """
    known = starter_codes() if table is None else table
    for digits in (19, *range(17, 0, -2)):
        entry = known.get(code[:digits].ljust(19, "0"))
        if entry is not None and entry.short_name:
            return entry.short_name
    return None


def classified(line: InvoiceLine, table: Mapping[str, TaxCode] | None = None) -> InvoiceLine:
    """Returns a line that says its code and the code's 简称, as far as `table` knows it.

    Args:
        line: Its code stands in its own field, or among its item's classifications.
        table: What `read_tax_codes` gives; the starter where it is not given.
    """
    code = tax_code_of(line)
    if code is None:
        return line
    facts = line.fapiao or FapiaoLine()
    short_name = facts.short_name or short_name_of(code, table)
    return line.replace(fapiao=facts.replace(tax_code=code, short_name=short_name))
