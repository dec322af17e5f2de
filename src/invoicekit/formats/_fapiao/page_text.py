"""A 发票 out of the texts of its page and their places, where a file has no data inside.

The bureau's layout is the same everywhere: values are found by their look and by where they stand.
Source: measured on 数电票 files; millimetres on a page 210 wide.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Printed:
    """A run of text: its left edge, its top, how wide it is."""

    x: float
    y: float
    width: float
    text: str

    @property
    def centre(self) -> float:
        """The middle of it, from the left."""
        return self.x + self.width / 2


_PAGE = 210.0
_MIDDLE = 105.0
_DIGITAL = re.compile(r"(?<!\d)\d{20}(?!\d)")
_LABELLED = re.compile(r"发票号码[：:]?(\d{20}|\d{8})(?!\d)")
_CODE = re.compile(r"发票代码[：:]?(\d{10,12})(?!\d)")
_CHECK_CODE = re.compile(r"校验码[：:]?(\d{20})(?!\d)")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_ID = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{15,20}(?![0-9A-Z])")
_AMOUNT = re.compile(r"[¥￥]\s*(-?[\d,]+\.\d{2})")
_WORDS = re.compile(
    r"(?:[（(]负数[)）])?[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+[圆元][零壹贰叁肆伍陆柒捌玖角分整正]*"
)
_LABELS = re.compile(
    r"名称[：:]|统一社会信用代码/?|纳税人识别号[：:]|[购买销售方信息]{1}(?![一-鿿])"
)
_DRAWER = re.compile(r"开票人[：:]?(.*)")
_COLUMNS = (
    ("name", 0.0, 41.8),
    ("specification", 41.8, 58.0),
    ("unit", 58.0, 68.0),
    ("quantity", 68.0, 86.0),
    ("price", 86.0, 112.3),
    ("net", 112.3, 142.0),
    ("rate", 142.0, 172.0),
    ("tax", 172.0, _PAGE),
)
"""Field of a row, and between what its middle stands."""
_LONGEST = 1_000
"""Characters of a line that are looked at."""
_SAME = 1.6
"""Millimetres within which texts stand in one line."""


def fields_on(texts: Iterable[Printed], width: float) -> Record:
    """Returns the fields of the page of a 发票 as strings; empty where it is none.

    Args:
        texts: In any order.
        width: Of the page, in the unit of the places.
    """
    scale = _PAGE / width if width else 1.0
    found = [
        replace(each, x=each.x * scale, y=each.y * scale, width=each.width * scale)
        for each in texts
        if each.text.strip()
    ]
    lines = _lines(found)
    whole = "\n".join(re.sub(r"\s", "", _text(line)) for line in lines)
    number = _LABELLED.search(whole) or _DIGITAL.search(whole)
    if number is None or "发票" not in whole:
        return {}
    record: Record = {"number": number[number.lastindex or 0], "title": whole}
    for name, pattern in (("code", _CODE), ("check_code", _CHECK_CODE)):
        if told := pattern.search(whole):
            record[name] = told[1]
    if date := _DATE.search(whole):
        record["issued_at"] = date[0]
    return record | _amounts(lines) | _parties(found) | _rows(found, lines) | _foot(lines)


def _lines(texts: Sequence[Printed]) -> list[list[Printed]]:
    lines: list[list[Printed]] = []
    for each in sorted(texts, key=lambda text: (text.y, text.x)):
        if lines and each.y - lines[-1][0].y < _SAME:
            lines[-1].append(each)
        else:
            lines.append([each])
    return [sorted(line, key=lambda text: text.x) for line in lines]


def _text(line: Iterable[Printed]) -> str:
    return "".join(each.text for each in line)[:_LONGEST]


def _total_line(lines: list[list[Printed]]) -> int | None:
    """Returns the place of the line that has the total in words."""
    at = (place for place, line in enumerate(lines) if _WORDS.search(_text(line)))
    return next(at, None)


def _amounts(lines: list[list[Printed]]) -> Record:
    place = _total_line(lines)
    if place is None:
        return {}
    line = lines[place]
    record: Record = {}
    words, gross = _WORDS.search(_text(line)), _AMOUNT.search(_text(line))
    if words:
        record["words"] = words[0]
    if gross:
        record["gross"] = gross[1]
    for above in reversed(lines[:place]):
        sums = [text for text in above if _AMOUNT.search(text.text)]
        if sums:
            for text in sums:
                name = "net" if text.centre < _COLUMNS[5][2] else "tax"
                record[name] = _AMOUNT.findall(text.text)[0]
            break
    return record


def _parties(texts: list[Printed]) -> Record:
    """Returns buyer and seller: the left half and the right half of the box below the head."""
    record: Record = {}
    for who, left, right in (("buyer", 0.0, _MIDDLE), ("seller", _MIDDLE, _PAGE)):
        box = [text for text in texts if left + 6 <= text.x < right and 28 < text.y < 52]  # noqa: PLR2004 - the box
        lines = _lines(box)
        upper = [line for line in lines if line[0].y < 42]  # noqa: PLR2004 - above the number
        name = "".join(_LABELS.sub("", _text(line)) for line in upper).strip()
        id = _ID.search(" ".join(_LABELS.sub(" ", text.text) for text in box if text.y > 36))  # noqa: PLR2004 - the lower half
        party = {"name": name, "id": id[0] if id else ""}
        if any(party.values()):
            record[who] = {key: value for key, value in party.items() if value}
    return record


def _rows(texts: list[Printed], lines: list[list[Printed]]) -> Record:
    top = next((line[0].y for line in lines if "项目名称" in re.sub(r"\s", "", _text(line))), None)
    end = _sum_height(lines)
    if top is None or end is None:
        return {}
    cells = [text for text in texts if top + _SAME < text.y < end - 0.5]
    anchors = sorted(text.y for text in cells if _column(text) == "net")
    rows: list[Record] = [{} for _ in anchors]
    for cell in sorted(cells, key=lambda text: (text.y, text.x)):
        place = bisect_right(anchors, cell.y + _SAME) - 1
        if place >= 0:
            row, name = rows[place], _column(cell)
            row[name] = row.get(name, "") + cell.text.strip()
    return {"lines": rows} if rows else {}


def _sum_height(lines: list[list[Printed]]) -> float | None:
    """Returns the height of the line of sums, the last with yuan signs above the words."""
    place = _total_line(lines)
    above = lines[: place or 0]
    return next((line[0].y for line in reversed(above) if _AMOUNT.search(_text(line))), None)


def _column(text: Printed) -> str:
    return next((name for name, start, end in _COLUMNS if start <= text.centre < end), "name")


def _foot(lines: list[list[Printed]]) -> Record:
    place = _total_line(lines)
    below = lines[place + 1 :] if place is not None else []
    record: Record = {}
    remark: list[str] = []
    for line in below:
        told = _DRAWER.search(_text(line))
        if told:
            record["drawer"] = told[1].strip()
            break
        remark += ["".join(text.text for text in line if text.x > 10.5)]  # noqa: PLR2004 - beside 备注
    joined = "".join(remark).strip()
    return record | ({"remark": joined} if joined else {})
