"""Which rules judge a document where nobody says."""

from __future__ import annotations

from invoicekit.model import Invoice

_EN16931 = "urn:cen.eu:en16931:2017"
"""What every specification identifier (BT-24) of EN 16931 begins with."""


def profile_of(invoice: Invoice, rules: str = "core") -> str:
    """Returns the rule set's name: by the specification (BT-24), else the format's rules."""
    return "en16931" if (invoice.specification or "").startswith(_EN16931) else rules
