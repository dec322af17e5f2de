"""A page of a 发票 as OFD draws it: text objects and paths in millimetres, each with its id."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from invoicekit.binding.escape import text_to_xml
from invoicekit.renderers import SHIFTS, FapiaoPage, Line, Text, wide

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
    id = drawing.next_id()
    if text.field:
        drawing.ids[text.field].append(id)
    size, base = text.size, text.size * _BASELINE
    if text.turned:
        angle = math.radians(text.turned)
        turn = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle))
        matrix = " ".join(number(each) for each in (*turn, text.x, text.y + size / 2))
        place = f'Boundary="0 0 {number(page.width)} {number(page.height)}" CTM="{matrix}"'
        start, colour = (-text.width / 2, size * 0.38), _FAINT
    else:
        width = text.width
        left = text.x - SHIFTS[text.align] * width
        box = f"{number(left)} {number(text.y)} {number(width + size * 0.2)} {number(size * 1.3)}"
        place = f'Boundary="{box}"'
        start, colour = (0.0, base), _COLOURS[text.role]
    drawing.objects.append(
        f'<ofd:TextObject ID="{id}" {place} Font="{_FACES[text.role]}" Size="{number(size)}">'
        f'<ofd:FillColor Value="{colour}"/>'
        f'<ofd:TextCode X="{number(start[0])}" Y="{number(start[1])}"{_steps(text)}>'
        f"{text_to_xml(text.text)}</ofd:TextCode></ofd:TextObject>"
    )


def _steps(text: Text) -> str:
    """Returns how far it is from each character to the next."""
    signs, size = text.text[:-1], text.size
    if not signs:
        return ""
    half, full = number(size / 2), number(size)
    if signs.isascii() and len(signs) > 2:  # noqa: PLR2004 - shorter so
        return f' DeltaX="g {len(signs)} {half}"'
    steps = [full if wide(sign) else half for sign in signs]
    return f' DeltaX="{" ".join(steps)}"'


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
