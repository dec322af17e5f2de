"""What every test shares: Hypothesis profiles, and what a test needs from outside."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
NOT_RUN = "not run: "

# No deadlines: a busy machine is no reason to fail.
settings.register_profile("dev", max_examples=25, deadline=None)
settings.register_profile(
    "ci",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak", max_examples=2_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if CI else "dev"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", action="store_true", help="run the long tests, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def needs() -> Callable[[str, object], None]:
    """Says what a test needs from outside: `needs("veraPDF", shutil.which("verapdf"))`.

    Where it is missing the test is reported as "not run: veraPDF" and the run still passes. With
    CI=true it fails instead, so that nothing goes untested unseen.
    """

    def check(what: str, found: object) -> None:
        if found:
            return
        if CI:
            pytest.fail(f"{what} is missing, and CI=true asks for everything", pytrace=False)
        pytest.skip(f"{NOT_RUN}{what}")

    return check


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: set[str] = set()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if NOT_RUN in reason:
            reasons.add(reason.partition(NOT_RUN)[2])
    for reason in sorted(reasons):
        terminalreporter.write_line(f"{NOT_RUN}{reason}", yellow=True)
