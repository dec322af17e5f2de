"""How the tax bureau's files spell rates, amounts and names."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from invoicekit.binding import Codec, decimal
from invoicekit.binding.escape import text_to_xml
from invoicekit.jurisdiction.fapiao import china_time
from invoicekit.money import plain

_PERCENT = re.compile(r"\s*([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*[%％]\s*")
_PLAIN = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?")
"""What nearly every amount looks like."""
_WITHHELD = frozenset({"***", "*", "", "—", "-"})
"""What stands where there is no amount: the tax of an exempt line."""

WORDS = {"免税": "E", "不征税": "O", "0%": "Z", "出口零税率": "G"}
"""A rate in words → VAT category."""


@lru_cache(maxsize=256)  # a file has few rates, and a shop's files the same ones
def percentage(raw: str) -> Decimal | str:
    """Returns a rate as a percentage, or the words that stand there instead.

    `0.06`, `0.060000` and `6%` are all six percent.
    """
    text = raw.strip()
    if text in WORDS or text in _WITHHELD:
        return text
    told = _PERCENT.fullmatch(text)
    if told:
        return Decimal(told[1])
    try:
        fraction = decimal.read(text)
    except ValueError:
        if any(sign.isdigit() for sign in text):
            raise
        return text
    assert isinstance(fraction, Decimal)
    moved = fraction.scaleb(2)
    exponent = moved.as_tuple().exponent
    return Decimal(plain(moved)) if isinstance(exponent, int) and exponent > 0 else moved


def fraction(rate: Decimal | str) -> str:
    """Returns a percentage as the fraction that the file has, words as they are."""
    if isinstance(rate, str):
        return text_to_xml(rate)
    if not rate:
        return "0"
    return plain(rate.scaleb(-2)) if rate % 10 else plain(rate.scaleb(-2).normalize())


def _amount_or_none(raw: str) -> Decimal | None:
    if _PLAIN.fullmatch(raw):
        return Decimal(raw)
    if raw.strip() in _WITHHELD:
        return None
    found = decimal.read(raw.replace(",", "").replace("¥", "").replace("￥", ""))
    assert isinstance(found, Decimal)
    return found


rate = Codec("a rate such as 0.13, or 免税", percentage, fraction)
"""A percentage in the model, a fraction in the file; words stay words."""

tax = Codec("an amount such as 19.90, or ***", _amount_or_none, plain)
"""A tax, which an exempt line does not have."""

day = Codec("a day such as 2026-11-24", lambda raw: china_time(raw).date(), date.isoformat)
"""A day in China, in any of its spellings."""
