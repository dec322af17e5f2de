"""Where a package is written: a folder or a zip file, whole or not at all."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from invoicekit.errors import InputError, StorageError

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first day a zip can name: bag-info.txt says when a package was made, not each file."""
READABLE = 0o644 << 16
PACKED = frozenset({".csv", ".html", ".json", ".txt", ".xml", ".dtd"})
"""What gets smaller; a PDF or an OFD is packed already."""


class Target(Protocol):
    """Takes the files of a package one after the other."""

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes a file under its name in the package."""

    def finish(self) -> None:
        """Puts the package where it was asked for."""

    def give_up(self) -> None:
        """Leaves nothing behind."""


def target_for(out: Path) -> Target:
    """Returns the target of a path: a zip file where it ends with `.zip`, else a folder.

    Raises:
        InputError: Something is there already, or its folder is not.
    """
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise InputError(
            f"{out} is there already",
            where=str(out),
            expected="a name that is free",
            hint="A package is written once; choose another name.",
        )
    if not out.parent.is_dir():
        raise InputError(f"there is no folder {out.parent}", where=str(out))
    return ZipTarget(out) if out.suffix == ".zip" else FolderTarget(out)


class FolderTarget:
    """A folder, made under a name of its own until it is whole."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._part = out.with_name(f".{out.name}.part")
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir()

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes a file.

        Raises:
            StorageError: The disk refuses.
        """
        path = self._part / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.writelines(chunks)
        except OSError as problem:
            raise _refused(name, problem) from problem

    def finish(self) -> None:
        """Puts the folder in its place."""
        if self._out.exists():
            self._out.rmdir()
        self._part.rename(self._out)

    def give_up(self) -> None:
        """Removes what was written."""
        shutil.rmtree(self._part, ignore_errors=True)


class ZipTarget:
    """A zip file, made under a name of its own until it is whole."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._part = out.with_name(f".{out.name}.part")
        self._zip = zipfile.ZipFile(self._part, "w", zipfile.ZIP_DEFLATED)

    def add(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes a file.

        Raises:
            StorageError: The disk refuses.
        """
        entry = zipfile.ZipInfo(name, EARLIEST)
        entry.external_attr = READABLE
        packed = Path(name).suffix in PACKED
        entry.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        try:
            with self._zip.open(entry, "w", force_zip64=True) as file:
                for chunk in chunks:
                    file.write(chunk)
        except OSError as problem:
            raise _refused(name, problem) from problem

    def finish(self) -> None:
        """Puts the file in its place."""
        self._zip.close()
        self._part.replace(self._out)

    def give_up(self) -> None:
        """Removes what was written."""
        self._zip.close()
        self._part.unlink(missing_ok=True)


def _refused(name: str, problem: OSError) -> StorageError:
    return StorageError(
        f"the package could not be written: {problem.strerror}",
        where=name,
        hint="Make room or fix the permissions, and export again.",
    )
