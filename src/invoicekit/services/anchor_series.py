"""Anchors: the heads of all series, signed, and what they prove about the series of today."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from invoicekit.chain import GENESIS
from invoicekit.model.anchor import Anchor, SeriesHead, Signer
from invoicekit.model.rows import InvoiceRow, SeriesRow
from invoicekit.ports import Query, UnitOfWork
from invoicekit.services._tools import Tools

Proves = Callable[[str, str, bytes], bool]
"""Takes public key, signature and bytes; says whether the signature is the key's of the bytes."""


def anchor_series(uow: UnitOfWork, tools: Tools, signer: Signer) -> Anchor:
    """Returns the heads of every series as they are now, signed."""
    heads = [
        SeriesHead(series=row.series, last=row.last, head=row.head)
        for row in uow.stream(Query(of=SeriesRow))
        if row.head not in ("", GENESIS)  # an allotment has none
    ]
    anchor = Anchor(
        tenant=uow.tenant, at=tools.now(), heads=tuple(heads), public_key=signer.public_key
    )
    return anchor.replace(signature=signer.sign(anchor.signed_bytes()))


def anchor_faults(
    uow: UnitOfWork, anchors: Iterable[Anchor], trusted: Iterable[str], proves: Proves
) -> Iterator[str]:
    """Yields what does not agree with what was anchored.

    Args:
        uow: The series of today.
        anchors: Kept outside of the database.
        trusted: The public keys whose anchors count.
        proves: Checks a signature.
    """
    keys = frozenset(trusted)
    for anchor in anchors:
        name = f"anchor of {anchor.at.isoformat()}"
        if anchor.tenant != uow.tenant:
            yield f"{name}: it is of tenant {anchor.tenant}"
        elif anchor.public_key not in keys:
            yield f"{name}: nobody trusts its key"
        elif not proves(anchor.public_key, anchor.signature or "", anchor.signed_bytes()):
            yield f"{name}: its signature is not good"
        else:
            yield from (f"{name}: {fault}" for head in anchor.heads for fault in _faults(uow, head))


def _faults(uow: UnitOfWork, head: SeriesHead) -> Iterator[str]:
    query = Query(
        of=InvoiceRow, where=(("series", "=", head.series), ("sequence", "=", head.last)), limit=1
    )
    found = uow.page(query).items
    if not found:
        yield f"series {head.series} had {head.last} documents, its end was cut off"
    elif found[0].chain_hash != head.head:
        yield f"series {head.series} was written anew up to {found[0].number}"
