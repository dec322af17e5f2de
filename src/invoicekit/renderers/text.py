"""Plain text: the document in the body of a mail, readable in a fixed-width font."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from invoicekit.model.template import Template
from invoicekit.renderers._plain import one_line
from invoicekit.renderers._renderer import Renderer
from invoicekit.renderers._view import InvoiceView, LineView, PartyView, Row

WIDTH = 72
"""Columns of a line, what mail programs leave alone."""
_GAP = "  "
_NARROWEST = 16


def render_text(view: InvoiceView, template: Template | None = None) -> bytes:
    """Returns the document as UTF-8 text, lines ended by LF; a template changes only the view."""
    del template
    sections = (
        _head(view),
        *(_party(party) for party in view.parties),
        _pairs(view.facts),
        _table(view),
        _pairs((*view.totals, view.grand), rule=True),
        [*view.reasons],
        _payment(view),
        [one_line(note) for note in view.notes],
        _foot(view),
    )
    text = "\n\n".join("\n".join(section) for section in sections if section)
    return (text + "\n").encode()


def width(text: str) -> int:
    """Returns the columns a text takes: two for wide characters, none for combining ones."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _left(text: str, columns: int) -> str:
    return text + " " * max(0, columns - width(text))


def _right(text: str, columns: int) -> str:
    return " " * max(0, columns - width(text)) + text


def _head(view: InvoiceView) -> list[str]:
    title = " ".join(part for part in (view.title, view.number) if part)
    mark = f" [{view.mark}]" if view.mark else ""
    name = one_line(view.seller.name)
    title = one_line(title) + mark
    return [name, *map(one_line, view.seller.lines), "", title, "=" * width(title)]


def _party(party: PartyView) -> list[str]:
    lines = (party.name, *party.lines, *party.details)
    return [f"{party.heading}:", *(f"  {one_line(line)}" for line in lines if line)]


def _pairs(rows: Sequence[Row], *, rule: bool = False) -> list[str]:
    """Labels left, values right in one column; `rule` draws a line above the last."""
    clean = [(one_line(row.label), one_line(row.value)) for row in rows]
    label = max((width(name) for name, _ in clean), default=0)
    value = max((width(text) for _, text in clean), default=0)
    lines = [_left(name, label) + _GAP + _right(text, value) for name, text in clean]
    if rule and lines:
        lines.insert(-1, "-" * (label + len(_GAP) + value))
    return lines


def _table(view: InvoiceView) -> list[str]:
    head = [view.columns[name] for name in ("position", "title", "quantity", "price", "amount")]
    rows = [_cells(line) for line in view.lines]
    widths = [max(width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    rest = sum(widths) - widths[1] + len(_GAP) * (len(head) - 1)
    widths[1] = max(_NARROWEST, min(widths[1], WIDTH - rest))
    lines = [_aligned(head, widths), "-" * (rest + widths[1])]
    for row in rows:
        first, *more = wrapped(row[1], widths[1])
        lines.append(_aligned([row[0], first, *row[2:]], widths))
        indent = " " * (widths[0] + len(_GAP))
        lines += [indent + part for part in more]
    return lines


def _cells(line: LineView) -> list[str]:
    quantity = f"{line.quantity} {line.unit}".strip()
    price = f"{line.price} {line.price_base}".strip()
    return [one_line(text) for text in (line.position, line.title, quantity, price, line.amount)]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    left = [_left(cell, columns) for cell, columns in zip(cells[:2], widths[:2], strict=True)]
    right = [_right(cell, columns) for cell, columns in zip(cells[2:], widths[2:], strict=True)]
    return _GAP.join((*left, *right)).rstrip()


def wrapped(text: str, columns: int) -> list[str]:
    """Returns a text in lines of so many columns, broken at spaces where it can."""
    lines, current = [], ""
    for word in _pieces(text, columns):
        joined = f"{current} {word}" if current else word
        if width(joined) <= columns:
            current = joined
            continue
        lines.append(current)
        current = word
    return [*lines, current]


def _pieces(text: str, columns: int) -> Iterable[str]:
    """The words, those that are longer than a line cut into pieces that fit."""
    for word in text.split(" "):
        piece = ""
        for char in word:
            if width(piece + char) > columns:
                yield piece
                piece = ""
            piece += char
        yield piece


def _payment(view: InvoiceView) -> list[str]:
    if view.payment is None:
        return []
    label = max(width(row.label) for row in view.payment.rows)
    rows = (f"  {_left(row.label, label)}  {one_line(row.value)}" for row in view.payment.rows)
    return [f"{view.payment.title}:", *rows]


def _foot(view: InvoiceView) -> list[str]:
    lines = [" · ".join(map(one_line, column)) for column in view.footer]
    if view.legal:
        lines.append(one_line(view.legal))
    return ["-- ", *lines] if lines else []


RENDERER = Renderer("text", "text/plain", ".txt", render_text)
