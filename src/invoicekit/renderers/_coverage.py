"""Which characters a font file draws: its `cmap` table, read without a font library.

Source: OpenType 1.9, "cmap — Character to Glyph Index Mapping Table", formats 4 and 12, and "otff"
for the table directory; of a collection the first font counts.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FULL = 12
_BASIC = 4
_ENDS, _RECORD = 14, 8


@dataclass(frozen=True, slots=True)
class Coverage:
    """Code points as ranges: `starts[i]` to `ends[i]`, ascending."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


@cache
def coverage(folder: str) -> tuple[Coverage, ...]:
    """Returns what each font file of a folder draws; a file that is no font draws nothing."""
    files = sorted(Path(folder).glob("*.[ot]t[fc]"))
    return tuple(_of_font(file.read_bytes()) for file in files)


def draws(folder: str, character: str) -> bool:
    """Returns whether a font of the folder has a glyph for a character."""
    return any(character in each for each in coverage(folder))


def _of_font(data: bytes) -> Coverage:
    font = struct.unpack_from(">I", data, 12)[0] if data.startswith(b"ttcf") else 0
    count = struct.unpack_from(">H", data, font + 4)[0]
    tables = (struct.unpack_from(">4sIII", data, font + 12 + 16 * i) for i in range(count))
    start = next((offset for tag, _, offset, _ in tables if tag == b"cmap"), None)
    ranges = [] if start is None else sorted(_ranges(data, start))
    return Coverage(tuple(low for low, _ in ranges), tuple(high for _, high in ranges))


def _ranges(data: bytes, start: int) -> Iterable[tuple[int, int]]:
    """The ranges of the fullest mapping: format 12 has every plane, format 4 the first."""
    count = struct.unpack_from(">H", data, start + 2)[0]
    offsets = (struct.unpack_from(">I", data, start + 4 + _RECORD * i + 4)[0] for i in range(count))
    formats = {struct.unpack_from(">H", data, start + each)[0]: start + each for each in offsets}
    if _FULL in formats:
        return _groups(data, formats[_FULL])
    return _segments(data, formats[_BASIC]) if _BASIC in formats else ()


def _groups(data: bytes, at: int) -> Iterable[tuple[int, int]]:
    count = struct.unpack_from(">I", data, at + 12)[0]
    for i in range(count):
        low, high, glyph = struct.unpack_from(">III", data, at + 16 + 12 * i)
        yield (low if glyph else low + 1, high)


def _segments(data: bytes, at: int) -> Iterable[tuple[int, int]]:
    """A segment that maps by a glyph array may have holes; each of its characters is asked."""
    size = struct.unpack_from(">H", data, at + 6)[0]
    starts, deltas, places = (at + _ENDS + 2 + size * i for i in (1, 2, 3))
    for i in range(0, size, 2):
        (high,) = struct.unpack_from(">H", data, at + _ENDS + i)
        (low,) = struct.unpack_from(">H", data, starts + i)
        (delta,) = struct.unpack_from(">H", data, deltas + i)
        (place,) = struct.unpack_from(">H", data, places + i)
        for code in range(low, min(high, 0xFFFE) + 1):
            glyph = code + delta
            if place:
                slot = places + i + place + 2 * (code - low)
                (glyph,) = struct.unpack_from(">H", data, slot)
            if glyph & 0xFFFF:
                yield (code, code)
