"""Files that are whole or not there: a full disk leaves what was there before."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file beside its place and moves it there; a pipe or a device is written to.

    Raises:
        OSError: The disk is full or refuses, by the file's name; the place is as it was before.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(data)
        return
    place = path.resolve()  # what a link leads to, not the link
    part = place.with_name(f".{place.name}.part")
    try:
        part.write_bytes(data)
        if place.exists():
            shutil.copymode(place, part)
        part.replace(place)
    except OSError as problem:
        with suppress(OSError):
            part.unlink()
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
