"""Amounts in words (大写), as a 发票 prints them beside the figures, and read back.

Source: 支付结算办法, annex 1, and the bureau's own files: 圆, 整 only where there is neither 角 nor
分, no 零 between a round 圆 and 角.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from invoicekit.money import exact, round_to

_CENT = Decimal("0.01")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_NEGATIVE = "（负数）"
_LIMIT = Decimal(10) ** 16
_WAN, _YI = 10**4, 10**8


def amount_in_words(amount: Decimal | str | int, yuan: Literal["圆", "元"] = "圆") -> str:
    """Returns the amount in words, rounded to 分, such as `壹仟贰佰叁拾肆圆零伍分`.

    Args:
        amount: In yuan.
        yuan: 圆 as the tax bureau writes it, or 元 as banks do.

    Raises:
        ValueError: The amount has more than sixteen digits before the point.
    """
    rounded = round_to(exact(amount), _CENT)
    if abs(rounded) >= _LIMIT:
        raise ValueError(f"{rounded} is too large to be written in words")
    cents = int(abs(rounded).scaleb(2))
    whole, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    said = f"{_whole(whole)}{yuan}" if whole or not cents else ""
    if not jiao and not fen:
        said += "整"
    if jiao:
        said += f"{_DIGITS[jiao]}角"
    if fen:
        said += ("零" if said and not jiao else "") + f"{_DIGITS[fen]}分"
    return (_NEGATIVE if rounded < 0 else "") + said


def _whole(number: int) -> str:
    if number < _WAN:
        return _thousands(number) or _DIGITS[0]
    unit, word = (_YI, "亿") if number >= _YI else (_WAN, "万")
    high, low = divmod(number, unit)
    gap = "零" if 0 < low < unit // 10 else ""
    return f"{_whole(high)}{word}{gap}{_whole(low) if low else ''}"


def _thousands(number: int) -> str:
    said, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        said += ("零" if gap else "") + _DIGITS[digit] + _UNITS[place]
        gap = False
    return said


_VALUES = {
    sign: value
    for signs in (_DIGITS, "〇一二三四五六七八九", "零壱弍叄肆伍陸柒捌玖", "零壹貳參肆伍陆柒捌玖")
    for value, sign in enumerate(signs)
} | {"两": 2, "叄": 3}
_PLACES = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_GROUPS = {"万": _WAN, "萬": _WAN, "亿": _YI, "億": _YI}
_SAID = re.compile(
    r"(?:人民币)?(?P<minus>[(（]负数[)）]|负)?(?:人民币)?"
    r"(?:(?P<whole>[^圆元圓角分整正]+)[圆元圓])?"
    r"(?:零?(?P<jiao>[^圆元圓角分整正])角)?"
    r"(?:零?(?P<fen>[^圆元圓角分整正])分)?[整正]?"
)


def amount_said(words: str) -> Decimal:
    """Returns the amount that words say, in yuan with two decimals.

    元 and 圆, 整 and 正, everyday numerals, spaces, and 零 where banks allow it are all read.

    Raises:
        ValueError: They are no amount.
    """
    text = re.sub(r"[\s⊗]", "", words)
    found = _SAID.fullmatch(text)
    if found is None or not any(found.group("whole", "jiao", "fen")):
        raise ValueError(f"{words!r} is no amount in words")
    whole, jiao, fen = (found.group(name) or "零" for name in ("whole", "jiao", "fen"))
    try:
        cents = _number(whole) * 100 + _VALUES[jiao] * 10 + _VALUES[fen]
    except KeyError as problem:
        raise ValueError(f"{words!r} is no amount in words: {problem.args[0]}") from problem
    return Decimal(-cents if found["minus"] else cents).scaleb(-2)


def _number(said: str) -> int:
    """Returns the whole number that numerals say; raises KeyError for another character."""
    total = section = digit = 0
    for sign in said:
        if sign in _GROUPS:
            unit = _GROUPS[sign]
            section += digit
            # 亿 takes all before it, 万 only what follows the last 亿
            total = (total + section) * unit if unit == _YI else total + section * unit
            section = digit = 0
        elif sign in _PLACES:
            section += (digit or 1) * _PLACES[sign]
            digit = 0
        else:
            digit = _VALUES[sign]
    return total + section + digit


def says(words: str, amount: Decimal) -> bool:
    """Returns whether words say an amount, in whatever spelling."""
    try:
        return amount_said(words) == round_to(amount, _CENT)
    except ValueError:
        return False
