"""Originals into the archive: rendered here, or fetched from the platform that made them; once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from invoicekit.chain import digest
from invoicekit.model.delivery import File
from invoicekit.model.record import InvoiceRecord
from invoicekit.model.rows import ArchiveRow
from invoicekit.model.template import Template
from invoicekit.ports import Archive, Authority, FileAuthority, Storage, UnitOfWork, put_until
from invoicekit.services._kept import archive_row
from invoicekit.services._records import read, record_of
from invoicekit.services._retention import retention_of
from invoicekit.services._tools import Tools
from invoicekit.services.get_file import template_of


@dataclass(frozen=True, kw_only=True)
class Archiving:
    """What is needed to keep a document's originals."""

    storage: Storage
    tenant: str
    tools: Tools
    archive: Archive
    authority: Authority | None

    def originals(self, invoice_id: str) -> list[ArchiveRow]:
        """Stores every original of a document and returns their rows of the index."""
        record, template, until = self.storage.read(
            self.tenant, lambda uow: _known(uow, self.tools, invoice_id)
        )
        return [self._keep(record, template, kind, until) for kind in record.originals]

    def _keep(
        self, record: InvoiceRecord, template: Template | None, kind: str, until: date
    ) -> ArchiveRow:
        file = self._made_by_authority(record, kind) or self.tools.renderers.render(
            record, kind, template=template, original=True
        )
        day = record.invoice.issue_date
        name = f"{self.tenant}/{day:%Y/%m}/{record.id}/{file.name}"
        location = put_until(self.archive, name, file.data, media_type=file.media_type, until=until)
        return archive_row(self.tenant, record.id, file, location, self.tools.now())

    def _made_by_authority(self, record: InvoiceRecord, kind: str) -> File | None:
        """Returns the original where the platform that numbered the document makes it."""
        if record.clearance is None or not isinstance(self.authority, FileAuthority):
            return None
        data = self.authority.file(record, kind)
        if data is None:
            return None
        name, media_type = self.tools.renderers.named(record, kind)
        return File(kind, name, media_type, data, digest(data), original=True)


def _known(
    uow: UnitOfWork, tools: Tools, invoice_id: str
) -> tuple[InvoiceRecord, Template | None, date]:
    """Returns the record, its template, and the last day that it is kept."""
    record = record_of(read(uow, invoice_id))
    return record, template_of(uow, record), retention_of(uow, tools, invoice_id).until
