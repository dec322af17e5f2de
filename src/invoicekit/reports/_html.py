"""A report's table as one printable page: no script, nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from invoicekit.reports._rows import Rows
from invoicekit.reports._words import Words

_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 12px/1.45 Inter, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei",
  "Noto Sans CJK SC", sans-serif; color: #14213d; margin: 28px }
h1 { font-size: 20px; margin: 0 0 2px } h2 { font-size: 14px; margin: 22px 0 6px }
p { margin: 0 0 14px; color: #5b687c }
table { border-collapse: collapse; min-width: 55% }
th, td { padding: 4px 10px; text-align: start; vertical-align: top; word-break: keep-all;
  border-bottom: 1px solid #e2e8f0 }
th { background: #1e3a5f; color: #fff; font-weight: 600; vertical-align: bottom }
.number { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
th.number { white-space: normal }
.total td { font-weight: 700; background: #eef2f7 }
tr { break-inside: avoid } thead { display: table-header-group }
@media print { body { margin: 0; font-size: 10px } th, td { padding: 2px 5px }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }
"""


def page(table: Rows, words: Words) -> str:
    """Returns the page: the table, and each of its appendix below."""
    title = words.text(f"report.{table.name}")
    span = words.span(table.asked) if table.asked else ""
    parts = [_table(table, words)]
    for each in table.appendix:
        heading = escape(words.text(f"report.{each.name}"))
        parts.append(f"<h2>{heading}</h2>\n{_table(each, words)}")
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(words.language.tag)}" '
        f'dir="{words.language.direction}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><h1>{escape(title)}"
        f"</h1>\n<p>{escape(span)}</p>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def _table(table: Rows, words: Words) -> str:
    head, *rows = table.shown(words)
    right = table.flush_right
    body = "\n".join(_row(row, right, total=at >= len(table.rows)) for at, row in enumerate(rows))
    return f"<table><thead>{_row(head, right, tag='th')}</thead>\n<tbody>\n{body}\n</tbody></table>"


def _row(
    cells: Sequence[str], right: Sequence[bool], *, tag: str = "td", total: bool = False
) -> str:
    number, summed = ' class="number"', ' class="total"'
    marked = "".join(
        f"<{tag}{number if flush else ''}>{escape(text)}</{tag}>"
        for text, flush in zip(cells, right, strict=True)
    )
    return f"<tr{summed if total else ''}>{marked}</tr>"
