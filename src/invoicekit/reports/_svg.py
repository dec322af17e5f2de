"""A report's chart as one SVG picture: panels drawn by pygal, put below each other.

The picture stands alone: no script, no font, nothing to load. The same panels give the same bytes.
Amounts become binary numbers here, for coordinates only; every text is made from the decimals.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html import escape
from types import ModuleType
from typing import Any

from invoicekit.reports._panel import Bars, Panel
from invoicekit.reports._rows import Rows, width
from invoicekit.reports._words import Words

WIDTH = 960
TITLE = 76
"""Height of the picture's heading."""
HEIGHT = 320
"""Height of a panel with standing bars."""
BAR, GAP, FRAME = 22, 8, 120
"""Height of a lying bar, of what is between two labels' bars, and of what is around them all."""
ROOM = 20
"""Labels up to here have their values written at the bars; more would write over each other."""
SIGNED = 12
"""Labels up to here all stand at the axis; of more, every second, third …"""
FEW = 5
"""Fewer labels than this leave room at both sides: one bar alone is no wall."""
SHORT = 7
"""Labels from here on have values in whole units, the exact amount in the tooltip."""
LEGEND_ROOM = 18
"""Height of a legend's line, which pygal forgets when the line is not full."""
COLOURS = ("#1f3a5f", "#7fb2d9", "#d98b3a", "#6b8f71", "#8a5a83", "#b0b7c3")
AGES = ("#6b8f71", "#e3c04f", "#d98b3a", "#c8553d", "#8c1c13")
FONTS = (
    "Inter, 'Noto Sans', 'Segoe UI', Helvetica, Arial, 'Noto Sans CJK SC', 'PingFang SC', "
    "'Microsoft YaHei', sans-serif"
)
INK, PALE = "#1b2430", "#4a5563"
SIZE = 12
LIFT = 30
"""pygal sets values higher above standing bars, and farther from lying ones, the larger this is."""
MINUS = ("-", "\u2212")
LOOK: dict[str, object] = {
    "background": "white",
    "plot_background": "white",
    "foreground": PALE,
    "foreground_strong": INK,
    "foreground_subtle": "#d9dee5",
    "guide_stroke_color": "#e3e7ed",
    "major_guide_stroke_color": "#cfd5dd",
    "guide_stroke_dasharray": "1,0",
    "major_guide_stroke_dasharray": "1,0",
    "font_family": FONTS,
    "label_font_size": SIZE,
    "major_label_font_size": SIZE,
    "value_label_font_size": SIZE,
    "legend_font_size": SIZE,
    "title_font_size": 15,
    "opacity": "1",
    "opacity_hover": ".85",
    "stroke_opacity": "0",
    "stroke_width": "0",
    "transition": "0s",
    "colors": COLOURS,
}


def drawn(table: Rows, words: Words, panels: Sequence[Panel]) -> bytes:
    """Returns the picture of the panels under the report's title; UTF-8."""
    name, title = table.name, escape(words.text(f"report.{table.name}"))
    span = escape(words.span(table.asked)) if table.asked else ""
    parts, top = [], TITLE
    for place, whole in enumerate(panels):
        panel = replace(whole, bars=whole.seen)
        height = _height(panel)
        parts.append(
            f'<svg x="0" y="{top}" width="{WIDTH}" height="{height}">'
            f"{_panel(panel, words, f'{name}-{place}', height)}</svg>"
        )
        top += height
    if not panels:
        parts.append(f'<text x="24" y="{top + 24}">{escape(words.text("chart.empty"))}</text>')
        top += TITLE
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top}" '
        f'viewBox="0 0 {WIDTH} {top}" role="img" lang="{words.language.tag}" '
        f'font-family="{FONTS}" font-size="{SIZE}" fill="{INK}"><title>{title}</title>'
        f'<rect width="{WIDTH}" height="{top}" fill="white"/>'
        f'<text x="24" y="38" font-size="22" font-weight="bold">{title}</text>'
        f'<text x="24" y="60" fill="{PALE}">{span}</text>'
        f"{''.join(parts)}</svg>\n"
    )
    return text.encode()


def _height(panel: Panel) -> int:
    lying = panel.arrangement == "lying"
    row = GAP + BAR * len(panel.bars)
    return FRAME + row * len(panel.labels) if lying else HEIGHT


@cache
def _library() -> ModuleType:
    """Returns pygal, without the import hook it leaves: Python 3.11 warns of it ever after."""
    import pygal

    # Only pygal's own: what comes in with it, such as importlib_metadata's finder, must stay.
    sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != "pygal"]
    return pygal  # type: ignore[no-any-return]  # pygal carries no types


def _panel(panel: Panel, words: Words, name: str, height: int) -> str:
    pygal = _library()
    lying, stacked = panel.arrangement == "lying", panel.arrangement == "stacked"
    kind = pygal.HorizontalBar if lying else pygal.StackedBar if stacked else pygal.Bar
    labels = panel.labels[::-1] if lying else ("",) * _aside(panel) + panel.labels
    labels += ("",) * _aside(panel)
    chart = kind(
        width=WIDTH,
        height=height,
        js=(),
        style=pygal.style.Style(**LOOK, value_font_size=SIZE if lying else LIFT),
        title=panel.title,
        x_labels=labels,
        truncate_label=-1,
        truncate_legend=-1,
        x_labels_major_every=None if lying else -(-len(labels) // SIGNED),
        show_minor_x_labels=lying,
        show_legend=len(panel.bars) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=3 if lying else 5,
        max_scale=8,
        print_labels=True,
        print_values_position="top",
        value_formatter=lambda value: _tick(value, panel, words),
        margin_left=24 + _missing_room(labels if lying else ()),
        margin_right=140 if lying else 24,
        range=_range(panel) if lying else None,
        margin_top=10,
        margin_bottom=20 + LEGEND_ROOM * (len(panel.bars) > 1),
        disable_xml_declaration=True,
    )
    chart.uuid = name
    for place, bars in enumerate(panel.bars):
        chart.add(bars.title, _points(panel, words, place))
    chart.add_xml_filter(lambda root: _alone(root, middle=not lying))
    return str(chart.render())


def _aside(panel: Panel) -> int:
    """How many places stay empty at each side of standing bars."""
    return 0 if panel.arrangement == "lying" else max(0, (FEW - len(panel.labels) + 1) // 2)


def _range(panel: Panel) -> tuple[float, float] | None:
    """The axis of lying bars, with room for what is written left of negative ones."""
    values = [float(value) for bars in panel.bars for value in bars.values]
    least, most = min(values), max(*values, 0)
    return (least - (most - least) / 5, most) if least < 0 else None


def _tick(value: float, panel: Panel, words: Words) -> str:
    """What stands at the axis; there is no half of a document."""
    whole = panel.currency or value == int(value)
    return words.number(Decimal(str(round(value, 6)))) if whole else ""


def _missing_room(labels: Sequence[str]) -> int:
    """What pygal, which takes every letter for a narrow one, leaves too little for Chinese."""
    return max((int((width(text) - len(text)) * SIZE * 0.5) for text in labels), default=0)


def _points(panel: Panel, words: Words, place: int) -> list[dict[str, Any]]:
    bars = panel.bars[place]
    points = [
        _point(panel, words, bars, at, _written(panel, place, at, words))
        for at in range(len(panel.labels))
    ]
    aside: list[dict[str, Any]] = [{"value": None, "formatter": lambda _: ""}] * _aside(panel)
    return points[::-1] if panel.arrangement == "lying" else [*aside, *points, *aside]


def _point(panel: Panel, words: Words, bars: Bars, at: int, label: str) -> dict[str, Any]:
    value = Decimal(bars.values[at])
    told = f"{panel.labels[at]}, {bars.title}: {words.amount(value, panel.currency)}"
    point: dict[str, Any] = {
        "value": float(value),
        "label": label,
        "formatter": lambda _: told,
    }
    return {**point, "color": AGES[at % len(AGES)]} if bars.ages else point


def _written(panel: Panel, place: int, at: int, words: Words) -> str:
    """What stands at a bar: its value, or the sum above the last one of a stack."""
    stacked = panel.arrangement == "stacked"
    if len(panel.labels) > ROOM or (stacked and place < len(panel.bars) - 1):
        return ""
    shown = panel.bars if stacked else panel.bars[place : place + 1]
    value = sum((Decimal(bars.values[at]) for bars in shown), Decimal(0))
    if not value and stacked:
        return ""
    if panel.currency and len(panel.labels) >= SHORT and panel.arrangement != "lying":
        return words.number(value.quantize(Decimal(1)))
    return words.amount(value, panel.currency)


def _alone(root: Any, *, middle: bool) -> Any:
    """The drawing without pygal's script, date and links; tooltips are the picture's own titles."""
    for node in list(root.iter()):
        if not isinstance(node.tag, str) or node.tag == "script":
            node.getparent().remove(node)
        elif node.get("class") == "bar":
            _tip(node)
        elif node.get("class") == "label":
            left = (node.text or "").startswith(MINUS)
            node.set("text-anchor", "middle" if middle else "end" if left else "start")
    root.remove(root.find("title"))
    return root


def _tip(bar: Any) -> None:
    """Makes what a script would show a title; a place left empty has no bar."""
    told = bar.findtext("desc[@class='value']")
    for each in bar.findall("desc"):
        bar.remove(each)
    if told:
        title = bar.makeelement("title", {})
        title.text = told
        bar.append(title)
    else:
        bar.getparent().remove(bar)
