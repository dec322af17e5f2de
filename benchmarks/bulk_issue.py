"""Memory while many orders are invoiced and issued on SQLite: flat, whatever their number.

The orders go through in parcels, each drafted and then issued by `issue_all`, in a process of their
own. The figures are megabytes, not milliseconds; Linux tells them, elsewhere there are no rows. The
environment variable ORDERS sets another number, such as 100000.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import Row, compared

ORDERS = int(os.environ.get("ORDERS", "5000"))
FLAT = 1.1
_PROGRAM = """
import sys
from datetime import UTC, datetime
import invoicekit as ik
from benchmarks.issue import ISSUER

def megabytes():
    [line] = [each for each in open("/proc/self/status") if each.startswith("VmRSS")]
    return int(line.split()[1]) / 1024

orders = int(sys.argv[2])
issuer = ik.Issuer(party=ISSUER, approval=ik.ApprovalPolicy(bands=[]))
kit = ik.InvoiceKit.from_url(
    f"sqlite:///{sys.argv[1]}", issuer=issuer, clock=lambda: datetime(2026, 3, 2, tzinfo=UTC)
)
buyer = kit.customers.create(name="ACME GmbH", country="DE", payment_terms="net 30", actor="alice")

def draft(number):
    line = ik.OrderLine(name=f"Part {number}", quantity="2", unit_price="49.90", vat="S 19")
    order = ik.Order(reference=f"SO-{number}", customer_id=buyer.id, currency="EUR", lines=[line])
    return kit.invoices.create_from_order(order, actor="alice").id

for start in range(0, orders, orders // 10):
    ids = (draft(number) for number in range(start, start + orders // 10))
    assert all(outcome.record for outcome in kit.invoices.issue_all(ids, actor="bob"))
    print(megabytes(), flush=True)
"""


def run() -> list[Row]:
    """Returns the memory after all orders against that after a tenth of them."""
    if not Path("/proc/self/status").exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        told = subprocess.run(
            [sys.executable, "-c", _PROGRAM, str(Path(folder) / "many.db"), str(ORDERS)],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        )
    tenths = [float(line) for line in told.stdout.split()]
    name = f"{ORDERS} orders issued: after all / a tenth (MB)"
    return [compared(name, tenths[-1], tenths[0], FLAT)]
