"""`kit.templates`, `kit.series`, `kit.audit`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from invoicekit.kit._runtime import Runtime
from invoicekit.kit.signing import proves
from invoicekit.model.anchor import Anchor, Signer
from invoicekit.model.event import Actor
from invoicekit.model.rows import SeriesRow
from invoicekit.model.template import Template
from invoicekit.numbering import is_running_out, terms_of
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services import save_template
from invoicekit.services.anchor_series import anchor_faults, anchor_series
from invoicekit.services.reindex_words import words_missing
from invoicekit.services.verify import Verification, verify_tenant


@dataclass(frozen=True)
class Templates:
    """Looks of documents; each save is a new version, and a version never changes."""

    _runtime: Runtime

    def save(self, template: Template, *, actor: Actor | str) -> Template:
        """Stores a template as the next version of its id and returns it.

        Raises:
            InputError: The id is a built-in one's.
            PermissionDenied: The actor may not.
        """
        tools = self._runtime.tools
        return self._runtime.write(
            lambda uow: save_template.save_template(uow, tools, template, actor=actor)
        )

    def get(self, template_id: str, version: int | None = None) -> Template:
        """Returns a template, its newest version by default.

        Raises:
            NotFound: There is none.
        """
        return self._runtime.read(lambda uow: save_template.get_template(uow, template_id, version))

    def list(self) -> tuple[Template, ...]:
        """Returns every version of every stored template."""
        return tuple(self._runtime.read(save_template.list_templates))


@dataclass(frozen=True)
class Series:
    """The series documents are numbered in."""

    _runtime: Runtime

    def list(self) -> tuple[SeriesRow, ...]:
        """Returns every series with its counter and chain head."""
        return tuple(self._runtime.read(lambda uow: list(uow.stream(Query(of=SeriesRow)))))

    def running_out(self) -> tuple[SeriesRow, ...]:
        """Returns the approved ranges that are used so far that a new one is to be asked for."""
        return tuple(row for row in self.list() if is_running_out(terms_of(row.terms), row.last))


@dataclass(frozen=True)
class Audit:
    """Proof that nothing was lost, doubled or changed."""

    _runtime: Runtime

    def verify(
        self,
        *,
        archive: bool = True,
        anchors: Iterable[Anchor] = (),
        trusted: Iterable[str] = (),
    ) -> Verification:
        """Returns what was checked (series, chains, projections, archive) and every fault.

        `notices` name what is no fault, and asks for somebody: numbers of blocks left unused,
        documents older than the index of their words.

        Args:
            archive: Whether the archive's bytes are read, too.
            anchors: What `anchor` returned earlier: they show what was cut off or written anew.
            trusted: The public keys whose anchors count.
        """
        kept = self._runtime.archive if archive else None
        held = tuple(anchors)

        def work(uow: UnitOfWork) -> Verification:
            found = verify_tenant(uow, kept)
            notices = (*found.notices, *words_missing(uow))
            if not held:
                return replace(found, notices=notices)
            counts = {**found.counts, "anchors": len(held)}
            faults = tuple(anchor_faults(uow, held, trusted, proves))
            return Verification(counts, found.faults + faults, notices)

        return self._runtime.read(work)

    def anchor(self, signer: Signer) -> Anchor:
        """Returns the heads of every series as they are now, signed.

        Keep it where nobody who can write to the database can: with the auditor, in another
        account, in a printed report. `Ed25519Signer` (extra `sign`) makes and keeps keys.
        """
        return self._runtime.read(lambda uow: anchor_series(uow, self._runtime.tools, signer))
