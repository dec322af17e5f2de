"""`kit.archive`: what is kept, how long, and the proof that it is what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from invoicekit.dates import Span, span_named
from invoicekit.errors import NotFound
from invoicekit.kit._runtime import Runtime
from invoicekit.model.event import Actor
from invoicekit.model.retention import Disposal, Hold, Retention
from invoicekit.model.rows import ArchiveRow
from invoicekit.ports import Condition, Query
from invoicekit.services import dispose_archive, hold_archive
from invoicekit.services._profiles import issuer_of
from invoicekit.services._retention import retention_of
from invoicekit.services.export_archive import Package, export_archive
from invoicekit.services.rewrap_archive import Rewrapping, rewrap_archive
from invoicekit.services.verify_archive import ArchiveCheck, Portion, verify_archive


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
        return self._runtime.outside(lambda: self._runtime.archive.get(entry.location))

    def retention(self, document_id: str) -> Retention:
        """Returns how long a document is kept, by which law, and what keeps it longer.

        Args:
            document_id: Of an issued document or a received invoice.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: retention_of(uow, self._runtime.tools, document_id))

    def hold(
        self,
        *,
        reason: str,
        actor: Actor | str,
        document_id: str | None = None,
        customer_id: str | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Hold:
        """Places a legal hold and returns it: what it covers is not destroyed until it is lifted.

        It covers what fits all that is given: a document, a customer's, those dated from `start`
        to `end`; the whole archive when nothing is given.

        Raises:
            InputError: No reason is given, or it ends before it starts.
            PermissionDenied: The actor may not.
        """
        runtime = self._runtime
        return runtime.write(
            lambda uow: hold_archive.place_hold(
                uow,
                runtime.tools,
                document_id=document_id,
                customer_id=customer_id,
                start=start,
                end=end,
                reason=reason,
                actor=actor,
            )
        )

    def lift(self, hold_id: str, *, reason: str, actor: Actor | str) -> Hold:
        """Lifts a hold and returns it.

        Raises:
            NotFound: There is none.
            StateError: It is lifted already.
            PermissionDenied: The actor may not.
        """
        runtime = self._runtime
        return runtime.write(
            lambda uow: hold_archive.lift_hold(
                uow, runtime.tools, hold_id, reason=reason, actor=actor
            )
        )

    def holds(self) -> tuple[Hold, ...]:
        """Returns every hold, lifted ones too."""
        return self._runtime.read(hold_archive.list_holds)

    def propose_disposal(
        self,
        documents: Iterable[str] = (),
        *,
        actor: Actor | str,
        limit: int = dispose_archive.LIMIT,
    ) -> Disposal:
        """Lists what may be destroyed today and returns the list; nothing is destroyed yet.

        Args:
            documents: Ids of documents; all whose period is over by default.
            actor: Who proposes; somebody else must confirm.
            limit: Documents on one list.

        Raises:
            StillRetained: A named document may not go yet, or nothing at all may.
            PermissionDenied: The actor may not.
        """
        runtime, chosen = self._runtime, tuple(documents)
        return runtime.write(
            lambda uow: dispose_archive.propose_disposal(
                uow, runtime.tools, documents=chosen, limit=limit, actor=actor
            )
        )

    def dispose(self, disposal_id: str, *, actor: Actor | str) -> Disposal:
        """Confirms a list as the second person, destroys its files, and returns the record.

        What a crash left over goes when this is called again.

        Raises:
            NotFound: There is none.
            FourEyesViolation: The actor proposed it.
            StillRetained: A hold, a debt or a new law keeps one of its documents since.
            StorageError: The archive refuses.
            PermissionDenied: The actor may not.
        """
        runtime = self._runtime
        known = runtime.read(lambda uow: dispose_archive.get_disposal(uow, disposal_id))
        if known.state == "proposed":
            runtime.write(
                lambda uow: dispose_archive.confirm_disposal(
                    uow, runtime.tools, disposal_id, actor=actor
                )
            )
        return dispose_archive.destroy(
            runtime.told(), runtime.tenant, runtime.tools, runtime.archive, disposal_id
        )

    def disposals(self) -> tuple[Disposal, ...]:
        """Returns every disposal with its list: what was destroyed, when, and by whose decision."""
        return self._runtime.read(dispose_archive.list_disposals)

    def export(
        self,
        period: str | Span,
        out: str | Path,
        *,
        locale: str | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> Package:
        """Writes every document of a period with its originals as one package, and returns it.

        The package is a bag (RFC 8493) with an index as pages, CSV and JSON, and `index.xml` for
        audit software. Tell the `digest` to who gets it; `invoicekit archive check` checks it.

        Args:
            period: `2026`, `2026-Q1`, `2026-03`, or a span of days.
            out: A folder, or a zip file where it ends with `.zip`; nothing may be there.
            locale: The reader's language; that of the first issuer's country by default.
            progress: Called after each document with how many there were.

        Raises:
            InputError: The period is none, or something is at `out` already.
            StorageError: The disk refuses; nothing half-written is left.
        """
        runtime = self._runtime
        issuer = runtime.read(lambda uow: issuer_of(uow, None))
        span = span_named(period, issuer.fiscal_start) if isinstance(period, str) else period
        return export_archive(
            runtime.told(),
            runtime.tenant,
            runtime.tools,
            runtime.archive,
            span,
            Path(out),
            locale=locale,
            progress=progress,
        )

    def verify(
        self,
        *,
        after: str | None = None,
        limit: int | None = None,
        seconds: float | None = None,
        since: datetime | None = None,
        executor: Executor | None = None,
        progress: Callable[[ArchiveCheck], None] | None = None,
    ) -> ArchiveCheck:
        """Checks archived bytes against their hashes, at the same memory for any archive.

        Run it every night for a while: what it returns has `next`, where the next night goes on.

        Args:
            after: The `next` of an earlier check, to go on where it stopped.
            limit: About how many files to look at; all by default.
            seconds: About how long; it stops after the page in which they are over.
            since: Only files archived from then on, an aware datetime; the same for every part.
            executor: Reads several files at once, such as a `ThreadPoolExecutor(8)` where they are
                in an object store.
            progress: Called after every page with the check so far.

        Raises:
            BadCursor: `after` is none of ours, or of a check with another `since`.
        """
        runtime = self._runtime
        now = runtime.tools.now
        end = None if seconds is None else now() + timedelta(seconds=seconds)
        portion = Portion(
            after=after,
            limit=limit,
            stop=lambda: end is not None and now() >= end,
            since=since,
            executor=executor,
        )
        return verify_archive(
            runtime.storage, runtime.tenant, runtime.archive, portion, progress=progress
        )

    def rewrap(
        self,
        *,
        actor: Actor | str,
        after: str | None = None,
        limit: int | None = None,
        progress: Callable[[Rewrapping], None] | None = None,
    ) -> Rewrapping:
        """Puts the data keys of an encrypted archive under the ring's current key.

        No document is written again. When `next` is None and there are no faults, the earlier key
        may leave the ring, once every tenant had its turn. Events say who did it, and how far.

        Args:
            actor: Who changes the keys.
            after: The `next` of an earlier run, to go on where it stopped.
            limit: About how many files to look at; all by default.
            progress: Called after every page with the run so far.

        Raises:
            ConfigurationError: The archive is not encrypted.
            BadCursor: `after` is none of ours.
            PermissionDenied: The actor may not.
        """
        runtime = self._runtime
        return rewrap_archive(
            runtime.told(),
            runtime.tenant,
            runtime.tools,
            runtime.archive,
            actor=actor,
            after=after,
            limit=limit,
            progress=progress,
        )
