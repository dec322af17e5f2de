"""Chinese numbers: 统一社会信用代码 (GB 32100-2015), resident ids (GB 11643) and older tax numbers.

python-stdnum demands eight leading digits, so it refuses lawful codes that begin with letters (N,
rural collectives, and others), and it knows only today's area codes, so it refuses ids of people
whose county has since been renamed. Both are checked here instead.
"""

from __future__ import annotations

import re
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 signs of a social credit code: no I, O, S, V, Z."""
USCC = re.compile(r"[1-9A-HJ-NP-RTUWXY][1-9A-HJ-NP-RTUWXY][0-9]{6}[0-9A-HJ-NP-RTUWXY]{10}")
RIC = re.compile(r"[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])[0-3][0-9][0-9]{3}[0-9X]")
LEGACY = re.compile(r"[0-9]{6}[0-9A-Z]{9}|[0-9]{8}(0[1-9]|1[0-2])[0-9]{5}[0-9A-Z]{2}|[0-9A-Z]{20}")
"""15 signs (area and organisation code), 17 (a 15-digit resident id and two), 20 (18 and two)."""
PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 "
    "71 81 82 83 91".split()
)
"""GB/T 2260, first two digits; the counties behind them change, so only these are checked."""

_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_RIC_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))


def check(plain: str) -> tuple[bool, str, str, str]:
    """Returns (valid, normalized, kind, reason) of a Chinese tax number without separators.

    A resident id whose check digit is wrong passes with a note: tax numbers were made from such ids
    before 2015, and nobody can tell a misprint from one of those.
    """
    resident = RIC.fullmatch(plain) is not None and _born(plain)
    code = USCC.fullmatch(plain) is not None
    if resident and _ric_digit(plain) == plain[17]:
        return True, plain, "ric", ""
    if code and _uscc_digit(plain) == plain[17]:
        return True, plain, "uscc", "" if organisation_code_checks(plain) else _INNER
    if resident:
        note = f"not checked: the last sign of a resident id would be {_ric_digit(plain)}"
        return True, plain, "legacy", note
    if code:
        return False, plain, "uscc", f"the check digit is wrong: it should be {_uscc_digit(plain)}"
    if LEGACY.fullmatch(plain):
        return True, plain, "legacy", "not checked: a number from before 2015"
    return False, plain, "uscc", "18 digits and letters without I, O, S, V, Z are expected"


_INNER = "the organisation code inside has another check digit; some early codes do"


def organisation_code_checks(uscc: str) -> bool:
    """Returns whether the organisation code in places 9 to 17 checks by itself (GB 11714)."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(signs.index(s) * w for s, w in zip(uscc[8:16], weights, strict=True))
    digit = (11 - total % 11) % 11
    return ("X" if digit == 10 else str(digit)) == uscc[16]  # noqa: PLR2004 - GB 11714 writes 10 as X


def _uscc_digit(plain: str) -> str:
    total = sum(ALPHABET.index(s) * w for s, w in zip(plain[:17], _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def _ric_digit(plain: str) -> str:
    total = sum(int(s) * w for s, w in zip(plain[:17], _RIC_WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _born(plain: str) -> bool:
    if plain[:2] not in PROVINCES:
        return False
    try:
        date(int(plain[6:10]), int(plain[10:12]), int(plain[12:14]))
    except ValueError:
        return False
    return True
