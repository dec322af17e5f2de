"""Many threads on one SQLite file against one thread: what sharing an fsync gives.

The goal is a rate of 2.5 times one thread's. How far sharing can go depends on the machine: on a
disk that answers at once the processor is the limit, and Python has one at a time. Hence two rows
beside it, from the same run: the same statements by raw sqlite3, one a commit against sixty-four;
and how much of the sixty-four threads' time was spent computing.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from benchmarks import Row
from benchmarks.issue import (
    Spent,
    Transaction,
    _approved,
    _copy,
    _kit,
    _raw,
    _recorded,
    _timed,
)

AT_LEAST = 2.5
THREADS = 64
ALONE, TOGETHER = 100, 640
ROUNDS = 3


def run() -> list[Row]:
    """Returns the rates of one and of sixty-four threads, with what bounds them."""
    one, many, single, group = ([] for _ in range(4))
    with tempfile.TemporaryDirectory() as folder, _kit(Path(folder) / "ours.db") as kit:
        drafts, replayed = (Path(folder) / f"{name}.db" for name in ("ours", "raw"))
        ids = _approved(kit, ROUNDS * (ALONE + TOGETHER))
        work = _recorded(_copy(drafts, Path(folder) / "recorded.db"), ids)
        issue = partial(kit.invoices.issue, actor="bob")
        with closing(_raw(_copy(drafts, replayed))) as connection:
            for start in range(0, len(ids), ALONE + TOGETHER):
                alone = slice(start, start + ALONE)
                together = slice(start + ALONE, start + ALONE + TOGETHER)
                one.append(_each(ids[alone], partial(_timed, 1, ids[alone], issue)))
                many.append(_each(ids[together], partial(_timed, THREADS, ids[together], issue)))
                single.append(_replayed(connection, work[alone], 1))
                group.append(_replayed(connection, work[together], THREADS))
    return [
        _gain(f"issue, {THREADS} threads against one", one, many, AT_LEAST),
        _gain(f"raw sqlite3, {THREADS} a commit against one", single, group, None),
        _computing(many),
    ]


def _each(work: Sequence[object], measure: Callable[[], Spent]) -> Spent:
    """Returns what each of the work took."""
    spent = measure()
    return Spent(spent.elapsed / len(work), spent.cpu / len(work))


def _replayed(connection: sqlite3.Connection, work: Sequence[Transaction], together: int) -> Spent:
    def commit(some: Sequence[Transaction]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for transaction in some:
            for statement, values in transaction[1:-1]:
                connection.execute(statement, values).fetchall()
        connection.execute("COMMIT")

    commits = [work[at : at + together] for at in range(0, len(work), together)]
    return _each(work, partial(_timed, 1, commits, commit))


def _gain(name: str, one: list[Spent], many: list[Spent], limit: float | None) -> Row:
    """Returns how many times as many a second there are."""
    alone, shared = (statistics.median(s.elapsed for s in each) for each in (one, many))
    return Row(name, shared, alone, alone / shared, limit, at_most=False)


def _computing(many: list[Spent]) -> Row:
    cpu = statistics.median(each.cpu for each in many)
    elapsed = statistics.median(each.elapsed for each in many)
    return Row(f"{THREADS} threads: CPU / elapsed", cpu, elapsed, cpu / elapsed, None)
