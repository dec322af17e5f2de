"""Tables: each row binds a path of the file to a field, for reading, checking and writing.

    PERIOD = Table(at("cbc:StartDate", "start", iso_date), at("cbc:EndDate", "end", iso_date))
    LINE = Table(at("cbc:ID", "id"), one("cac:InvoicePeriod", "period", PERIOD))

Paths are steps of `prefix:name`; the last may be `@attribute`, and `.` is the element itself. A
field that starts with `^` belongs to the record around this one. Rows stand in document order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from invoicekit.binding.codecs import Codec, text
from invoicekit.binding.observed import Tree
from invoicekit.binding.runs import Runs
from invoicekit.binding.syntax_rules import SyntaxRules
from invoicekit.model.source import Sights, TaxTotal


@dataclass(frozen=True, slots=True)
class Shape:
    """Both ways between what the file groups and what the model groups.

    Attributes:
        read: From the record as the table read it, to the record or value of the model.
        write: From the model's value to an object with the table's fields as attributes of its
            own; None leaves the element out.
    """

    read: Callable[[dict[str, Any]], Any]
    write: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One row; made by `at`, `one`, `each`, `again`, `const`, `choice` and `custom`."""

    path: str
    field: str = ""
    codec: Codec = text
    table: Table | None = None
    many: bool = False
    const: str | None = None
    marks: str = ""
    rate: str = ""
    exact: bool = False
    flag: str = ""
    cases: tuple[tuple[str, str], ...] = ()
    shape: Shape | None = None
    kept: bool = False
    again: bool = False


class Table:
    """The rows of one record of the file.

    Args:
        rows: In document order.
    """

    def __init__(self, *rows: Row) -> None:
        self.rows = rows


def at(path: str, field: str, codec: Codec = text, *, many: bool = False) -> Row:
    """Returns a row for one value, or with `many` for each of several."""
    return Row(path, field, codec, many=many)


def one(path: str, field: str, table: Table) -> Row:
    """Returns a row for a record that occurs once."""
    return Row(path, field, table=table)


def each(path: str, field: str, table: Table) -> Row:
    """Returns a row for a record that occurs any number of times."""
    return Row(path, field, table=table, many=True)


def again(path: str, field: str) -> Row:
    """Returns a row for records like the one around it: lines below a line.

    Args:
        path: One element, without steps.
        field: Where they go.
    """
    return Row(path, field, many=True, again=True)


def const(path: str, value: str, *, marks: str = "", rate: str = "", exact: bool = False) -> Row:
    """Returns a row for a fixed value, written wherever its group has anything else.

    Args:
        path: The element.
        value: Its only text.
        marks: The field that counts as such only with this value beside it: a tax category of VAT.
        rate: The field of its rate, for what the file says of several.
        exact: Whether it is another mark among blanks.
    """
    return Row(path, const=value, marks=marks, rate=rate, exact=exact)


def choice(path: str, flag: str, cases: Mapping[str, str], table: Table) -> Row:
    """Returns a row for records of one shape that a flag sorts into several fields.

    Args:
        path: The element.
        flag: The path of its first leaf, which says the case.
        cases: The flag's text → the field; the first is taken where the flag cannot be read.
        table: The rows of each.
    """
    return Row(path, table=table, many=True, flag=flag, cases=tuple(cases.items()))


def kept(path: str) -> Row:
    """Returns a row for a group that the schema wants, written even where it has nothing."""
    return Row(path, kept=True)


def custom(path: str, field: str, table: Table, shape: Shape, *, many: bool = False) -> Row:
    """Returns a row for a record that the model groups in another way."""
    return Row(path, field, table=table, many=many, shape=shape)


@dataclass(frozen=True)
class Syntax:
    """A document type of a file format: its root element, table and names.

    Attributes:
        name: Goes into `SourceFacts.syntax`.
        root: The root element, `{namespace}name`.
        table: Of the whole document.
        namespaces: Prefix → namespace of the paths.
        currency: Path of the child of the root that names the document's currency.
        shape: Between the table's record and the model's.
        paths: Pattern and replacement, from paths of the table to paths of the model.
        rules: The official rules about the file itself, None where there are none.
        flat: Paths of records whose index in the model counts over the whole document.
        observed: Name → XPath of what is told as `Sights.observed` wherever it is found.
        elsewhere: Name → XPath and attribute of what is looked for anywhere, in files that have
            elements which the table does not know.
        look: From the root to what `Sights` says beside that.
        compared: Ends of paths of values that a look compares, dates in their usual form aside: all
            else that it sees must go by tags, and be returned as the text that stands there.
        together: Names of `observed` that stand for values which a look compares with each other.
        tax_totals: From the root to the totals of VAT.
        totals_read: The same, from the record as the table reads it.
        lines: Path of the records that a file may have many of; a file whose tags were seen before
            is then read by its pieces (`_straight`), empty where each is read in the general way.
        runs: Records that are read by their shape where they can be; the shape gets a `Run` then.
    """

    name: str
    root: str
    table: Table
    namespaces: Mapping[str, str]
    currency: str
    shape: Shape
    paths: tuple[tuple[str, str], ...] = ()
    rules: SyntaxRules | None = None
    flat: frozenset[str] = frozenset()
    observed: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    look: Callable[[Tree], Sights] | None = None
    compared: frozenset[str] = frozenset()
    together: frozenset[str] = frozenset()
    tax_totals: Callable[[Tree], tuple[TaxTotal, ...]] | None = None
    totals_read: Callable[[Mapping[str, Any]], tuple[TaxTotal, ...]] | None = None
    lines: str = ""
    runs: Runs | None = None
