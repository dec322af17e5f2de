"""Runs: like records one after another, read by their shape instead of element by element.

An invoice of thousands of lines has thousands of rows that look alike. Where each is exactly what
the table describes, one pattern reads them all, and the parser sees only the first. Whatever is
odd, down to an attribute or a blank, makes it no run: then all of it goes through the parser.

Their values come by column: one call reads a column of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from invoicekit.binding.codecs import Codec, decimal, text
from invoicekit.binding.opening import in_utf8

NUMBER = r"-?[0-9]{1,15}+(?:\.[0-9]{1,13}+)?+"
"""What `Decimal` reads as `decimal` does, with no more than its digits."""
Look: TypeAlias = "tuple[str, Callable[[str], object]]"
"""What texts of a codec look like in a run, as a pattern, and what reads those."""
_TEXT = r"[^<\s][^<]*"
_GAP = r"[ \t\n]*"
_FEW = 8
"""Fewer records than these are read one by one in less time."""
_ODD = bytes({*range(32)} - {*b"\t\n"} | {*b"&]"})
"""Bytes that XML forbids in a text, or that may stand for something else there."""
_NO_CHARACTERS = ("\ufffe", "\uffff")
_BYTES = "latin-1"
"""A letter for each byte: a pattern takes it as it comes, and texts are decoded by column."""


@dataclass(frozen=True, slots=True)
class Run:
    """Records of one kind, by column.

    Attributes:
        columns: Field → its value in each record, None where a record has none.
        count: How many records there are.
    """

    columns: Mapping[str, Sequence[Any]]
    count: int

    def __len__(self) -> int:
        return self.count

    def records(self) -> list[dict[str, Any]]:
        """Returns them one by one, as the parser reads them."""
        return [
            {
                field: column[place]
                for field, column in self.columns.items()
                if column[place] is not None
            }
            for place in range(self.count)
        ]


def joined(runs: Sequence[Run]) -> Run:
    """Returns runs that follow each other as one, whatever columns each has."""
    if len(runs) == 1:
        return runs[0]
    fields = {field: None for run in runs for field in run.columns}
    columns = {
        field: [value for run in runs for value in run.columns.get(field) or [None] * run.count]
        for field in fields
    }
    return Run(columns, sum(run.count for run in runs))


@dataclass(frozen=True, slots=True)
class CutRun:
    """A run that was cut out of a file.

    Attributes:
        field: Where the table has its records.
        run: What it holds.
        rest: The file with the first record alone in place of the run, and as many lines.
    """

    field: str
    run: Run
    rest: bytes

    def join(self, record: dict[str, Any]) -> bool:
        """Puts the run in the place of its first record; returns False where it is elsewhere."""
        if len(record.get(self.field, ())) != 1:  # they stand in a comment, or anywhere else
            return False
        record[self.field] = self.run
        return True


class Runs:
    """Finds the run of one kind of record.

    Args:
        field: Where the table has its records.
        element: Their element, of no namespace and in one place of the document only.
        cells: Element → field and codec of each value in it, in order.
        looks: Codec → what its texts look like; `decimal` and `text` have their own.
    """

    def __init__(
        self,
        field: str,
        element: str,
        cells: Mapping[str, tuple[str, Codec]],
        looks: Mapping[Codec, Look] | None = None,
    ) -> None:
        self._field = field
        self._name = element.encode()
        self._start, self._end = f"<{element}>".encode(), f"</{element}>".encode()
        known: dict[Codec, Look] = {decimal: (NUMBER, Decimal), text: (_TEXT, str), **(looks or {})}
        found = [
            (cell, known.get(codec, (_TEXT, codec.read))) for cell, (_, codec) in cells.items()
        ]
        self._columns = [
            (field, None if codec is text else look[1])
            for (field, codec), (_, look) in zip(cells.values(), found, strict=True)
        ]
        body = "".join(rf"(?:<{cell}>({look})</{cell}>{_GAP})?" for cell, (look, _) in found)
        self._pattern = _compiled(rf"<{element}>{_GAP}{body}</{element}>{_GAP}")
        whole = "".join(f"<{cell}>({look})</{cell}>" for cell, (look, _) in found)
        self._whole = _compiled(f"<{element}>{whole}</{element}>")

    def cut(self, data: bytes) -> CutRun | None:
        """Returns the run of a file, None where there is none.

        Whether the first record stands where it is read is for the parser to say: all of them may
        be in a comment.
        """
        named = data.count(self._name)
        if named < 2 * _FEW or not in_utf8(data):
            return None
        start, end = data.find(self._start), data.rfind(self._end) + len(self._end)
        if start < 0:
            return None
        parts = self._parts(str(memoryview(data)[start:end], _BYTES))
        width = len(self._columns) + 1
        count = len(parts) // width
        # Each name of the file must be one of these tags, so that no such record is elsewhere.
        if any(parts[::width]) or named != 2 * count:
            return None
        try:
            columns = {
                field: _column(parts[place::width], read)
                for place, (field, read) in enumerate(self._columns, 1)
            }
        except ValueError:
            return None
        first = data.find(self._end, start) + len(self._end)
        blanks = data.count(b"\n", first, end) if data.find(b"\n", first, end) > 0 else 0
        rest = data[:first] + b"\n" * blanks + data[end:]
        return CutRun(self._field, Run(columns, count), rest)

    def _parts(self, inside: str) -> list[Any]:
        """Returns what stands between the records, and in each of their cells, in turn."""
        width = len(self._columns) + 1
        # Where each has every value and no blanks between, as files of programs do: faster.
        parts = self._whole.split(inside) if self._whole.match(inside) else [inside]
        return self._pattern.split(inside) if any(parts[::width]) else parts


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.encode().decode(_BYTES), re.ASCII)


def _column(texts: list[str | None], read: Callable[[str], object] | None) -> Sequence[Any]:
    """Returns the values of a column.

    Raises:
        ValueError: A text may not stand there, or not as it is.
    """
    given = [each for each in texts if each is not None] if None in texts else texts
    if not given:
        return texts
    values: Sequence[Any] = _decoded(given)
    if read is not None:
        # In many a column all are the same: their rate, their unit.
        alike = values.count(values[0]) == len(values)
        values = [read(values[0])] * len(values) if alike else list(map(read, values))
    if given is texts:
        return values
    left = iter(values)
    return [None if each is None else next(left) for each in texts]


def _decoded(texts: list[Any]) -> list[str]:
    joined = "<".join(texts)  # which no text has in it
    data = joined.encode(_BYTES)
    if len(data.translate(None, _ODD)) != len(data):
        raise ValueError(texts)
    if joined.isascii():
        return texts
    decoded = data.decode()
    if any(sign in decoded for sign in _NO_CHARACTERS):
        raise ValueError(texts)
    return decoded.split("<")
