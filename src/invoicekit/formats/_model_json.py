"""Reading the model's JSON: what does not fit is a finding, and a number for money does not."""

from __future__ import annotations

import json
import re
from typing import Any

from invoicekit.binding.limits import check_size
from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.formats._format import ReadInvoice
from invoicekit.formats._tolerant import tolerant_invoice
from invoicekit.model import Invoice, SourceFacts

_LONG = re.compile(r'"-?[0-9.]{29,}"')
"""A number that may have more than 28 digits; pydantic's reader of JSON counts characters only."""


def read(data: bytes) -> ReadInvoice:
    """Returns the invoice of all that fits; numbers for money, unknown fields are findings.

    Raises:
        InputError: Not JSON in UTF-8, too large or too deep, or no object.
    """
    check_size(data)
    repeated: list[str] = []
    try:
        record = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=lambda pairs: _object(pairs, repeated),
            parse_constant=_no_number,
        )
        if not isinstance(record, dict):
            raise InputError(f"the JSON is a {type(record).__name__}", expected="an object")
        invoice, faults = tolerant_invoice(record, _made)
    except (ValueError, RecursionError) as problem:
        raise InputError(
            f"not usable as JSON: {problem}",
            expected="a JSON object in UTF-8",
            hint="Check that the file is complete.",
        ) from problem
    doubles = tuple(
        Finding("IK-REPEATED", Severity.ERROR, f"{name} stands twice; the first was read.", name)
        for name in repeated
    )
    return ReadInvoice(invoice, (*doubles, *faults), _source(faults))


def _made(tree: dict[str, Any]) -> Invoice:
    text = json.dumps(tree)
    invoice = Invoice.model_validate_json(text)
    if _LONG.search(text):
        Invoice.model_validate(invoice.model_dump())
    return invoice


def detects(data: bytes) -> bool:
    """Returns whether the bytes begin like a JSON object."""
    return data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def _source(faults: tuple[Finding, ...]) -> SourceFacts:
    raw = {f.path: f.params["found"] for f in faults if f.rule == "IK-UNREADABLE"}
    unknown = tuple(f.path for f in faults if f.rule == "IK-UNKNOWN")
    return SourceFacts(syntax="json", present=frozenset(raw), raw=raw, unknown=unknown)


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            repeated.append(name)
        else:
            made[name] = value
    return made


def _no_number(word: str) -> str:
    raise ValueError(f"{word} is no JSON number")
