"""`invoicekit archive export|check|verify`: hand a period over, and prove what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from invoicekit.cli._existing import existing
from invoicekit.errors import InputError
from invoicekit.kit import InvoiceKit
from invoicekit.services.verify_archive import ArchiveCheck
from invoicekit.services.verify_package import verify_package

Action: TypeAlias = Literal["export", "check", "verify"]

EXPORT_TAKES = ("PERIOD", "OUT")


def archive(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="…", help="export: PERIOD OUT; check: PACKAGE; verify: nothing."),
    ] = None,
    db: Annotated[str | None, typer.Option(help="Such as sqlite:///shop.db.")] = None,
    folder: Annotated[Path | None, typer.Option("--archive", help="The archive's folder.")] = None,
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    locale: Annotated[
        str | None, typer.Option(help="The reader's language; the issuer's country's by default.")
    ] = None,
    after: Annotated[
        str | None, typer.Option(help="verify: where to go on; printed when it stops.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="verify: about how many files.")] = None,
) -> None:
    """Export a period (2026, 2026-Q1, 2026-03) for an auditor, check a package, or the archive.

    A check or verification that finds a fault exits with 1.
    """
    given = names or []
    if action == "check":
        _check(_one(given, "PACKAGE"))
        return
    if db is None or folder is None:
        raise InputError("the database or the archive is missing", expected="--db and --archive")
    with existing(db, tenant=tenant, archive=folder) as kit:
        if action == "export":
            _export(kit, given, locale)
        else:
            _verify(kit, after, limit)


def _export(kit: InvoiceKit, given: list[str], locale: str | None) -> None:
    if len(given) != len(EXPORT_TAKES):
        raise InputError("a period and a name are needed", expected=" ".join(EXPORT_TAKES))
    period, out = given
    made = kit.archive.export(period, out, locale=locale)
    typer.echo(f"{made.path}: {made.documents} documents, {made.files} files, {made.size} bytes")
    typer.echo(f"tagmanifest-sha256.txt has SHA-256 {made.digest}")
    _faults(made.faults)


def _check(package: str) -> None:
    found = verify_package(Path(package))
    typer.echo(f"{package}: {found.files} files checked")
    typer.echo(f"tagmanifest-sha256.txt has SHA-256 {found.digest}")
    _faults(found.faults)


def _verify(kit: InvoiceKit, after: str | None, limit: int | None) -> None:
    def tell(check: ArchiveCheck) -> None:
        typer.echo(f"{check.files} files, {check.size} bytes, next {check.next}", err=True)

    found = kit.archive.verify(after=after, limit=limit, progress=tell)
    typer.echo(f"{found.files} files checked, {found.disposed} of them disposed of")
    if found.next:
        typer.echo(f"go on with --after {found.next}")
    _faults(found.faults)


def _one(given: list[str], what: str) -> str:
    if len(given) != 1:
        raise InputError(f"one {what} is needed", expected=what)
    return given[0]


def _faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        typer.echo(f"fault: {fault}", err=True)
    typer.echo(f"{len(faults)} fault(s)" if faults else "all intact")
    if faults:
        raise typer.Exit(1)


COMMAND = archive
