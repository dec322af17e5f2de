"""`invoicekit archive …`: hand a period over, prove what is kept, change its keys."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

import typer

from invoicekit.cli._archive_at import Ring, Where, archive_at
from invoicekit.cli._existing import FieldKeys, existing
from invoicekit.cli._locale import say
from invoicekit.encryption import KeyRing
from invoicekit.errors import InputError
from invoicekit.kit import InvoiceKit
from invoicekit.services.rewrap_archive import Rewrapping
from invoicekit.services.verify_archive import ArchiveCheck
from invoicekit.services.verify_package import verify_package
from invoicekit.whole_files import write_whole

Action: TypeAlias = Literal["export", "check", "verify", "rewrap", "new-key"]

EXPORT_TAKES = ("PERIOD", "OUT")


def archive(  # noqa: PLR0913, PLR0917 - an option each
    action: Annotated[Action, typer.Argument(help="What to do.")],
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="…", help="export: PERIOD OUT; check: PACKAGE; new-key: ID; others: nothing."
        ),
    ] = None,
    db: Annotated[str | None, typer.Option(help="Such as sqlite:///shop.db.")] = None,
    where: Where = None,
    keys: Ring = None,
    tenant: Annotated[str, typer.Option(help="Whose data.")] = "default",
    locale: Annotated[
        str | None, typer.Option(help="The reader's language; the issuer's country's by default.")
    ] = None,
    after: Annotated[
        str | None, typer.Option(help="verify, rewrap: where to go on; printed when it stops.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="verify: a file that remembers where to go on.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="verify, rewrap: about how many files.")] = None,
    seconds: Annotated[int | None, typer.Option(help="verify: about how long.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="verify: only what was archived from then on (UTC).")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="verify: files read at once.")] = 1,
    actor: Annotated[
        str | None, typer.Option(help="rewrap: who changes the keys; who is logged in by default.")
    ] = None,
    field_keys: FieldKeys = None,
) -> None:
    """Export a period for an auditor, check a package, verify the archive, change its keys.

    PERIOD is such as 2026, 2026-Q1 or 2026-03. A check or verification that finds a fault exits
    with 1.
    """
    given = names or []
    if action == "check":
        _check(_one(given, "PACKAGE"))
        return
    if action == "new-key":
        _new_key(_one(given, "ID"), keys)
        return
    if db is None or where is None:
        raise InputError("the database or the archive is missing", expected="--db and --archive")
    at = archive_at(where, keys)
    with existing(db, tenant=tenant, archive=at, field_keys=field_keys) as kit:
        if action == "export":
            _export(kit, given, locale)
        elif action == "rewrap":
            _rewrap(kit, actor or getuser(), after, limit)
        else:
            day = since.replace(tzinfo=UTC) if since else None
            _verify(kit, _Asked(after, limit, seconds, day, workers), state)


@dataclass(frozen=True)
class _Asked:
    """What a verification is asked to look at."""

    after: str | None
    limit: int | None
    seconds: int | None
    since: datetime | None
    workers: int

    def run(self, kit: InvoiceKit, progress: Callable[[ArchiveCheck], None]) -> ArchiveCheck:
        """Returns what it found."""
        with ExitStack() as stack:
            pool = None
            if self.workers > 1:
                pool = stack.enter_context(ThreadPoolExecutor(self.workers))
            return kit.archive.verify(
                after=self.after,
                limit=self.limit,
                seconds=self.seconds,
                since=self.since,
                executor=pool,
                progress=progress,
            )


def _export(kit: InvoiceKit, given: list[str], locale: str | None) -> None:
    if len(given) != len(EXPORT_TAKES):
        raise InputError("a period and a name are needed", expected=" ".join(EXPORT_TAKES))
    period, out = given
    made = kit.archive.export(period, out, locale=locale)
    say(f"{made.path}: {made.documents} documents, {made.files} files, {made.size} bytes")
    say(f"tagmanifest-sha256.txt has SHA-256 {made.digest}")
    _faults(made.faults)


def _check(package: str) -> None:
    found = verify_package(Path(package))
    say(f"{package}: {found.files} files checked")
    say(f"tagmanifest-sha256.txt has SHA-256 {found.digest}")
    _faults(found.faults)


def _verify(kit: InvoiceKit, asked: _Asked, state: Path | None) -> None:
    if state is not None and asked.after is None and state.is_file():
        asked = replace(asked, after=state.read_text("utf-8").strip() or None)

    def tell(check: ArchiveCheck) -> None:
        say(f"{check.files} files, {check.size} bytes, next {check.next}", err=True)
        if state is not None:
            _remember(state, check.next)

    found = asked.run(kit, tell)
    say(f"{found.files} files checked, {found.disposed} of them disposed of")
    if found.next:
        say(f"go on with --after {found.next}")
    _faults(found.faults)


def _remember(state: Path, cursor: str | None) -> None:
    """Keeps where to go on, whole or not at all; the end begins anew."""
    write_whole(state, (cursor or "").encode())


def _rewrap(kit: InvoiceKit, actor: str, after: str | None, limit: int | None) -> None:
    def tell(run: Rewrapping) -> None:
        say(f"{run.files} files, {run.rewrapped} rewrapped, next {run.next}", err=True)

    run = kit.archive.rewrap(actor=actor, after=after, limit=limit, progress=tell)
    say(f"{run.files} files looked at, {run.rewrapped} rewrapped")
    if run.next:
        say(f"go on with --after {run.next}")
    _faults(run.faults)


def _new_key(key_id: str, keys: Path | None) -> None:
    if keys is None:
        raise InputError("the key ring's file is missing", expected="--keys FILE")
    ring = KeyRing.read(keys).with_new_key(key_id) if keys.exists() else KeyRing.generate(key_id)
    ring.save(keys)
    say(f"{keys}: {ring.current} seals from now on; keys: {', '.join(ring.ids)}")


def _one(given: list[str], what: str) -> str:
    if len(given) != 1:
        raise InputError(f"one {what} is needed", expected=what)
    return given[0]


def _faults(faults: tuple[str, ...]) -> None:
    for fault in faults:
        say(f"fault: {fault}", err=True)
    say(f"{len(faults)} fault(s)" if faults else "all intact")
    if faults:
        raise typer.Exit(1)


COMMAND = archive
