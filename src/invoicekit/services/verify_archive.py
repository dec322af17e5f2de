"""Proving that what is archived is what was archived: a stream that can stop and go on.

Files are read in pieces and pages in short transactions, so that an archive of any size is checked
at the same memory, over as many nights as it takes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from invoicekit.bulk import in_bulk
from invoicekit.errors import InvoiceKitError, NotFound
from invoicekit.jurisdiction.fapiao.sm3 import Hasher, new_sm3
from invoicekit.model.rows import DisposedRow
from invoicekit.ports import Archive, Storage, UnitOfWork
from invoicekit.services._kept import Kept, every_kept, page_with_gone

PAGE = 200
"""Rows a read takes at once."""
FILES = 5
"""Files a task of an executor reads."""


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """How far a verification of the archive came, and what it found.

    Attributes:
        files: How many files were looked at, `size` their bytes together.
        disposed: How many of them are gone as two people agreed (see `dispose_archive`).
        faults: One sentence each; empty when all is intact.
        next: Where to go on (`after=`); None when everything was looked at.
    """

    files: int = 0
    size: int = 0
    disposed: int = 0
    faults: tuple[str, ...] = ()
    next: str | None = None

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong with what was looked at."""
        return not self.faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """How much of the archive one run looks at; all of it where nothing is said.

    Attributes:
        after: The `next` of the run before; None begins at the beginning.
        limit: Stops after the page in which so many files are reached.
        stop: Asked after each page; the run ends when it says so.
        since: Only files archived from then on.
        executor: Reads several files at once; threads fit, since reading waits.
    """

    after: str | None = None
    limit: int | None = None
    stop: Callable[[], bool] = bool
    since: datetime | None = None
    executor: Executor | None = None


def verify_archive(
    storage: Storage,
    tenant: str,
    archive: Archive,
    portion: Portion,
    *,
    progress: Callable[[ArchiveCheck], None] | None = None,
) -> ArchiveCheck:
    """Checks the bytes of archived files against their hashes, and returns what it found.

    Args:
        storage: Where the index is; it is read in short transactions.
        tenant: Whose files.
        archive: Where the bytes are.
        portion: What this run looks at.
        progress: Called after each page with the check so far; keep its `next` to be able to go
            on after a crash.

    Raises:
        BadCursor: `after` is none of ours.
    """
    check = ArchiveCheck(next=portion.after)
    while True:
        read = partial(page_with_gone, after=check.next, limit=PAGE, since=portion.since)
        page, following = storage.read(tenant, read)
        check = _checked(check, archive, page, following, portion.executor)
        if progress is not None:
            progress(check)
        enough = portion.limit is not None and check.files >= portion.limit
        if following is None or enough or portion.stop():
            return check


def verify_kept(uow: UnitOfWork, archive: Archive) -> tuple[int, list[str]]:
    """Returns how many files there are, and what is wrong with them, in one transaction."""
    count, faults = 0, []
    for kept in every_kept(uow):
        count += 1
        [gone] = uow.get(DisposedRow, [kept.location])
        fault = None if gone is not None else fault_of(archive, kept)
        faults += [fault] if fault else []
    return count, faults


def fault_of(archive: Archive, kept: Kept) -> str | None:
    """Returns what is wrong with the bytes of a file, None where they are those of its hashes."""
    try:
        sha256, sm3, size = digests(archive, kept.location)
    except InvoiceKitError as problem:
        return f"{kept.label}: {problem}"
    if (sha256, size) != (kept.sha256, kept.size):
        return f"{kept.label}: the archived bytes were changed"
    if kept.sm3 is not None and sm3 != kept.sm3:
        return f"{kept.label}: the archived bytes do not have the SM3 that was recorded"
    return None


def digests(archive: Archive, location: str) -> tuple[str, str, int]:
    """Returns SHA-256, SM3 and size of archived bytes, read in pieces.

    Raises:
        NotFound, StorageError: As of `Archive.chunks`.
    """
    hashers: tuple[Hasher, Hasher] = (hashlib.sha256(), new_sm3())
    size = 0
    for chunk in archive.chunks(location):
        size += len(chunk)
        for hasher in hashers:
            hasher.update(chunk)
    return hashers[0].hexdigest(), hashers[1].hexdigest(), size


def _checked(
    check: ArchiveCheck,
    archive: Archive,
    page: Sequence[tuple[Kept, bool]],
    following: str | None,
    executor: Executor | None,
) -> ArchiveCheck:
    done = in_bulk(partial(_fault, archive), page, executor=executor, chunk=FILES)
    faults = [each.result() for each in done]
    return ArchiveCheck(
        files=check.files + len(page),
        size=check.size + sum(kept.size for kept, _ in page),
        disposed=check.disposed + sum(gone for _, gone in page),
        faults=(*check.faults, *(fault for fault in faults if fault)),
        next=following,
    )


def _fault(archive: Archive, file: tuple[Kept, bool]) -> str | None:
    kept, gone = file
    return _still_there(archive, kept) if gone else fault_of(archive, kept)


def _still_there(archive: Archive, kept: Kept) -> str | None:
    """Returns a fault where bytes that were disposed of can still be read."""
    try:
        next(iter(archive.chunks(kept.location)), None)
    except NotFound:
        return None
    except InvoiceKitError as problem:
        return f"{kept.label}: {problem}"
    return f"{kept.label}: its disposal was confirmed, and its bytes are still there; run it again"
