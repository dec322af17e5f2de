"""What both syntaxes of XRechnung have in common: identifiers, and who needs the extension.

Source: XRechnung 3.0 (KoSIT), https://xeinkauf.de/xrechnung/
"""

from __future__ import annotations

from collections.abc import Callable

from invoicekit.model import Invoice

SPECIFICATION = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
EXTENSION = f"{SPECIFICATION}#conformant#urn:xeinkauf.de:kosit:extension:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def as_xrechnung(write: Callable[[Invoice], bytes]) -> Callable[[Invoice], bytes]:
    """Returns a `write` that names XRechnung as specification (BT-24), and a process (BT-23).

    A profile of XRechnung that is named already stays; lines below lines and payments of third
    parties make the extension of it.
    """

    def write_as(invoice: Invoice) -> bytes:
        given = invoice.specification or ""
        extended = bool(invoice.third_party_payments) or any(line.lines for line in invoice.lines)
        named = EXTENSION if extended else SPECIFICATION
        if given.startswith(SPECIFICATION) and (given != SPECIFICATION or not extended):
            named = given
        process = invoice.business_process or PROCESS
        return write(invoice.replace(specification=named, business_process=process))

    return write_as
