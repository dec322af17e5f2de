"""Blocks of an allotment that several share: each holder numbers its own, and waits for nobody.

One lock a block instead of one a document. Dates ascend within a block, not from one to another.
"""

from __future__ import annotations

from dataclasses import replace

from invoicekit.model.numbers import BlockNumbers
from invoicekit.numbering.series import Lease, Planning, SeriesPlan
from invoicekit.numbering.sources import NumberSource


def plan(asked: Planning) -> SeriesPlan:
    """Returns the allotment, and the lease to make where the holder has no block with room."""
    numbers = asked.numbers
    assert isinstance(numbers, BlockNumbers)
    key = asked.key(numbers.of, asked.request.issue_date) + "/blocks"
    lease = Lease(numbers.holder or asked.issuer.id, numbers.size)
    return replace(asked.counted(), key=key, lease=lease)


SOURCE = NumberSource(plan)
