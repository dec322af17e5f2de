"""What an import costs: nothing heavy, and never the network."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LAZY = {
    "lxml",
    "sqlalchemy",
    "alembic",
    "psycopg",
    "pymysql",
    "typst",
    "pikepdf",
    "openpyxl",
    "pygal",
}
LAZIER = LAZY | {"babel", "jinja2", "typer", "rich", "smtplib", "socket", "ssl", "http", "urllib3"}

BARE = "import invoicekit"
FIRST_USE = """
from invoicekit import Address, InvoiceKit, Party
kit = InvoiceKit.in_memory(issuer=Party(name="Shop GmbH", address=Address(country="DE")))
kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
"""
EVERYTHING = """
import importlib, pkgutil, sys
def no_network(event, args):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname"}:
        raise RuntimeError(f"network on import: {event} {args}")
sys.addaudithook(no_network)
import invoicekit
names = [module.name for module in pkgutil.walk_packages(invoicekit.__path__, "invoicekit.")
         if ".migrations" not in module.name and not module.name.endswith("__main__")]
for name in names:
    importlib.import_module(name)
assert len(names) > 50, names
"""


def run(program: str) -> set[str]:
    """Top-level names of the modules loaded after the program ran in a fresh interpreter."""
    tail = (
        "\nimport json, sys\nprint(json.dumps(sorted({n.partition('.')[0] for n in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program + tail], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize(
    ("program", "unwanted"), [(BARE, LAZIER), (FIRST_USE, LAZY)], ids=["import", "first use"]
)
def test_loads_nothing_heavy(program: str, unwanted: set[str]) -> None:
    assert run(program) & unwanted == set()


def test_no_module_touches_the_network_when_imported() -> None:
    assert "invoicekit" in run(EVERYTHING)
