"""Long texts, which attached documents are: cut out before a file is parsed, put back when read.

Base64 has no letter that means anything to XML, so that such a text reads as it stands. A file with
attachments then takes its own size and theirs in memory, and the time that it takes without them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from invoicekit.binding.limits import Limits, gaps_of
from invoicekit.binding.opening import in_utf8

LONG = 100_000
"""Bytes of a text that is cut out."""
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\n]+")
_TAG = re.compile(rb"<[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class LongTexts:
    """The long texts of a file.

    Attributes:
        texts: What stands in the place of each, with as many lines → the text.
        rest: The file with those in their places.
    """

    texts: dict[str, str]
    rest: bytes

    def join(self, record: dict[str, Any]) -> bool:
        """Puts the texts back; returns False where one is not a value of the record, but odd."""
        return self._put_back(record) == len(self.texts)

    def _put_back(self, record: dict[str, Any]) -> int:
        """Puts the texts back into a record and those within, and returns how many."""
        found = 0
        for field, value in record.items():
            if isinstance(value, str) and value in self.texts:
                record[field] = self.texts[value]
                found += 1
            elif isinstance(value, dict):
                found += self._put_back(value)
            elif isinstance(value, list):
                found += sum(self._put_back(each) for each in value if isinstance(each, dict))
        return found


def long_texts(data: bytes, limits: Limits) -> LongTexts | None:
    """Returns the long texts of a file; None where it has none, or one beyond a limit.

    Whether each is the text of an element is for the parser to say: it may be in a comment.
    """
    if not LONG < len(data) <= limits.bytes or not in_utf8(data):
        return None
    texts: dict[str, str] = {}
    pieces: list[bytes] = []
    done = 0
    for first, end in gaps_of(data, LONG):
        start = data.find(b">", first, end) + 1
        if not start or end - start < LONG or not _TAG.match(data, first):
            continue
        if end - start > limits.text or not _BASE64.fullmatch(data, start, end):
            return None
        name = f"text {len(texts)}" + "\n" * data.count(b"\n", start, end)
        texts[name] = str(memoryview(data)[start:end], "ascii")  # a slice would be a copy more
        pieces += (data[done:start], name.encode())
        done = end
    return LongTexts(texts, b"".join((*pieces, data[done:]))) if texts else None
