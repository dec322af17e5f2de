"""PDF: ours against bare typst on the same template, and against WeasyPrint on our HTML.

Bare typst gets the finished JSON: what is left is the price of the view model and the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from benchmarks import Row, compared, medians
from benchmarks._typst import bare
from invoicekit.model import (
    Address,
    BankAccount,
    Invoice,
    InvoiceLine,
    Item,
    Party,
    PaymentInstructions,
    Price,
    TaxId,
    Totals,
    VatBreakdown,
)
from invoicekit.renderers import RENDERERS, view_of

ROUNDS = {10: 9, 200: 5}
"""Lines → rounds."""
SLOW_ROUNDS = 3
BARE_AT_MOST = 1.3
WEASYPRINT_AT_LEAST = {10: 10.0, 200: 6.0}


def run() -> list[Row]:
    """Returns the rows; those of WeasyPrint only where it is installed."""
    rows: list[Row] = []
    for lines, rounds in ROUNDS.items():
        name = f"pdf, {lines} lines"
        jobs = [_ours(_invoices(lines, "A", rounds)), bare(_invoices(lines, "B", rounds), "de")]
        ours, typst = medians(jobs, rounds=rounds)
        rows.append(compared(f"{name} / bare typst", ours, typst, BARE_AT_MOST))
        if (weasy := _weasyprint(_invoices(lines, "C", SLOW_ROUNDS))) is not None:
            (slow,) = medians([weasy], rounds=SLOW_ROUNDS)
            limit = WEASYPRINT_AT_LEAST[lines]
            rows.append(Row(f"WeasyPrint / {name}", ours, slow, slow / ours, limit, at_most=False))
    return rows


def _ours(invoices: Iterator[Invoice]) -> Callable[[], object]:
    def job() -> object:
        return RENDERERS["pdf"].render(view_of(next(invoices), "de", original=True), None)

    return job


def _weasyprint(invoices: Iterator[Invoice]) -> Callable[[], object] | None:
    try:
        import weasyprint  # type: ignore[import-untyped]  # ships none
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return None
    fonts = FontConfiguration()

    def job() -> object:
        page = RENDERERS["html"].render(view_of(next(invoices), "de", original=True), None).decode()
        return weasyprint.HTML(string=page).write_pdf(font_config=fonts)

    return job


def _invoices(lines: int, letter: str, rounds: int) -> Iterator[Invoice]:
    """One for each round and the one before; each with its number, so that no cache answers."""
    return iter([_invoice(lines, f"{letter}-{n}") for n in range(rounds + 1)])


def _invoice(lines: int, number: str) -> Invoice:
    """An invoice of so many lines of 10.00."""
    net = Decimal(lines) * 10
    vat = net * 19 / 100
    return Invoice(
        number=number,
        issue_date=date(2026, 11, 24),
        due_date=date(2026, 12, 8),
        currency="EUR",
        payment_terms="net 14",
        seller=_party("Nordlicht Studio GmbH", "Hamburg"),
        buyer=_party("Café Großmann & Søn OHG", "Düsseldorf"),
        payment_instructions=PaymentInstructions(
            means_code="58", accounts=(BankAccount(id="DE02120300000000202051"),)
        ),
        lines=[_line(i, number) for i in range(1, lines + 1)],
        vat_breakdown=[VatBreakdown(category="S", rate="19", taxable_amount=net, tax_amount=vat)],
        totals=Totals(
            line_total=net, without_vat=net, vat=vat, with_vat=net + vat, amount_due=net + vat
        ),
    )


def _party(name: str, city: str) -> Party:
    address = Address(line1="Musterstraße 1", city=city, postcode="20457", country="DE")
    return Party(name=name, tax_ids=[TaxId(country="DE", value="312456789")], address=address)


def _line(position: int, number: str) -> InvoiceLine:
    return InvoiceLine(
        id=str(position),
        quantity="1",
        unit="H87",
        price=Price(net="10.00"),
        net_amount="10.00",
        vat_category="S",
        vat_rate="19",
        item=Item(
            name=f"Schreibtischlampe {position}",
            description=f"Messing gebürstet, Los {number}",
            seller_id=f"{48000 + position}",
        ),
    )
