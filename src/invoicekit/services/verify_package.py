"""Checking an archive package by itself: no database, no archive, nothing but the package."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from invoicekit.errors import InputError
from invoicekit.jurisdiction.fapiao.sm3 import Hasher, new_sm3
from invoicekit.ports.archive import CHUNK

_HASHES: dict[str, Callable[[], Hasher]] = {"sha256": hashlib.sha256, "sm3": new_sm3}
_TAGS = "tagmanifest-sha256.txt"
_LONGEST_LINE = 4096
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What the zip says itself of changed bytes: it ends there, and our digests tell the reader."""


@dataclass(frozen=True, slots=True)
class PackageCheck:
    """What was looked at in a package, and everything that is not as its lists say.

    Attributes:
        digest: SHA-256 of `tagmanifest-sha256.txt`; it is the one that was told at the export when
            nobody changed a file and its list together.
    """

    files: int
    digest: str
    faults: tuple[str, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def verify_package(path: Path) -> PackageCheck:
    """Returns the check of a package, a folder or a zip file: each file against each list.

    Raises:
        InputError: It is no package.
    """
    reader = _Zip(path) if path.is_file() else _Folder(path)
    names = reader.names()
    if _TAGS not in names:
        raise InputError(
            f"{path} is no archive package",
            where=str(path),
            expected=f"a folder or zip file with {_TAGS}",
        )
    faults: list[str] = []
    digest = _digest(reader, _TAGS, "sha256")
    listed = _checked(reader, names, _TAGS, "sha256", faults)
    for kind in _HASHES:
        manifest = f"manifest-{kind}.txt"
        if manifest in listed & names:
            found = _checked(reader, names, manifest, kind, faults)
            payload = {name for name in names if name.startswith("data/")}
            faults += [f"{name}: {manifest} does not list it" for name in sorted(payload - found)]
    if "manifest-sha256.txt" not in listed:
        faults.append(f"manifest-sha256.txt: {_TAGS} does not list it")
    files = sum(name.startswith("data/") for name in names)
    return PackageCheck(files, digest, tuple(faults))


def _checked(
    reader: _Folder | _Zip, names: frozenset[str], manifest: str, kind: str, faults: list[str]
) -> set[str]:
    """Compares what a list names, adds what differs to the faults, and returns the names."""
    listed = set()
    for line in reader.lines(manifest):
        digest, _, name = line.partition("  ")
        listed.add(name)
        if name not in names:
            faults.append(f"{name}: {manifest} lists it, and it is not there")
        elif _digest(reader, name, kind) != digest:
            faults.append(f"{name}: its {kind} is not that of {manifest}")
    return listed


def _digest(reader: _Folder | _Zip, name: str, kind: str) -> str:
    hasher = _HASHES[kind]()
    for chunk in reader.chunks(name):
        hasher.update(chunk)
    return hasher.hexdigest()


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> frozenset[str]:
        found = (each for each in self._path.rglob("*") if each.is_file())
        return frozenset(each.relative_to(self._path).as_posix() for each in found)

    def chunks(self, name: str) -> Iterator[bytes]:
        with (self._path / name).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def lines(self, name: str) -> Iterator[str]:
        with (self._path / name).open(encoding="utf-8") as file:
            while line := file.readline(_LONGEST_LINE):
                yield line.rstrip("\n")


class _Zip:
    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except zipfile.BadZipFile as problem:
            raise InputError(f"{path} is no zip file", where=str(path)) from problem

    def names(self) -> frozenset[str]:
        return frozenset(name for name in self._zip.namelist() if not name.endswith("/"))

    def chunks(self, name: str) -> Iterator[bytes]:
        with suppress(*_DAMAGED), self._zip.open(name) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def lines(self, name: str) -> Iterator[str]:
        with suppress(*_DAMAGED), self._zip.open(name) as file:
            while line := file.readline(_LONGEST_LINE):
                yield line.decode("utf-8", "replace").rstrip("\n")
