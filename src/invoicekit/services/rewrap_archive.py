"""After a new key: the data keys of all files under it, while the files stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from invoicekit.errors import ConfigurationError, InvoiceKitError
from invoicekit.model.event import Actor
from invoicekit.model.rows import RewrappingRow
from invoicekit.model.stored import Id, changed
from invoicekit.ports import Archive, RewrappingArchive, Storage, UnitOfWork
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._kept import page_with_gone
from invoicekit.services._tools import Tools

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
    tools: Tools,
    archive: Archive,
    *,
    actor: Actor | str,
    after: str | None = None,
    limit: int | None = None,
    progress: Callable[[Rewrapping], None] | None = None,
) -> Rewrapping:
    """Puts the data keys of a tenant's files under the current key, and returns how far it came.

    An event says who began it, with which key; another how far it came. A run without the second
    broke off, and is safe to begin again.

    Args:
        storage: Where the index is; it is read in short transactions.
        tenant: Whose files.
        tools: The kit's.
        archive: An encrypted one.
        actor: Who changes the keys.
        after: The `next` of the run before; None begins at the beginning.
        limit: Stops after the page in which so many files are reached; None goes to the end.
        progress: Called after each page.

    Raises:
        ConfigurationError: The archive is not encrypted.
        BadCursor: `after` is none of ours.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "archive.rewrap")
    if not isinstance(archive, RewrappingArchive):
        raise ConfigurationError(
            "this archive is not encrypted",
            where="archive",
            expected="EncryptedArchive(…, keys)",
        )
    begin = partial(_begun, tools=tools, key=archive.current_key, after=after, actor=actor)
    begun = storage.write(tenant, begin)
    run = Rewrapping(next=after)
    while True:
        read = partial(page_with_gone, after=run.next, limit=PAGE)
        page, following = storage.read(tenant, read)
        there = [kept.location for kept, gone in page if not gone]
        run = _rewrapped(run, archive, there, following)
        if progress is not None:
            progress(run)
        if following is None or (limit is not None and run.files >= limit):
            break
    storage.write(tenant, partial(_ended, tools=tools, begun=begun, run=run, actor=actor))
    return run


def _begun(
    uow: UnitOfWork, *, tools: Tools, key: str, after: str | None, actor: Actor | str
) -> RewrappingRow:
    row = RewrappingRow(tenant_id=uow.tenant, id=Id(tools.ids()), key=key)
    said = {"key": key} | ({"after": after} if after else {})
    row, event = happened(tools, row, "archive.rewrapping", actor, **said)
    save(uow, row, event, new=True)
    return row


def _ended(
    uow: UnitOfWork, *, tools: Tools, begun: RewrappingRow, run: Rewrapping, actor: Actor | str
) -> None:
    row = changed(begun, revision=begun.revision + 1)
    said = {"key": row.key, "files": run.files, "rewrapped": run.rewrapped}
    left = {"next": run.next} if run.next else {}
    row, event = happened(
        tools, row, "archive.rewrapped", actor, **said, **left, faults=len(run.faults)
    )
    save(uow, row, event)


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
