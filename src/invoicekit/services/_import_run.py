"""Storing what was read: all of it or nothing, or every good row by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, Literal, Protocol, TypeVar

from invoicekit.errors import (
    DuplicateKey,
    IdempotencyConflict,
    InputError,
    InvoiceKitError,
    LimitError,
    NotFound,
)
from invoicekit.findings import Finding, Report, Severity, ValidationFailed
from invoicekit.ports import UnitOfWork
from invoicekit.services._import_table import Parsed, Table

T = TypeVar("T")
D = TypeVar("D")
R = TypeVar("R")

OnError = Literal["stop", "skip"]
"""`stop`: one bad row and nothing is imported; `skip`: the rest is."""

REFUSALS = (
    DuplicateKey,
    IdempotencyConflict,
    InputError,
    LimitError,
    NotFound,
    ValidationFailed,
)
"""What is the row's fault; anything else (a lock, a full disk) is not, and goes up."""


class Write(Protocol):
    """Runs work in a transaction and returns its result."""

    def __call__(self, work: Callable[[UnitOfWork], R], /) -> R:
        """Commits when `work` returns, rolls back when it raises."""
        ...


@dataclass(frozen=True)
class Imported(Generic[T]):
    """What was stored, in the order of the file, and what was found, each with its line.

    An error is a row that was left out, a warning one that was stored all the same.
    """

    items: tuple[T, ...]
    findings: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def store(
    write: Write, table: Table[D], keep: Callable[[UnitOfWork, D], T], on_error: OnError
) -> Imported[T]:
    """Stores the rows of a table.

    Raises:
        ValidationFailed: `stop`, and a row is bad; nothing was stored.
    """
    if on_error == "stop":
        Report(table.findings, profile="import").ensure_valid("the file")
        kept = write(lambda uow: tuple(_strict(uow, row, keep) for row in table.items))
        return Imported(kept, table.findings)
    items, findings = [], [*table.findings]
    for row in table.items:
        try:
            items.append(_alone(write, row, keep))
        except REFUSALS as problem:
            findings += _findings(problem, row.line)
    return Imported(tuple(items), tuple(sorted(findings, key=_line_of)))


def _alone(write: Write, row: Parsed[D], keep: Callable[[UnitOfWork, D], T]) -> T:
    return write(lambda uow: keep(uow, row.value))


def _strict(uow: UnitOfWork, row: Parsed[D], keep: Callable[[UnitOfWork, D], T]) -> T:
    try:
        return keep(uow, row.value)
    except REFUSALS as problem:
        report = Report(tuple(_findings(problem, row.line)), profile="import")
        raise ValidationFailed(report, "the file") from problem


def _findings(problem: InvoiceKitError, line: int) -> list[Finding]:
    place = f"line {line}"
    if isinstance(problem, ValidationFailed):
        return [replace(finding, location=place) for finding in problem.report.findings]
    return [
        Finding(
            rule="IK-IMPORT-REFUSED",
            severity=Severity.ERROR,
            message=str(problem),
            params={"code": problem.code},
            location=place,
        )
    ]


def _line_of(finding: Finding) -> int:
    return int(finding.location.rpartition(" ")[2])
