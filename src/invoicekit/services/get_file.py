"""The files of a document: the archived original where there is one, else rendered as a copy."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.chain import digest
from invoicekit.errors import NotFound, StorageError
from invoicekit.model.delivery import File
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import ArchiveRow, DisposedRow, TemplateRow
from invoicekit.model.stored import Id
from invoicekit.model.template import Template
from invoicekit.ports import Archive, UnitOfWork
from invoicekit.services._profiles import issuer_of
from invoicekit.services._records import read, record_of
from invoicekit.services._tools import Tools


@dataclass(frozen=True)
class FileSource:
    """What a file is made from: the record, its template, and the archived original if any."""

    record: InvoiceRecord
    template: Template | None
    archived: ArchiveRow | None


def file_source(uow: UnitOfWork, invoice_id: str, kind: str) -> FileSource:
    """Returns what the file of a document is made from; reads only.

    Raises:
        NotFound: No document has the id, or its file was destroyed when its time was over.
    """
    row = read(uow, invoice_id)
    record = record_of(row)
    [archived] = uow.get(ArchiveRow, [(row.id, kind)])
    if archived is not None:
        _refuse_destroyed(uow, archived)
    return FileSource(record, template_of(uow, record), archived)


def archived_kinds(uow: UnitOfWork, record: InvoiceRecord) -> tuple[str, ...]:
    """Returns the kinds of the originals of a document that are in the archive by now."""
    kinds = tuple(record.originals) if record.issued else ()
    rows = uow.get(ArchiveRow, [(Id(record.id), kind) for kind in kinds])
    gone = uow.get(DisposedRow, [row.location for row in rows if row is not None])
    destroyed = {row.location for row in gone if row is not None}
    return tuple(row.kind for row in rows if row is not None and row.location not in destroyed)


def _refuse_destroyed(uow: UnitOfWork, archived: ArchiveRow) -> None:
    [gone] = uow.get(DisposedRow, [archived.location])
    if gone is not None:
        raise NotFound(
            f"{archived.name} was destroyed on {gone.at:%Y-%m-%d}, after its time",
            where=archived.location,
            hint=f"The record is the disposal {gone.disposal_id}: kit.archive.disposals().",
        )


def template_of(uow: UnitOfWork, record: InvoiceRecord) -> Template | None:
    """Returns the template a record is pinned to, with the issuer's footer and logo.

    None for the built-in one where the issuer has neither; what a template brings of its own wins.
    """
    ref = record.template
    issuer = issuer_of(uow, record.issuer_id)
    [row] = uow.get(TemplateRow, [(ref.id, ref.version)])
    if row is None and not issuer.footer and not issuer.logo_svg:
        return None
    template = (
        Template.model_validate_json(row.document)
        if row
        else Template(id=ref.id, version=ref.version, name=ref.id)
    )
    return template.replace(
        footer=template.footer or issuer.footer, logo_svg=template.logo_svg or issuer.logo_svg
    )


def make_file(
    tools: Tools, archive: Archive, source: FileSource, kind: str, *, locale: str | None = None
) -> File:
    """Returns the file, outside any transaction: the original's bytes, checked, or a marked copy.

    Raises:
        StorageError: The archive's bytes are not those that were stored.
        MissingExtra, ConfigurationError, RenderFailed.
    """
    kept = source.archived
    if kept is None or (locale is not None and locale != source.record.locale):
        return tools.renderers.render(
            source.record, kind, template=source.template, original=False, locale=locale
        )
    data = archive.get(kept.location)
    if digest(data) != kept.sha256:
        raise StorageError(
            f"the archived {kind} of {source.record.number} was changed: its SHA-256 differs",
            where=kept.location,
            expected=kept.sha256,
            hint="Restore it from a backup; the record still has the right hash.",
        )
    return File(kept.kind, kept.name, kept.media_type, data, kept.sha256, original=True)
