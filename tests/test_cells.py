"""No cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.cells import as_text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\0", "＝1", "＋1", "－1", "＠A"],
)
def test_what_a_spreadsheet_would_calculate_is_text(text: str) -> None:
    assert as_text(text) == "'" + text


@pytest.mark.parametrize("text", ["", "ACME GmbH", "1+1", "a=b", "'=1", "上海＝"])
def test_all_else_stays(text: str) -> None:
    assert as_text(text) == text


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2)
)
def test_a_table_is_read_back_as_it_was_written(cells: list[str]) -> None:
    """RFC 4180: whatever stands in a cell, its row keeps its cells."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(map(as_text, cells))
    [row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [each.removeprefix("'") for each in row] == [each.removeprefix("'") for each in cells]
