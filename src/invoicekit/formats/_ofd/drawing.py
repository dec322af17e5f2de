"""A page of a 发票 as OFD draws it: text objects and paths in millimetres, each with its id."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from invoicekit.binding.escape import text_to_xml
from invoicekit.renderers import SHIFTS, FapiaoPage, Line, Role, Text, wide

KAI, SONG, COURIER = 1, 2, 3
FONTS = ((KAI, "楷体", "KaiTi"), (SONG, "宋体", "SimSun"), (COURIER, "Courier New", "Courier New"))
"""Id, name and family of the fonts; they are named, not embedded, as in files of the bureau."""
PAGE_ID, LAYER_ID = 4, 5
_FIRST_OBJECT = 6
_FACES = {"label": KAI, "value": SONG, "code": COURIER, "grey": SONG}
_COLOURS = {"label": "128 0 0", "value": "0 0 0", "code": "0 0 0", "grey": "90 90 90"}
_FAINT = "225 225 225"
_BASELINE = 0.88
_RULE = 0.25


@dataclass(slots=True)
class Drawing:
    """The objects of a page.

    Attributes:
        objects: As XML, in the order in which they are drawn.
        ids: Field → the ids of the texts that show it.
        last: The highest id.
    """

    objects: list[str] = field(default_factory=list)
    ids: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    last: int = _FIRST_OBJECT - 1

    def next_id(self) -> int:
        """Returns an id that no object has."""
        self.last += 1
        return self.last


def drawn(page: FapiaoPage, qr: tuple[tuple[bool, ...], ...] = ()) -> Drawing:
    """Returns the page as objects.

    Args:
        page: Texts and rules.
        qr: The modules of its QR code, row by row; empty to draw none.
    """
    drawing = Drawing()
    for text in page.texts:
        _text(drawing, text, page)
    for line in page.lines:
        _line(drawing, line)
    if qr:
        _qr(drawing, page, qr)
    return drawing


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """Returns a length as the standard writes it: no exponent, no zeros that say nothing."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _text(drawing: Drawing, text: Text, page: FapiaoPage) -> None:
    drawing.last = id = drawing.last + 1
    if text.field:
        drawing.ids[text.field].append(id)
    if text.turned:
        drawing.objects.append(_turned(id, text, page))
        return
    width, size = text.width, text.size
    left = text.x - SHIFTS[text.align] * width
    end, height, middle = _style(text.role, size)
    drawing.objects.append(
        f'<ofd:TextObject ID="{id}" Boundary="{number(left)} {number(text.y)}'
        f" {number(width + size * 0.2)} {height}{middle}{_steps(text.text, size)}>"
        f"{text_to_xml(text.text)}{end}"
    )


_END = "</ofd:TextCode></ofd:TextObject>"


@lru_cache(maxsize=256)
def _style(role: Role, size: float) -> tuple[str, str, str]:
    """Returns the end of a text's element, its height, and what stands before its steps."""
    middle = (
        f'" Font="{_FACES[role]}" Size="{number(size)}">'
        f'<ofd:FillColor Value="{_COLOURS[role]}"/>'
        f'<ofd:TextCode X="0" Y="{number(size * _BASELINE)}"'
    )
    return _END, number(size * 1.3), middle


def _turned(id: int, text: Text, page: FapiaoPage) -> str:
    """The mark across the page: turned about its own middle."""
    size, angle = text.size, math.radians(text.turned)
    turn = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))
    matrix = " ".join(number(each) for each in (*turn, text.x, text.y + size / 2))
    return (
        f'<ofd:TextObject ID="{id}" Boundary="0 0 {number(page.width)} {number(page.height)}"'
        f' CTM="{matrix}" Font="{_FACES[text.role]}" Size="{number(size)}">'
        f'<ofd:FillColor Value="{_FAINT}"/>'
        f'<ofd:TextCode X="{number(-text.width / 2)}" Y="{number(size * 0.38)}"'
        f"{_steps(text.text, size)}>{text_to_xml(text.text)}{_END}"
    )


def _steps(text: str, size: float) -> str:
    """Returns how far it is from each character to the next."""
    count = len(text) - 1
    if count < 1:
        return ""
    if text.isascii():
        return _even(count, size)
    half, full = number(size / 2), number(size)
    steps = [full if wide(sign) else half for sign in text[:-1]]
    return f' DeltaX="{" ".join(steps)}"'


@lru_cache(maxsize=1024)
def _even(count: int, size: float) -> str:
    half = number(size / 2)
    return f' DeltaX="g {count} {half}"' if count > 1 else f' DeltaX="{half}"'


def _line(drawing: Drawing, line: Line) -> None:
    width, height = abs(line.x2 - line.x1), abs(line.y2 - line.y1)
    box = (min(line.x1, line.x2) - _RULE, min(line.y1, line.y2) - _RULE)
    size = (width + 2 * _RULE, height + 2 * _RULE)
    start, end = number(_RULE), (number(_RULE + width), number(_RULE + height))
    drawing.objects.append(
        f'<ofd:PathObject ID="{drawing.next_id()}"'
        f' Boundary="{" ".join(number(each) for each in (*box, *size))}"'
        f' LineWidth="{number(_RULE)}"><ofd:StrokeColor Value="128 0 0"/>'
        f"<ofd:AbbreviatedData>M {start} {start} L {end[0]} {end[1]}</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def _qr(drawing: Drawing, page: FapiaoPage, rows: tuple[tuple[bool, ...], ...]) -> None:
    """One filled path, a rectangle for each run of dark modules."""
    left, top, width = page.qr_box
    step = width / len(rows)
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                x1, x2, y1, y2 = (number(each * step) for each in (x, end, y, y + 1))
                parts.append(f"M {x1} {y1} L {x2} {y1} L {x2} {y2} L {x1} {y2} C")
            x = end + 1
    drawing.objects.append(
        f'<ofd:PathObject ID="{drawing.next_id()}" Stroke="false" Fill="true"'
        f' Boundary="{number(left)} {number(top)} {number(width)} {number(width)}">'
        f'<ofd:FillColor Value="0 0 0"/><ofd:AbbreviatedData>{" ".join(parts)}'
        "</ofd:AbbreviatedData></ofd:PathObject>"
    )
