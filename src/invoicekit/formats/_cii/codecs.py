"""Dates and codes as CII writes them."""

from __future__ import annotations

import re
from datetime import date

from invoicekit.binding import Codec, bare
from invoicekit.binding.escape import text_to_xml

_DAY = re.compile(r"[0-9]{8}")
_EVENTS = {"5": "3", "29": "35", "72": "432"}
"""UNTDID 2475 (CII) → UNTDID 2005 (EN 16931, UBL): invoice date, delivery, payment."""
_WORDS = {code: event for event, code in _EVENTS.items()}


def _read_day(raw: str) -> date:
    raw = bare(raw)
    if _DAY.fullmatch(raw) is None:
        raise ValueError(raw)
    return date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))


def _write_day(value: date) -> str:
    return value.isoformat().replace("-", "")


day = Codec(
    "a date such as 20260131",
    _read_day,
    _write_day,
    fixed=(("format", "102"),),
    usual=("20[0-9]{6}", date.fromisoformat),
)
"""A day as UNTDID 2379 code 102 has it."""


def _read_event(raw: str) -> str:
    raw = bare(raw)
    # A code of the other list would be taken for one of this list when written again.
    if raw in _WORDS:
        raise ValueError(raw)
    return _EVENTS.get(raw, raw)


def _write_event(code: str) -> str:
    return text_to_xml(_WORDS.get(code, code))


event = Codec("a code such as 5, 29 or 72", _read_event, _write_event)
"""When VAT falls due (BT-8), in the code list of EN 16931."""
