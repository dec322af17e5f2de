"""The folder is the registry: a file dropped into it is a plugin, and so is an entry point."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from invoicekit import registry
from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.registry import Registry, announced, installed, load

PACKAGE = "shapes_of_a_test"
IMPORT = "from fractions import Fraction\n"
ENTRY_POINTS = f"""\
[{PACKAGE}]
Five_Star = star_of_others:STAR
odd = star_of_others:NOT_A_STAR
square = star_of_others:STAR
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package with two plugins and plumbing, and an installed distribution with three more."""
    package = tmp_path / PACKAGE
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "big_circle.py").write_text(IMPORT + "SHAPE = Fraction(1)\n")
    (package / "square.py").write_text(IMPORT + "SHAPE = Fraction(4)\n")
    (package / "_plumbing.py").write_text("raise RuntimeError('never imported')\n")
    others = IMPORT + "STAR = Fraction(5)\nNOT_A_STAR = 'no'\n"
    (tmp_path / "star_of_others.py").write_text(others)
    facts = tmp_path / "stars-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: stars\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.startswith((PACKAGE, "star_of_others"))]:
        del sys.modules[name]


@pytest.fixture
def shapes(folder: Path) -> Registry[Fraction]:
    return Registry(folder.name, "SHAPE", Fraction)


def test_names_are_sorted_and_nothing_is_imported(shapes: Registry[Fraction]) -> None:
    assert shapes.names() == ("big-circle", "five-star", "odd", "square")
    assert f"{PACKAGE}.square" not in sys.modules
    assert "star_of_others" not in sys.modules


@pytest.mark.parametrize("name", ["big-circle", "big_circle", "Big-Circle"])
def test_a_plugin_is_found_by_the_name_of_its_file(shapes: Registry[Fraction], name: str) -> None:
    assert name in shapes
    assert shapes[name] == 1
    assert shapes[name] is shapes["big-circle"]


def test_a_file_dropped_into_the_folder_is_a_plugin(
    shapes: Registry[Fraction], folder: Path
) -> None:
    assert "hexagon" not in shapes
    (folder / "hexagon.py").write_text(IMPORT + "SHAPE = Fraction(6)\n")

    assert shapes["hexagon"] == 6


def test_an_entry_point_of_others_is_a_plugin(shapes: Registry[Fraction]) -> None:
    assert shapes["five-star"] == 5


def test_our_own_file_wins_over_an_entry_point_of_its_name(shapes: Registry[Fraction]) -> None:
    assert shapes["square"] == 4


def test_all_plugins_are_walked_in_order(shapes: Registry[Fraction], folder: Path) -> None:
    entries = folder.parent / "stars-1.0.dist-info" / "entry_points.txt"
    entries.write_text(ENTRY_POINTS.replace("odd = star_of_others:NOT_A_STAR\n", ""))

    assert [int(shape) for shape in shapes] == [1, 5, 4]


def test_an_unknown_name_lists_the_known_and_the_near(shapes: Registry[Fraction]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        shapes["sqare"]

    assert caught.value.expected == "one of big-circle, five-star, odd, square"
    assert caught.value.hint == "Did you mean square?"
    assert caught.value.where == "sqare"


def test_a_name_near_to_none_has_no_hint(shapes: Registry[Fraction]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        shapes["zzz"]

    assert caught.value.hint is None


@pytest.mark.parametrize("name", ["_plumbing", "-plumbing", "plumbing"])
def test_plumbing_is_no_plugin(shapes: Registry[Fraction], name: str) -> None:
    assert name not in shapes
    with pytest.raises(ConfigurationError):
        shapes[name]


def test_what_is_no_name_is_not_in_the_registry(shapes: Registry[Fraction]) -> None:
    assert 1 not in shapes


def test_an_entry_point_of_the_wrong_type_is_refused(shapes: Registry[Fraction]) -> None:
    with pytest.raises(ConfigurationError, match="exports a str") as caught:
        shapes["odd"]

    assert caught.value.expected == "SHAPE: Fraction"


def test_a_file_without_the_constant_is_refused(shapes: Registry[Fraction], folder: Path) -> None:
    (folder / "hollow.py").write_text("OTHER = 1\n")

    with pytest.raises(ConfigurationError, match="exports a NoneType") as caught:
        shapes["hollow"]

    assert caught.value.expected == "SHAPE: Fraction"


def test_a_missing_extra_is_named(
    shapes: Registry[Fraction], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    (folder / "pretty.py").write_text("import typst.fonts\n")

    with pytest.raises(MissingExtra, match=r"invoicekit\[pdf\]") as caught:
        shapes["pretty"]

    assert caught.value.extra == "pdf"
    assert caught.value.where == "pretty"


def test_a_missing_package_of_nobody_is_not_hidden(
    shapes: Registry[Fraction], folder: Path
) -> None:
    (folder / "broken.py").write_text("import a_package_that_nobody_has\n")

    with pytest.raises(ModuleNotFoundError, match="a_package_that_nobody_has"):
        shapes["broken"]


def test_an_object_is_loaded_by_its_dotted_name() -> None:
    assert load("fractions:Fraction") is Fraction


def test_whether_a_package_is_installed() -> None:
    assert installed("json")
    assert not installed("no_such_package_anywhere")


def test_modules_that_packages_announce(monkeypatch: pytest.MonkeyPatch) -> None:
    points = [
        EntryPoint("zebra", "json", "fonts"),
        EntryPoint("absent", "no_such_package_anywhere", "fonts"),
        EntryPoint("thing", "fractions:Fraction", "fonts"),
        EntryPoint("ant", "fractions", "fonts"),
    ]
    monkeypatch.setattr(registry, "entry_points", lambda group: points if group == "fonts" else [])
    assert [module.__name__ for module in announced("fonts")] == ["fractions", "json"]
    assert announced("others") == ()
