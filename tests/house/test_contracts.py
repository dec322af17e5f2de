"""The import contracts say what the tree says: nobody is left out of them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
    "contracts"
]

# Folders whose plugins may not know each other.
INDEPENDENT = (
    "regimes",
    "numbering.sources",
    "storage.backends",
    "delivery",
    "authority",
    "archive",
    "lookups",
    "observing",
)


def members(folder: str) -> set[str]:
    """The folder's public modules and packages, dotted."""
    home = SRC.joinpath("invoicekit", *folder.split("."))
    files = {path.stem for path in home.glob("[!_]*.py")}
    packages = {path.parent.name for path in home.glob("[!_]*/__init__.py")}
    return {f"invoicekit.{folder}.{name}" for name in files | packages}


@pytest.mark.parametrize("folder", INDEPENDENT)
def test_independence_lists_name_every_plugin(folder: str) -> None:
    listed = [
        set(contract["modules"])
        for contract in CONTRACTS
        if contract["id"] == f"independent-{folder}"
    ]
    expected = members(folder)
    if len(expected) > 1:
        assert listed == [expected], f"list them in pyproject.toml, id independent-{folder}"


def test_every_floor_of_the_architecture_page_is_in_the_contract() -> None:
    floors = next(contract for contract in CONTRACTS if contract["id"] == "floors")
    in_contract = {name.strip(" ()") for layer in floors["layers"] for name in layer.split("|")}
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    drawn = page.partition("```text\n")[2].partition("```")[0]
    on_page = {
        name.strip() for line in drawn.splitlines() for name in line.partition("  ")[0].split("|")
    }
    assert on_page == in_contract
