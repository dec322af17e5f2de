"""Every archived file of a tenant, whichever row names it: originals we made, files we received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from invoicekit.errors import BadCursor
from invoicekit.jurisdiction.fapiao.sm3 import sm3
from invoicekit.model.delivery import File
from invoicekit.model.received import Received
from invoicekit.model.rows import ArchiveRow, DisposedRow, ReceivedRow
from invoicekit.model.stored import Id
from invoicekit.ports import Query, UnitOfWork

Origin = Literal["issued", "received"]
_ORIGINS: tuple[Origin, ...] = ("issued", "received")


@dataclass(frozen=True, slots=True)
class Kept:
    """One archived file.

    Attributes:
        subject: The id of the document it belongs to.
        label: How people know it.
        kind: The kind of file, such as `pdf` or `ubl`.
        sm3: None for what was archived before SM3 was recorded.
    """

    origin: Origin
    subject: str
    label: str
    name: str
    kind: str
    media_type: str
    location: str
    size: int
    sha256: str
    sm3: str | None
    stored_at: datetime


def archive_row(
    tenant: str, invoice_id: str, file: File, location: str, at: datetime
) -> ArchiveRow:
    """Returns the row of the archive's index for an original: with both its hashes."""
    return ArchiveRow(
        tenant_id=tenant,
        invoice_id=Id(invoice_id),
        kind=file.kind,
        name=file.name,
        media_type=file.media_type,
        location=location,
        size=len(file.data),
        sha256=file.sha256,
        sm3=sm3(file.data).hex(),
        stored_at=at,
    )


def every_kept(uow: UnitOfWork) -> Iterator[Kept]:
    """Yields every archived file: our originals, then what we received."""
    for row in uow.stream(Query(of=ArchiveRow)):
        yield of_issued(row)
    for received in uow.stream(Query(of=ReceivedRow, heavy=True)):
        yield from of_received(received)


def page_of_kept(
    uow: UnitOfWork, after: str | None, limit: int, since: datetime | None = None
) -> tuple[list[Kept], str | None]:
    """Returns a page of archived files and the cursor of the next one, None on the last.

    A page has the files of at most `limit` rows, so that one read is short; those archived from
    `since` on where it is given, in the order they came.

    Raises:
        BadCursor: The cursor is none of ours, or of a walk with or without `since`.
    """
    origin, _, cursor = (after or "issued:").partition(":")
    if origin not in _ORIGINS:
        raise BadCursor("the cursor is not one of the archive's", where=after)
    if origin == "issued":
        page = uow.page(replace(_rows_since(since), after=cursor or None, limit=limit))
        following = f"issued:{page.next}" if page.next else "received:"
        return [of_issued(row) for row in page.items], following
    got = uow.page(Query(of=ReceivedRow, after=cursor or None, limit=limit, heavy=True))
    files = (file for row in got.items for file in of_received(row))
    # A second file of an invoice came later than its row: the files themselves are asked.
    kept = [file for file in files if since is None or file.stored_at >= since]
    return kept, f"received:{got.next}" if got.next else None


def page_with_gone(
    uow: UnitOfWork, *, after: str | None, limit: int, since: datetime | None = None
) -> tuple[list[tuple[Kept, bool]], str | None]:
    """Returns a page of files, each with whether it was disposed of, and the next cursor.

    Raises:
        BadCursor: As of `page_of_kept`.
    """
    page, following = page_of_kept(uow, after, limit, since)
    gone = uow.get(DisposedRow, [kept.location for kept in page]) if page else []
    return [(kept, row is not None) for kept, row in zip(page, gone, strict=True)], following


def _rows_since(since: datetime | None) -> Query[ArchiveRow]:
    if since is None:
        return Query(of=ArchiveRow)
    return Query(of=ArchiveRow, where=(("stored_at", ">=", since),), order="time")


def of_issued(row: ArchiveRow) -> Kept:
    """Returns an original of ours."""
    return Kept(
        "issued",
        row.invoice_id,
        row.name,
        row.name,
        row.kind,
        row.media_type,
        row.location,
        row.size,
        row.sha256,
        row.sm3,
        row.stored_at,
    )


def of_received(row: ReceivedRow) -> Iterator[Kept]:
    """Yields the files of a received invoice."""
    for file in Received.model_validate_json(row.document).files:
        yield Kept(
            "received",
            row.id,
            f"{row.number} {file.name}",
            file.name,
            file.format,
            "application/octet-stream",
            file.location,
            file.size,
            file.sha256,
            file.sm3,
            file.received_at,
        )
