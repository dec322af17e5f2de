"""`invoicekit report NAME --db URL [--format table|json|csv|xlsx|html|svg]`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import language
from invoicekit.errors import InputError
from invoicekit.money import exact
from invoicekit.reports import Entered, Table
from invoicekit.whole_files import write_whole

FORMS: Mapping[str, Callable[[Table, str], bytes]] = {
    "table": lambda table, locale: f"{table.text(locale)}\n".encode(),
    "json": lambda table, _: table.json(),
    "csv": lambda table, _: table.csv(),
    "xlsx": lambda table, locale: table.xlsx(locale),
    "html": lambda table, locale: table.html(locale),
    "svg": lambda table, locale: table.svg(locale),
}
"""How a table is told, in which language."""
BINARY = "xlsx"

ByHand = Annotated[
    list[str] | None,
    typer.Option(help="Income without an invoice for a return: ROW=NET or ROW=NET:TAX."),
]
VatDue = Annotated[
    str | None, typer.Option(help="The VAT due, for the surcharges of a Chinese return.")
]
Small = Annotated[
    bool, typer.Option("--small", help="A 小型微利企业, which pays half of its surcharges.")
]


def report(  # noqa: PLR0913, PLR0917 - an option each
    name: Annotated[
        str,
        typer.Argument(
            help="sales, vat, aging, register, series, input-tax, cn-schedule-1 or cn-small-scale."
        ),
    ],
    db: Annotated[str, typer.Option(help="Such as sqlite:///shop.db.")],
    form: Annotated[str, typer.Option("--format", help=", ".join(FORMS))] = "table",
    out: Annotated[Path | None, typer.Option(help="A file; stdout without it.")] = None,
    by: Annotated[str, typer.Option(help="month, quarter or year.")] = "month",
    per: Annotated[
        str | None, typer.Option(help="customer, country or product, for sales.")
    ] = None,
    start: Annotated[str | None, typer.Option(help="First issue date, as 2026-01-01.")] = None,
    end: Annotated[str | None, typer.Option(help="Last issue date.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day it is true of; today.")] = None,
    entered: ByHand = None,
    vat_due: VatDue = None,
    seat: Annotated[str, typer.Option(help="city, town or elsewhere, for surcharges.")] = "city",
    small: Small = False,
    locale: Annotated[str, typer.Option(help="Language of table, xlsx, html and svg.")] = "en",
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    field_keys: FieldKeys = None,
) -> None:
    """Make a report over the issued documents."""
    if form not in FORMS:
        raise InputError(f"no form {form!r}", where="--format", expected=", ".join(FORMS))
    if form == BINARY and out is None and _to_terminal():
        raise InputError("a workbook is no text", where="--out", expected="a file to write it to")
    tongue = language(locale)
    with existing(db, tenant=tenant, field_keys=field_keys) as kit:
        table = kit.reports.make(
            name,
            by=by,
            per=per,
            start=_day(start),
            end=_day(end),
            as_of=_day(as_of),
            entered=map(_entered, entered or ()),
            vat_due=vat_due,
            seat=seat,
            small=small,
        )
    data = FORMS[form](table, tongue)
    if out:
        write_whole(out, data)
    else:
        typer.echo(data, nl=False)


def _to_terminal() -> bool:
    return sys.stdout.isatty()


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise InputError(f"{text!r} is no date", expected="such as 2026-10-31") from problem


def _entered(text: str) -> Entered:
    row, _, amounts = text.partition("=")
    net, _, tax = amounts.partition(":")
    try:
        return Entered(row, exact(net), exact(tax) if tax else None)
    except ValueError as problem:
        raise InputError(
            f"{text!r} is no entry",
            where="--entered",
            expected="such as 1=200.00 or 1=200.00:26.00",
        ) from problem


COMMAND = report
