"""A copy of a SQLite file while others write: one snapshot, whole and on disk, or no file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from invoicekit.errors import StorageError

PAGES = 1024
"""Pages a step: between steps the progress is told."""


def copy_file(
    source: sqlite3.Connection, target: Path, progress: Callable[[int, int], None] | None
) -> None:
    """Copies what the source's transaction sees into a new file.

    Args:
        source: Inside a read transaction, so that writers beside it do not start the copy again.
        target: A path that is not taken; the file is there when all of it is.
        progress: Told how many pages of how many are copied.

    Raises:
        StorageError: The path is taken, or the copy is not sound.
    """
    if target.exists():
        raise StorageError(
            "there is a file already",
            where=str(target),
            hint="A backup overwrites nothing: name a new file.",
        )
    begun = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with closing(sqlite3.connect(begun)) as copy:
            source.backup(copy, pages=PAGES, progress=_told(progress))
            copy.execute("PRAGMA journal_mode=DELETE").close()  # one file, without a log beside it
            (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok":
            raise StorageError(f"the copy is not sound: {verdict}", where=str(target))
        _sync(begun)
        begun.rename(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as problem:
        raise StorageError(f"no copy could be made: {problem}", where=str(target)) from problem
    finally:
        begun.unlink(missing_ok=True)


def snapshot_of(connection: sa.Connection) -> sqlite3.Connection:
    """Returns the driver's connection, its read transaction really begun."""
    connection.exec_driver_sql("SELECT 1 FROM sqlite_master LIMIT 1").all()
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _told(progress: Callable[[int, int], None] | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None
    return lambda _status, left, total: progress(total - left, total)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # a folder cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
