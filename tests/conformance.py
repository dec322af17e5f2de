"""The official verdicts, and how ours compare: documents, unit cases and mutants.

For tests, and by hand:

    python -m tests.conformance ubl --mutants 500 --diff
    python -m tests.conformance cii --documents --units

The data is third-party and stays outside of the project; where it is not there, the tests are
reported as not run.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from invoicekit import Report, validate
from invoicekit.errors import InvoiceKitError
from invoicekit.findings import Severity

SHARED = Path(__file__).parents[2] / "shared" / "conformance"
WHAT = "the official verdicts (../shared/conformance)"

Syntax = Literal["ubl", "cii"]
Judge = Callable[[bytes], "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """The ids that fired; `problem` is an exception where there should be none."""

    fatal: frozenset[str] = frozenset()
    warning: frozenset[str] = frozenset()
    counts: Counter[str] = field(default_factory=Counter)
    problem: str = ""

    @property
    def accepted(self) -> bool:
        return not self.fatal and not self.problem


@dataclass(frozen=True)
class Case:
    """A document with its official verdict; `dead` where the official rules die on it."""

    name: str
    data: bytes
    verdict: Verdict
    dead: bool = False


@dataclass(frozen=True)
class UnitCase:
    """A fragment, and the rule that must fire (`expected` times, None: any number) or must not."""

    name: str
    data: bytes
    rule: str
    fires: bool
    expected: int | None = None


@dataclass
class Comparison:
    """How many cases agree, and what differs by rule id."""

    total: int = 0
    same_fatal: int = 0
    same_warning: int = 0
    same_outcome: int = 0
    judged: int = 0
    missing: dict[str, list[str]] = field(default_factory=dict)
    surplus: dict[str, list[str]] = field(default_factory=dict)
    outcome: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    differing: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)

    def add(self, case: Case, ours: Verdict) -> None:
        self.total += 1
        if ours.problem:
            self.problems.append(f"{case.name}: {ours.problem}")
        if ours.accepted == (case.verdict.accepted and not case.dead) and not ours.problem:
            self.same_outcome += 1
        else:
            self.outcome.append(case.name)
        if case.dead:
            return
        self.judged += 1
        official = case.verdict
        self.same_fatal += ours.fatal == official.fatal
        self.same_warning += ours.warning == official.warning
        lost = sorted((official.fatal | official.warning) - (ours.fatal | ours.warning))
        more = sorted((ours.fatal | ours.warning) - (official.fatal | official.warning))
        for found, names in ((lost, self.missing), (more, self.surplus)):
            for rule in found:
                names.setdefault(rule, []).append(case.name)
        if lost or more or ours.fatal != official.fatal:
            self.differing[case.name] = (lost, more)

    def __str__(self) -> str:
        heading = (
            f"{self.total} cases: fatal {self.same_fatal}/{self.judged}, warning "
            f"{self.same_warning}/{self.judged}, outcome {self.same_outcome}/{self.total}, "
            f"{len(self.problems)} exceptions"
        )
        lines = [heading]
        for title, names in (("did not fire", self.missing), ("fired too often", self.surplus)):
            ordered = sorted(names.items(), key=lambda item: -len(item[1]))
            lines += [f"  {title}: {rule} × {len(cases)}, {cases[0]}" for rule, cases in ordered]
        lines += [f"  other outcome: {name}" for name in self.outcome[:20]]
        lines += [f"  exception: {problem}" for problem in self.problems[:20]]
        return "\n".join(lines)


def available() -> bool:
    return (SHARED / "verdicts.json").is_file()


def judge(profile: str = "en16931") -> Judge:
    """Returns our verdict by a rule set, in official mode."""

    def verdict(data: bytes) -> Verdict:
        try:
            report = validate(data, profile, "official")
        except InvoiceKitError as problem:
            return Verdict(frozenset({problem.code}), frozenset())
        except Exception as problem:  # noqa: BLE001 - what must never happen is counted, not hidden
            return Verdict(problem=repr(problem)[:200])
        return Verdict(
            _ids(report, Severity.ERROR),
            _ids(report, Severity.WARNING),
            Counter(finding.rule for finding in report.findings),
        )

    return verdict


def _ids(report: Report, severity: Severity) -> frozenset[str]:
    return frozenset(each.rule for each in report.findings if each.severity is severity)


@cache
def rules(layer: str, syntax: Syntax) -> dict[str, str]:
    """Returns the official ids of a layer (`en`, `peppol`, `xr`) with their severity."""
    found: dict[str, dict[str, str]] = json.loads((SHARED / "rules.json").read_bytes())
    return found[f"{layer}-{syntax}"]


def documents(syntax: Syntax, *layers: str) -> list[Case]:
    """Returns the official documents, judged by these layers alone where they are given."""
    verdicts: dict[str, dict[str, Any]] = json.loads((SHARED / "verdicts.json").read_bytes())
    known = {rule for layer in layers for rule in rules(layer, syntax)}
    cases = []
    for name, official in verdicts.items():
        if official["syntax"] == syntax:
            fatal, warning = (
                frozenset(rule for rule in official[severity] if not layers or rule in known)
                for severity in ("fatal", "warning")
            )
            data = (SHARED / "documents" / name).read_bytes()
            cases.append(Case(name, data, Verdict(fatal, warning)))
    return cases


def layers_of(name: str) -> tuple[str, ...]:
    """Returns the layers by which an official document is judged."""
    verdicts: dict[str, dict[str, Any]] = json.loads((SHARED / "verdicts.json").read_bytes())
    return tuple(verdicts[name]["layers"])


def units(syntax: Syntax) -> Iterator[UnitCase]:
    """Yields each expectation of the official unit cases; other rules may fire."""
    folder = "units/cii/*.xml" if syntax == "cii" else "units/*-unit-UBL/*.xml"
    for file in sorted(SHARED.glob(folder)):
        for index, test in enumerate(etree.parse(str(file)).getroot().iterfind("{*}test")):
            (document,) = [each for each in test if etree.QName(each).localname != "assert"]
            for expectation in test.iterfind("{*}assert/*"):
                kind = etree.QName(expectation).localname
                if kind == "description":
                    continue
                number = expectation.get("number")
                yield UnitCase(
                    f"{file.parent.name}/{file.name}#{index}",
                    etree.tostring(document, with_tail=False),
                    (expectation.text or "").strip(),
                    kind != "success",
                    int(number) if number else None,
                )


def units_differing(cases: Iterable[UnitCase], judge: Judge) -> list[str]:
    """Returns the unit cases that are not met, in words."""
    differing = []
    for case in cases:
        ours = judge(case.data)
        times = ours.counts[case.rule]
        wanted = case.expected if case.expected is not None else max(times, 1)
        fine = times == (wanted if case.fires else 0)
        if ours.problem or not fine:
            expected = f"{wanted} ×" if case.fires else "no"
            differing.append(f"{case.name}: {expected} {case.rule}, got {times} {ours.problem}")
    return differing


def mutants(syntax: Syntax, every: int = 1) -> Iterator[Case]:
    """Yields the mutants, or every so many of them."""
    mutate = _mutator()
    bases: dict[str, bytes] = {}
    with gzip.open(SHARED / "mutants" / f"verdicts-{syntax}.jsonl.gz", "rt") as rows:
        for index, row in enumerate(rows):
            if index % every:
                continue
            official = json.loads(row)
            name = official["file"]
            if name not in bases:
                bases[name] = (SHARED / "documents" / name).read_bytes()
            data = mutate(bases[name], official["seed"])[0]
            verdict = Verdict(frozenset(official["fatal"]), frozenset(official["warning"]))
            yield Case(f"{name}@{official['seed']}", data, verdict, bool(official.get("error")))


def mutant(name: str) -> tuple[bytes, list[str]]:
    """Returns the mutant of a name `file@seed`, and what was done to it."""
    file, _, seed = name.rpartition("@")
    data, done = _mutator()((SHARED / "documents" / file).read_bytes(), seed)
    return data, done


@cache
def _mutator() -> Callable[[bytes, str], tuple[bytes, list[str]]]:
    spec = importlib.util.spec_from_file_location("mutate", SHARED / "mutants" / "mutate.py")
    assert spec
    assert spec.loader
    module: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    # Read here, since the mutator leaves its file open.
    module._P = json.loads((SHARED / "mutants" / "mutate_paths.json").read_bytes())
    found: Callable[[bytes, str], tuple[bytes, list[str]]] = module.mutate
    return found


def compared(cases: Iterable[Case], judge: Judge) -> Comparison:
    """Returns how our verdicts compare."""
    comparison = Comparison()
    for case in cases:
        comparison.add(case, judge(case.data))
    return comparison


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("syntax", choices=["ubl", "cii"])
    parser.add_argument("--profile", default="en16931")
    parser.add_argument("--layer", action="append", help="of the documents; en when not given")
    parser.add_argument("--documents", action="store_true")
    parser.add_argument("--units", action="store_true")
    parser.add_argument("--mutants", type=int, default=0, metavar="N", help="as many, spread")
    parser.add_argument("--diff", action="store_true", help="each case that differs")
    parser.add_argument("--show", metavar="FILE@SEED", help="print a mutant and our verdict")
    asked = parser.parse_args()
    judged = judge(asked.profile)
    if asked.show:
        data, done = mutant(asked.show)
        _print(data.decode() + f"\n{done}\n{judged(data)}")
        return
    everything = not (asked.documents or asked.units or asked.mutants)
    if asked.documents or everything:
        _report(compared(documents(asked.syntax, *(asked.layer or ["en"])), judged), asked.diff)
    if asked.units or everything:
        cases = list(units(asked.syntax))
        differing = units_differing(cases, judged)
        _print("\n".join([f"{len(cases)} units, {len(differing)} differ", *differing[:60]]))
    if asked.mutants or everything:
        every = max(1, 4000 // asked.mutants) if asked.mutants else 1
        _report(compared(mutants(asked.syntax, every), judged), asked.diff)


def _report(comparison: Comparison, each: bool) -> None:
    _print(str(comparison))
    if each:
        for name, (lost, more) in comparison.differing.items():
            _print(f"  {name}: - {' '.join(lost)} + {' '.join(more)}")


if __name__ == "__main__":
    main()
