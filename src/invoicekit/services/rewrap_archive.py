"""After a new key: the data keys of all files under it, while the files stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from invoicekit.errors import ConfigurationError, InvoiceKitError
from invoicekit.ports import Archive, RewrappingArchive, Storage
from invoicekit.services._kept import page_with_gone

PAGE = 200
"""Rows a read takes at once."""


@dataclass(frozen=True, slots=True)
class Rewrapping:
    """How far it came.

    Attributes:
        files: How many files were looked at; `rewrapped` had an earlier key.
        faults: Files whose key could not be opened, one sentence each.
        next: Where to go on (`after=`); None when every file was looked at. Only then, and without
            faults, may an earlier key leave the ring.
    """

    files: int = 0
    rewrapped: int = 0
    faults: tuple[str, ...] = ()
    next: str | None = None


def rewrap_archive(
    storage: Storage,
    tenant: str,
    archive: Archive,
    *,
    after: str | None = None,
    limit: int | None = None,
    progress: Callable[[Rewrapping], None] | None = None,
) -> Rewrapping:
    """Puts the data keys of a tenant's files under the current key, and returns how far it came.

    Args:
        storage: Where the index is; it is read in short transactions.
        tenant: Whose files.
        archive: An encrypted one.
        after: The `next` of the run before; None begins at the beginning.
        limit: Stops after the page in which so many files are reached; None goes to the end.
        progress: Called after each page.

    Raises:
        ConfigurationError: The archive is not encrypted.
        BadCursor: `after` is none of ours.
    """
    if not isinstance(archive, RewrappingArchive):
        raise ConfigurationError(
            "this archive is not encrypted",
            where="archive",
            expected="EncryptedArchive(…, keys)",
        )
    run = Rewrapping(next=after)
    while True:
        read = partial(page_with_gone, after=run.next, limit=PAGE)
        page, following = storage.read(tenant, read)
        there = [kept.location for kept, gone in page if not gone]
        run = _rewrapped(run, archive, there, following)
        if progress is not None:
            progress(run)
        if following is None or (limit is not None and run.files >= limit):
            return run


def _rewrapped(
    run: Rewrapping, archive: RewrappingArchive, locations: list[str], following: str | None
) -> Rewrapping:
    done, faults = 0, []
    for location in locations:
        try:
            done += archive.rewrap(location)
        except InvoiceKitError as problem:
            faults.append(f"{location}: {problem}")
    return Rewrapping(
        run.files + len(locations), run.rewrapped + done, (*run.faults, *faults), following
    )
