"""The index as pages for people: a cover, and a page for each few hundred files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from urllib.parse import quote

from invoicekit.services._package.entry import Entry
from invoicekit.services._package.words import Words

ROWS = 500
"""Files on one page, so that a browser opens it at once."""
SHOWN = (
    "direction number issue_date seller buyer currency without_vat vat total voucher file "
    "retain_until sha256 sm3"
).split()
_RIGHT = frozenset({"without_vat", "vat", "total"})
_CLASSES = {
    "number": "whole",
    **dict.fromkeys(("issue_date", "retain_until"), "day"),
    **dict.fromkeys(("seller", "buyer"), "party"),
    **dict.fromkeys(("sha256", "sm3"), "hash"),
}
_STYLE = """
@page { size: A4 landscape; margin: 12mm }
body { font: 13px/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
       color: #1a1a1a; margin: 24px; max-width: 1600px }
h1 { font-size: 20px; margin: 0 0 4px } h2 { font-size: 15px; margin: 22px 0 6px }
p { margin: 0 0 10px; color: #444; max-width: 80ch }
dl { display: grid; grid-template-columns: max-content auto; gap: 2px 16px; margin: 12px 0 }
dt { color: #666 } dd { margin: 0 }
code { background: #f2f4f7; padding: 2px 6px; border-radius: 3px }
table { border-collapse: collapse; font-size: 12px }
th, td { border: 1px solid #c8ccd2; padding: 3px 6px; vertical-align: top; text-align: left }
th { background: #eef2f7; font-weight: 600; white-space: nowrap }
th.number, td.number { text-align: right }
td.number { white-space: nowrap; font-variant-numeric: tabular-nums }
td.hash { font: 10px/1.4 ui-monospace, monospace; word-break: break-all; min-width: 13em;
          color: #555 }
td.day, td.whole { white-space: nowrap } td.party { min-width: 9em }
tr { break-inside: avoid } thead { display: table-header-group }
@media print {
  body { margin: 0 } table { font-size: 7.5px; width: 100% }
  th, td { padding: 2px 3px; overflow-wrap: break-word } th { white-space: normal }
  td.hash { font-size: 6px; min-width: 9em } td.party { min-width: 0 }
  td.whole { white-space: normal }
}
"""


@dataclass
class Summary:
    """What the cover says: counted while the files go by.

    Attributes:
        sums: Currency and direction → without tax, tax, with tax, of the documents.
        pages: Of each page its number, and the first and last number on it.
    """

    files: int = 0
    size: int = 0
    documents: int = 0
    sums: dict[tuple[str, str], list[Decimal]] = field(default_factory=dict)
    pages: list[tuple[int, str, str]] = field(default_factory=list)

    def count(self, entry: Entry, sign: int) -> None:
        """Counts a document once, by its first file."""
        self.documents += 1
        sums = self.sums.setdefault((entry.direction, entry.currency), [Decimal(0)] * 3)
        for place, amount in enumerate((entry.without_vat, entry.vat, entry.total)):
            sums[place] += sign * amount


def listing(words: Words, number: int, first: int, entries: Sequence[Entry]) -> str:
    """Returns a page of the index; `first` is the running number of its first row."""
    head = "".join(_heading(words, name) for name in ("sequence", *SHOWN))
    rows = "\n".join(_row(words, first + place, entry) for place, entry in enumerate(entries))
    title = f"{words.text('title')} · {words.text('page').format(number)}"
    body = (
        f'<p><a href="../index.html">{escape(words.text("back"))}</a></p>\n'
        f"<h1>{escape(title)}</h1>\n<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n"
        "</tbody></table>"
    )
    return _page(words, title, body)


def cover(words: Words, summary: Summary, facts: Mapping[str, str]) -> str:
    """Returns the cover: whose files, of when, what they come to, and how to check them."""
    told = {
        **{words.text(key): value for key, value in facts.items()},
        words.text("documents"): words.count(summary.documents),
        words.text(
            "files"
        ): f"{words.count(summary.files)} ({words.count(summary.size)} {words.text('size')})",
    }
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in told.items())
    pages = "".join(
        f'<li><a href="pages/{number:04d}.html">{escape(words.text("page").format(number))}</a>: '
        f"{escape(first)} – {escape(last)}</li>"
        for number, first, last in summary.pages
    )
    title = words.text("title")
    body = (
        f"<h1>{escape(title)}</h1>\n<p>{escape(words.text('lead'))}</p>\n<dl>{listed}</dl>\n"
        f"<h2>{escape(words.text('totals'))}</h2>\n{_sums(words, summary)}\n"
        f"<h2>{escape(words.text('pages'))}</h2>\n<ul>{pages}</ul>\n"
        f"<h2>{escape(words.text('check'))}</h2>\n<p>{escape(words.text('check_how'))}</p>\n"
        "<p><code>invoicekit archive check PACKAGE</code></p>"
    )
    return _page(words, title, body)


def _sums(words: Words, summary: Summary) -> str:
    names = ("direction", "currency", "without_vat", "vat", "total")
    head = "".join(_heading(words, name) for name in names)
    rows = "".join(
        f"<tr><td>{escape(words.text(direction))}</td><td>{escape(currency)}</td>"
        + "".join(f'<td class="number">{escape(words.amount(amount))}</td>' for amount in sums)
        + "</tr>"
        for (direction, currency), sums in sorted(summary.sums.items())
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _heading(words: Words, name: str) -> str:
    kind = ' class="number"' if name in _RIGHT | {"sequence"} else ""
    return f"<th{kind}>{escape(words.text(name))}</th>"


def _row(words: Words, number: int, entry: Entry) -> str:
    return "<tr>" + "".join(_cells(words, number, entry)) + "</tr>"


def _cells(words: Words, number: int, entry: Entry) -> Iterable[str]:
    yield f'<td class="number">{number}</td>'
    texts = entry.texts()
    for name in SHOWN:
        text = texts[name]
        if name == "file":
            yield f"<td>{_link(words, text)}</td>"
        elif name in _RIGHT:
            yield f'<td class="number">{escape(words.amount(getattr(entry, name)))}</td>'
        elif name in _CLASSES:
            yield f'<td class="{_CLASSES[name]}">{escape(text)}</td>'
        else:
            yield f"<td>{escape(words.text(text) if name == 'direction' else text)}</td>"


def _link(words: Words, path: str) -> str:
    if not path:
        return escape(words.text("gone"))
    target = quote("../" + path.removeprefix("data/"))
    return f'<a href="{target}">{escape(path.rpartition("/")[2])}</a>'


def _page(words: Words, title: str, body: str) -> str:
    tag = "zh-CN" if words.language == "zh" else words.language
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body>{body}\n</body></html>\n"
    )
