"""Our JSON: the canonical form of the model, in and out."""

from __future__ import annotations

import json
from typing import cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from invoicekit.errors import InputError
from invoicekit.findings import Finding, Severity
from invoicekit.formats._format import Format, Reading
from invoicekit.model.invoice import Invoice
from invoicekit.model.source import SourceFacts

LIMIT = 50_000_000
"""Bytes; larger input is refused before it is parsed."""


def read_json(data: bytes) -> Reading:
    """Returns the invoice; each value that does not fit is a finding and left out.

    Raises:
        InputError: The bytes are no JSON object, or too many.
    """
    document = _parsed(data)
    findings: list[Finding] = []
    for _ in range(len(data)):
        try:
            invoice = Invoice.model_validate_json(json.dumps(document))
        except ValidationError as problem:
            faults = problem.errors(include_url=False)
            findings += [_finding(fault) for fault in faults]
            for fault in faults:
                _drop(document, fault["loc"])
        else:
            return Reading(invoice, tuple(findings), SourceFacts(syntax="json"))
    raise InputError("the JSON is no invoice", where="invoice.json")


def write_json(invoice: Invoice) -> bytes:
    """Returns the canonical JSON of an invoice."""
    return invoice.canonical()


def _parsed(data: bytes) -> dict[str, object]:
    if len(data) > LIMIT:
        raise InputError("the JSON is too large", expected=f"at most {LIMIT} bytes")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"this is no JSON: {problem}", where="invoice.json") from problem
    if not isinstance(document, dict):
        raise InputError("a JSON invoice is an object", where="invoice.json")
    return document


def _finding(fault: ErrorDetails) -> Finding:
    path = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault["loc"]).lstrip(".")
    unknown = fault["type"] == "extra_forbidden"
    return Finding(
        rule="IK-JSON-UNKNOWN" if unknown else "IK-JSON-VALUE",
        severity=Severity.WARNING if unknown else Severity.ERROR,
        message="the field is not known" if unknown else fault["msg"],
        path=path,
        params={"found": repr(fault.get("input"))[:80]},
    )


def _drop(document: object, path: tuple[int | str, ...]) -> None:
    """Takes the value at a path out, or the nearest one above it that is there."""
    node = document
    for step in path[:-1]:
        follow = _child(node, step)
        if follow is None:
            break
        node = follow
    if isinstance(node, dict):
        node.pop(next((p for p in reversed(path) if p in node), None), None)
    elif isinstance(node, list):
        place = path[-1]
        if isinstance(place, int) and place < len(node):
            node[place] = {}


def _child(node: object, step: int | str) -> object | None:
    if isinstance(node, dict):
        return cast("object", node.get(step))
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return cast("object", node[step])
    return None


FORMAT = Format(
    name="json",
    title="invoicekit JSON",
    media_type="application/json",
    suffix=".json",
    detects=lambda data: data.lstrip()[:1] == b"{",
    read=read_json,
    write=write_json,
)
