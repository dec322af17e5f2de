"""Calls and names the house does without, and why (ruff bans what it can; this is the rest)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from invoicekit.codelists import codes

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "invoicekit"
FILES = sorted(SRC.rglob("*.py"))

MAY_PRINT = ("__main__.py", "cli", "cli.py", "testing")
# Where a picture or a spreadsheet needs a binary number, after the money is settled.
MAY_FLOAT = {
    "reports/_charts.py": "SVG coordinates",
    "reports/_chart.py": "SVG coordinates",
    "reports/_svg.py": "SVG coordinates",
    "formats/_ofd/structure.py": "millimetres on a page",
}
COUNTRIES = codes("countries") | {"XI"}
OF_COUNTRIES = {"regimes", "rules"}
"""Folders with files of single countries: their law, and the official rules of Peppol for them."""
CLOCKS = {"now", "utcnow", "today"}
pytestmark = pytest.mark.xdist_group("calls")  # each file's are found once
NO_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}


@cache
def calls(path: Path) -> tuple[tuple[int, str], ...]:
    """Each call in the file: its line and the name called, with its owner where it has one."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return tuple((node.lineno, dotted(node.func)) for node in nodes if isinstance(node, ast.Call))


def dotted(node: ast.expr) -> str:
    """A name as it is written; what owns it, where that is no name, is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_importlib_only_in_the_registry() -> None:
    users = {
        path.relative_to(SRC).as_posix()
        for path in FILES
        if "importlib" in path.read_text("utf-8")
        if any(name.partition(".")[0] == "importlib" for name in imported(path))
    }
    assert users <= {"registry.py"}


def test_only_the_command_line_prints() -> None:
    prints = [
        where(path, line)
        for path in FILES
        if path.relative_to(SRC).parts[0] not in MAY_PRINT
        for line, name in calls(path)
        if name == "print"
    ]
    assert prints == []


def test_nothing_reads_the_clock_but_the_system_clock() -> None:
    reads = [
        where(path, line)
        for path in FILES
        for line, name in calls(path)
        if name.rpartition(".")[2] in CLOCKS
        and name.rpartition(".")[0] in {"datetime", "date", "dt", "datetime.datetime"}
        and "noqa: TID251" not in path.read_text("utf-8").splitlines()[line - 1]
    ]
    assert reads == []


def test_models_change_by_replace() -> None:
    copies = [
        where(path, line)
        for path in FILES
        for line, name in calls(path)
        if name.endswith(".model_copy")
    ]
    assert copies == [], "model_copy(update=) does not validate: use .replace(**changes)"


def test_money_never_becomes_a_float() -> None:
    floats = [
        where(path, line)
        for path in FILES
        if path.relative_to(SRC).as_posix() not in MAY_FLOAT
        for line, name in calls(path)
        if name == "float"
    ]
    assert floats == []


def countries_asked(path: Path) -> Iterator[int]:
    """The line of each comparison with the code of a country."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Compare):
            continue
        sides = [node.left, *node.comparators]
        literals = {
            each.value.upper()
            for side in sides
            for each in (side.elts if isinstance(side, ast.Set | ast.Tuple | ast.List) else [side])
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        }
        if literals & COUNTRIES and "countr" in ast.unparse(node):
            yield node.lineno


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ('country == "CN"', True),
        ('"CN" != party.country', True),
        ('party.country in {"DE", "CN"}', True),
        ("country in MEMBERS", False),
        ('line.vat_category == "AE"', False),
        ('country.upper() == "EL"', False),  # no country: how VAT spells GR
    ],
)
def test_a_question_for_a_country_is_seen(tmp_path: Path, text: str, asked: object) -> None:
    (tmp_path / "it.py").write_text(f"found = {text}\n", "utf-8")
    assert bool(list(countries_asked(tmp_path / "it.py"))) is asked


def test_only_the_file_of_a_country_asks_for_it() -> None:
    asked = [
        where(path, line)
        for path in FILES
        if path.relative_to(SRC).parts[0] not in OF_COUNTRIES
        for line in countries_asked(path)
    ]
    assert asked == [], "what differs by country is a column of a table: add it there"


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(word: str) -> None:
    left = [
        where(path, number)
        for path in FILES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if f"# {word}" in line
    ]
    assert left == []


def test_modules_are_named_for_their_idea() -> None:
    names = {
        part.strip("_") for path in FILES for part in path.relative_to(SRC).with_suffix("").parts
    }
    assert names & NO_NAMES == set()
