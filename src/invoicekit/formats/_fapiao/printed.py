"""From the texts of a page, as strings, to the model: what tags, data and pages have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from invoicekit.binding import decimal
from invoicekit.findings import Finding, Severity
from invoicekit.formats._fapiao.codecs import percentage, tax
from invoicekit.formats._fapiao.taxcontrol import original_record
from invoicekit.model import FapiaoKind

Record = dict[str, Any]

_LINE_AMOUNTS = ("net", "tax", "price", "quantity")
_SIGNS = re.compile(r"[¥￥,，\s元]")
_TITLES = (
    (re.compile(r"电子发票\s*[（(]\s*增值税专用发票\s*[)）]"), FapiaoKind.DIGITAL_SPECIAL),
    (re.compile(r"电子发票\s*[（(]\s*普通发票\s*[)）]"), FapiaoKind.DIGITAL_ORDINARY),
    (re.compile(r"电子发票\s*[（(]\s*铁路电子客票\s*[)）]"), FapiaoKind.DIGITAL_RAIL),
    (re.compile(r"增值税电子普通发票\s*[（(]\s*通行费"), FapiaoKind.TC_TOLL),
    (re.compile("增值税电子普通发票"), FapiaoKind.TC_ELECTRONIC_ORDINARY),
    (re.compile("增值税电子专用发票"), FapiaoKind.TC_ELECTRONIC_SPECIAL),
)
"""Title → kind."""


def kind_of(text: str) -> str | None:
    """Returns the kind whose title a page prints, None for none known."""
    compact = re.sub(r"\s", "", text)
    return next((kind.value for title, kind in _TITLES if title.search(compact)), None)


def printed_record(texts: Record, page_text: str) -> tuple[Record, list[Finding]]:
    """Returns the model's record of printed texts, and a finding for each that cannot be read.

    Args:
        texts: Fields as `tags` names them, all strings.
        page_text: Where the title stands.
    """
    reader = _Numbers([])
    record = dict(texts)
    for name, field in _TOTALS.items():
        if name in record:
            record[name] = reader.read(f"totals.{field}", record[name], _amount)
    record["lines"] = [
        reader.line(place, line) for place, line in enumerate(texts.get("lines", ()))
    ]
    made = original_record(record)
    made["fapiao"]["kind"] = made["fapiao"]["kind"] or kind_of(page_text)
    return made, reader.findings


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Reads numbers, and notes what is none."""

    findings: list[Finding]

    def line(self, place: int, texts: Record) -> Record:
        line = dict(texts)
        for name in _LINE_AMOUNTS:
            if name in line:
                line[name] = self.read(f"lines[{place}]", line[name], _amount)
        if "rate" in line:
            line["rate"] = self.read(f"lines[{place}].vat_rate", line["rate"], percentage)
        return line

    def read(self, path: str, text: str, how: Callable[[str], object]) -> object:
        try:
            return how(text)
        except ValueError:
            message = f"{text[:60]!r} cannot be read as a number."
            params = {"found": repr(text[:60]), "expected": "a number"}
            self.findings.append(
                Finding("IK-UNREADABLE", Severity.ERROR, message, path, params=params)
            )
            return None


_TOTALS = {"net": "without_vat", "tax": "vat", "gross": "with_vat"}


def _amount(text: str) -> object:
    plain = _SIGNS.sub("", text)
    return tax.read(plain) if plain in {"***", "*"} else decimal.read(plain)
