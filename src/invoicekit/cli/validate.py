"""`invoicekit validate FILE… | FOLDER…`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from invoicekit.binding import Limits
from invoicekit.cli import UNUSABLE
from invoicekit.cli._judging import Mode, Verdict, files_of, suffixes, verdicts
from invoicekit.cli._verdicts import FORMS
from invoicekit.errors import InputError
from invoicekit.findings import said
from invoicekit.findings.messages import languages
from invoicekit.rules import RULE_SETS

INVALID = 1
"""Exit code where some invoices are not valid."""
_FEW = 20
"""Up to so many files are judged sooner than a bar is drawn."""


def validate_files(
    paths: Annotated[list[Path], typer.Argument(help="Invoices in any known format, or folders.")],
    profile: Annotated[str, typer.Option(help="The rule set.")] = "auto",
    mode: Annotated[str, typer.Option(help="auto, official or strict.")] = "auto",
    language: Annotated[str, typer.Option("--lang", help="en, de, fr or zh.")] = "en",
    form: Annotated[str, typer.Option("--format", help="text, json, csv or sarif.")] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Short for --format json.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes that judge.")] = 1,
    attachment: Annotated[
        int, typer.Option("--max-attachment", min=1, help="Megabytes of one attachment.")
    ] = 10,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Nothing of valid files.")] = False,
) -> None:
    """Judge invoices: exit 0 when all are valid, 1 when some are not, 2 for unusable input."""
    form = "json" if as_json else form
    _known(mode, "--mode", ("auto", "official", "strict"))
    _known(form, "--format", tuple(FORMS))
    _known(language, "--lang", ("en", *languages()))
    if profile != "auto":
        RULE_SETS[profile]  # says which there are where this one is not
    lines, counts = FORMS[form](language, quiet=quiet), _Counts()
    _say(lines.head())
    limits = Limits(attachment=attachment * 1024 * 1024)
    judged = verdicts(files_of(paths), profile, cast("Mode", mode), jobs=jobs, limits=limits)
    with _bar(paths) as step:
        for verdict in judged:
            counts.add(verdict)
            _say(lines.each(verdict))
            step()
    _say(lines.tail())
    if not counts.files:
        typer.echo(said(_nothing_in(paths), language), err=True)
        raise typer.Exit(UNUSABLE)
    if counts.files != 1 and (form == "text" or sys.stderr.isatty()):
        typer.echo(said(counts.summary(), language), err=form != "text")
    if counts.code:
        raise typer.Exit(counts.code)


@dataclass(slots=True)
class _Counts:
    """How many files were of which kind, and which rules did not hold in how many of them."""

    files: int = 0
    valid: int = 0
    unreadable: int = 0
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, verdict: Verdict) -> None:
        self.files += 1
        self.unreadable += verdict.report is None
        self.valid += verdict.report is not None and verdict.report.valid
        if verdict.report:
            self.rules.update({finding.rule for finding in verdict.report.errors})

    @property
    def code(self) -> int:
        if self.unreadable:
            return UNUSABLE
        return 0 if self.valid == self.files else INVALID

    def summary(self) -> str:
        invalid = self.files - self.valid - self.unreadable
        told = f"{self.files:,} files: {self.valid:,} valid, {invalid:,} invalid"
        told += f", {self.unreadable:,} unreadable"
        most = ", ".join(f"{rule} ({times:,})" for rule, times in self.rules.most_common(5))
        return f"{told}; most often {most}" if most else told


def _nothing_in(folders: list[Path]) -> str:
    named, endings = ", ".join(map(str, folders)), ", ".join(suffixes())
    return f"no invoice in {named}: no file there, nor in a folder within, ends in {endings}"


def _known(given: str, option: str, choices: tuple[str, ...]) -> None:
    if given not in choices:
        raise InputError(
            f"no {option.removeprefix('--')} {given!r}",
            where=option,
            expected=", ".join(choices[:-1]) + f" or {choices[-1]}",
        )


def _say(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)


@contextmanager
def _bar(paths: list[Path]) -> Iterator[Callable[[], None]]:
    """Yields what is called after each file: it moves a bar on a terminal, else does nothing."""
    console = Console(stderr=True)
    few = not console.is_terminal or len(list(islice(files_of(paths), _FEW + 1))) <= _FEW
    if few:
        yield lambda: None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("files"), TimeRemainingColumn())
    # Text for the same terminal goes above the bar; text for a file or a pipe goes its own way.
    shared = sys.stdout.isatty()
    with Progress(*columns, console=console, transient=True, redirect_stdout=shared) as progress:
        task = progress.add_task("", total=sum(1 for _ in files_of(paths)))
        yield lambda: progress.advance(task)


COMMAND = validate_files
