"""Mutants of money, numbering, chains and calculation: `make mutants` makes them and counts.

mutmut changes one thing at a time (`[tool.mutmut]` in pyproject.toml) and runs the tests that reach
it. Who survives was noticed by no test. Printed for each part; fails under ninety in a hundred.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable

KILLED_AT_LEAST = 90
"""In a hundred, of every part."""

MADE_BEFORE = ("__get_pydantic_core_schema__", "NumberPatternǁ__post_init__")
"""Functions whose results are there before a mutant takes their place: of imports, in caches."""

_RESULT = re.compile(r"^\s*(invoicekit\.\S+?)__mutmut_\d+: (\w+)", re.MULTILINE)
_NOTICED = {"killed", "timeout", "suspicious", "caught"}


def main() -> int:
    """Runs mutmut and returns the exit code."""
    subprocess.run([sys.executable, "-m", "mutmut", "run"], check=False)
    told = subprocess.run(
        [sys.executable, "-m", "mutmut", "results", "--all", "true"],
        capture_output=True,
        text=True,
        check=True,
    )
    rates = killed(_RESULT.findall(told.stdout))
    for part, (noticed, all_) in sorted(rates.items()):
        rate = 100 * noticed / all_
        sys.stdout.write(f"{part:44} {noticed:5} of {all_:5} killed  {rate:5.1f} %\n")
    few = [name for name, (yes, all_) in rates.items() if 100 * yes < KILLED_AT_LEAST * all_]
    if few or not rates:
        said = ", ".join(sorted(few)) or "no mutant at all"
        sys.stdout.write(f"under {KILLED_AT_LEAST} %: {said}\n")
    return int(bool(few) or not rates)


def killed(results: Iterable[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Returns part → how many of its mutants were noticed, and how many there are."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for function, fate in results:
        if function.endswith(MADE_BEFORE):
            continue
        part = ".".join(function.split(".")[:2])
        counts[part][0] += fate in _NOTICED
        counts[part][1] += 1
    return {part: (noticed, all_) for part, (noticed, all_) in counts.items()}


if __name__ == "__main__":
    sys.exit(main())
