"""A page of a 发票 as OFD draws it: text objects and paths in millimetres, each with its id."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

from invoicekit.binding.escape import is_plain, text_to_xml
from invoicekit.renderers import SHIFTS, Align, FapiaoPage, Line, Role, Text, widths

KAI, SONG, COURIER = 1, 2, 3
FONTS = ((KAI, "楷体", "KaiTi"), (SONG, "宋体", "SimSun"), (COURIER, "Courier New", "Courier New"))
"""Id, name and family of the fonts; they are named, not embedded, as in files of the bureau."""
PAGE_ID, LAYER_ID = 4, 5
_FIRST_OBJECT = 6
_FACES = {"label": KAI, "value": SONG, "code": COURIER, "grey": SONG}
_COLOURS = {"label": "128 0 0", "value": "0 0 0", "code": "0 0 0", "grey": "90 90 90"}
_FAINT = "225 225 225"
REFERS = (f'<ofd:ObjectRef PageRef="{PAGE_ID}">', "</ofd:ObjectRef>")
"""What a custom tag has around the id of a text."""
_AND = "".join(reversed(REFERS))
_BASELINE = 0.88
_RULE = 0.25


@dataclass(slots=True)
class Drawing:
    """The objects of a page.

    Attributes:
        objects: As XML, in the order in which they are drawn.
        references: Field → the ids of the texts that show it, as stands between `REFERS` of a tag.
        last: The highest id.
    """

    objects: list[str] = field(default_factory=list)
    references: dict[str, str] = field(default_factory=dict)
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
    _texts(drawing, page)
    for line in page.lines:
        _line(drawing, line)
    if qr:
        _qr(drawing, page, qr)
    return drawing


@lru_cache(maxsize=8192)
def number(value: float) -> str:
    """Returns a length as the standard writes it: no exponent, no zeros that say nothing."""
    return f"{value:.3f}".rstrip("0").rstrip(".") or "0"


def _texts(drawing: Drawing, page: FapiaoPage) -> None:
    """Draws the texts: one loop, because a page of thousands of rows has tens of thousands."""
    objects, references, last = drawing.objects, drawing.references, drawing.last
    plain = is_plain("".join([text.text for text in page.texts]))
    height, top = -1.0, ""
    for id, text in enumerate(page.texts, last + 1):
        x, y, said, size, role, align, shown, turned = text
        if shown:
            references[shown] = f"{references[shown]}{_AND}{id}" if shown in references else str(id)
        if turned:
            objects.append(_turned(id, text, page))
            continue
        if y != height:
            height, top = y, number(y)
        signs = len(said) if said.isascii() else widths(said)
        before, after = _frame(x, signs, size, role, align)
        objects.append(
            f'<ofd:TextObject ID="{id}" Boundary="{before} {top} {after}'
            f"{said if plain else text_to_xml(said)}{_END}"
        )
    drawing.last = last + len(page.texts)


_END = "</ofd:TextCode></ofd:TextObject>"
_FULL = "2"
"""How `widths` tells a sign as wide as high."""


@lru_cache(maxsize=4096)
def _frame(x: float, signs: int | str, size: float, role: Role, align: Align) -> tuple[str, str]:
    """Returns what stands around the height and the signs of a text; many texts share it.

    `signs` counts them where all are half as wide as high, else it has the width of each.
    """
    count = signs if isinstance(signs, int) else len(signs) + signs.count(_FULL)
    width = count * size / 2
    after = (
        f'{number(width + size * 0.2)} {number(size * 1.3)}" Font="{_FACES[role]}"'
        f' Size="{number(size)}"><ofd:FillColor Value="{_COLOURS[role]}"/>'
        f'<ofd:TextCode X="0" Y="{number(size * _BASELINE)}"{_steps(signs, size)}>'
    )
    return number(x - SHIFTS[align] * width), after


def _steps(signs: int | str, size: float) -> str:
    """Returns how far it is from each sign to the next; nothing for a single one."""
    half, full = number(size / 2), number(size)
    if isinstance(signs, str):
        steps = " ".join([full if each == _FULL else half for each in signs[:-1]])
    else:
        count = signs - 1
        steps = f"g {count} {half}" if count > 1 else half * count
    return f' DeltaX="{steps}"' if steps else ""


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
        f"{_steps(widths(text.text), size)}>{text_to_xml(text.text)}{_END}"
    )


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
