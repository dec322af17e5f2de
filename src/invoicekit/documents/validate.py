"""Judging a document, a file or an invoice made by hand."""

from __future__ import annotations

from typing import Literal

from invoicekit.documents.load import Document, Source, load
from invoicekit.findings import Report
from invoicekit.model.invoice import Invoice
from invoicekit.rules import RULE_SETS, check

Mode = Literal["auto", "official", "strict"]


def validate(
    document: Document | Invoice | Source, profile: str = "auto", mode: Mode = "auto"
) -> Report:
    """Returns every finding at once.

    Args:
        document: A document, an invoice, a path, bytes or a binary file.
        profile: A rule set; `auto` takes `core`.
        mode: `official` judges as the published rules do, `strict` by their meaning; `auto` is
            official with a source and strict without.

    Raises:
        ConfigurationError: No rule set has the name.
        InputError: The bytes are no format we know.
    """
    name = "core" if profile == "auto" else profile
    rules = RULE_SETS[name]
    if isinstance(document, Invoice):
        chosen = "strict" if mode == "auto" else mode
        report = check(document, rules)
        return Report(report.findings, name, chosen)
    known = document if isinstance(document, Document) else load(document)
    report = check(known.invoice, rules, source=known.source)
    chosen = "official" if mode == "auto" else mode
    return Report((*known.findings, *report.findings), name, chosen)
