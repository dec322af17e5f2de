"""What people will read: is the language one, and is there a font for every character?

A character no font draws never stops an invoice: its PDF shows a gap. It is told as a warning while
there is still time to write the name another way or to install a font.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace

from pydantic import BaseModel

from invoicekit import masking
from invoicekit.errors import InputError, MissingExtra
from invoicekit.findings import Finding, Severity
from invoicekit.ports import Renderers
from invoicekit.renderers import known_language
from invoicekit.services._import_table import T, Table

_TAGS = "a language tag of BCP 47, such as de, fr-CA or zh-CN"


def checked_locale(tag: str) -> str:
    """Returns the tag.

    Raises:
        InputError: No language has it.
    """
    if known_language(tag):
        return tag
    raise InputError(f"{tag!r} is no language", where="locale", expected=_TAGS)


def language_findings(tag: str | None, path: str) -> list[Finding]:
    """Returns that a profile asks for a language nobody knows; empty where it is fine."""
    if tag is None or known_language(tag):
        return []
    return [
        Finding(
            rule="IK-LANGUAGE",
            severity=Severity.ERROR,
            message=f"{tag!r} is no language, expected {_TAGS}",
            path=path,
            params={"found": tag, "expected": _TAGS},
        )
    ]


def undrawn_findings(
    renderers: Renderers, kinds: Iterable[str], value: object, *, locale: str
) -> list[Finding]:
    """Returns a warning for each text with a character that a kind of file cannot show.

    Raises:
        MissingExtra: The text is Chinese, Japanese or Korean and the fonts are not installed.
    """
    everything = (
        value.model_dump_json(exclude_none=True) if isinstance(value, BaseModel) else _joined(value)
    )
    gaps = {each for kind in kinds for each in renderers.undrawn(kind, everything, locale)}
    if not gaps:
        return []
    return [_finding(path, text, gaps) for path, text in _texts(value) if gaps & set(text)]


@dataclass(frozen=True)
class Proofread:
    """Adds to an imported table what will not come out in print."""

    renderers: Renderers

    def table(self, table: Table[T]) -> Table[T]:
        """Returns the table with a warning for each row with characters no font draws."""
        found = [
            replace(finding, location=f"line {row.line}")
            for row in table.items
            for finding in self._row(row.value)
        ]
        return Table(table.items, (*table.findings, *found))

    def _row(self, value: object) -> list[Finding]:
        kinds = self.renderers.standard()
        try:
            return undrawn_findings(self.renderers, kinds, value, locale="en")
        except MissingExtra as problem:
            return [Finding("IK-PRINT-FONT", Severity.WARNING, str(problem))]


def _finding(path: str, text: str, gaps: set[str]) -> Finding:
    found = ", ".join(
        f"{each!r} (U+{ord(each):04X})" for each in dict.fromkeys(text) if each in gaps
    )
    return Finding(
        rule="IK-PRINT-FONT",
        severity=Severity.WARNING,
        message=f"no font draws {found} of {masking.shown_at(path, text)!r}: the PDF shows a gap. "
        "Write it in another script, or install a font package such as fontpkg-noto-sans-arabic",
        path=path,
        params={"signs": found},
    )


def _joined(value: object) -> str:
    return "".join(text for _, text in _texts(value))


def _texts(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value with the path to it."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel | Mapping):
        parts = value if isinstance(value, Mapping) else dict(value)
        for name, part in parts.items():
            yield from _texts(part, f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple | list):
        for place, part in enumerate(value):
            yield from _texts(part, f"{path}[{place}]")
    elif is_dataclass(value):
        for field in fields(value):
            yield from _texts(getattr(value, field.name), path)
