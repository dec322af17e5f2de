"""Judging files ahead of a transaction, on the host's executor.

Writing an XRechnung and judging it takes longer than all the rest of issuing, and nobody should
wait for a series meanwhile. What was judged ahead is found again by the hash of the very content,
so that a draft changed in between is judged anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from typing import TypeAlias

from invoicekit.bulk import in_bulk
from invoicekit.chain import digest
from invoicekit.findings import Finding
from invoicekit.kit._renderers import KitRenderers
from invoicekit.model.invoice import Invoice

Judged: TypeAlias = Mapping[tuple[str, str], tuple[Finding, ...]]
"""Hash of the content and kind of file → what its rules find."""

_TASK = 10


class JudgedAhead(KitRenderers):
    """Renderers that know already what the rules say of some files."""

    def __init__(self, known: Judged) -> None:
        super().__init__()
        self._known = known

    def judged(self, invoice: Invoice, kind: str) -> tuple[Finding, ...]:
        """Returns what is known of exactly this content, else what the rules find now."""
        if not self.is_judged(kind):
            return ()
        known = self._known.get((digest(invoice.canonical()), kind))
        return super().judged(invoice, kind) if known is None else known


def judged_ahead(files: Iterable[tuple[Invoice, str]], executor: Executor) -> JudgedAhead:
    """Returns renderers that know the verdicts on these files; one that fails is left to later."""
    parcels = [
        (invoice.canonical(), kind) for invoice, kind in files if KitRenderers.is_judged(kind)
    ]
    known = {
        (digest(content), kind): done.result()
        for (content, kind), done in zip(
            parcels, in_bulk(_judged, parcels, executor=executor, chunk=_TASK), strict=True
        )
        if done.ok
    }
    return JudgedAhead(known)


def _judged(parcel: tuple[bytes, str]) -> tuple[Finding, ...]:
    content, kind = parcel
    return KitRenderers().judged(Invoice.model_validate_json(content), kind)
