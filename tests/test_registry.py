"""The folder is the registry: listed without import, loaded on demand, clear when unknown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.registry import Registry, installed, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    package = tmp_path / "shelf_of_tests"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "red_one.py").write_text("COLOUR = 'red'\n")
    (package / "wrong.py").write_text("COLOUR = 5\n")
    (package / "heavy.py").write_text("import typst_of_nobody\n")
    (package / "lost.py").write_text("import sqlalchemy_gone\n")
    (package / "_plumbing.py").write_text("raise RuntimeError\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in list(sys.modules):
        if name.startswith("shelf_of_tests"):
            monkeypatch.delitem(sys.modules, name)
    return "shelf_of_tests"


def test_lists_public_modules_without_importing_them(folder: str) -> None:
    shelf = Registry(folder, "COLOUR", str)
    assert shelf.names() == ("heavy", "lost", "red-one", "wrong")
    assert "shelf_of_tests.red_one" not in sys.modules
    assert "Red_One" in shelf
    assert "blue" not in shelf
    assert 5 not in shelf


def test_loads_the_constant_on_demand(folder: str) -> None:
    assert Registry(folder, "COLOUR", str)["red_one"] == "red"


def test_an_unknown_name_lists_near_ones(folder: str) -> None:
    with pytest.raises(ConfigurationError, match="Did you mean red-one"):
        Registry(folder, "COLOUR", str)["redone"]


def test_a_constant_of_another_type_is_refused(folder: str) -> None:
    with pytest.raises(ConfigurationError, match="exports a int"):
        Registry(folder, "COLOUR", str)["wrong"]


def test_a_missing_package_names_its_extra(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoicekit.registry.EXTRAS", {"typst_of_nobody": "pdf"})
    shelf = Registry(folder, "COLOUR", str)
    with pytest.raises(MissingExtra, match=r"invoicekit\[pdf\]"):
        shelf["heavy"]
    with pytest.raises(ModuleNotFoundError):
        shelf["lost"]


def test_load_and_installed() -> None:
    assert load("invoicekit.chain:GENESIS") == "0" * 64
    assert installed("json")
    assert not installed("no_such_package_anywhere")
