"""Findings: what is wrong with data, all at once, in words people understand.

Declarations live here, so that any floor above may carry rules of its own: `Finding`, `Report`,
`ValidationFailed`, and `Rule`, `RuleSet` with its decorator. The engine that runs rules is
`invoicekit.rules`.
"""

from invoicekit.findings.error_texts import error_text, said
from invoicekit.findings.finding import Finding, Severity
from invoicekit.findings.report import Report, ValidationFailed
from invoicekit.findings.ruleset import LEVEL, Mismatch, Rule, RuleSet

__all__ = [
    "LEVEL",
    "Finding",
    "Mismatch",
    "Report",
    "Rule",
    "RuleSet",
    "Severity",
    "ValidationFailed",
    "error_text",
    "said",
]
