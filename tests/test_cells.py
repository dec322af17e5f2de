"""No cell is a formula."""

from __future__ import annotations

import csv
import io
import random

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


@pytest.mark.gate
def test_ten_thousand_rows_of_five_cells_hold_no_formula() -> None:
    dice = random.Random(6)
    signs = [*"=+-@\t\r\n,;\"'|!(1aä发", "＝", "＋", "－", "＠", "\0"]
    rows = [
        ["".join(dice.choices(signs, k=dice.randrange(1, 9))) for _ in range(5)]
        for _ in range(10_000)
    ]
    out = io.StringIO(newline="")
    csv.writer(out).writerows([as_text(cell) for cell in row] for row in rows)
    read = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in read for cell in row if cell[0] in "=+-@\t\r\n\0＝＋－＠"]
