"""Rendering many pages on two processes, of a pool and of a Dask cluster, against the ideal.

Ideal is what one process takes, shared by two cores that do nothing else. The workers are started
and warmed up beforehand; the invoices go to them and the files come back: that is what is measured,
in elapsed time. On a machine with one core, or a busy one, nobody comes near.
"""

from __future__ import annotations

import importlib.util
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import invoicekit as ik
from benchmarks import Row, compared
from benchmarks.formats import invoice

WORKERS = 2
INVOICES, ROUNDS, CHUNK = 400, 3, 20
POOL, CLUSTER = 1.10, 1.25


def run() -> list[Row]:
    """Returns a pool's and a cluster's time a file, as a multiple of the ideal."""
    invoices = [invoice(100).replace(number=f"R-{at}") for at in range(INVOICES)]
    ideal = _timed(invoices, None) / WORKERS
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        pooled = _timed(invoices, pool)
    rows = [compared(f"{WORKERS} processes / half of one", pooled, ideal, POOL)]
    if importlib.util.find_spec("distributed") is not None:
        with _cluster() as executor:
            spread = _timed(invoices, executor)
        rows.append(compared(f"Dask, {WORKERS} workers / half of one", spread, ideal, CLUSTER))
    return rows


def _timed(invoices: Sequence[ik.Invoice], executor: Executor | None) -> float:
    """Returns the milliseconds a file."""
    times = []
    for _ in range(ROUNDS + 1):
        start = time.perf_counter()
        for done in ik.render_many(invoices, "html", executor=executor, chunk=CHUNK):
            done.result()
        times.append((time.perf_counter() - start) * 1000 / len(invoices))
    return statistics.median(times[1:])


@contextmanager
def _cluster() -> Iterator[Executor]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(  # type: ignore[no-untyped-call]  # it has no types
            n_workers=WORKERS, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,  # type: ignore[no-untyped-call]
    ):
        yield client.get_executor(pure=False)
