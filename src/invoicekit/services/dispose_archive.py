"""Disposal (销毁, Löschkonzept): what may go is listed by one person and destroyed by another.

Three steps, each safe to repeat: one proposes a list, a second confirms it, which is recorded
before the first byte goes, and then the bytes go. The list stays for ever, with the hashes of all
that was destroyed. Source: 会计档案管理办法, articles 17 to 19; DIN 66398; GDPR, article 5 (1) (e).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from invoicekit.chain import canonical, digest
from invoicekit.errors import FourEyesViolation, NotFound, StateError, StillRetained
from invoicekit.model.event import Actor
from invoicekit.model.retention import Disposal, DisposalEntry, KeptBack, Retention
from invoicekit.model.rows import ArchiveRow, DisposalRow, DisposedRow, InvoiceRow, ReceivedRow
from invoicekit.model.stored import Id
from invoicekit.model.value import Value
from invoicekit.ports import Archive, Query, Storage, UnitOfWork
from invoicekit.services import _kept as kept
from invoicekit.services import _retention as retention
from invoicekit.services._authorise import authorise
from invoicekit.services._events import happened, save
from invoicekit.services._profiles import issuer_of
from invoicekit.services._tools import Tools, name_of
from invoicekit.services._word_index import forget_words

LIMIT = 1000
"""Documents on one list, so that people can read it and a transaction stays short."""


class DisposalList(Value):
    """What the row of a disposal holds as JSON."""

    entries: tuple[DisposalEntry, ...] = ()
    kept_back: tuple[KeptBack, ...] = ()


def propose_disposal(
    uow: UnitOfWork,
    tools: Tools,
    *,
    documents: Sequence[str] = (),
    limit: int = LIMIT,
    actor: Actor | str,
) -> Disposal:
    """Lists what may be destroyed and returns the list; nothing is destroyed.

    Args:
        uow: Of the tenant.
        tools: The kit's.
        documents: Ids of the documents to destroy; all whose period is over by default.
        limit: Documents on the list at most; run it again for the rest.
        actor: Who proposes; somebody else confirms.

    Raises:
        StillRetained: A named document may not go yet, or nothing at all may.
        NotFound: A named document is not there.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "archive.propose")
    today = tools.today(issuer_of(uow, None))
    asked = (
        (retention.retention_of(uow, tools, each) for each in documents)
        if documents
        else _due(uow, tools)
    )
    entries: list[DisposalEntry] = []
    back: list[KeptBack] = []
    taken = 0
    for each in asked:
        why = each.why_kept(today)
        if why is not None and documents:
            raise _refused(each, why)
        if why is not None:
            if today > each.until:
                back.append(KeptBack(document_id=each.document_id, number=each.number, reason=why))
            continue
        found = list(_entries(uow, each))
        entries += found
        taken += bool(found)
        if taken >= limit:
            break
    if not entries:
        raise StillRetained(
            "nothing in the archive may be destroyed today",
            expected="a document whose period of retention is over",
            hint="See kit.archive.retention(id) for the day of each.",
        )
    return _proposed(uow, tools, DisposalList(entries=tuple(entries), kept_back=tuple(back)), actor)


def confirm_disposal(
    uow: UnitOfWork, tools: Tools, disposal_id: str, *, actor: Actor | str
) -> Disposal:
    """Confirms a list as the second person and returns it; the bytes may go from now on.

    Raises:
        NotFound: There is none.
        FourEyesViolation: The actor proposed it.
        StillRetained: A hold, a debt or a new law keeps one of its documents since.
        StateError: It is confirmed already.
        PermissionDenied: The actor may not.
    """
    authorise(tools, actor, "archive.confirm")
    row = _locked(uow, disposal_id)
    if row.state != "proposed":
        raise StateError(f"the disposal is {row.state} already", where=disposal_id)
    if name_of(actor) == row.proposed_by:
        raise FourEyesViolation(
            f"{row.proposed_by} proposed this disposal",
            where=disposal_id,
            expected="another person",
            hint="Have a second person read the list and confirm it.",
        )
    disposal = disposal_of(row)
    today = tools.today(issuer_of(uow, None))
    for document_id in dict.fromkeys(entry.document_id for entry in disposal.entries):
        now = retention.retention_of(uow, tools, document_id)
        why = now.why_kept(today)
        if why is not None:
            raise _refused(now, why)
    row = replace(
        row,
        revision=row.revision + 1,
        state="confirmed",
        confirmed_by=name_of(actor),
        confirmed_at=tools.now(),
    )
    row, event = happened(tools, row, "disposal.confirmed", actor, list=row.list_hash)
    save(uow, row, event)
    uow.add([_gone(uow.tenant, tools, row.id, entry) for entry in disposal.entries])
    return disposal_of(row)


def destroy(
    storage: Storage, tenant: str, tools: Tools, archive: Archive, disposal_id: str
) -> Disposal:
    """Destroys the bytes of a confirmed list and returns it; safe to run again after a crash.

    Raises:
        NotFound: There is none.
        StateError: It is not confirmed.
        StorageError: The archive refuses; what is left goes when this runs again.
    """
    disposal = storage.read(tenant, lambda uow: get_disposal(uow, disposal_id))
    if disposal.state == "done":
        return disposal
    if disposal.confirmed_by is None:
        raise StateError("the disposal is not confirmed", where=disposal_id)
    for entry in disposal.entries:
        archive.remove(entry.location)

    def done(uow: UnitOfWork) -> Disposal:
        row = _locked(uow, disposal_id)
        if row.state == "done":
            return disposal_of(row)
        row = replace(row, revision=row.revision + 1, state="done", done_at=tools.now())
        by = row.confirmed_by or ""
        row, event = happened(tools, row, "disposal.done", by, files=row.files, list=row.list_hash)
        save(uow, row, event)
        forget_words(uow, dict.fromkeys(entry.document_id for entry in disposal.entries))
        return disposal_of(row)

    return storage.write(tenant, done)


def get_disposal(uow: UnitOfWork, disposal_id: str) -> Disposal:
    """Returns a disposal.

    Raises:
        NotFound: There is none.
    """
    [row] = uow.get(DisposalRow, [Id(disposal_id)])
    return disposal_of(_known(row, disposal_id))


def list_disposals(uow: UnitOfWork) -> tuple[Disposal, ...]:
    """Returns every disposal in the order they were proposed."""
    return tuple(disposal_of(row) for row in uow.stream(Query(of=DisposalRow, order="proposed")))


def disposal_of(row: DisposalRow) -> Disposal:
    """Returns the disposal of a whole row."""
    listed = DisposalList.model_validate_json(row.document or "{}")
    return Disposal(
        id=row.id,
        state=row.state,  # type: ignore[arg-type]  # validated here
        entries=listed.entries,
        kept_back=listed.kept_back,
        list_hash=row.list_hash,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        done_at=row.done_at,
    )


def _due(uow: UnitOfWork, tools: Tools) -> Iterator[Retention]:
    """Yields how long each document is kept, oldest first, issued ones before received ones."""
    holds = retention.active_holds(uow)
    query = Query(of=InvoiceRow, where=(("issued_at", "!=", None),), order="issued")
    for row in uow.stream(query):
        yield retention.of_issued(uow, tools, row, holds)
    for got in uow.stream(Query(of=ReceivedRow, order="received")):
        yield retention.of_received(uow, tools, got, holds)


def _entries(uow: UnitOfWork, document: Retention) -> Iterator[DisposalEntry]:
    """Yields the files of a document that are still there."""
    query = Query(of=ArchiveRow, where=(("invoice_id", "=", document.document_id),))
    files = [kept.of_issued(row) for row in uow.stream(query)]
    [got] = uow.get(ReceivedRow, [Id(document.document_id)])
    files += kept.of_received(got) if got is not None else ()
    gone = uow.get(DisposedRow, [file.location for file in files]) if files else []
    for file, disposed in zip(files, gone, strict=True):
        if disposed is None:
            yield DisposalEntry(
                document_id=file.subject,
                number=document.number,
                issue_date=document.issue_date,
                name=file.name,
                location=file.location,
                size=file.size,
                sha256=file.sha256,
                sm3=file.sm3,
                retained_until=document.until,
                source=document.source,
            )


def _proposed(uow: UnitOfWork, tools: Tools, listed: DisposalList, actor: Actor | str) -> Disposal:
    text = canonical(listed.model_dump(mode="json", exclude_none=True))
    row = DisposalRow(
        tenant_id=uow.tenant,
        id=Id(tools.ids()),
        files=len(listed.entries),
        size=sum(entry.size for entry in listed.entries),
        list_hash=digest(text),
        proposed_by=name_of(actor),
        proposed_at=tools.now(),
        document=text.decode(),
    )
    row, event = happened(
        tools, row, "disposal.proposed", actor, files=row.files, list=row.list_hash
    )
    save(uow, row, event, new=True)
    return disposal_of(row)


def _gone(tenant: str, tools: Tools, disposal_id: Id, entry: DisposalEntry) -> DisposedRow:
    return DisposedRow(
        tenant_id=tenant,
        location=entry.location,
        disposal_id=disposal_id,
        sha256=entry.sha256,
        at=tools.now(),
    )


def _locked(uow: UnitOfWork, disposal_id: str) -> DisposalRow:
    [row] = uow.get(DisposalRow, [Id(disposal_id)], lock=True)
    return _known(row, disposal_id)


def _known(row: DisposalRow | None, disposal_id: str) -> DisposalRow:
    if row is None:
        raise NotFound(f"no disposal {disposal_id!r}", where=disposal_id)
    return row


def _refused(document: Retention, why: str) -> StillRetained:
    return StillRetained(
        f"{document.number} may not be destroyed: {why}",
        where=document.document_id,
        expected=f"a day after {document.until}, no hold, and nothing open",
        hint="Lift the hold, settle the debt, or wait.",
    )
