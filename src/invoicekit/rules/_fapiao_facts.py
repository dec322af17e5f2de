"""What several rules of 发票 ask of a document, its lines, and the lines beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from invoicekit.jurisdiction.fapiao import tax_code_of
from invoicekit.model import Fapiao, FapiaoLine, Invoice, InvoiceLine
from invoicekit.rules._facts import Facts

NORMAL, DISCOUNT, DISCOUNTED = "00", "01", "02"
"""发票行性质: the nature of a line."""

_NO_FACTS = Fapiao()
_NO_LINE_FACTS = FapiaoLine()


def said(invoice: Invoice) -> Fapiao:
    """Returns what the document says as a 发票."""
    return invoice.fapiao or _NO_FACTS


def told(line: InvoiceLine) -> FapiaoLine:
    """Returns what a line says as one of a 发票."""
    return line.fapiao or _NO_LINE_FACTS


def classes(invoice: Invoice) -> frozenset[str]:
    """Returns the first digits of the classification codes: 1 goods, 3 services, 6 not taxable."""
    return frozenset(code[0] for line in invoice.lines if (code := tax_code_of(line)))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The lines above and below a line."""

    above: InvoiceLine | None
    below: InvoiceLine | None


def neighbours(line: InvoiceLine, facts: Facts) -> Neighbours:
    """Returns what stands above and below a line of the document."""
    return facts.of(_all_neighbours).get(id(line), Neighbours(None, None))


def _all_neighbours(facts: Facts) -> dict[int, Neighbours]:
    lines: Sequence[InvoiceLine | None] = (None, *facts.invoice.lines, None)
    return {
        id(line): Neighbours(lines[place - 1], lines[place + 1])
        for place, line in enumerate(lines)
        if line is not None
    }
