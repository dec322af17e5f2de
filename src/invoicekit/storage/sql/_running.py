"""How prepared statements are run: through SQLAlchemy, or on the driver's own connection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

import sqlalchemy as sa

Parameters: TypeAlias = "tuple[Any, ...] | dict[str, Any]"
"""The values of one run, as the driver takes them: by place or by name."""


class Runner(Protocol):
    """Runs the text of a prepared statement."""

    def rows(self, text: str, given: Parameters) -> Sequence[Sequence[Any]]:
        """Returns the rows that a statement gives, in the driver's values."""

    def touched(self, text: str, given: Sequence[Parameters]) -> int:
        """Returns how many rows a statement wrote, run with each of some parameters."""


class Through:
    """Runs statements through SQLAlchemy, with its events."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def rows(self, text: str, given: Parameters) -> Sequence[Sequence[Any]]:
        """Returns the rows."""
        return self._connection.exec_driver_sql(text, given).all()

    def touched(self, text: str, given: Sequence[Parameters]) -> int:
        """Returns the number of rows."""
        values = given[0] if len(given) == 1 else list(given)
        return self._connection.exec_driver_sql(text, values).rowcount


class Directly:
    """Runs statements on a connection of `sqlite3`: for whoever has it for himself."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def rows(self, text: str, given: Parameters) -> Sequence[Sequence[Any]]:
        """Returns the rows."""
        rows: list[Sequence[Any]] = self._driver.execute(text, given).fetchall()
        return rows

    def touched(self, text: str, given: Sequence[Parameters]) -> int:
        """Returns the number of rows."""
        if len(given) == 1:
            count: int = self._driver.execute(text, given[0]).rowcount
        else:
            count = self._driver.executemany(text, given).rowcount
        return count
