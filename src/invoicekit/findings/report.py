"""A verdict: the findings of a document, and whether it is valid."""

from __future__ import annotations

from collections.abc import Callable

from invoicekit.errors import InvoiceKitError
from invoicekit.findings.finding import Finding, Severity


class Report:
    """All findings of one document at once. A value: never changed, equal by what it says.

    Whether the document is valid is known at once. Where in the file each finding stands is looked
    up when the findings are first asked for: most documents are right, and nobody asks.

    Args:
        findings: In the order of the document.
        profile: The rule set that judged, such as `core` or `peppol`.
        mode: `official` (as the published rules) or `strict` (their meaning, exact arithmetic).
        placed: Returns the findings with their places in the file; asked once.
    """

    __slots__ = ("_findings", "_placed", "mode", "profile")

    def __init__(
        self,
        findings: tuple[Finding, ...] = (),
        profile: str = "core",
        mode: str = "strict",
        *,
        placed: Callable[[], tuple[Finding, ...]] | None = None,
    ) -> None:
        self._findings = findings
        self._placed = placed
        self.profile = profile
        self.mode = mode

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the document."""
        if self._placed is not None:
            self._findings, self._placed = self._placed(), None
        return self._findings

    @property
    def valid(self) -> bool:
        """Whether there is no error; warnings do not count."""
        return all(f.severity is not Severity.ERROR for f in self._findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make the document invalid."""
        return tuple(f for f in self.findings if f.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that deserve a look."""
        return tuple(f for f in self.findings if f.severity is Severity.WARNING)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Report) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        findings, profile, mode = self._key()
        return f"Report(findings={findings!r}, profile={profile!r}, mode={mode!r})"

    def __reduce__(self) -> tuple[type[Report], tuple[tuple[Finding, ...], str, str]]:
        return Report, self._key()

    def _key(self) -> tuple[tuple[Finding, ...], str, str]:
        return self.findings, self.profile, self.mode

    def ensure_valid(self, what: str = "the document") -> None:
        """Does nothing when valid.

        Raises:
            ValidationFailed: With this report, when there is an error.
        """
        if not self.valid:
            raise ValidationFailed(self, what)


class ValidationFailed(InvoiceKitError):
    """Data did not pass; `report` has every finding.

    The message names five, what is wrong before what is missing: without a currency that is one
    there are no totals.
    """

    code = "validation.failed"
    status = 422

    def __init__(self, report: Report, what: str = "the document") -> None:
        wrong_first = sorted(report.errors, key=lambda finding: "found" not in dict(finding.params))
        listed = "; ".join(map(str, wrong_first[:5]))
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
