"""`invoicekit search WORDS… --db URL [--after CURSOR] [--json]`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import typer

from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import language, say, spoken
from invoicekit.model.record import InvoiceSummary
from invoicekit.money import quantum, round_to
from invoicekit.reports import Table

COLUMNS = ("number", "date", "customer", "currency", "total", "open", "payment")


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            help="Words that all stand in the document, its number, or how one begins: hol*."
        ),
    ],
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    limit: Annotated[int, typer.Option(help="Documents a page, the newest first.")] = 20,
    after: Annotated[str | None, typer.Option(help="The page after, as the last one says.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="An object a line.")] = False,
    locale: Annotated[str, typer.Option(help="Language of the table.")] = "en",
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    field_keys: FieldKeys = None,
) -> None:
    """Find documents by the words in them: exit 0, 1 where there is none."""
    tongue = spoken({"locale": language(locale)})
    with existing(db, tenant=tenant, field_keys=field_keys) as kit:
        page = kit.invoices.search(text=" ".join(words), limit=limit, after=after)
    if as_json:
        for found in page:
            typer.echo(found.model_dump_json(exclude_none=True))
    elif page.items:
        rows = tuple(map(_row, page.items))
        typer.echo(Table("register", COLUMNS, rows).text(tongue))
    if page.next:
        say(f"more: --after {page.next}", err=True)
    if not page.items:
        raise typer.Exit(1)


def _row(found: InvoiceSummary) -> tuple[str | date | Decimal | None, ...]:
    amounts = (found.total * found.direction, found.open_amount)
    total, left = (_shown(amount, found.currency) for amount in amounts)
    status = found.payment_status if found.number else found.document_status
    return (
        found.number,
        found.issue_date,
        found.buyer_name,
        found.currency,
        total,
        left,
        status.value,
    )


def _shown(amount: Decimal, currency: str) -> Decimal:
    return round_to(amount, quantum(currency))


COMMAND = search
