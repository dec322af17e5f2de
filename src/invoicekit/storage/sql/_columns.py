"""Types that databases call by other names; migrations that ran already rely on them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import mysql

MYSQL = ("mysql", "mariadb")
"""The dialects of MariaDB and MySQL, which speak nearly the same SQL."""

LONGEST_KEY = 190
"""Characters of a text in a key or index on MariaDB: four of them fit InnoDB's 3072 bytes."""


def is_mysql(dialect: sa.Dialect) -> bool:
    """Whether a database speaks MySQL's SQL."""
    return dialect.name in MYSQL


class _Binary(sa.types.TypeDecorator[str]):
    """Text told apart byte by byte, a space at its end included.

    Args:
        length: The most characters; None of text that no index has.
    """

    impl = sa.Text
    cache_ok = True

    def __init__(self, length: int | None) -> None:
        super().__init__()
        self.length = length

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Returns the type with the collation as the server at hand calls it."""
        ours = bool(getattr(dialect, "is_mariadb", False))
        words = {
            "charset": "utf8mb4",
            "collation": "utf8mb4_nopad_bin" if ours else "utf8mb4_0900_bin",
        }
        return mysql.LONGTEXT(**words) if not self.length else mysql.VARCHAR(self.length, **words)


def _text(length: int | None) -> sa.types.TypeEngine[str]:
    """Returns text sorted by code point: as Python sorts, and as an index serves any locale."""
    collated = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    return collated.with_variant(_Binary(length), *MYSQL)


TEXT = _text(None)
"""Any text."""

KEY = _text(LONGEST_KEY)
"""The text of a key or an index."""

AT = sa.DateTime(timezone=True).with_variant(mysql.DATETIME(fsp=6), *MYSQL)
"""An instant, to the microsecond."""
