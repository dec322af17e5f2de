"""What is looked at in a file: each name by its own path, whatever other files had."""

from __future__ import annotations

import pytest
from lxml import etree

from invoicekit.binding.observed import observe

PATHS = {"a": "a", "two b": "self::*[count(b) > 1]", "c": "d/c | c"}


@pytest.mark.parametrize(
    "order",
    [
        ["<r/>", "<r><a/></r>", "<r/>", "<r><a/><b/><b/></r>", "<r><d><c/></d></r>", "<r/>"],
        ["<r><a/><b/><b/><c/></r>", "<r/>", "<r><b/></r>", "<r><c/></r>"],
    ],
)
def test_names_are_those_of_the_file_whatever_was_seen_before(order: list[str]) -> None:
    said = {
        "<r/>": "",
        "<r><a/></r>": "a",
        "<r><b/></r>": "",
        "<r><c/></r>": "c",
        "<r><d><c/></d></r>": "c",
        "<r><a/><b/><b/></r>": "a, two b",
        "<r><a/><b/><b/><c/></r>": "a, c, two b",
    }
    for file in order:
        assert ", ".join(sorted(observe(etree.fromstring(file), PATHS, {}))) == said[file]


def test_without_paths_nothing_is_seen() -> None:
    assert observe(etree.fromstring("<r/>"), {}, {}) == frozenset()
