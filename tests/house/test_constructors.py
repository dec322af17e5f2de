"""Constructors declared for the type checker take exactly the fields there are.

The classes a user builds by hand declare `__init__` under `TYPE_CHECKING`, so that a float is a
static error; nothing but this test keeps the two lists together.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
from pathlib import Path

import pytest
from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"


def is_type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def declared() -> dict[str, ast.arguments]:
    """`module:Class` → the arguments of its `__init__` under TYPE_CHECKING."""
    found = {}
    for path in sorted((SRC / "invoicekit").rglob("*.py")):
        module = ".".join(path.relative_to(SRC).with_suffix("").parts)
        for kind in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(kind, ast.ClassDef):
                continue
            for block in filter(is_type_checking, kind.body):
                for function in ast.walk(block):
                    if isinstance(function, ast.FunctionDef) and function.name == "__init__":
                        found[f"{module}:{kind.name}"] = function.args
    return found


def fields(dotted: str) -> dict[str, bool]:
    """The fields of the class, each with whether it must be given."""
    module, _, name = dotted.partition(":")
    kind = getattr(importlib.import_module(module), name)
    if issubclass(kind, BaseModel):
        return {field: info.is_required() for field, info in kind.model_fields.items()}
    missing = dataclasses.MISSING
    return {
        field.name: field.default is missing and field.default_factory is missing
        for field in dataclasses.fields(kind)
        if field.init
    }


def parameters(arguments: ast.arguments) -> dict[str, bool]:
    """The parameters, each with whether it must be given."""
    named = arguments.args[1:]
    required = len(named) - len(arguments.defaults)
    found = {argument.arg: place < required for place, argument in enumerate(named)}
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    found.update({argument.arg: default is None for argument, default in pairs})
    return found


DECLARED = declared()


def test_there_are_constructors() -> None:
    assert DECLARED != {}


@pytest.mark.parametrize("dotted", sorted(DECLARED))
def test_constructor_takes_the_fields(dotted: str) -> None:
    assert parameters(DECLARED[dotted]) == fields(dotted)


@pytest.mark.parametrize("dotted", sorted(DECLARED))
def test_constructor_takes_no_float(dotted: str) -> None:
    arguments = DECLARED[dotted]
    for argument in [*arguments.args[1:], *arguments.kwonlyargs]:
        written = ast.unparse(argument.annotation) if argument.annotation else ""
        assert "float" not in written
        assert "Any" not in written.split()
