"""Numbers of 发票: 20 digits of 数电票, code and number of 税控 invoices.

There is no check digit, and the lists of areas and channels are not public: what is odd is told as
a warning, only the shape is refused. Source: 国家税务总局公告2024年第11号, and numbers seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

AREAS = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁",
    "22": "吉林", "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽",
    "35": "福建", "36": "江西", "37": "山东", "41": "河南", "42": "湖北", "43": "湖南",
    "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏",
    "65": "新疆",
}  # fmt: skip
"""First two digits of the province's code in GB/T 2260 → its name."""

_FIRST_YEAR = 2021
_DIGITAL = re.compile(r"[0-9]{20}")
_CODE = re.compile(r"[0-9]{10}|[0-9]{12}")
_NUMBER = re.compile(r"[0-9]{8}")
_CHECK_CODE = re.compile(r"[0-9]{20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberCheck:
    """What a number says, and what is odd about it.

    Attributes:
        problem: Why it is no number; None where the shape is right.
        warnings: What is implausible: the year, the area.
    """

    problem: str | None = None
    warnings: tuple[str, ...] = ()
    year: int | None = None
    area: str | None = None
    area_name: str | None = None
    channel: str | None = None
    serial: str | None = None

    @property
    def valid(self) -> bool:
        """Whether the shape is right."""
        return self.problem is None


def check_digital_number(number: str, today: date | None = None) -> NumberCheck:
    """Returns what the 20-digit number of a 数电票 says: year, area, channel, serial.

    Args:
        number: As on the document.
        today: A year after this day's is implausible; not asked where it is not given.
    """
    if not _DIGITAL.fullmatch(number):
        return NumberCheck(problem=f"{number!r} is no number of a 数电票: expected 20 digits")
    year, area = 2000 + int(number[:2]), number[2:4]
    warnings = []
    if year < _FIRST_YEAR or (today is not None and year > today.year):
        warnings.append(f"the year {year} is implausible")
    if area not in AREAS:
        warnings.append(f"the area {area} is unknown")
    return NumberCheck(
        warnings=tuple(warnings),
        year=year,
        area=area,
        area_name=AREAS.get(area),
        channel=number[4],
        serial=number[5:],
    )


def check_paper_number(code: str, number: str) -> NumberCheck:
    """Returns whether code and number of a 税控 or paper invoice have their shape."""
    if not _CODE.fullmatch(code):
        return NumberCheck(problem=f"{code!r} is no 发票代码: expected 10 or 12 digits")
    if not _NUMBER.fullmatch(number):
        return NumberCheck(problem=f"{number!r} is no 发票号码: expected 8 digits, zeros included")
    return NumberCheck()


def check_code_digits(check_code: str) -> str:
    """Returns the last six digits of a check code (校验码), which the bureau's site asks for.

    Blanks are taken out: the code is often printed in groups of five.

    Raises:
        ValueError: It has not 20 digits.
    """
    digits = re.sub(r"\s", "", check_code)
    if not _CHECK_CODE.fullmatch(digits):
        raise ValueError(f"{check_code!r} is no 校验码: expected 20 digits")
    return digits[-6:]
