"""Numbers of an authority: the series keeps the order in which its answers came."""

from __future__ import annotations

from invoicekit.numbering.series import Planning, SeriesPlan
from invoicekit.numbering.sources import NumberSource


def plan(asked: Planning) -> SeriesPlan:
    """Returns a series without a pattern."""
    return SeriesPlan(f"{asked.issuer.id}/{asked.group}/authority", "", "")


SOURCE = NumberSource(plan)
