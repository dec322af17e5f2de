"""PDF: ours against bare typst on the same template, and against WeasyPrint on our HTML.

Medians of CPU time, warm. Bare typst gets the finished JSON: what is left is the price of the view
model and the checks. Run alone: `python benchmarks/pdf.py`.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

import typst

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
from invoicekit.renderers._fonts import families, folders
from invoicekit.renderers._templates import FOLDER

ROUNDS = {10: 9, 200: 5}
BARE_AT_MOST = 1.3
WEASYPRINT_AT_LEAST = {10: 10.0, 200: 6.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One comparison: `ratio` must be at most (or at least) `limit`."""

    name: str
    ours_ms: float
    theirs_ms: float
    ratio: float
    limit: float
    at_most: bool

    @property
    def holds(self) -> bool:
        """Whether the limit is kept."""
        return self.ratio <= self.limit if self.at_most else self.ratio >= self.limit


def run() -> list[Row]:
    """Returns the rows; those of WeasyPrint only where it is installed."""
    rows: list[Row] = []
    for lines, rounds in ROUNDS.items():
        ours, bare = _medians([_ours(lines), _bare(lines)], rounds)
        name = f"pdf, {lines} lines"
        rows.append(Row(f"{name} / bare typst", ours, bare, ours / bare, BARE_AT_MOST, True))
        if (weasy := _weasyprint(lines)) is not None:
            (slow,) = _medians([weasy], 3)
            limit = WEASYPRINT_AT_LEAST[lines]
            rows.append(Row(f"WeasyPrint / {name}", ours, slow, slow / ours, limit, False))
    return rows


def _medians(jobs: list[Callable[[int], object]], rounds: int) -> list[float]:
    """Milliseconds of CPU, the jobs by turns so that both meet the same machine."""
    spent: list[list[float]] = [[] for _ in jobs]
    for round_ in range(-1, rounds):
        for job, times in zip(jobs, spent, strict=True):
            start = time.process_time()
            job(round_)
            if round_ >= 0:
                times.append((time.process_time() - start) * 1000)
    return [statistics.median(times) for times in spent]


def _ours(lines: int) -> Callable[[int], object]:
    def job(round_: int) -> object:
        view = view_of(_invoice(lines, f"A-{round_}"), "de", original=True)
        return RENDERERS["pdf"].render(view, None)

    return job


def _bare(lines: int) -> Callable[[int], object]:
    compiler = typst.Compiler(root=str(FOLDER), font_paths=list(folders()))
    source = (FOLDER / "standard.typ").read_bytes()
    inputs = {round_: _data(lines, f"B-{round_}") for round_ in range(-1, max(ROUNDS.values()))}

    def job(round_: int) -> object:
        return compiler.compile(
            source,
            format="pdf",
            sys_inputs={"data": inputs[round_]},
            pdf_standards=["a-2b"],
            timestamp=0,
        )

    return job


def _data(lines: int, number: str) -> str:
    view = view_of(_invoice(lines, number), "de", original=True)
    return json.dumps({**asdict(view), "attached": [], "fonts": families("", "de")})


def _weasyprint(lines: int) -> Callable[[int], object] | None:
    try:
        import weasyprint  # type: ignore[import-untyped]  # ships none
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return None
    fonts = FontConfiguration()

    def job(round_: int) -> object:
        view = view_of(_invoice(lines, f"C-{round_}"), "de", original=True)
        page = RENDERERS["html"].render(view, None).decode()
        return weasyprint.HTML(string=page).write_pdf(font_config=fonts)

    return job


def _invoice(lines: int, number: str) -> Invoice:
    """An invoice of so many lines of 10.00; another number each round, so that no cache answers."""
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


if __name__ == "__main__":
    for row in run():
        sign = "≤" if row.at_most else "≥"
        print(
            f"{row.name:34} {row.ours_ms:8.1f} ms {row.theirs_ms:8.1f} ms "
            f"{row.ratio:6.2f} {sign} {row.limit:g} {'ok' if row.holds else 'MISSED'}"
        )
