"""Judging a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from invoicekit.binding import Limits, current, keeping
from invoicekit.documents.detect import detect
from invoicekit.documents.document import Document
from invoicekit.documents.findings import reported
from invoicekit.documents.load import judged, load
from invoicekit.documents.profile import FACTUR_X, XRECHNUNG, level_of, profile_of
from invoicekit.documents.source import Source, bytes_of
from invoicekit.errors import ConfigurationError
from invoicekit.findings import LEVEL, Finding, Report, RuleSet, Severity
from invoicekit.formats import FORMATS
from invoicekit.model import Invoice
from invoicekit.rules import RULE_SETS, Mode, check

_CII = frozenset({"cii", "xrechnung-cii"})
"""Formats that may be judged by a level of Factur-X as they are."""
MODES: dict[str, Mode] = {"official": "official", "strict": "strict"}


def validate(
    source: Document | Invoice | Source,
    profile: str = "auto",
    mode: Literal["auto", "official", "strict"] = "auto",
    *,
    limits: Limits | None = None,
) -> Report:
    """Returns every finding at once: what the reader found odd, then what the rules say.

    Args:
        source: A document, a file, or an invoice made by hand.
        profile: A rule set's name; `auto` goes by the document.
        mode: `official` judges like the published rules, `strict` with exact arithmetic; `auto`
            is official where there is a file, strict without.
        limits: What a file may cost.

    Raises:
        InputError: The source cannot be used at all (as `load`).
        ConfigurationError: No such profile or mode.
    """
    if mode != "auto" and mode not in MODES:
        raise ConfigurationError(
            f"no mode named {mode!r}", where="mode", expected="auto, official or strict"
        )
    if isinstance(source, Invoice):
        chosen = profile_of(source) if profile == "auto" else _at_level(profile, source)
        return check(source, RULE_SETS[chosen], mode=MODES.get(mode, "strict"), profile=chosen)
    document = _loaded(source, profile, limits)
    chosen = document.profile if profile == "auto" else _at_level(profile, document.invoice)
    rules = RULE_SETS[chosen]
    report = check(
        document.invoice,
        rules,
        document.source,
        mode=MODES.get(mode, "official"),
        profile=chosen,
    )
    if not document.findings and not report.findings:
        return report
    found = (*_judged(document.findings, rules, report.mode), *report.findings)
    most = (limits or current()).findings
    return Report(
        found,
        report.profile,
        report.mode,
        placed=lambda: reported(found, document.source, most, rules),
    )


def _at_level(profile: str, invoice: Invoice) -> str:
    """Returns the rule set that is asked for: for Factur-X that of the document's level.

    For XRechnung it is that of its extension or of CVD where the document says that it is one, as
    the published rules see for themselves.
    """
    if profile == FACTUR_X:
        return level_of(invoice)
    own = profile_of(invoice) if profile == XRECHNUNG else profile
    return own if own.startswith(profile) else profile


def _loaded(source: Document | Source, profile: str, limits: Limits | None) -> Document:
    """Returns the document; for Factur-X, its XML is read with the questions of its level.

    A level that is asked for by name asks its own, whatever the file calls itself.
    """
    if isinstance(source, Document):
        return source
    name, _, level = profile.partition("-")
    read = FORMATS[FACTUR_X].at_level if name == FACTUR_X else None
    if read is None:
        return judged(source, limits=limits)
    with keeping(limits):
        data = bytes_of(source)
        chosen = detect(data)
        if chosen not in _CII and not (chosen == FACTUR_X and level):
            return load(data)
        invoice, findings, facts = read(data, level)
    return Document(invoice, chosen, level_of(invoice), findings, facts)


def _judged(findings: Iterable[Finding], rule_set: RuleSet, mode: str) -> Iterable[Finding]:
    """Returns what the reader found odd; where there is a published verdict, it counts alone.

    What is odd about the PDF around a file is no part of any verdict on the file.
    """
    if mode != "official" or not rule_set.follows_published:
        return findings
    return (
        finding
        if finding.rule.startswith(LEVEL)
        else replace(finding, severity=Severity.INFORMATION)
        for finding in findings
    )
