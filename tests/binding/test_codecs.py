"""Codecs judge text strictly, before anything else sees it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.binding import Codec, amount, code, decimal, flag, iso_date, mapped, number_of

KIND = mapped({"VAT": "vat", "TAX": "tax"}, other="tax")


@pytest.mark.parametrize(
    ("codec", "raw", "value"),
    [
        (decimal, "19.90", Decimal("19.90")),
        (decimal, " -0.00\n", Decimal("-0.00")),
        (amount, "+.5", Decimal("0.5")),
        (decimal, "007.", Decimal(7)),
        (iso_date, "2026-02-28", date(2026, 2, 28)),
        (iso_date, "2026-02-28Z", date(2026, 2, 28)),
        (iso_date, "2026-02-28+01:00", date(2026, 2, 28)),
        (flag, "1", True),
        (flag, " false ", False),
        (code, " EUR ", "EUR"),
        (KIND, "VAT", "vat"),
        (KIND, "FC", "tax"),
    ],
)
def test_reads(codec: Codec, raw: str, value: object) -> None:
    assert codec.read(raw) == value
    assert str(codec.read(raw)) == str(value)


@pytest.mark.parametrize(
    ("codec", "raw"),
    [
        *((decimal, raw) for raw in ("1e5", "1_0", "٣", "1,000", "", ".", "NaN", "0x1", "1 0")),
        (amount, "9" * 29),
        (amount, "0." + "0" * 28 + "1"),
        (amount, "1" * 2_000),
        *((iso_date, raw) for raw in ("20260228", "2026-W01-1", "1704067200", "2026-02-30", "")),
        (flag, "yes"),
    ],
)
def test_refuses(codec: Codec, raw: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - its kind is all that is promised
        codec.read(raw)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("0" * 40 + "7.50", Decimal("7.50")),
        ("9" * 29, Decimal("9" * 29)),
        (" -1." + "3" * 40, Decimal("-1." + "3" * 40)),
        ("1e5", None),
        ("1" * 2_000, None),
        ("", None),
    ],
)
def test_a_verdict_knows_numbers_that_no_document_holds(raw: str, value: Decimal | None) -> None:
    assert number_of(raw) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9)))
def test_decimals_keep_their_digits(value: Decimal) -> None:
    if len(value.as_tuple().digits) <= 28:
        assert str(decimal.read(decimal.write(value))) == f"{value:f}"


@pytest.mark.parametrize(("value", "written"), [("1E+3", "1000"), ("-1.5E-9", "-0.0000000015")])
def test_no_exponent_is_written(value: str, written: str) -> None:
    assert amount.write(Decimal(value)) == written


def test_writes_words() -> None:
    assert [flag.write(True), flag.write(False)] == ["true", "false"]
    assert [KIND.write("vat"), KIND.write("tax"), KIND.write("<new>")] == [
        "VAT",
        "TAX",
        "&lt;new&gt;",
    ]
