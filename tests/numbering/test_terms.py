"""How far a series goes, until when, and when it says that it ends."""

from __future__ import annotations

from datetime import date

import pytest

from invoicekit.errors import NumberRangeExhausted
from invoicekit.model.numbers import SeriesTerms
from invoicekit.numbering import (
    begins_to_run_out,
    is_running_out,
    left,
    refuse_exhausted,
    terms_of,
)

DAY = date(2026, 3, 2)
TEN = SeriesTerms(source="approved_range", first=101, final=110, warn_at="0.8")


def test_a_plain_counter_has_no_terms_and_no_end() -> None:
    terms = terms_of(None)
    assert (terms.first, left(terms, 5_000_000)) == (1, None)
    refuse_exhausted(terms, "s", 5_000_000, DAY)
    assert not is_running_out(terms, 5_000_000)


def test_terms_come_back_as_they_were_kept() -> None:
    assert terms_of(TEN.canonical().decode()) == TEN


@pytest.mark.parametrize(
    ("last", "there", "runs_out", "begins"),
    [
        (100, 10, False, False),
        (107, 3, False, False),
        (108, 2, True, True),
        (109, 1, True, False),
        (110, 0, True, False),
    ],
)
def test_at_80_percent_it_says_once_that_it_ends(
    last: int,
    there: int,
    runs_out: bool,
    begins: bool,  # a table
) -> None:
    assert left(TEN, last) == there
    assert is_running_out(TEN, last) is runs_out
    assert begins_to_run_out(TEN, last) is begins


def test_a_range_of_one_number_says_so_with_it() -> None:
    assert begins_to_run_out(SeriesTerms(first=7, final=7, warn_at="0.8"), 7)


def test_a_range_that_is_used_up_says_what_to_do() -> None:
    refuse_exhausted(TEN, "s", 110, DAY)
    with pytest.raises(NumberRangeExhausted, match="101 to 110 are used up") as caught:
        refuse_exhausted(TEN, "s", 111, DAY)
    assert caught.value.where == "s"
    assert "Ask for a new range" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ],
)
def test_a_range_is_valid_from_its_first_day_to_its_last(day: date, valid: bool) -> None:  # a table
    terms = SeriesTerms(
        first=1,
        final=9,
        authorization="18764",
        valid_from=date(2026, 3, 1),
        valid_until=date(2026, 3, 31),
    )
    if valid:
        refuse_exhausted(terms, "s", 1, day)
    else:
        with pytest.raises(NumberRangeExhausted, match=r"authorization 18764.* not valid on"):
            refuse_exhausted(terms, "s", 1, day)
