"""Patterns of numbers: parsed, rendered, read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.errors import ConfigurationError
from invoicekit.numbering import DEFAULT_PATTERN, ParsedNumber, Reset, parse_pattern

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("pattern", "prefix", "sequence", "number"),
    [
        (DEFAULT_PATTERN, "", 1, "2026-000001"),
        (DEFAULT_PATTERN, "CN", 1234567, "CN2026-1234567"),
        ("{prefix}-{yy}{mm}/{seq:04d}", "R", 7, "R-2603/0007"),
        ("FA {seq}", "", 12, "FA 12"),
        ("{seq:03d}/{mm}/{yyyy}", "", 5, "005/03/2026"),
    ],
)
def test_numbers_are_written_and_read(
    pattern: str, prefix: str, sequence: int, number: str
) -> None:
    parsed = parse_pattern(pattern)

    assert parsed.render(prefix=prefix, issue_date=DAY, sequence=sequence) == number
    read = parsed.read(number, prefix=prefix)
    assert read is not None
    assert read.sequence == sequence
    assert read.year in {None, 2026}
    assert read.month in {None, 3}


@pytest.mark.parametrize(
    "number",
    ["", "2026-00001", "2026-000000", "2026-0000001", "2026-00000a", "X2026-000001", "2026-٠٠٠٠٠١"],
)
def test_what_the_pattern_did_not_write_is_not_read(number: str) -> None:
    assert parse_pattern(DEFAULT_PATTERN).read(number) is None


FIELDS = "the fields prefix, yyyy, yy, mm, seq and seq:01d to seq:09d"
ONCE = "each field once, and {seq} among them"
LAST = "{seq} at the end, or a letter or sign after it"
BETWEEN = "letters, digits, spaces and ./_#- between the fields"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("", ONCE),
        ("{yyyy}", ONCE),
        ("{seq}-{seq}", ONCE),
        ("{yyyy}{yyyy}-{seq}", ONCE),
        ("{year}-{seq}", FIELDS),
        ("{seq:6d}", BETWEEN),
        ("{yyyy:04d}-{seq}", FIELDS),
        ("{prefix:04d}-{seq}", FIELDS),
        ("{seq}9", LAST),
        ("{seq}{yyyy}", LAST),
        ("{yyyy}-{seq}{mm}", LAST),
        ("{seq}7{yyyy}", LAST),
        ("{seq", BETWEEN),
        ("№{seq}", BETWEEN),
        ("{seq}\n", BETWEEN),
    ],
)
def test_a_bad_pattern_is_refused_with_an_example(pattern: str, expected: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_pattern(pattern)
    assert caught.value == ConfigurationError(
        f"{pattern!r} is no pattern for numbers",
        where=pattern,
        expected=expected,
        hint="For example {prefix}{yyyy}-{seq:06d}",
    )


@pytest.mark.parametrize("pattern", ["{prefix}{seq}", "{yyyy}/{seq}-{mm}", "{seq}a9"])
def test_a_sequence_ends_where_no_digit_follows(pattern: str) -> None:
    assert parse_pattern(pattern).text == pattern


def test_a_sequence_without_width_is_written_as_it_is() -> None:
    assert parse_pattern("{seq}").render(prefix="", issue_date=DAY, sequence=1) == "1"
    assert parse_pattern("{seq:02d}").render(prefix="", issue_date=DAY, sequence=1) == "01"


def test_a_prefix_needs_its_place() -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_pattern("{yyyy}-{seq}").render(prefix="A", issue_date=DAY, sequence=1)
    assert caught.value == ConfigurationError(
        "the pattern has no place for the prefix 'A'", where="{yyyy}-{seq}", expected="{prefix}"
    )


@pytest.mark.parametrize("sequence", [0, -1])
def test_a_sequence_is_positive(sequence: int) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse_pattern("{seq}").render(prefix="", issue_date=DAY, sequence=sequence)
    assert caught.value == ConfigurationError(f"sequence {sequence} is not positive", where="{seq}")


@pytest.mark.parametrize(
    ("pattern", "reset", "fine"),
    [
        ("{seq}", "never", True),
        ("{seq}", "year", False),
        ("{yy}-{seq}", "year", True),
        ("{yyyy}-{seq}", "month", False),
        ("{mm}-{seq}", "month", False),
        ("{yyyy}{mm}-{seq}", "month", True),
    ],
)
def test_a_pattern_tells_the_series_apart(pattern: str, reset: Reset, fine: bool) -> None:
    parsed = parse_pattern(pattern)

    if fine:
        parsed.check_reset(reset)
    else:
        with pytest.raises(ConfigurationError) as caught:
            parsed.check_reset(reset)
        assert caught.value == ConfigurationError(
            f"numbers would repeat: the sequence starts again every {reset}",
            where=pattern,
            expected={"year": "{yyyy}", "month": "{yyyy} and {mm}"}[reset],
            hint="Put the date into the pattern, or never reset.",
        )


@given(
    st.integers(1, 10**9),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from(["", "A", "RE-"]),
    st.sampled_from([DEFAULT_PATTERN, "{prefix}{yy}{mm}{seq:04d}", "{mm}.{yyyy}{prefix}/{seq}"]),
)
def test_reading_undoes_writing(sequence: int, day: date, prefix: str, pattern: str) -> None:
    parsed = parse_pattern(pattern)
    number = parsed.render(prefix=prefix, issue_date=day, sequence=sequence)
    month = day.month if "mm" in parsed.fields else None

    assert parsed.read(number, prefix=prefix) == ParsedNumber(sequence, day.year, month)
