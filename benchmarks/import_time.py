"""Importing the package, and its first use, each in fresh processes, against importing pydantic.

Python's own start is taken off. `import invoicekit` brings nothing in before it is asked for; the
first use pays for the models, as any program with pydantic models does.
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys

from benchmarks import Row, compared

ROUNDS = 7
NOTHING = "pass"
PYDANTIC = "from pydantic import BaseModel"
PACKAGE = "import invoicekit"
FIRST_USE = """
import invoicekit as ik
line = ik.InvoiceLine(quantity=1, price=ik.Price(net="10"), vat_category="S", vat_rate="19")
ik.calculate(ik.Invoice(currency="EUR", lines=[line]))
"""
PACKAGE_AT_MOST = 0.5
FIRST_USE_AT_MOST = 4.0


def run() -> list[Row]:
    """Returns the import and the first use against the import of pydantic."""
    programs = (NOTHING, PYDANTIC, PACKAGE, FIRST_USE)
    spent: dict[str, list[float]] = {program: [] for program in programs}
    for round_ in range(-1, ROUNDS):
        for program in programs:
            milliseconds = _cpu_of(program)
            if round_ >= 0:
                spent[program].append(milliseconds)
    start, pydantic, package, first = (statistics.median(times) for times in spent.values())
    yardstick = pydantic - start
    return [
        compared("import invoicekit / pydantic", package - start, yardstick, PACKAGE_AT_MOST),
        compared("first calculate / pydantic", first - start, yardstick, FIRST_USE_AT_MOST),
    ]


def _cpu_of(program: str) -> float:
    """Returns the milliseconds of CPU that a fresh Python spends on a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    user, system = after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime
    return (user + system) * 1000
