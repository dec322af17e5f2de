"""Our own counter: what every issuer has who says nothing else."""

from __future__ import annotations

from invoicekit.numbering.series import Planning
from invoicekit.numbering.sources import NumberSource

SOURCE = NumberSource(Planning.counted)
