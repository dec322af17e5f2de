"""Reading a CSV table strictly: its header is checked, and every cell knows its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from invoicekit.codelists import codes
from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.money import exact
from invoicekit.services._csv_rows import csv_rows

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """What a row says, and the line of the file it begins on."""

    value: T
    line: int


@dataclass(frozen=True, slots=True)
class Table(Generic[T]):
    """The good rows of a file, and what is wrong with the others."""

    items: tuple[Parsed[T], ...]
    findings: tuple[Finding, ...] = ()


@dataclass
class Cells:
    """The cells of one row; what is wrong is collected, and something harmless is returned."""

    line: int
    values: dict[str, str]
    findings: list[Finding] = field(default_factory=list)

    def text(self, column: str) -> str | None:
        """Returns the text without blanks around it, None where the cell is empty or missing."""
        return self.values.get(column, "").strip() or None

    def needed(self, column: str) -> str:
        """Returns the text; an empty cell is a finding."""
        text = self.text(column)
        if text is None:
            self.fault("IK-IMPORT-EMPTY", column, "", "a value")
        return text or ""

    def amount(self, column: str) -> Decimal | None:
        """Returns an exact number, None where the cell is empty."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return exact(text)
        except ValueError:
            self.fault("IK-IMPORT-AMOUNT", column, text, "a number such as 1234.50")
            return None

    def needed_amount(self, column: str) -> Decimal:
        """Returns an exact number; an empty cell is a finding."""
        if self.text(column) is None:
            self.needed(column)
        return self.amount(column) or Decimal(0)

    def day(self, column: str) -> date | None:
        """Returns the day of a date or a local time, as the file's own place counts days."""
        text = self.text(column)
        if text is None:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.fault("IK-IMPORT-DATE", column, text, "a date such as 2026-10-31")
            return None

    def code(self, column: str, code_list: str) -> str:
        """Returns a code of a list such as `currencies`."""
        text = self.needed(column)
        if text and text not in codes(code_list):
            self.fault("IK-IMPORT-CODE", column, text, f"a code of the list {code_list}")
        return text

    def choice(self, column: str, allowed: Iterable[str]) -> str:
        """Returns one of a few words, the first where the cell has another."""
        known = tuple(allowed)
        text = self.needed(column)
        if text in known:
            return text
        if text:
            self.fault("IK-IMPORT-CODE", column, text, "one of " + ", ".join(known))
        return known[0]

    def fault(self, rule: str, column: str, found: str, expected: str) -> None:
        """Notes that a cell is wrong."""
        self.findings.append(
            Finding(
                rule=rule,
                severity=Severity.ERROR,
                message=f"{column} is {found!r}, expected {expected}"
                if found
                else f"{column} is empty, expected {expected}",
                path=column,
                params={"column": column, "found": found, "expected": expected},
                location=f"line {self.line}",
            )
        )


def read_table(
    content: str | bytes, required: Iterable[str], what: str, make: Callable[[Cells], T]
) -> Table[T]:
    """Returns what each row of a CSV file says, without the rows in which something is wrong.

    Args:
        content: The file, decoded, or as bytes of UTF-8 or UTF-16.
        required: Columns that must be there; others may be, in any order.
        what: What the file is, for messages.
        make: Returns what a row says, and leaves findings in its cells.

    Raises:
        InputError: As `read_rows`.
    """
    rows = [(cells, make(cells)) for cells in read_rows(content, required, what)]
    good = [Parsed(value, cells.line) for cells, value in rows if not cells.findings]
    findings = [finding for cells, _ in rows for finding in cells.findings]
    return Table(tuple(good), tuple(findings))


def read_rows(content: str | bytes, required: Iterable[str], what: str) -> list[Cells]:
    """Returns the rows of a CSV file; one with too many or too few cells has a finding.

    Args:
        content: The file, decoded, or as bytes of UTF-8 or UTF-16.
        required: Columns that must be there; others may be, in any order.
        what: What the file is, for messages.

    Raises:
        InputError: It is empty, columns are missing, its quotes do not close, or its bytes are in
            no encoding we read.
    """
    table = csv_rows(content, what)
    header, _ = next(table, ([], 1))
    _check_header(header, tuple(required), what)
    return [_row(header, cells, line) for cells, line in table if cells]


def _check_header(header: list[str], required: tuple[str, ...], what: str) -> None:
    missing = [column for column in required if column not in header]
    if missing:
        found = ", ".join(header[:6]) + (" …" if len(header) > 6 else "")  # noqa: PLR2004 - a taste of it
        raise InputError(
            f"{what}: the header lacks " + ", ".join(missing),
            where="line 1",
            expected="the columns " + ", ".join(required),
            hint=f"The first line reads: {found}" if header else "The file is empty.",
            params={"missing": list[object](missing)},
        )


def _row(header: list[str], cells: list[str], line: int) -> Cells:
    row = Cells(line, dict(zip(header, cells, strict=False)))
    if len(cells) != len(header):
        row.fault("IK-IMPORT-WIDTH", "the row", f"{len(cells)} cells", f"{len(header)}")
    return row
