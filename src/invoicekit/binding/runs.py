"""Runs: like records one after another, read by their shape instead of element by element.

An invoice of thousands of lines has thousands of rows that look alike. Where each is exactly what
the table describes, one pattern reads them all, and the parser sees only the first. Whatever is
odd, down to an attribute or a blank, makes it no run: then all of it goes through the parser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from invoicekit.binding.codecs import Codec, decimal
from invoicekit.binding.opening import in_utf8

NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,13})?"
"""What `Decimal` reads as `decimal` does, with no more than its digits."""
_TEXT = r"[^<\s][^<]*"
_FEW = 8
"""Fewer records than these are read one by one in less time."""
_ODD = bytes({*range(32)} - {*b"\t\n"} | {*b"&]"})
"""Bytes that XML forbids in a text, or that may stand for something else there."""
_NO_CHARACTERS = ("\ufffe", "\uffff")


@dataclass(frozen=True, slots=True)
class Run:
    """What a run holds.

    Attributes:
        field: Where the table has its records.
        columns: Field → its text in each record, None where a record has none.
        count: How many records there are.
        rest: The file with the first record alone in place of the run, and as many lines.
    """

    field: str
    columns: Mapping[str, Sequence[str | None]]
    count: int
    rest: bytes

    def join(self, record: dict[str, Any]) -> bool:
        """Puts the run in the place of its first record; returns False where it is elsewhere."""
        if len(record.get(self.field, ())) != 1:  # they stand in a comment, or anywhere else
            return False
        record[self.field] = self
        return True


class Runs:
    """Finds the run of one kind of record.

    Args:
        field: Where the table has its records.
        element: Their element, of no namespace and in one place of the document only.
        cells: Element → field and codec of each value in it, in order.
        looks: Codec → pattern of the texts that it reads; `decimal` has its own.
    """

    def __init__(
        self,
        field: str,
        element: str,
        cells: Mapping[str, tuple[str, Codec]],
        looks: Mapping[Codec, str] | None = None,
    ) -> None:
        self._field = field
        self._name = element.encode()
        self._start, self._end = f"<{element}>".encode(), f"</{element}>".encode()
        self._fields = [name for name, _ in cells.values()]
        patterns = {decimal: NUMBER, **(looks or {})}
        pairs = [(cell, patterns.get(codec, _TEXT)) for cell, (_, codec) in cells.items()]
        body = "".join(rf"(?:<{cell}>({look})</{cell}>\s*)?" for cell, look in pairs)
        self._pattern = re.compile(rf"<{element}>\s*{body}</{element}>\s*")
        whole = "".join(f"<{cell}>({look})</{cell}>" for cell, look in pairs)
        self._whole = re.compile(f"<{element}>{whole}</{element}>")

    def cut(self, data: bytes) -> Run | None:
        """Returns the run of a file, None where there is none.

        Whether the first record stands where it is read is for the parser to say: all of them may
        be in a comment.
        """
        start, end = data.find(self._start), data.rfind(self._end)
        if start < 0 or data.count(self._end) < _FEW or not in_utf8(data):
            return None
        end += len(self._end)
        inside = data[start:end]
        if len(inside.translate(None, _ODD)) != len(inside):
            return None
        first = data.find(self._end, start) + len(self._end)
        try:
            text = inside.decode()
        except UnicodeDecodeError:
            return None
        if any(sign in text for sign in _NO_CHARACTERS):
            return None
        width = len(self._fields) + 1
        # Where each has every value and no blanks between, as files of programs do: faster.
        parts = self._whole.split(text) if self._whole.match(text) else [text]
        if any(parts[::width]):
            parts = self._pattern.split(text)
        count = len(parts) // width
        # Each name of the file must be one of these tags, so that no such record is elsewhere.
        if any(parts[::width]) or data.count(self._name) != 2 * count:
            return None
        columns = {name: parts[place::width] for place, name in enumerate(self._fields, 1)}
        rest = data[:first] + b"\n" * data.count(b"\n", first, end) + data[end:]
        return Run(self._field, columns, count, rest)
