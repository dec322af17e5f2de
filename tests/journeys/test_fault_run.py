"""Orders through a platform with faults, both sides killed: one invoice each, or one open state.

Real processes, real HTTP, kill -9. Of a hundred requests ten go wrong by seed (thirty where there
are few orders, so that each fault strikes): no answer yet, the answer lost, the request lost,
refused for the moment, a login wanted. The quota ends before the orders do.
"""

from __future__ import annotations

import itertools
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

import invoicekit as ik
from invoicekit.authority.sandbox import Sandbox

WORKER = Path(__file__).with_name("fault_worker.py")
FAULTS = ("delay", "lose", "drop", "refuse", "login")
NET = Decimal(100)
SELLER = ik.Issuer(
    party=ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    ),
    approval=ik.ApprovalPolicy(bands=(ik.ApprovalBand(from_amount="0", approvals=0),)),
)


@dataclass
class Site:
    """The two processes, each of which is killed and started again."""

    folder: Path
    port: int
    quota: Decimal
    faults: int
    processes: dict[str, subprocess.Popen[str]] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "shop.db"

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    def start(self, side: str) -> None:
        with (self.folder / f"{side}.log").open("a") as log:
            self.processes[side] = subprocess.Popen(
                self._command(side), stdout=subprocess.PIPE, stderr=log, text=True
            )
        if side == "platform":
            assert self.line(side).startswith("The sandbox platform listens")

    def _command(self, side: str) -> list[str]:
        if side == "shop":
            return [sys.executable, str(WORKER), str(self.database), self.url, str(self.clock)]
        # another seed after every start, else the same faults would strike again and again
        options = {"port": self.port, "quota": self.quota, "seed": self.kills[side]}
        options |= dict.fromkeys(FAULTS, self.faults)
        options["journal"] = str(self.folder / "platform.jsonl")
        given = [f"--{name}={value}" for name, value in options.items()]
        return [sys.executable, "-u", "-m", "invoicekit", "sandbox-authority", *given]

    def line(self, side: str) -> str:
        output = self.processes[side].stdout
        assert output is not None
        return output.readline().strip()

    def kill(self, side: str) -> None:
        process = self.processes[side]
        process.send_signal(signal.SIGKILL)
        process.communicate()
        self.kills[side] += 1


@contextmanager
def site(folder: Path, quota: Decimal, faults: int) -> Iterator[Site]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = Site(folder, port, quota, faults)
    try:
        yield running
    finally:
        for process in running.processes.values():
            process.kill()
            process.communicate()


def drafts(kit: ik.InvoiceKit, count: int) -> list[str]:
    buyer = kit.customers.create(name="上海买方有限公司", country="CN", actor="li")
    ids = []
    for place in range(count):
        line = ik.OrderLine(name="键盘", quantity="1", unit_price=NET, vat="S 13")
        order = ik.Order(
            reference=f"SO-{place}", customer_id=buyer.id, currency="CNY", lines=[line]
        )
        ids.append(kit.invoices.create_from_order(order, actor="li").id)
    for start in range(0, count, 100):
        kit.invoices.issue_many(ids[start : start + 100], actor="li")
    return ids


def run(site: Site, every: int, most: int) -> None:
    """Lets both work, killing one or the other about every so many messages, so many times."""
    draw = random.Random(7)
    sides = itertools.cycle(("platform", "shop"))
    left = draw.randrange(every // 2, every)
    while (line := site.line("shop")) != "end":
        if not line:
            raise AssertionError((site.folder / "shop.log").read_text())
        left -= int(line)
        if left <= 0 and site.kills.total() < most:
            side = next(sides)
            site.kill(side)
            site.start(side)
            left = draw.randrange(every // 2, every)


@pytest.mark.parametrize(
    ("count", "every", "most", "faults"),
    [
        pytest.param(12, 15, 2, 6, id="12"),
        pytest.param(200, 60, 20, 6, id="200", marks=pytest.mark.gate),
        pytest.param(10_000, 400, 10_000, 2, id="10000", marks=pytest.mark.soak),
    ],
)
def test_every_order_has_one_invoice_or_one_open_state(
    count: int, every: int, most: int, faults: int, tmp_path: Path
) -> None:
    refused = max(count * 3 // 100, 1)
    quota = NET * (count - refused)
    with site(tmp_path, quota, faults) as running:
        running.start("platform")
        start = datetime(2026, 3, 2, 10, tzinfo=UTC)
        running.clock.write_text(start.isoformat())
        kit = ik.InvoiceKit.from_url(
            f"sqlite:///{running.database}",
            issuer=SELLER,
            archive=tmp_path / "archive",
            clock=lambda: start,
            authority=Sandbox(running.url),
        )
        ids = drafts(kit, count)
        running.start("shop")
        run(running, every, most)
        numbers = httpx.get(f"{running.url}/invoices").json()["numbers"]
        left = Decimal(httpx.get(f"{running.url}/quota").json()["available"])
        records = [kit.invoices.get(each) for each in ids]
        intact = kit.audit.verify().intact
        kit.close()

    issued = [record for record in records if record.document_status == "issued"]
    open_ones = [record for record in records if record.document_status != "issued"]
    ours = {record.number: record.clearance.request_id for record in issued if record.clearance}
    assert len(ours) == len(issued)  # no number twice
    assert ours == numbers  # the platform has numbered nothing else, and for nobody else
    states = Counter(
        (record.document_status.value, record.clearance.code if record.clearance else None)
        for record in open_ones
    )
    assert states == {("approved", "QUOTA"): refused}
    assert (len(issued), left) == (
        count - refused,
        Decimal(0),
    )  # the quota is used up, and not exceeded
    assert running.kills["shop"] > 0
    assert running.kills["platform"] > 0
    assert intact
