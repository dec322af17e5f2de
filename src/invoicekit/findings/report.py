"""A verdict: the findings of a document, and whether it is valid."""

from __future__ import annotations

from dataclasses import dataclass

from invoicekit.errors import InvoiceKitError
from invoicekit.findings.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one document at once.

    Attributes:
        findings: In the order of the document.
        profile: The rule set that judged, such as `core` or `peppol`.
        mode: `official` (as the published rules) or `strict` (their meaning, exact arithmetic).
    """

    findings: tuple[Finding, ...] = ()
    profile: str = "core"
    mode: str = "strict"

    @property
    def valid(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return not self.errors

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the document invalid."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that deserve a look."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)

    def ensure_valid(self, what: str = "the document") -> None:
        """Does nothing when valid.

        Raises:
            ValidationFailed: With this report, when there is an error.
        """
        if not self.valid:
            raise ValidationFailed(self, what)


class ValidationFailed(InvoiceKitError):
    """Data did not pass; `report` has every finding."""

    code = "validation.failed"
    status = 422

    def __init__(self, report: Report, what: str = "the document") -> None:
        listed = "; ".join(str(finding) for finding in report.errors[:5])
        more = len(report.errors) - 5
        super().__init__(
            f"{what} has {len(report.errors)} error(s): {listed}"
            + (f"; and {more} more" if more > 0 else ""),
            where=what,
            params={"findings": [_plain(finding) for finding in report.findings]},
        )
        self.report = report


def _plain(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "path": finding.path,
        "terms": list(finding.terms),
    }
