"""Every race we define an outcome for is forced by a test, on every backend."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
from tests.kit.test_race_table import MEETINGS, SERVERS
from tests.race_table import BACKENDS, RACES, Place, Race

ROOT = Path(__file__).parents[2]
TREE = ast.parse((ROOT / "tests" / "kit" / "test_race_table.py").read_text("utf-8"))
TESTS = {
    node.name: {argument.arg for argument in node.args.args}
    for node in TREE.body
    if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
}


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.between)
def test_each_row_has_its_tests(race: Race) -> None:
    assert race.tests
    for name in race.tests:
        assert "place" in TESTS[name], f"{name} does not say where the two meet"
    for file in race.elsewhere:
        assert (ROOT / file).is_file()


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.between)
def test_each_row_is_documented(race: Race) -> None:
    page = (ROOT / "docs" / "storage.md").read_text("utf-8")
    assert f"| {race.between} | {race.outcome} |" in page


def test_each_test_belongs_to_a_row() -> None:
    assert set(TESTS) == {name for race in RACES for name in race.tests}


def test_the_two_meet_on_every_backend_and_at_every_place_of_a_server() -> None:
    meetings = {(meeting.values[0], meeting.values[1]) for meeting in MEETINGS}
    assert {backend for backend, _ in meetings} == BACKENDS
    for server in SERVERS:
        assert {place for name, place in meetings if name == server} == set(get_args(Place))
