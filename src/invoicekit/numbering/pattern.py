"""How a number is written: `{prefix}{yyyy}-{seq:06d}`, rendered and read back.

The fields are `prefix`, `yyyy`, `yy`, `mm` (of the issue date) and `seq`, zero-padded as in
`seq:06d`. A sequence that outgrows its digits is written in full: numbers never collide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Literal

from invoicekit.errors import ConfigurationError

DEFAULT_PATTERN = "{prefix}{yyyy}-{seq:06d}"

_FIELD = re.compile(r"\{([a-z]+)(?::0([1-9])d)?\}")
_LITERAL = re.compile(r"[A-Za-z0-9 ./_#-]*")
_DATED = {"yyyy": r"(?P<yyyy>\d{4})", "yy": r"(?P<yy>\d{2})", "mm": r"(?P<mm>0[1-9]|1[0-2])"}

Reset = Literal["never", "year", "month"]
"""When the sequence starts at 1 again."""


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """The parts of a number; year and month are None where the pattern has none."""

    sequence: int
    year: int | None
    month: int | None


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    width: int


@dataclass(frozen=True, slots=True)
class NumberPattern:
    """A parsed pattern; made by `parse_pattern`.

    Attributes:
        fields: The names of the fields it has.
        width: The digits of the sequence at least.
    """

    text: str
    parts: tuple[str | _Field, ...]
    fields: frozenset[str] = field(init=False, compare=False, repr=False)
    width: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        widths = {part.name: part.width for part in self.parts if isinstance(part, _Field)}
        object.__setattr__(self, "fields", frozenset(widths))
        object.__setattr__(self, "width", widths.get("seq", 0))

    def render(self, *, prefix: str, issue_date: date, sequence: int) -> str:
        """Returns the number.

        Raises:
            ConfigurationError: The sequence is not positive, or a prefix has no place.
        """
        if sequence < 1:
            raise ConfigurationError(f"sequence {sequence} is not positive", where=self.text)
        if prefix and "prefix" not in self.fields:
            raise ConfigurationError(
                f"the pattern has no place for the prefix {prefix!r}",
                where=self.text,
                expected="{prefix}",
            )
        year = f"{issue_date.year:04d}"
        month = f"{issue_date.month:02d}"
        return self.text.format(prefix=prefix, yyyy=year, yy=year[2:], mm=month, seq=sequence)

    def read(self, number: str, *, prefix: str = "") -> ParsedNumber | None:
        """Returns the parts of a number with this prefix, None when it was not made by the pattern.

        A two-digit year is of this century.
        """
        found = _regex(self, prefix).fullmatch(number)
        if found is None:
            return None
        got = found.groupdict()
        digits, width = got["seq"], self.width
        if int(digits) == 0 or (len(digits) > width and digits.startswith("0")):
            return None
        year = int(got["yyyy"]) if got.get("yyyy") else None
        if year is None and got.get("yy"):
            year = 2000 + int(got["yy"])
        month = int(got["mm"]) if got.get("mm") else None
        return ParsedNumber(int(digits), year, month)

    def check_reset(self, reset: Reset) -> None:
        """Does nothing where a series that starts again can not repeat a number.

        Raises:
            ConfigurationError: The pattern lacks the year or month that tells the series apart.
        """
        year = bool(self.fields & {"yyyy", "yy"})
        month = "mm" in self.fields
        if (reset == "year" and not year) or (reset == "month" and not (year and month)):
            raise ConfigurationError(
                f"numbers would repeat: the sequence starts again every {reset}",
                where=self.text,
                expected="{yyyy}" if reset == "year" else "{yyyy} and {mm}",
                hint="Put the date into the pattern, or never reset.",
            )


@cache
def parse_pattern(text: str) -> NumberPattern:
    """Returns the pattern of a text such as `{prefix}{yyyy}-{seq:06d}`.

    Raises:
        ConfigurationError: An unknown or repeated field, no `seq`, a sequence that runs into digits
            after it, or a character that has no place in a number.
    """
    parts: list[str | _Field] = []
    position = 0
    for found in _FIELD.finditer(text):
        parts += _literal(text, text[position : found.start()])
        parts.append(_field(text, found))
        position = found.end()
    parts += _literal(text, text[position:])
    names = [part.name for part in parts if isinstance(part, _Field)]
    if names.count("seq") != 1 or len(set(names)) != len(names):
        raise _bad(text, "each field once, and {seq} among them")
    if not _ends(parts):
        raise _bad(text, "{seq} at the end, or a letter or sign after it")
    return NumberPattern(text, tuple(parts))


def _ends(parts: list[str | _Field]) -> bool:
    at = next(i for i, part in enumerate(parts) if isinstance(part, _Field) and part.name == "seq")
    after = parts[at + 1 : at + 2]
    return not after or (isinstance(after[0], str) and not after[0][0].isdigit())


def _field(text: str, found: re.Match[str]) -> _Field:
    name, width = found.group(1), found.group(2)
    if name not in {"prefix", "seq", *_DATED} or (width and name != "seq"):
        raise _bad(text, "the fields prefix, yyyy, yy, mm, seq and seq:01d to seq:09d")
    return _Field(name, int(width or 1))


def _literal(text: str, literal: str) -> list[str]:
    if not _LITERAL.fullmatch(literal):
        raise _bad(text, "letters, digits, spaces and ./_#- between the fields")
    return [literal] if literal else []


def _bad(text: str, expected: str) -> ConfigurationError:
    return ConfigurationError(
        f"{text!r} is no pattern for numbers",
        where=text,
        expected=expected,
        hint=f"For example {DEFAULT_PATTERN}",
    )


@cache
def _regex(pattern: NumberPattern, prefix: str) -> re.Pattern[str]:
    text = ""
    for part in pattern.parts:
        if isinstance(part, str):
            text += re.escape(part)
        elif part.name == "prefix":
            text += re.escape(prefix)
        elif part.name == "seq":
            text += rf"(?P<seq>[0-9]{{{part.width},}})"
        else:
            text += _DATED[part.name].replace(r"\d", "[0-9]")
    return re.compile(text)
