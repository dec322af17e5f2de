"""One finding: which rule, how bad, where, and in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from invoicekit.findings.messages import text_of

_PARAM = re.compile(r"\{(\w+)\}")


class Severity(StrEnum):
    """How bad: an error makes a document invalid, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about a document that a rule or a reader found.

    Attributes:
        rule: The official id (`BR-CO-10`), or ours (`IK-…`).
        severity: Error, warning or information.
        message: English, with the values found and expected.
        path: Where in the model, such as `lines[2].quantity`; for files also the place in the file.
        terms: The business terms concerned, such as `("BT-129",)`.
        params: The values in the message, by name, for texts in other languages.
        location: The line of a file, an XPath, a CSV row: where the source says so; else empty.
    """

    rule: str
    severity: Severity
    message: str
    path: str = ""
    terms: tuple[str, ...] = ()
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    location: str = ""

    def text(self, language: str = "en") -> str:
        """Returns the message in a language (`zh`, `de` …), in English where there is no other."""
        if language.partition("-")[0].lower() == "en":
            return self.message
        template = text_of(self.rule, language)
        return self.message if template is None else _filled(template, self.params)

    def __str__(self) -> str:
        place = " ".join(part for part in (self.location, self.path) if part)
        return f"[{self.rule}] {self.message}" + (f" ({place})" if place else "")


def _filled(template: str, params: Mapping[str, str]) -> str:
    return _PARAM.sub(lambda match: params.get(match[1], match[0]), template)
