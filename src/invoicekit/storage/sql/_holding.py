"""Rows held by rows of other kinds: an invoice by the words that stand in it.

A word that few documents have gives their keys at once; a word that many have is walked by its
index, which gives keys in order, until a page is full. Either way no statement reads more of the
documents than the page, and none but a short list of keys is sorted. The rarest word leads: that of
two common ones few documents have both is found out by asking the index, not the documents. Where
the rarest is common, too, and there are other conditions, the list is walked by the index it always
has, and words are looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from invoicekit.model.stored import Kind, Scalar
from invoicekit.ports.storage import Holding, Query
from invoicekit.storage.sql import _lists as lists
from invoicekit.storage.sql.statements import ALL_LENGTHS, LENGTHS
from invoicekit.storage.sql.tables import table_of

FEW = 2_000
"""Keys that are listed and sorted; of more, the order's index is walked and each row looked up."""

COUNTED = (1_000, 30_000)
"""How far holders are counted to find the rarest: further where several reach the first mark."""


@dataclass(frozen=True)
class Held:
    """What finds the rows of a query that are held.

    Args:
        connection: In a transaction.
        table: Of the rows.
        kind: Of the rows.
        tenant: Whose.
    """

    connection: sa.Connection
    table: sa.Table
    kind: Kind
    tenant: str

    def clauses(self, query: Query[Any]) -> list[lists.Clause]:
        """Returns that a row is held in every way asked."""
        return [self._holds(each, self.table.c[self.kind.key[0]]) for each in query.holding]

    def keys(self, query: Query[Any], last: tuple[Scalar, ...] | None) -> tuple[str, ...] | None:
        """Returns the keys that a page is made of, and perhaps more.

        They are the first of the order where that is the key; else all there are. None where they
        are many, and the list is walked by an index of its own.
        """
        walks = query.order == "id" or query.order in self.kind.key
        leader, *others = self._rarest_first(query.holding)
        common = bool(walks and (others or query.where)) and self._is_common(leader)
        if common and query.where:
            return None  # a word so common is soon met on the way through the list
        if walks:
            found = self._walked(leader, others, query, last, joined=common)
        else:
            found = self._all(leader, others)
        if leader.also:
            found |= self._also(leader, others, query)
        return _padded(sorted(found)) if walks or len(found) <= FEW else None

    def _rarest_first(self, holding: Sequence[Holding]) -> list[Holding]:
        """One that may have several values comes last: its keys are not in order."""
        if len(holding) == 1:
            return list(holding)
        near, far = COUNTED
        counts = {each: self._count(each, near) for each in holding}
        common = [each for each in holding if _is_one(each) and counts[each] == near]
        if len(common) == sum(map(_is_one, holding)):  # the rarest is one of these
            counts |= {each: self._count(each, far) for each in common}
        return sorted(holding, key=lambda each: (not _is_one(each), counts[each]))

    def _is_common(self, holding: Holding) -> bool:
        return self._count(holding, COUNTED[1]) == COUNTED[1]

    def _count(self, holding: Holding, most: int) -> int:
        other = _alias(holding)
        some = sa.select(sa.literal(1)).select_from(other).where(*self._of(other, holding))
        count = sa.select(sa.func.count()).select_from(some.limit(most).subquery())
        return int(self.connection.execute(count).scalar_one())

    def _walked(
        self,
        leader: Holding,
        others: Sequence[Holding],
        query: Query[Any],
        last: tuple[Scalar, ...] | None,
        *,
        joined: bool,
    ) -> set[str]:
        """The next keys of a page in the order of the leader's index."""
        other = _alias(leader)
        key = other.c[leader.on]
        held = (self._holds(each, key, joined=joined) for each in others)
        where = [*self._of(other, leader), *held]
        if last is not None:
            where.append(key < last[-1] if query.descending else key > last[-1])
        if query.where:
            row = self.table.alias()
            mine = lists.conditions(row, self.tenant, query.where, self.connection.dialect.name)
            where.append(_is_there(row.c[self.kind.key[0]] == key, *mine))
        walked = sa.select(key).where(*where).order_by(key.desc() if query.descending else key)
        if not _is_one(leader):
            walked = walked.distinct()
        return set(self.connection.execute(walked.limit(query.limit + 1)).scalars())

    def _all(self, leader: Holding, others: Sequence[Holding]) -> set[str]:
        other = _alias(leader)
        key = other.c[leader.on]
        held = (self._holds(each, key) for each in others)
        found = sa.select(key).where(*self._of(other, leader), *held).limit(FEW + 1)
        return set(self.connection.execute(found).scalars())

    def _also(self, leader: Holding, others: Sequence[Holding], query: Query[Any]) -> set[str]:
        key = self.table.c[self.kind.key[0]]
        where = lists.conditions(self.table, self.tenant, query.where, self.connection.dialect.name)
        held = (self._holds(each, key) for each in others)
        found = sa.select(key).where(*where, key.in_(leader.also), *held)
        return set(self.connection.execute(found).scalars())

    def _holds(
        self, holding: Holding, key: sa.ColumnElement[Any], *, joined: bool = False
    ) -> lists.Clause:
        """That a key is held; two words that both are common, PostgreSQL had better join."""
        other = _alias(holding)
        where = [*self._of(other, holding), other.c[holding.on] == key]
        held: lists.Clause = sa.exists().where(*where) if joined else _is_there(*where)
        return sa.or_(held, key.in_(holding.also)) if holding.also else held

    def _of(self, other: sa.FromClause, holding: Holding) -> list[lists.Clause]:
        table: Any = other
        return lists.conditions(table, self.tenant, holding.where, self.connection.dialect.name)


def _padded(keys: list[str]) -> tuple[str, ...]:
    """Returns keys in a number for which a page is prepared: the last one again."""
    if len(keys) <= ALL_LENGTHS:
        return tuple(keys)
    enough = next((length for length in LENGTHS if length >= len(keys)), len(keys))
    return (*keys, *keys[-1:] * (enough - len(keys)))


def _is_one(holding: Holding) -> bool:
    """Whether its keys come in order: each column in front of the key has one value."""
    return all(operator == "=" for _, operator, _ in holding.where)


def _is_there(*where: lists.Clause) -> lists.Clause:
    """Returns that there is a row, to be looked up: of an EXISTS PostgreSQL makes a join.

    A join reads all that a common word has before the first row of the rare one.
    """
    return sa.select(sa.literal_column("1")).where(*where).limit(1).scalar_subquery().is_not(None)


def _alias(holding: Holding) -> sa.FromClause:
    return table_of(holding.of).alias()
