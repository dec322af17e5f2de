"""`invoicekit demo [DIR]`: a shop's year, from its order export to the verified archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from invoicekit.cli._chinese_shop import CHINESE_FILES, run_season
from invoicekit.cli._mail_server import LOOPBACK, MailServer
from invoicekit.cli._shop import SHOP, ShopClock, shop_files
from invoicekit.cli._year import BOOKS, Year, possible
from invoicekit.delivery.email import Smtp
from invoicekit.delivery.folder import Folder
from invoicekit.errors import InputError, MissingExtra
from invoicekit.kit import InvoiceKit
from invoicekit.model.payment import Payment
from invoicekit.money import plain, quantum, round_to
from invoicekit.reports import Table
from invoicekit.services.export_archive import CATALOGUE
from invoicekit.services.verify import Verification

Country: TypeAlias = Literal["de", "cn"]

DATABASE = "shop.db"
PARTS = ("archive", "invoices", "mail", "package", "pickup", "reports")
REPORTS: tuple[tuple[str, str, str, str | None], ...] = (
    ("sales-by-month", "sales", "month", None),
    ("sales-by-quarter", "sales", "quarter", None),
    ("sales-by-year", "sales", "year", None),
    ("sales-by-customer", "sales", "year", "customer"),
    ("sales-by-product", "sales", "year", "product"),
    ("vat-by-quarter", "vat", "quarter", None),
    ("aging", "aging", "month", None),
    ("register", "register", "month", None),
    ("series", "series", "month", None),
)
"""File, report, how its periods are cut, and per what."""
FORMS: Mapping[str, Callable[[Table], bytes]] = {
    "csv": Table.csv,
    "xlsx": Table.xlsx,
    "svg": Table.svg,
}
"""What is left of each report."""
PRINTED = ("sales-by-quarter", "sales-by-year", "vat-by-quarter", "aging")
NEW_YEAR = datetime(2026, 1, 1, 8, tzinfo=UTC)


def demo(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to leave it all.")] = Path(
        "demo-out"
    ),
    data: Annotated[Path | None, typer.Option(help="A folder with the shop's CSV files.")] = None,
    country: Annotated[Country, typer.Option(help="de: a year of invoices; cn: 发票.")] = "de",
) -> None:
    """Run a shop's year: import, bill, approve, issue, mail, archive, count and verify."""
    if not SHOPS[country](folder, data):
        raise typer.Exit(1)


def _chinese(folder: Path, data: Path | None) -> bool:
    files = shop_files(data, CHINESE_FILES, "cn")
    _clear(folder)
    return run_season(folder, folder / DATABASE, files)


def _german(folder: Path, data: Path | None) -> bool:
    files = shop_files(data)
    _clear(folder)
    clock = ShopClock(NEW_YEAR)
    with (
        MailServer(folder / "mail") as mail,
        InvoiceKit.from_url(
            f"sqlite:///{(folder / DATABASE).absolute()}",
            issuer=SHOP.replace(formats=possible(SHOP.formats)),
            clock=clock,
            mail=Smtp(host=LOOPBACK, port=mail.port, tls="none", clock=clock),
            channels={"folder": Folder(folder / "pickup")},
            archive=folder / "archive",
        ) as kit,
    ):
        year = _run(kit, clock, folder, files)
        kit.reports.roll_up()  # so that the sums of sales are proven, too
        found = kit.audit.verify()
        _report(kit, folder / "reports")
        kit.archive.export(f"{NEW_YEAR.year}", folder / "package")
        _summary(kit, year, mail.count, found, folder)
    return found.intact


SHOPS: Mapping[Country, Callable[[Path, Path | None], bool]] = {"de": _german, "cn": _chinese}
"""Country → runs its shop and returns whether all is intact."""


def _run(kit: InvoiceKit, clock: ShopClock, folder: Path, files: dict[str, bytes]) -> Year:
    columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as progress:
        task = progress.add_task("import", total=None)
        kit.imports.products(files["products.csv"], actor="import")
        kit.imports.customers(files["customers.csv"], actor="import")
        orders = kit.imports.orders(files["orders.csv"], actor="import")
        refunds = sum(order.metadata.get("refunded_amount", "0.00") > "0.00" for order in orders)
        progress.update(task, total=len(orders) + refunds + 1)

        def tell(reference: str) -> None:
            progress.update(task, advance=1, description=f"invoice of {reference}")

        year = Year(kit, clock, folder / "invoices", tell)
        year.run(list(orders))
        progress.update(task, description="payments")
        kit.imports.payments(files["payments.csv"], actor=BOOKS)
        progress.update(task, advance=1, description="done")
    return year


def _report(kit: InvoiceKit, folder: Path) -> None:
    """Leaves every report in every form, says what a form lacks, and prints some."""
    folder.mkdir()
    tables = {name: kit.reports.make(report, by=cut, per=per) for name, report, cut, per in REPORTS}
    for form, made in FORMS.items():
        try:
            for name, table in tables.items():
                (folder / f"{name}.{form}").write_bytes(made(table))
        except MissingExtra as missing:
            typer.echo(f"no {form}: {missing}\n")
    for name, table in tables.items():
        if name in PRINTED:
            typer.echo(f"{name.replace('-', ' ')}\n{table.text()}\n")


def _clear(folder: Path) -> None:
    """Makes room for a new run; only what a demo left there is removed."""
    if folder.exists() and any(folder.iterdir()) and not (folder / DATABASE).is_file():
        raise InputError(
            f"{folder} has files that are not a demo's",
            where=str(folder),
            expected="an empty folder, or one an earlier demo left",
        )
    for name in PARTS:
        shutil.rmtree(folder / name, ignore_errors=True)
    for file in folder.glob(f"{DATABASE}*"):
        file.unlink()
    (folder / "invoices").mkdir(parents=True)


def _summary(kit: InvoiceKit, year: Year, mails: int, found: Verification, folder: Path) -> None:
    unapplied = [payment for payment in _payments(kit) if payment.unapplied]
    paid = sum(
        kit.invoices.get(record.id).payment_status.value == "paid"
        for record in year.issued.values()
    )
    say = typer.echo
    say(f"{len(year.issued)} orders billed, each invoice equal to its order's total")
    say(f"{len(year.credited)} credited, {paid} paid in full")
    say("paid and left over for later: " + _amounts(unapplied))
    say(f"{mails} mails by SMTP; " + ", ".join(f"{n} {k}" for k, n in found.counts.items()))
    say("verified: all intact" if found.intact else "verified: " + "; ".join(found.faults))
    say("\nLook at")
    for place, what in _places(year, folder):
        say(f"  {place}  {what}")


def _payments(kit: InvoiceKit) -> list[Payment]:
    page = kit.payments.list(limit=200)
    return list(page)


def _amounts(payments: list[Payment]) -> str:
    return ", ".join(_amount(each) for each in payments) or "none"


def _amount(payment: Payment) -> str:
    amount = round_to(payment.unapplied, quantum(payment.currency))
    return f"{plain(amount)} {payment.currency}"


def _places(year: Year, folder: Path) -> list[tuple[Path, str]]:
    worth = {"#1001": "one page", "#1037": "several pages", "#1011": "in Chinese"}
    places = [
        (next(iter(folder.glob(f"invoices/{year.issued[order].number}.*")), folder), what)
        for order, what in worth.items()
        if order in year.issued
    ]
    return [
        *places,
        (folder / "mail", "the mails, as .eml files"),
        (folder / "pickup", "documents for customers who pick them up"),
        *_reports(folder / "reports"),
        (folder / "archive", "every original, with its hash in the database"),
        (folder / "package" / CATALOGUE, "the year for an auditor: its catalogue, for a browser"),
        (folder / DATABASE, f"try: invoicekit verify --db sqlite:///{folder / DATABASE}"),
    ]


def _reports(folder: Path) -> list[tuple[Path, str]]:
    forms = [form.upper() for form in FORMS if any(folder.glob(f"*.{form}"))]
    worth = {
        "sales-by-month.svg": "sales as a chart: open it in a browser",
        "register.xlsx": "the register as a workbook, the audit of its series beside it",
    }
    shown = [(folder / name, what) for name, what in worth.items() if (folder / name).is_file()]
    every = f"sales, VAT, aging, the register and the series as {', '.join(forms)}"
    return [(folder, every), *shown]


COMMAND = demo
