"""Codecs: what a value looks like as text, judged strictly before anything else sees it.

Pydantic never sees raw text: it would read `1_0` and `1e5` as decimals and a number as a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from invoicekit.binding.escape import text_to_xml

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]{1,99}(?:\.[0-9]{0,99})?|\.[0-9]{1,99})[eE][+-]?[0-9]{1,2}")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")
BLANKS = " \t\r\n"
"""What XML calls white space: a no-break space is a sign like any other."""
_DIGITS = 28
"""As many as `invoicekit.money` carries."""
_LONGEST = 1_000
"""Signs of a number that is read at all."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How a value is written as text, and read back.

    Attributes:
        name: For messages: what was expected.
        read: From the element's text; raises `ValueError` for what it cannot read.
        write: To XML, already escaped.
        amount: Whether the element carries `currencyID`.
        fixed: Attributes that the element always carries.
        usual: What most texts look like, as a regular expression, and what reads those; looks at
            files are the same for all texts of that form. None where any text may do.
    """

    name: str
    read: Callable[[str], object]
    write: Callable[[Any], str]
    amount: bool = False
    fixed: tuple[tuple[str, str], ...] = ()
    usual: tuple[str, Callable[[str], object]] | None = None


def bare(raw: str) -> str:
    """Returns a text without the blanks around it."""
    return raw.strip(BLANKS)


def _read_decimal(raw: str) -> Decimal:
    raw = bare(raw)
    if _DECIMAL.fullmatch(raw) is None or len(raw) > _LONGEST:
        raise ValueError(raw)
    value = Decimal(raw)
    if len(raw) > _DIGITS and not _fits(value):
        raise ValueError(raw)
    return value


def _fits(value: Decimal) -> bool:
    _, digits, exponent = value.as_tuple()
    return len(digits) <= _DIGITS and int(exponent) >= -_DIGITS


def number_of(raw: str) -> Decimal | None:
    """Returns what a text says as an xs:decimal, however many digits that has; None for none.

    For verdicts only: a document has at most 28 digits.
    """
    raw = bare(raw)
    return Decimal(raw) if len(raw) <= _LONGEST and _DECIMAL.fullmatch(raw) else None


def _write_decimal(value: Decimal) -> str:
    plain = str(value)  # three times faster, and plain notation unless it has an exponent
    return plain if "E" not in plain else f"{value:f}"


def _read_date(raw: str) -> date:
    # A time zone is lawful in xs:date and says nothing about a business day.
    found = _DATE.fullmatch(bare(raw))
    if found is None:
        raise ValueError(raw)
    return date.fromisoformat(found[1])


def figure_of(raw: str) -> Decimal | None:
    """Returns what a text says as an xs:double that is a number, such as 1.9e1, or as a decimal."""
    return Decimal(bare(raw)) if _DOUBLE.fullmatch(bare(raw)) else number_of(raw)


text = Codec("text", str, text_to_xml)
"""Text as it stands, blanks included."""

code = Codec("a code", bare, text_to_xml)
"""A code from a list, without blanks around it."""

decimal = Codec("a decimal number such as 19.90", _read_decimal, _write_decimal)
"""An xs:decimal: no exponent, no thousands separator; digits as given."""

amount = Codec("an amount such as 19.90", _read_decimal, _write_decimal, amount=True)
"""A decimal in the document's currency, which the element names."""

iso_date = Codec(
    "a date such as 2026-01-31",
    _read_date,
    date.isoformat,
    usual=("[0-9]{4}-[0-9]{2}-[0-9]{2}", date.fromisoformat),
)
"""A day by ISO 8601, always with hyphens."""

_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _read_flag(raw: str) -> bool:
    value = _FLAGS.get(bare(raw))
    if value is None:
        raise ValueError(raw)
    return value


flag = Codec("true or false", _read_flag, lambda value: "true" if value else "false")
"""An xs:boolean."""


def mapped(words: Mapping[str, str], *, other: str) -> Codec:
    """Returns a codec of closed words: text in the file → value of the model.

    Args:
        words: Each word of the file and its value; writing takes the first word of a value.
        other: The value of every other word.
    """
    back = {value: word for word, value in reversed(tuple(words.items()))}
    names = "one of " + ", ".join(words)
    return Codec(
        names,
        lambda raw: words.get(bare(raw), other),
        lambda value: text_to_xml(str(back.get(value, value))),
    )
