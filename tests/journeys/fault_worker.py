"""A shop's process in the fault run: works off its outbox, and is killed at any moment.

    fault_worker.py DATABASE PLATFORM CLOCK

The time is a file: every pass is ten minutes later, so that every wait is over.
"""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx

import invoicekit as ik
from invoicekit.authority.sandbox import Sandbox

PASS = timedelta(minutes=11)
FINAL = {"QUOTA"}
"""Refusals that are no passing fault: such a document stays with its people."""


class Clock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self.now = datetime.fromisoformat(file.read_text()).astimezone(UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self) -> None:
        self.now += PASS
        draft = self._file.with_suffix(".next")
        draft.write_text(self.now.isoformat())
        draft.replace(self._file)


def refused_for_the_moment(kit: ik.InvoiceKit) -> list[str]:
    ids = []
    after = None
    while True:
        page = kit.invoices.search(status="approved", after=after, limit=200)
        for row in page.items:
            if row.clearance_status != "rejected":
                continue
            clearance = kit.invoices.get(row.id).clearance
            if clearance is not None and clearance.code not in FINAL:
                ids.append(row.id)
        after = page.next
        if after is None:
            return ids


def main(database: str, platform: str, clock_file: str) -> None:
    clock = Clock(Path(clock_file))
    client = Sandbox(platform, timeout=10)
    archive = Path(database).with_name("archive")
    with ik.InvoiceKit.from_url(
        f"sqlite:///{database}", archive=archive, clock=clock, authority=client
    ) as kit:
        done = 0

        def tell(_message: object) -> None:
            nonlocal done
            done += 1
            if done % 10 == 0:
                sys.stdout.write("10\n")
                sys.stdout.flush()

        while True:
            clock.forward()
            # While the platform is down, what was asked of it is unknown, and asked again.
            with contextlib.suppress(httpx.HTTPError):
                client.log_in()
            again = refused_for_the_moment(kit)
            if again:
                kit.invoices.issue_each(again, actor="li")
            run = kit.run_outbox(progress=tell)
            if not run.retried and not again and not kit.outbox.list(state="pending", limit=1):
                sys.stdout.write("end\n")
                return


if __name__ == "__main__":
    main(*sys.argv[1:])
