"""The zip that an OFD is: opened with suspicion, its parts read within limits."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterable
from posixpath import normpath
from typing import TYPE_CHECKING

from invoicekit.binding.limits import Limits, current, parse
from invoicekit.errors import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_PARTS = 5_000
_ENCRYPTED = 0x1
_ENTRY = b"PK\x01\x02"
_ODD_NAME = re.compile(r"[\\:\x00-\x1f]|^/|(?:^|/)\.\.(?:/|$)")
_INFLATION = 200
"""A part that grows more than so many times is a bomb; XML of an invoice grows ten times."""
_SMALL = 1_000_000
"""Up to so many bytes it may grow as it likes."""
_DEPTH = 64
"""Elements within each other: parts are written by machines, and flat."""


class Package:
    """The parts of an OFD, by path from its root.

    Args:
        data: The file.

    Raises:
        InputError: No zip, cut off, encrypted, with odd names, or beyond a limit.
    """

    def __init__(self, data: bytes) -> None:
        self._limits = current()
        if data.count(_ENTRY) > _MOST_PARTS:
            raise InputError("the OFD has too many parts", expected=f"at most {_MOST_PARTS:,}")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
            raise InputError(
                f"the OFD cannot be unzipped: {problem}",
                expected="a complete zip file",
                hint="Check that the file was transferred whole.",
            ) from problem
        self._parts = {entry.filename: entry for entry in self._zip.infolist()}
        self._check(self._zip.infolist())
        self._read: dict[str, bytes] = {}
        self._left = self._limits.bytes

    def _check(self, entries: Iterable[zipfile.ZipInfo]) -> None:
        entries = list(entries)
        if len(entries) > len(self._parts):
            raise InputError("the OFD has two parts of one name", expected="each part once")
        for entry in entries:
            if _ODD_NAME.search(entry.filename):
                raise InputError(
                    "the OFD has a part whose name leads out of it",
                    where=ascii(entry.filename[:80]),
                    expected="a plain relative path",
                )
            if entry.flag_bits & _ENCRYPTED:
                raise InputError(
                    "the OFD is encrypted",
                    where=entry.filename[:80],
                    hint="Ask the sender for a file without a password.",
                )
            if entry.file_size > max(_SMALL, _INFLATION * entry.compress_size):
                raise self._too_large(entry.filename)
        if sum(entry.file_size for entry in entries) > self._limits.bytes:
            raise self._too_large("all parts")

    def __contains__(self, path: object) -> bool:
        return path in self._parts

    def names(self) -> tuple[str, ...]:
        """Returns the paths of all parts."""
        return tuple(self._parts)

    def part(self, path: str) -> bytes | None:
        """Returns the bytes of a part, None where there is none.

        Raises:
            InputError: It is damaged, or larger than it says or than a limit.
        """
        entry = self._parts.get(path)
        if entry is None:
            return None
        if path not in self._read:
            self._read[path] = self._inflated(entry)
        return self._read[path]

    def _inflated(self, entry: zipfile.ZipInfo) -> bytes:
        allowed = min(self._left, entry.file_size)
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(allowed + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
            raise InputError(
                f"a part of the OFD is damaged: {problem}", where=entry.filename[:80]
            ) from problem
        if len(data) > allowed:
            raise self._too_large(entry.filename)
        self._left -= len(data)
        return data

    def element(self, path: str) -> _Element | None:
        """Returns the root element of a part, None where there is no such part.

        Raises:
            InputError: It is no XML, or beyond a limit.
        """
        data = self.part(path)
        if data is None:
            return None
        limits = Limits(size=self._limits.bytes, elements=self._limits.elements, depth=_DEPTH)
        try:
            return parse(data, limits)
        except InputError as problem:
            raise InputError(problem.message, where=path, expected=problem.expected) from problem

    def _too_large(self, name: str) -> InputError:
        return InputError(
            "the OFD is too large when unzipped",
            where=name[:80],
            expected=f"at most {self._limits.bytes:,} bytes",
            hint="It may be a zip bomb; where you trust the sender, read it with larger Limits.",
        )


def resolved(base: str, location: str | None) -> str | None:
    """Returns the path of a location that a part names; None for none or one outside the package.

    Args:
        base: The path of the part.
        location: Relative to the part's folder, or with `/` before it to the root.
    """
    location = (location or "").strip()
    if not location:
        return None
    folder = "" if location.startswith("/") else base.rpartition("/")[0]
    path = normpath(f"{folder}/{location}".lstrip("/"))
    return None if path.startswith("..") or _ODD_NAME.search(path) else path
