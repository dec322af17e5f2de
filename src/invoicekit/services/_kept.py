"""Every archived file of a tenant, whichever row names it: originals we made, files we received."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from invoicekit.errors import BadCursor
from invoicekit.jurisdiction.fapiao.sm3 import sm3
from invoicekit.model.delivery import File
from invoicekit.model.received import Received
from invoicekit.model.rows import ArchiveRow, ReceivedRow
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


def page_of_kept(uow: UnitOfWork, after: str | None, limit: int) -> tuple[list[Kept], str | None]:
    """Returns a page of archived files and the cursor of the next one, None on the last.

    A page has the files of at most `limit` rows, so that one read is short.

    Raises:
        BadCursor: The cursor is none of ours.
    """
    origin, _, cursor = (after or "issued:").partition(":")
    if origin not in _ORIGINS:
        raise BadCursor("the cursor is not one of the archive's", where=after)
    if origin == "issued":
        page = uow.page(Query(of=ArchiveRow, after=cursor or None, limit=limit))
        following = f"issued:{page.next}" if page.next else "received:"
        return [of_issued(row) for row in page.items], following
    got = uow.page(Query(of=ReceivedRow, after=cursor or None, limit=limit, heavy=True))
    kept = [file for row in got.items for file in of_received(row)]
    return kept, f"received:{got.next}" if got.next else None


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
