"""A disk that remembers what was written when, and what of it a power cut would leave."""

from __future__ import annotations

import itertools
import random
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import apsw

SECTOR = 512
"""What a disk writes whole or not at all, in bytes."""

Fate = Literal["dropped", "kept", "torn"]
"""Of what was written and not yet synced: all is lost, all is there, or by the dice each sector."""


class Step(NamedTuple):
    """One call of a file: `write`, `truncate`, `sync`, `delete`; or `told`, which is none."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""
    told: str = ""


class Disk(apsw.VFS):
    """Passes everything on to the system, and writes it down.

    Args:
        name: What connections ask for it by.
        log: Where the steps go.
    """

    def __init__(self, name: str, log: list[Step]) -> None:
        self.name = name
        self.log = log
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: Any) -> RecordedFile:  # noqa: N802 - APSW's word
        return RecordedFile(self.log, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802 - APSW's words
        super().xDelete(filename, syncdir)
        self.log.append(Step("delete", Path(filename).name, int(syncdir)))


class RecordedFile(apsw.VFSFile):
    """One open file; SQLite's own temporary ones have no name and are not written down."""

    def __init__(self, log: list[Step], name: Any, flags: Any) -> None:
        self._log = log
        self._file = "" if name is None else Path(_text(name)).name
        super().__init__("", name, flags)

    def _note(self, step: Step) -> None:
        if self._file:
            self._log.append(step)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - APSW's word
        super().xWrite(data, offset)
        self._note(Step("write", self._file, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - APSW's word
        super().xTruncate(newsize)
        self._note(Step("truncate", self._file, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802 - APSW's word
        super().xSync(flags)
        self._note(Step("sync", self._file))


def _text(name: Any) -> str:
    return str(name.filename()) if isinstance(name, apsw.URIFilename) else str(name)


@dataclass
class _File:
    synced: bytes | None = None
    written: bytearray | None = None
    pending: list[Step] = field(default_factory=list)

    def add(self, step: Step) -> None:
        if step.kind == "sync":
            self._settle()
            return
        self.pending.append(step)
        self.written = _after(self.written, step)
        if step.kind == "delete" and step.at:  # its folder was synced, too
            self._settle()

    def folder_synced(self) -> None:
        if self.written is None:
            self._settle()

    def _settle(self) -> None:
        self.synced = None if self.written is None else bytes(self.written)
        self.pending.clear()

    def left(self, fate: Fate, dice: random.Random) -> bytes | None:
        if fate == "kept":
            return None if self.written is None else bytes(self.written)
        if fate == "dropped" or not self.pending:
            return self.synced
        found = None if self.synced is None else bytearray(self.synced)
        for step in self.pending:
            for part in _sectors(step):
                if dice.random() < 0.5:
                    found = _after(found, part)
        return None if found is None else bytes(found)


def _add(disk: dict[str, _File], step: Step) -> None:
    """The first sync of a new journal or WAL syncs its folder, too: what was deleted is gone."""
    file = disk.setdefault(step.file, _File())
    folder = (
        step.kind == "sync" and file.synced is None and step.file.endswith(("-wal", "-journal"))
    )
    file.add(step)
    if folder:
        for other in disk.values():
            other.folder_synced()


def _sectors(step: Step) -> Iterator[Step]:
    """Yields a step in the pieces that a disk does whole or not at all."""
    if step.kind != "write":
        yield step
        return
    at, end = step.at, step.at + len(step.data)
    while at < end:
        until = min(at - at % SECTOR + SECTOR, end)
        yield step._replace(at=at, data=step.data[at - step.at : until - step.at])
        at = until


def _after(content: bytearray | None, step: Step) -> bytearray | None:
    """Returns the content of a file after a step, changed in place."""
    if step.kind == "delete":
        return None
    content = bytearray() if content is None else content
    if step.kind == "truncate":
        del content[step.at :]
        content.extend(bytes(step.at - len(content)))
        return content
    content.extend(bytes(max(step.at - len(content), 0)))
    content[step.at : step.at + len(step.data)] = step.data
    return content


class Cut(NamedTuple):
    """What a power cut leaves: the files, and whatever anybody had been told before."""

    step: int
    fate: Fate
    files: dict[str, bytes]
    told: frozenset[str]


def cuts(
    log: list[Step], dice: random.Random, wanted: Container[int], torn: int = 1
) -> Iterator[Cut]:
    """Yields what a cut leaves after each step: once lost, once kept, and torn so many times.

    Args:
        log: What a disk was asked to do.
        dice: What is torn where.
        wanted: Which of them, counted from 0; there are 2 + torn after each step that is one.
        torn: How often.
    """
    disk: dict[str, _File] = {}
    told: frozenset[str] = frozenset()
    tears: list[Fate] = ["torn"] * torn
    fates: tuple[Fate, ...] = ("dropped", "kept", *tears)
    point = itertools.count()
    for number, step in enumerate(log):
        if step.kind == "told":
            told |= {step.told}
            continue
        _add(disk, step)
        for fate in (fate for fate in fates if next(point) in wanted):
            left = {name: file.left(fate, dice) for name, file in disk.items()}
            yield Cut(number, fate, {n: c for n, c in left.items() if c is not None}, told)


def points(log: list[Step], torn: int = 1) -> int:
    """Returns how many cuts there are of a log."""
    return sum(step.kind != "told" for step in log) * (2 + torn)
