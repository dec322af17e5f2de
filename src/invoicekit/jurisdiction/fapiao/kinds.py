"""What the kinds of 发票 have in common: which are digital, which the buyer may deduct.

Source: 国家税务总局公告2024年第11号; the bureau's verification types (查验).
"""

from __future__ import annotations

from invoicekit.model.fapiao import FapiaoKind as Kind

DIGITAL = frozenset(kind.value for kind in Kind if kind.value.startswith("digital_"))
"""Numbered by the platform with 20 digits."""

PRINTED_DIGITAL = frozenset(kind for kind in DIGITAL if kind.startswith("digital_paper_"))
"""Digital, and printed on a paper form that has a code and a number of its own."""

PAPER = PRINTED_DIGITAL | {kind.value for kind in Kind if kind.value.startswith("paper_")}
"""Kinds on a paper form, which alone may be voided."""

SPECIAL = frozenset(
    kind.value
    for kind in (
        Kind.DIGITAL_SPECIAL,
        Kind.DIGITAL_PAPER_SPECIAL,
        Kind.TC_ELECTRONIC_SPECIAL,
        Kind.PAPER_SPECIAL,
        Kind.PAPER_FREIGHT,
    )
)
"""增值税专用发票: the buyer deducts their tax."""

TICKETS = frozenset({Kind.DIGITAL_RAIL.value, Kind.DIGITAL_AIR.value})
"""Tickets that are 发票: they name neither who issued them nor a classification code."""

VEHICLE = frozenset(
    kind.value for kind in (Kind.DIGITAL_VEHICLE, Kind.DIGITAL_PAPER_VEHICLE, Kind.PAPER_VEHICLE)
)
"""机动车销售统一发票: deducted as 专票 are, and filed in the same columns."""
