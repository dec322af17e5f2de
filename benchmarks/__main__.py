"""Runs the benchmarks named, or all, and prints their tables; exits with 1 on a missed goal."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterable, Sequence

import benchmarks
from benchmarks import Row

HEADER = f"{'':44} {'ours ms':>10} {'theirs ms':>10} {'ratio':>8}  goal"


def names() -> list[str]:
    """Returns the benchmarks in the folder: its public modules."""
    modules = (module.name for module in pkgutil.iter_modules(benchmarks.__path__))
    return sorted(name for name in modules if not name.startswith("_"))


def main(asked: Sequence[str]) -> int:
    """Runs what is asked, all without names; returns the exit code."""
    known = names()
    unknown = [name for name in asked if name not in known]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    missed = 0
    for name in asked or known:
        print(f"\n{name}", flush=True)
        module = importlib.import_module(f"benchmarks.{name}")
        missed += _shown(module.run())
    return int(missed > 0)


def _shown(rows: Iterable[Row]) -> int:
    """Prints the rows and returns how many miss their goal."""
    print(HEADER)
    missed = 0
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        verdict = "met" if row.holds else "MISSED"
        goal = "" if row.limit is None else f"{sign} {row.limit:g} {verdict}"
        print(f"{row.name:44} {row.ours_ms:10.3f} {row.theirs_ms:10.3f} {row.ratio:8.2f}  {goal}")
        missed += not row.holds
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
