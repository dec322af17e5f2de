"""Runs files of worked cases: `python -m invoicekit.testing.vectors FILE…`.

A file is JSON; every list of objects in it holds vectors. What a vector asks for is told by its
keys; kinds that nothing here runs are counted as not run. Prints a line for each difference and
ends with `passed N of M`; exits with 1 where something differs.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from invoicekit.testing import (
    _vector_documents,
    _vector_fapiao,
    _vector_numbers,
    _vector_receivables,
)
from invoicekit.testing._vector_kind import Json, Kind, Vector

KINDS: tuple[Kind, ...] = (
    *_vector_documents.KINDS,
    *_vector_receivables.KINDS,
    *_vector_numbers.KINDS,
    *_vector_fapiao.KINDS,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a vector that came out differently."""

    vector: str
    field: str
    got: str
    expected: str

    def __str__(self) -> str:
        return f"{self.vector} {self.field}: got {self.got}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the vectors of some files fared."""

    passed: int = 0
    differing: int = 0
    not_run: int = 0
    differences: tuple[Difference, ...] = ()

    @property
    def run(self) -> int:
        """How many vectors were run."""
        return self.passed + self.differing

    def __str__(self) -> str:
        rest = f", {self.not_run} not run" if self.not_run else ""
        return f"passed {self.passed} of {self.run}{rest}"


def run_file(path: Path) -> Outcome:
    """Returns how the vectors of a file fared.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is not JSON.
    """
    vectors = list(_vectors(path.stem, json.loads(path.read_text(encoding="utf-8"))))
    passed = not_run = 0
    found: list[Difference] = []
    for vector in vectors:
        kind = next((kind for kind in KINDS if kind.takes(vector.data)), None)
        if kind is None:
            not_run += 1
            continue
        differences = _differences(vector, kind.run(vector))
        passed += not differences
        found += differences
    return Outcome(passed, len(vectors) - passed - not_run, not_run, tuple(found))


def _vectors(stem: str, content: object) -> Iterator[Vector]:
    """Yields the objects in the lists of a file; one without an id is named by its place."""
    if not isinstance(content, Mapping):
        return
    file: dict[str, Json] = {}
    for key, values in content.items():
        name = stem if key == "vectors" else f"{stem}.{key}"
        for place, data in enumerate(values if isinstance(values, list) else (), start=1):
            if isinstance(data, dict):
                vector = Vector(str(data.get("id", f"{name}[{place}]")), data, file)
                file[vector.id] = data
                yield vector


def _differences(vector: Vector, results: Sequence[tuple[Json, Json]]) -> list[Difference]:
    return [
        Difference(vector.id, field, _shown(got.get(field)), _shown(value))
        for got, expected in results
        for field, value in expected.items()
        if not same(got.get(field), value)
    ]


def same(got: object, expected: object) -> bool:
    """Returns whether both say the same: decimals by value, lists one by one, objects by key."""
    if isinstance(expected, Mapping):
        return isinstance(got, Mapping) and all(same(got.get(k), v) for k, v in expected.items())
    if isinstance(expected, list):
        return (
            isinstance(got, list | tuple)
            and len(got) == len(expected)
            and all(same(*pair) for pair in zip(got, expected, strict=True))
        )
    if got is None or isinstance(expected, bool) or isinstance(got, bool):
        return got is expected
    return got == expected or _same_number(got, expected)


def _same_number(got: object, expected: object) -> bool:
    try:
        return Decimal(str(got)) == Decimal(str(expected))
    except InvalidOperation:
        return False


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def main(arguments: Sequence[str]) -> int:
    """Runs the files named, prints what differs, and returns the exit code."""
    if not arguments:
        print("usage: python -m invoicekit.testing.vectors FILE…", file=sys.stderr)
        return 2
    total = Outcome()
    for name in arguments:
        try:
            one = run_file(Path(name))
        except (OSError, ValueError) as problem:
            print(f"{name}: {problem}", file=sys.stderr)
            return 2
        for difference in one.differences:
            print(difference)
        total = Outcome(
            total.passed + one.passed,
            total.differing + one.differing,
            total.not_run + one.not_run,
        )
    print(total)
    return 1 if total.differing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
