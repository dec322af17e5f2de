"""What `invoicekit doctor` looks at: this machine, the extras, a database, an archive."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from invoicekit.cli._existing import existing
from invoicekit.errors import InvoiceKitError
from invoicekit.registry import EXTRAS, installed

ROOM = 1 << 30
"""Bytes a disk with a database on it should have left."""

Grade = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Check:
    """One thing looked at, how it is, and what to do."""

    grade: Grade
    what: str
    said: str


def machine() -> Iterator[Check]:
    """Looks at Python, SQLite and the time zones."""
    yield Check("ok", "Python", f"{platform.python_version()} at {sys.executable}")
    yield Check("ok", "SQLite", sqlite3.sqlite_version)
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        yield Check("bad", "time zones", "none here: pip install tzdata")
    else:
        yield Check("ok", "time zones", "known")


def extras() -> Iterator[Check]:
    """Looks at which extras are installed: one that is not is no fault."""
    names = sorted(set(EXTRAS.values()))
    for name in names:
        missing = [each for each, extra in EXTRAS.items() if extra == name and not installed(each)]
        if missing:
            said = f"not installed ({', '.join(missing)}): pip install 'invoicekit[{name}]'"
            yield Check("note", name, said)
        else:
            yield Check("ok", name, "installed")


def database(url: str, tenant: str, field_keys: Path | None) -> Iterator[Check]:
    """Looks at a database, the room on its disk, and what lies in its outbox."""
    try:
        with existing(url, tenant=tenant, field_keys=field_keys) as kit:
            health = kit.health()
    except InvoiceKitError as problem:
        yield Check("bad", "database", str(problem))
        return
    yield Check("ok", "database", "answers; its schema is the newest")
    parts = urlsplit(url)
    if parts.scheme.startswith("sqlite"):
        yield _room(Path(parts.path.removeprefix("/")))
    if health.last_event_at:
        yield Check("ok", "last event", f"{health.last_event_at:%Y-%m-%d %H:%M} UTC")
    if health.ok:
        yield Check("ok", "outbox", f"{health.due} due, none late, none given up")
    yield from (Check("bad", "outbox", said) for said in health.problems)


def archive(folder: Path) -> Iterator[Check]:
    """Looks at an archive's folder."""
    if not folder.is_dir():
        yield Check("bad", "archive", f"no folder at {folder}")
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Check("bad", "archive", f"{folder} cannot be read and written by this user")
    else:
        yield Check("ok", "archive", f"{folder} can be read and written")
        yield _room(folder)


def _room(place: Path) -> Check:
    free = shutil.disk_usage(place if place.is_dir() else place.resolve().parent).free
    grade: Grade = "ok" if free >= ROOM else "bad"
    return Check(grade, "disk", f"{free / ROOM:,.1f} GiB free where {place.name} lies")
