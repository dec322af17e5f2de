"""Files and functions stay small enough to read at one sitting."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "invoicekit"
# A migration is a record of one step, written once and never edited.
FILES = [path for path in sorted(SRC.rglob("*.py")) if "migrations" not in path.parts]

FILE_LINES = 400
PLUGIN_LINES = 250
FUNCTION_LINES = 50
"""The hard stop; the aim is 30."""


def plugin_folders() -> set[Path]:
    return {
        init.parent for init in SRC.rglob("__init__.py") if "Registry[" in init.read_text("utf-8")
    }


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_files_are_short() -> None:
    plugins = plugin_folders()
    long = {}
    for path in FILES:
        plugin = path.parent in plugins and not path.name.startswith("_")
        lines = len(path.read_text("utf-8").splitlines())
        if lines > (PLUGIN_LINES if plugin else FILE_LINES):
            long[path.relative_to(ROOT).as_posix()] = lines
    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": body_lines(node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and body_lines(node) > FUNCTION_LINES
        and node.name != "__init__"
    }
    assert long == {}
