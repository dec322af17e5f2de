"""The bureau's layout of a 发票 as texts and lines at places: one for PDF, HTML and OFD.

Millimetres from the top left; 210 × 140 for up to eight rows, longer for more. There is no seal and
nothing like one: in its place stands that this is a preview. Source: measured on 数电票 files.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from invoicekit.renderers._fapiao_sheet import PREVIEW, PREVIEW_LINE, FapiaoRow, FapiaoSheet

WIDTH, HEIGHT = 210.0, 140.0
ROWS, PITCH = 8, 4.375
"""Rows that fit, and what each further one adds."""
FIRST_ROW = 56.1
SIZE = 3.175
_LEFT, _RIGHT = 4.5, 205.5
_LEADING = 1.22
_SMALLEST = 1.2
_WIDER = 1.12
"""Digits of some faces are wider than half their height."""
_FIRST_WIDE, _ALSO_WIDE = "\u2e80", "·⊗"
"""Characters that are as wide as high: from the one on, and these."""
_WIDE = re.compile(f"[{_FIRST_WIDE}-\U0010ffff{_ALSO_WIDE}]")

Role = Literal["label", "value", "code", "grey"]
Align = Literal["left", "center", "right"]
SHIFTS: dict[Align, float] = {"left": 0.0, "center": 0.5, "right": 1.0}
"""Which part of a text's width stands left of its place."""


class Text(NamedTuple):
    """One line of text.

    Attributes:
        x, y: Left, centre or right edge by `align`, and the top.
        size: Of the letters.
        role: `label` in the form's red, `value` in black, `code` in a face of equal widths.
        field: What it is the value of, such as `number` or `rows/0/name`; empty for the form.
        turned: Degrees; the mark across the page alone is turned.
    """

    x: float
    y: float
    text: str
    size: float = SIZE
    role: Role = "value"
    align: Align = "left"
    field: str = ""
    turned: int = 0

    @property
    def width(self) -> float:
        """About as wide as it is: Chinese characters are square, others half as wide."""
        return width_of(self.text, self.size)

    @property
    def left(self) -> float:
        """The left edge."""
        return self.x - SHIFTS[self.align] * self.width


class Line(NamedTuple):
    """A rule of the form."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class FapiaoPage:
    """The page: its size, texts and rules.

    Attributes:
        qr: The text of the QR code, empty for none; `qr_picture` is it drawn, as SVG.
        qr_box: Where it stands: left, top, width.
    """

    width: float
    height: float
    texts: tuple[Text, ...]
    lines: tuple[Line, ...]
    qr: str
    qr_box: tuple[float, float, float] = (6.5, 6.0, 20.0)
    qr_picture: str = ""


def width_of(text: str, size: float) -> float:
    """Returns about how wide a text is."""
    if text.isascii():
        return len(text) * size / 2
    return (len(text) + len(_WIDE.findall(text))) * size / 2


class _Widths(dict[int, str]):
    """The width of each character met so far, for `str.translate`."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = found = "2" if sign >= _FIRST_WIDE or sign in _ALSO_WIDE else "1"
        return found


_WIDTHS = _Widths()
_HALVES = {"1": 1, "2": 2}


def widths(text: str) -> str:
    """Returns for each sign whether it is half as wide as high (`1`), or as wide (`2`)."""
    return text.translate(_WIDTHS)


def fapiao_page(sheet: FapiaoSheet) -> FapiaoPage:
    """Returns the page of a 发票, marked as a preview."""
    cells, used = _rows(sheet.rows)
    more = max(0, used - ROWS) * PITCH
    # The mark comes first, so that all else is drawn over it.
    texts = [*_mark(more), *_head(sheet), *_parties(sheet), *cells, *_foot(sheet, more)]
    return FapiaoPage(
        width=WIDTH,
        height=round(HEIGHT + more, 3),
        texts=tuple([text for text in texts if text.text]),
        lines=tuple(_rules(more)),
        qr=sheet.qr,
    )


def _head(sheet: FapiaoSheet) -> Iterator[Text]:
    size = min(7.07, 92 / max(width_of(sheet.title, 1.0), 1.0))
    yield Text(105 - 3, 8, sheet.title, size, "label", "center")
    yield Text(6.5, 26.6, sheet.special, 2.6, "label")
    for y, label, value, field in (
        (10.3, "发票号码：", sheet.number, "number"),
        (16.4, "开票日期：", sheet.date, "date"),
    ):
        yield Text(170, y, label, SIZE, "label", "right")
        yield Text(170, y, value, SIZE, "value", field=field)


def _parties(sheet: FapiaoSheet) -> Iterator[Text]:
    for edge, who, party in ((4.5, "购买方信息", "buyer"), (105.0, "销售方信息", "seller")):
        yield from _upright(edge + 3, 30, 22, who)
        yield Text(edge + 7, 33.8, "名称：", SIZE, "label")
        yield Text(edge + 7, 43.3, "统一社会信用代码/纳税人识别号：", SIZE, "label")
        name = sheet.buyer_name if party == "buyer" else sheet.seller_name
        number = sheet.buyer_id if party == "buyer" else sheet.seller_id
        yield from _block(edge + 15.5, 33.8, 83, 8.8, name, f"{party}_name")
        yield Text(edge + 56, 43.3, number, SIZE, "code", field=f"{party}_id")


_COLUMNS: tuple[tuple[str, str, float, Align, float, float], ...] = (
    ("name", "项目名称", 4.9, "left", 23.0, 36.5),
    ("specification", "规格型号", 42.0, "left", 49.0, 15.5),
    ("unit", "单 位", 63.0, "center", 63.0, 9.0),
    ("quantity", "数 量", 85.0, "right", 79.5, 17.0),
    ("price", "单 价", 111.5, "right", 104.0, 25.5),
    ("amount", "金 额", 138.5, "right", 132.0, 26.0),
    ("rate", "税率/征收率", 155.5, "center", 155.5, 20.0),
    ("tax", "税 额", 204.5, "right", 192.0, 27.0),
)
"""Field, heading, edge or centre, alignment, centre of the heading, width."""


_ROOM = {
    name: int(2 * width / SIZE / (1 if align == "left" else _WIDER))
    for name, _, _, align, _, width in _COLUMNS
}
"""Column → as many digits, or letters where it holds text, as fit at full size."""
_new = tuple.__new__
"""Makes a `Text` of all its values in half the time: a page may have tens of thousands."""


def _rows(rows: tuple[FapiaoRow, ...]) -> tuple[list[Text], int]:
    """Returns the cells, and how many lines of the table they take."""
    texts = [
        Text(centre, 52.6, head, SIZE, "label", "center") for _, head, _, _, centre, _ in _COLUMNS
    ]
    used = 0
    for place, row in enumerate(rows):
        height, y, at = 1, FIRST_ROW + used * PITCH, f"rows/{place}/"
        for value, (name, _, x, align, _, width) in zip(row, _COLUMNS, strict=True):
            if not value:
                continue
            field = at + name
            room = _ROOM[name]
            if align != "left":
                fits = value.isascii() and len(value) <= room
                size = SIZE if fits else _shrunk(value, width)
                texts.append(_new(Text, (x, y, value, size, "value", align, field, 0)))
                continue
            if 2 * len(value) <= room and "\n" not in value:
                texts.append(_new(Text, (x, y, value, SIZE, "value", align, field, 0)))
                continue
            parts = _wrapped(value, width, SIZE)
            height = max(height, len(parts))
            for index, part in enumerate(parts):
                down = y + index * PITCH
                texts.append(_new(Text, (x, down, part, SIZE, "value", align, field, 0)))
        used += height
    return texts, used


def _foot(sheet: FapiaoSheet, more: float) -> Iterator[Text]:
    yield Text(23, 90.5 + more, "合      计", SIZE, "label", "center")
    yield Text(138.5, 90.5 + more, sheet.net, SIZE, "value", "right", "net")
    yield Text(204.5, 90.5 + more, sheet.tax, SIZE, "value", "right", "tax")
    yield Text(30, 98.3 + more, "价税合计（大写）", SIZE, "label", "center")
    yield Text(58.5, 98.3 + more, "⊗", SIZE, "value")
    yield Text(62.9, 98.3 + more, sheet.words, _shrunk(sheet.words, 74), "value", field="words")
    yield Text(153, 98.3 + more, "（小写）", SIZE, "label", "right")
    yield Text(155.5, 98.3 + more, sheet.gross, SIZE, "value", field="gross")
    yield from _upright(7.5, 104 + more, 20, "备注")
    yield from _block(11.6, 105.0 + more, 192, 18.5, sheet.remark, "remark")
    people = (("收款人：", sheet.payee, 72.0), ("复核人：", sheet.reviewer, 122.0))
    yield Text(32, 129.1 + more, "开票人：", SIZE, "label", "right")
    yield Text(32, 129.1 + more, sheet.drawer, SIZE, "value", field="drawer")
    for label, value, x in people:
        if value:
            yield Text(x, 129.1 + more, label, SIZE, "label", "right")
            yield Text(x, 129.1 + more, value, SIZE, "value", field=label)


def _mark(more: float) -> Iterator[Text]:
    """Says that this is a preview, where the bureau's seal would stand and across the page."""
    yield Text(102, 21.0, PREVIEW_LINE, 2.8, "grey", "center")
    yield Text(105, 62 + more / 2, f"{PREVIEW}  仅供参考", 16, "grey", "center", turned=-18)


def _upright(x: float, top: float, height: float, label: str) -> Iterator[Text]:
    """A label written downwards, in the middle of its box."""
    step = 4.0 if len(label) > 2 else 6.0  # noqa: PLR2004 - two signs stand wider
    y = top + (height - step * (len(label) - 1) - SIZE) / 2
    for index, sign in enumerate(label):
        yield Text(x, y + index * step, sign, SIZE, "label", "center")


def _block(
    x: float, y: float, width: float, height: float, text: str, field: str
) -> Iterator[Text]:
    """A text in a box: in as many lines and as small as it takes."""
    size, parts = SIZE, _wrapped(text, width, SIZE)
    while len(parts) * size * _LEADING > height and size > _SMALLEST:
        size = round(size - 0.2, 3)
        parts = _wrapped(text, width, size)
    for index, part in enumerate(parts):
        yield Text(x, y + index * size * _LEADING, part, size, field=field)


def _wrapped(text: str, width: float, size: float) -> list[str]:
    """Returns the lines of a text; Chinese may break anywhere."""
    room = int(2 * (width + 1e-6) / size)
    if len(text) * 2 <= room and "\n" not in text:
        return [text]
    found: list[str] = []
    for given in text.split("\n"):
        start, used = 0, 0
        for place, half in enumerate(widths(given)):
            advance = _HALVES[half]
            if used + advance > room and place > start:
                found.append(given[start:place])
                start, used = place, 0
            used += advance
        found.append(given[start:])
    return found


@lru_cache(maxsize=1024)  # units repeat from row to row
def _shrunk(text: str, width: float) -> float:
    """Returns the size at which a number fits its column."""
    full = width_of(text, SIZE) * _WIDER
    return SIZE if full <= width else math.floor(1000 * SIZE * width / full) / 1000


def _rules(more: float) -> Iterator[Line]:
    yield Line(65.5, 18, 138.5, 18)
    yield Line(65.5, 19, 138.5, 19)
    bottom = 124 + more
    for y in (30, 52, 96 + more, 104 + more, bottom):
        yield Line(_LEFT, y, _RIGHT, y)
    for x, top, end in (
        (_LEFT, 30, bottom),
        (_RIGHT, 30, bottom),
        (10.5, 30, 52),
        (105, 30, 52),
        (111, 30, 52),
        (56.3, 96 + more, 104 + more),
        (10.5, 104 + more, bottom),
    ):
        yield Line(x, top, x, end)
