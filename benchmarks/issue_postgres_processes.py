"""Processes that issue on one PostgreSQL at once, against as many that replay it by raw psycopg.

Four with a series each, and sixteen that want the next number of the same one. Every process has
its own kit or connection and its own share of the drafts; they start at one sign, and what counts
is the time until the last is done.
"""

from __future__ import annotations

import importlib.util
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TypeVar

import psycopg

import invoicekit as ik
from benchmarks import Row, compared
from benchmarks.issue import ISSUER, NOW, _approved
from benchmarks.issue_postgres import (
    PACKAGE,
    Transaction,
    _database,
    _for_psycopg,
    _recorded,
    _replayer,
    _server,
)

OWN_SERIES, HOT_SERIES = 1 / 0.60, 1 / 0.55
"""Six tenths of the raw rate; a little less where all want the same row."""
EACH, ROUNDS = 15, 3
"""Invoices of each process a round."""

T = TypeVar("T")


def run() -> list[Row]:
    """Returns the time an invoice, ours against raw, elapsed."""
    if importlib.util.find_spec(PACKAGE) is None:
        return []
    with _server() as server:
        return [
            _row(server, "own", 4, series=4, limit=OWN_SERIES),
            _row(server, "hot", 16, series=1, limit=HOT_SERIES),
        ]


def _row(server: str, name: str, processes: int, *, series: int, limit: float) -> Row:
    drafts = _database(server, name)
    shares = _shares(drafts, processes, series)
    ours, raw, recorded = (_database(server, f"{name}_{each}", name) for each in "abc")
    work = [_recorded(recorded, share) for share in shares]
    spent = (_together(ours, shares, "kit"), _together(raw, work, "raw"))
    kit, psycopg_ = (statistics.median(each[1:]) / processes / EACH for each in spent)
    wanted = "one series" if series == 1 else "own series"
    return compared(f"{processes} processes, {wanted} / raw psycopg", kit, psycopg_, limit)


def _shares(url: str, processes: int, series: int) -> list[list[str]]:
    """Returns the drafts of each process, of as many issuers as there are series."""
    shares = []
    for number in range(processes):
        prefix = f"S{number % series}-"
        issuer = ik.Issuer(id=f"issuer-{number % series}", party=ISSUER, series_prefix=prefix)
        with ik.InvoiceKit.from_url(url, issuer=issuer, clock=lambda: NOW) as kit:
            shares.append(_approved(kit, EACH * (1 + ROUNDS)))
    return shares


def _together(url: str, shares: Sequence[object], kind: str) -> list[float]:
    """Returns the milliseconds of each round, from the sign until the last process is done."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        started = []
        for number, share in enumerate(shares):
            file = Path(folder) / f"{number}.pickle"
            file.write_bytes(pickle.dumps(share))
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, kind, url, str(file)],
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            started.append(stack.enter_context(process))
        _all_say(started, "ready")
        rounds = []
        for _ in range(1 + ROUNDS):
            start = time.perf_counter_ns()
            for process in started:
                assert process.stdin is not None
                print("go", file=process.stdin, flush=True)
            _all_say(started, "done")
            rounds.append((time.perf_counter_ns() - start) / 1e6)
        return rounds


def _all_say(processes: Sequence[subprocess.Popen[str]], word: str) -> None:
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{word}\n"


def _issue(url: str, ids: list[str]) -> None:
    with ik.InvoiceKit.from_url(url, clock=lambda: NOW) as kit:
        kit.invoices.get(ids[0])
        _by_rounds(ids, partial(kit.invoices.issue, actor="bob"))


def _replay(url: str, work: list[Transaction]) -> None:
    with psycopg.connect(_for_psycopg(url), autocommit=True) as connection:
        _by_rounds(work, _replayer(connection))


def _by_rounds(work: list[T], each: Callable[[T], object]) -> None:
    print("ready", flush=True)
    for start in range(0, len(work), EACH):
        sys.stdin.readline()
        for one in work[start : start + EACH]:
            each(one)
        print("done", flush=True)


if __name__ == "__main__":
    _kind, _url, _file = sys.argv[1:]
    _work = pickle.loads(Path(_file).read_bytes())
    (_issue if _kind == "kit" else _replay)(_url, _work)
