"""Building the invoice from what was read: what does not fit is a finding, the rest stays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from pydantic import ValidationError

from invoicekit.findings import Finding, Severity
from invoicekit.model import Invoice
from invoicekit.model.plain import plain

_ROUNDS = 20
"""Taking a part out can leave its whole incomplete, so the whole goes next; models are not deep."""

_MESSAGES = {
    "extra_forbidden": ("IK-UNKNOWN", Severity.WARNING, "{path} is not a field and was not read."),
    "missing": ("IK-INCOMPLETE", Severity.ERROR, "{path} is missing, so its group was not read."),
}


def tolerant_invoice(
    record: dict[str, Any], build: Callable[[dict[str, Any]], Invoice]
) -> tuple[Invoice, tuple[Finding, ...]]:
    """Returns the invoice of all that fits, and a finding for each part that does not.

    Args:
        record: As read; parts that do not fit are taken out of it.
        build: Validates the record; raises pydantic's `ValidationError` with all faults.
    """
    findings: list[Finding] = []
    for _ in range(_ROUNDS):
        try:
            return build(record), tuple(findings)
        except ValidationError as problem:
            faults = problem.errors(include_url=False)
        seen: set[tuple[int | str, ...]] = set()
        for fault in faults:
            path = tuple(fault["loc"])
            findings.append(_finding(path, fault["type"], fault["msg"], fault["input"]))
            seen.add(path[:-1] if fault["type"] == "missing" else path)
        # Last first, so that the indices before stay true.
        for path in sorted(seen, key=_order, reverse=True):
            _take_out(record, path)
    return Invoice(), tuple(findings)


def plain_invoice(record: dict[str, Any]) -> tuple[Invoice, tuple[Finding, ...]]:
    """Returns an object that looks like the invoice of a record, for a verdict.

    Raises:
        IncompleteRecord: A group lacks what it cannot be without; the record is spent.
    """
    return cast("Invoice", plain(Invoice, record)), ()


def path_text(path: Sequence[int | str]) -> str:
    """Returns a path as findings write it: `lines[2].price.net`."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).removeprefix(".")


def _finding(path: tuple[int | str, ...], kind: str, reason: str, found: object) -> Finding:
    rule, severity, template = _MESSAGES.get(
        kind, ("IK-UNREADABLE", Severity.ERROR, "{path} cannot be read: {reason}.")
    )
    where = path_text(path)
    shown = repr(found)[:60]
    message = template.format(path=where or "the document", reason=reason.rstrip("."))
    found = where if rule == "IK-UNKNOWN" else shown
    return Finding(rule, severity, message, where, params={"found": found, "expected": reason})


def _order(path: tuple[int | str, ...]) -> list[tuple[int, str, int]]:
    return [(1, "", s) if isinstance(s, int) else (0, s, 0) for s in path]


def _take_out(record: Any, path: tuple[int | str, ...]) -> None:
    if not path:
        record.clear()
        return
    for step in path[:-1]:
        try:
            record = record[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(record, dict):
        record.pop(path[-1], None)
    elif isinstance(record, list) and isinstance(path[-1], int) and path[-1] < len(record):
        del record[path[-1]]
