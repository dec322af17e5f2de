"""The audit of a series finds what was done to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.chain import GENESIS, heads
from invoicekit.numbering import Gap, SeriesEntry, audit

DAY = date(2026, 1, 1)


def series(count: int) -> list[SeriesEntry]:
    contents = [f"content {i}" for i in range(1, count + 1)]
    chain = list(heads(contents))
    return [
        (i + 1, f"A{i + 1}", DAY + timedelta(days=i), contents[i], chain[i]) for i in range(count)
    ]


def chained(places: Iterable[int]) -> list[SeriesEntry]:
    """Documents at some places, one after the other in the chain."""
    each = list(places)
    rows = series(len(each))
    return [(place, f"A{place}", *row[2:]) for place, row in zip(each, rows, strict=True)]


def test_an_intact_series_is_intact() -> None:
    rows = series(5)
    found = audit(iter(rows))

    assert found.intact
    assert (found.first, found.last, found.count, found.head) == (1, 5, 5, rows[-1][4])


def test_an_empty_series_is_intact() -> None:
    found = audit([])

    assert found.intact
    assert (found.first, found.last, found.count, found.head) == (None, None, 0, GENESIS)


@given(st.integers(2, 12), st.data())
def test_a_document_taken_out_is_a_gap_and_a_broken_link(count: int, data: st.DataObject) -> None:
    rows = series(count)
    at = data.draw(st.integers(0, count - 2))
    del rows[at]
    found = audit(rows)

    assert found.gaps == (Gap(at + 1, at + 1),)
    assert found.broken_links == (f"A{at + 2}",)


@pytest.mark.parametrize("part", [3, 4])
def test_changed_content_or_hash_breaks_the_chain(part: int) -> None:
    rows = series(4)
    changed = list(rows[1])
    changed[part] = "0" * 64
    rows[1] = (rows[1][0], rows[1][1], rows[1][2], str(changed[3]), str(changed[4]))

    assert "A2" in audit(rows).broken_links
    assert not audit(rows).intact


def test_numbers_that_occur_twice_are_found() -> None:
    rows = series(3)
    twice = [rows[0], rows[1], rows[1], rows[2]]
    renamed = [rows[0], (2, "A1", *rows[1][2:])]

    assert audit(twice).duplicates == ("A2",)
    assert audit(renamed).duplicates == ("A1",)


def test_a_date_before_the_one_in_front_is_found() -> None:
    rows = series(4)
    rows[2] = (*rows[2][:2], DAY, *rows[2][3:])

    assert audit(rows).date_inversions == ("A3",)


def test_one_sequence_under_two_numbers_is_a_double() -> None:
    rows = series(2)
    forged = (rows[1][0], "A2b", *rows[1][2:])

    assert audit([*rows, forged]).duplicates == ("A2b",)


def test_documents_of_one_day_are_in_order() -> None:
    rows = [(row[0], row[1], DAY, *row[3:]) for row in series(3)]

    assert audit(rows).date_inversions == ()
    assert audit(rows).intact


def test_every_document_dated_before_an_earlier_one_is_found() -> None:
    days = [DAY + timedelta(days=each) for each in (5, 3, 4, 6)]
    rows = [(row[0], row[1], day, *row[3:]) for row, day in zip(series(4), days, strict=True)]

    assert audit(rows).date_inversions == ("A2", "A3")


def test_a_series_may_begin_and_end_elsewhere() -> None:
    """One that another program began, a block, a range."""
    assert audit(chained(range(51, 54)), begins=51, ends=60).intact
    assert audit(chained([51, 53]), begins=51).gaps == (Gap(52, 52),)
    assert audit(chained([52]), begins=51).gaps == (Gap(51, 51),)


def test_numbers_outside_of_the_range_are_no_gap() -> None:
    found = audit(chained([50, 51, 62]), begins=51, ends=60)
    assert len(found.outside) == 2
    assert found.gaps == (Gap(52, 60),)
    assert found.duplicates == ()
    assert not found.intact


def test_the_first_document_is_not_dated_before_the_series_it_goes_on() -> None:
    [entry] = chained([8])
    late = entry[2] + timedelta(days=1)
    assert audit([entry], begins=8, last_date=late).date_inversions == (entry[1],)
    assert audit([entry], begins=8, last_date=entry[2]).intact
