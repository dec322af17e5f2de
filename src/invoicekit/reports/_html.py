"""A report's table as one printable page: no script, nothing loaded from outside."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from html import escape

from invoicekit.reports._table import Cell, Table
from invoicekit.reports._words import Words

_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 10px/1.4 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #111 }
h1 { font-size: 16px; margin: 0 0 4px } h2 { font-size: 12px; margin: 14px 0 4px }
p { margin: 0 0 8px; color: #444 }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid #999; padding: 2px 4px; vertical-align: top }
th { background: #eef2f7; text-align: left; font-weight: 600 }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
tr { break-inside: avoid } thead { display: table-header-group }
"""


def page(table: Table, words: Words) -> str:
    """Returns the page: the table, and each of its appendix below."""
    title = words.text(f"report.{table.name}")
    span = words.span(table.asked) if table.asked else ""
    parts = [_table(table, words)]
    for each in table.appendix:
        heading = escape(words.text(f"report.{each.name}"))
        parts.append(f"<h2>{heading}</h2>\n{_table(each, words)}")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(words.language.tag)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><h1>{escape(title)}"
        f"</h1>\n<p>{escape(span)}</p>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _table(table: Table, words: Words) -> str:
    head = "".join(f"<th>{escape(words.heading(column))}</th>" for column in table.columns)
    rows = "\n".join(
        "<tr>" + "".join(map(_cell, _shown(table, row, words))) + "</tr>" for row in table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table>"


def _shown(table: Table, row: tuple[Cell, ...], words: Words) -> list[tuple[str, bool]]:
    cells = []
    for column, cell in zip(table.columns, row, strict=True):
        if isinstance(cell, Decimal):
            rate = column in table.rates
            cells.append((words.language.percent(cell) if rate else f"{cell:,.2f}", True))
        elif isinstance(cell, int):
            cells.append((f"{cell:,}", True))
        elif isinstance(cell, date):
            cells.append((cell.isoformat(), False))
        else:
            cells.append((words.value(column, cell) if cell else "", False))
    return cells


def _cell(shown: tuple[str, bool]) -> str:
    text, number = shown
    return f'<td class="number">{escape(text)}</td>' if number else f"<td>{escape(text)}</td>"
