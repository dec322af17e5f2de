"""A shop that charges no VAT and asks for no approval, for tests that issue many documents."""

from __future__ import annotations

import invoicekit as ik
from invoicekit.kit._renderers import KitRenderers

SHOP = ik.Issuer(
    party=ik.Party(
        name="Shop Ltd",
        address=ik.Address(line1="1 High Street", city="Auckland", postcode="1010", country="NZ"),
    ),
    approval=ik.ApprovalPolicy(bands=[]),
)
LINE = ik.OrderLine(name="Keyboard", quantity="1", unit_price="10", vat="O")


class Pages(KitRenderers):
    """Makes no PDF: half of the time would be spent at the typesetter."""

    def standard(self) -> tuple[str, ...]:
        """Returns what is made of every document."""
        return ("html",)
