"""How much of its event loop a FastAPI process loses while it issues invoices.

One app, three ways to call the kit behind the same endpoint: awaited (`AsyncInvoiceKit`), in the
threads that FastAPI gives to plain functions, and blocking in a coroutine, as nobody should. While
thirty-two requests at a time create and issue an invoice on SQLite, a task sleeps five milliseconds
again and again, and notes what the loop's thread computed until it woke: for so long nobody else
had an answer. The yardstick is the thread pool, where the loop does nothing but HTTP.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi import FastAPI

import invoicekit as ik
from benchmarks import Row, compared
from benchmarks.issue import ISSUER, NOW

AT_MOST = 2.0
"""Judging is done on the loop, a millisecond at a time; threads have the whole of it elsewhere."""
REQUESTS, AT_ONCE = 400, 32
TICK = 0.005

Post = Callable[[str], Awaitable[str]]


def run() -> list[Row]:
    """Returns what the loop computed between two wakes, and what a request took."""
    awaited, threads, blocking = (
        asyncio.run(_measured(kind)) for kind in (_awaited, _in_threads, _blocking)
    )
    busy = "the loop busy, 99 %: awaited"
    return [
        compared(f"{busy} / threads", awaited.busy, threads.busy, AT_MOST),
        compared(f"{busy} / blocking", awaited.busy, blocking.busy, None),
        compared("a request: awaited / threads", awaited.request, threads.request, None),
    ]


@dataclass(frozen=True)
class Load:
    """Milliseconds.

    Attributes:
        busy: CPU of the loop's thread between two wakes of a task, 99th percentile.
        request: Elapsed time a request.
    """

    busy: float
    request: float


@asynccontextmanager
async def _awaited(url: str) -> AsyncIterator[FastAPI]:
    app = FastAPI()
    async with await ik.AsyncInvoiceKit.from_url(url, issuer=_issuer(), clock=lambda: NOW) as kit:
        buyer = await kit.customers.create(name="ACME", country="DE", actor="alice")

        @app.post("/invoices/{reference}")
        async def issue(reference: str) -> str:
            order = _order(reference, buyer.id)
            draft = await kit.invoices.create_from_order(order, actor="alice")
            return (await kit.invoices.issue(draft.id, actor="bob")).number or ""

        yield app


@asynccontextmanager
async def _in_threads(url: str) -> AsyncIterator[FastAPI]:
    app = FastAPI()
    with ik.InvoiceKit.from_url(url, issuer=_issuer(), clock=lambda: NOW) as kit:
        issue = _issuing(kit)

        @app.post("/invoices/{reference}")
        def endpoint(reference: str) -> str:
            return issue(reference)

        yield app


@asynccontextmanager
async def _blocking(url: str) -> AsyncIterator[FastAPI]:
    app = FastAPI()
    with ik.InvoiceKit.from_url(url, issuer=_issuer(), clock=lambda: NOW) as kit:
        issue = _issuing(kit)

        @app.post("/invoices/{reference}")
        async def endpoint(reference: str) -> str:
            return issue(reference)

        yield app


def _issuing(kit: ik.InvoiceKit) -> Callable[[str], str]:
    buyer = kit.customers.create(name="ACME", country="DE", actor="alice")

    def issue(reference: str) -> str:
        draft = kit.invoices.create_from_order(_order(reference, buyer.id), actor="alice")
        return kit.invoices.issue(draft.id, actor="bob").number or ""

    return issue


async def _measured(kind: Callable[[str], object]) -> Load:
    with tempfile.TemporaryDirectory() as folder:
        async with kind(f"sqlite:///{Path(folder) / 'ours.db'}") as app:  # type: ignore[attr-defined]  # a context manager
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://shop") as browser:
                await _loaded(browser, "warm", AT_ONCE)
                return await _loaded(browser, "load", REQUESTS)


async def _loaded(browser: httpx.AsyncClient, name: str, requests: int) -> Load:
    """Sends the requests, so many at once, and returns how the loop fared."""
    busy: list[float] = []
    over = asyncio.Event()
    heart = asyncio.create_task(_heart(busy, over))
    await asyncio.sleep(TICK)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(at: int) -> None:
        async with gate:
            (await browser.post(f"/invoices/{name}-{at}")).raise_for_status()

    start = time.perf_counter()
    await asyncio.gather(*(one(at) for at in range(requests)))
    elapsed = (time.perf_counter() - start) * 1000
    over.set()
    await heart
    busy.sort()
    return Load(busy[int(len(busy) * 0.99)], elapsed / requests)


async def _heart(busy: list[float], over: asyncio.Event) -> None:
    while not over.is_set():
        start = time.thread_time()
        await asyncio.sleep(TICK)
        busy.append((time.thread_time() - start) * 1000)


def _issuer() -> ik.Issuer:
    return ik.Issuer(party=ISSUER, approval=ik.ApprovalPolicy(bands=[ik.ApprovalBand(approvals=0)]))


def _order(reference: str, customer_id: str) -> ik.Order:
    lines = [
        ik.OrderLine(name=f"Part {at}", quantity="2", unit_price="49.90", vat="S 19")
        for at in range(10)
    ]
    return ik.Order(reference=reference, customer_id=customer_id, currency="EUR", lines=lines)
