"""A CSV file as shops and spreadsheets save it: which encoding, which separator, which lines."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from invoicekit.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HIGH, _PAIRS = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{2,}")
SEPARATORS = ",;\t"
"""A spreadsheet writes `;` where the comma is the decimal sign, and a tab for "Unicode text"."""


def csv_rows(content: str | bytes, what: str) -> Iterator[tuple[list[str], int]]:
    """Returns each row with the number of the line it begins on, the header first.

    Args:
        content: The file, decoded or as it is: UTF-8, or UTF-16 with its byte order mark.
        what: What the file is, for messages.

    Raises:
        InputError: The bytes are neither, or a quote does not close.
    """
    text = content if isinstance(content, str) else _decoded(content, what)
    text = text.removeprefix("\ufeff")
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    line = 1
    try:
        for cells in reader:
            yield cells, line
            line = reader.line_num + 1
    except csv.Error as problem:
        raise InputError(
            f"{what}: line {reader.line_num} is no CSV: {problem}",
            where=f"line {reader.line_num}",
            expected="fields separated by commas, quotes doubled inside quotes",
        ) from problem


def _decoded(content: bytes, what: str) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = content[: problem.start].count(b"\n") + 1
        raise InputError(
            f"{what}: line {line} is not {encoding.upper().removesuffix('-SIG')}",
            where=f"line {line}",
            expected="UTF-8, or UTF-16 with a byte order mark",
            hint=f"It may be {_likely(content)}: decode it and give the text, as in "
            f"path.read_text({_likely(content)!r}), or save it as UTF-8.",
        ) from problem


def _likely(content: bytes) -> str:
    """What a spreadsheet saved it in: Chinese is pairs of high bytes, accents stand alone."""
    paired = sum(len(run) for run in _PAIRS.findall(content))
    return "gb18030" if paired * 2 > len(_HIGH.findall(content)) else "cp1252"


def _separator(text: str) -> str:
    """The one the header has most of; the header has no quoted commas that matter."""
    header = text.partition("\n")[0]
    return max(SEPARATORS, key=header.count)
