"""One finding: which rule, how bad, where, and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from invoicekit import masking
from invoicekit.findings.messages import expected_and_found, filled, text_of

_LINE = re.compile(r"line (\d+)")


class Severity(StrEnum):
    """How bad: an error makes a document invalid, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a document that a rule or a reader found.

    It goes to logs and screens, so a personal value that it tells is masked (`invoicekit.masking`);
    the document has it whole.

    Attributes:
        rule: The official id (`BR-CO-10`), or ours (`IK-…`).
        severity: Error, warning or information.
        message: English, with the values found and expected.
        path: Where in the model, such as `lines[2].quantity`; for files also the place in the file.
        terms: The business terms concerned, such as `("BT-129",)`.
        params: The values in the message, by name, for texts in other languages.
        location: Where in the file, such as `line 12 /Invoice/cac:InvoiceLine[2]`: its line and
            an XPath, or the row of a CSV file; empty where it was not read from one.
    """

    rule: str
    severity: Severity
    message: str
    path: str = ""
    terms: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    location: str = ""

    def __post_init__(self) -> None:
        message, params = _masked(self.message, self.params, self.path)
        object.__setattr__(self, "message", message)
        object.__setattr__(self, "params", params)

    @property
    def line(self) -> int | None:
        """The line in the file, from 1; None where there is none."""
        found = _LINE.match(self.location)
        return int(found[1]) if found else None

    @property
    def xpath(self) -> str:
        """The XPath of the element in the file, in the prefixes of its syntax; empty for none."""
        place = self.location.rpartition(" ")[2]
        return place if place.startswith("/") else ""

    def text(self, language: str = "en") -> str:
        """Returns the message in a language (`zh`, `de`, `fr`), in English where there is none."""
        if language.partition("-")[0].lower() == "en":
            return self.message
        template = text_of(self.rule, language) or text_of(self.params.get("text", ""), language)
        if template is None:
            return self.message
        if {"expected", "found"} <= self.params.keys() and "text" not in self.params:
            template = _with_values(template, language)
        return filled(template, {"path": self.path, "terms": ", ".join(self.terms), **self.params})

    def __str__(self) -> str:
        place = " ".join(part for part in (self.location, self.path) if part)
        return f"[{self.rule}] {self.message}" + (f" ({place})" if place else "")


def _masked(message: str, params: Mapping[str, str], path: str) -> tuple[str, Mapping[str, str]]:
    """The message and its values with what is personal masked: by the path, and by its look."""
    found = params.get("found", "")
    shown = masking.shown_at(path, found) if found else ""
    if shown != found:
        message, params = message.replace(found, shown), {**params, "found": shown}
    told = masking.text(message)
    if told == message:
        return message, params
    return told, {name: masking.text(value) for name, value in params.items()}


def _with_values(template: str, language: str) -> str:
    """Returns a text that tells what was expected and found, where it does not do so itself."""
    if "{expected}" in template or "{found}" in template:
        return template
    return template.rstrip(".。") + expected_and_found(language)
