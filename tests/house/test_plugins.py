"""The folder is the registry: every public module in one exports the one constant it promises."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from invoicekit.registry import Registry

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"


def registries() -> dict[str, Registry[object]]:
    """The registries declared in the folders' `__init__`, by dotted folder name."""
    found: dict[str, Registry[object]] = {}
    for init in sorted(SRC.rglob("__init__.py")):
        if "Registry" not in init.read_text("utf-8"):
            continue
        folder = ".".join(init.parent.relative_to(SRC).parts)
        for value in vars(importlib.import_module(folder)).values():
            if isinstance(value, Registry) and value._package == folder:
                found[folder] = value
    return found


PLUGINS = [(folder, name) for folder, registry in registries().items() for name in registry.names()]


def test_there_are_registries() -> None:
    assert PLUGINS != []


@pytest.mark.parametrize(("folder", "name"), PLUGINS)
def test_plugin_exports_its_constant(folder: str, name: str) -> None:
    registry = registries()[folder]

    plugin = registry[name]

    assert isinstance(plugin, registry._kind)
    assert _named(plugin) in {None, name}


def _named(plugin: object) -> str | None:
    named = getattr(plugin, "name", None)
    return named if isinstance(named, str) else None
