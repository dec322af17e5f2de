"""`kit.archive`: what is kept, how long, and the proof that it is what was kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.errors import NotFound
from invoicekit.kit._runtime import Runtime
from invoicekit.model.rows import ArchiveRow
from invoicekit.ports import Condition, Query
from invoicekit.services.verify_archive import ArchiveCheck, verify_archive


@dataclass(frozen=True)
class ArchiveIndex:
    """The archived originals."""

    _runtime: Runtime

    def list(self, invoice_id: str | None = None) -> tuple[ArchiveRow, ...]:
        """Returns what is archived, of one document or of all."""
        where: tuple[Condition, ...] = (("invoice_id", "=", invoice_id),) if invoice_id else ()
        query = Query(of=ArchiveRow, where=where)
        return tuple(self._runtime.read(lambda uow: list(uow.stream(query))))

    def bytes(self, entry: ArchiveRow) -> bytes:
        """Returns the bytes of an archived original.

        Raises:
            NotFound: It is another tenant's.
        """
        if entry.tenant_id != self._runtime.tenant:
            raise NotFound("no such original is archived", where=entry.name)
        return self._runtime.archive.get(entry.location)

    def verify(
        self,
        *,
        after: str | None = None,
        limit: int | None = None,
        progress: Callable[[ArchiveCheck], None] | None = None,
    ) -> ArchiveCheck:
        """Checks archived bytes against their hashes, at the same memory for any archive.

        Args:
            after: The `next` of an earlier check, to go on where it stopped.
            limit: About how many files to look at; all by default.
            progress: Called after every page with the check so far.

        Raises:
            BadCursor: `after` is none of ours.
        """
        runtime = self._runtime
        return verify_archive(
            runtime.storage,
            runtime.tenant,
            runtime.archive,
            after=after,
            limit=limit,
            progress=progress,
        )
