"""Tables from the declarations of the rows. The tenant leads every key and index."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import chain

import sqlalchemy as sa

from invoicekit.model import rows
from invoicekit.model.stored import Kind, kinds
from invoicekit.storage._order import kind_for
from invoicekit.storage.sql._types import type_of

METADATA = sa.MetaData()
"""The tables of `invoicekit.model.rows`, which the migrations make."""

FOREIGN = sa.MetaData()
"""The tables of rows declared elsewhere: `create_tables` makes them."""


def schema() -> sa.MetaData:
    """Returns the metadata of all our tables."""
    for kind in kinds():
        table_of(kind.record)
    return METADATA


@cache
def table_of(record: type) -> sa.Table:
    """Returns the table of a row class."""
    kind = kind_for(record)
    ours = record.__module__.startswith(rows.__name__)
    primary = ("tenant_id", *kind.key)
    asked = (condition.split()[0] for condition in kind.partial.values())  # `column = 'value'`
    indexed = {*primary, *chain(*kind.unique, *kind.indexes.values()), *asked}
    return sa.Table(
        kind.table,
        METADATA if ours else FOREIGN,
        *(
            sa.Column(c.name, type_of(c, indexed=c.name in indexed), nullable=c.nullable)
            for c in kind.columns
        ),
        sa.PrimaryKeyConstraint(*primary, name=f"{kind.table}_pkey"),
        *_uniques(kind),
        *_indexes(kind),
        sqlite_with_rowid=not kind.derived,  # what is only its key stands once, not twice
    )


def create_tables(engine: sa.Engine, records: Iterable[type]) -> None:
    """Creates the tables of rows that are declared elsewhere, where they are missing."""
    with engine.begin() as connection:
        FOREIGN.create_all(connection, tables=[table_of(record) for record in records])


def _uniques(kind: Kind) -> list[sa.UniqueConstraint]:
    return [
        sa.UniqueConstraint("tenant_id", *names, name=f"{kind.table}_{'_'.join(names)}_key")
        for names in kind.unique
    ]


def _indexes(kind: Kind) -> list[sa.Index]:
    made = []
    for name, columns in kind.indexes.items():
        condition = sa.text(kind.partial[name]) if name in kind.partial else None
        made.append(
            sa.Index(
                f"{kind.table}_{name}_idx",
                "tenant_id",
                *columns,
                postgresql_where=condition,
                sqlite_where=condition,
            )
        )
    return made
