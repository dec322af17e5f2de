"""Whether what is archived is what is put again, without a second copy in memory."""

from __future__ import annotations

from collections.abc import Iterable


def says(chunks: Iterable[bytes], data: bytes) -> bool:
    """Returns whether the chunks are the data."""
    place = 0
    for chunk in chunks:
        if chunk != data[place : place + len(chunk)]:
            return False
        place += len(chunk)
    return place == len(data)
