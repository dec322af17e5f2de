"""Judging many files: found, judged in this process or in others, told in their order."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

from invoicekit.binding import Limits
from invoicekit.bulk import in_bulk
from invoicekit.documents import load, validate
from invoicekit.errors import InputError
from invoicekit.findings import Report
from invoicekit.formats import FORMATS

Mode = Literal["auto", "official", "strict"]

_CHUNK = 16
"""Files a task: sending one costs about as much as judging a small invoice."""
_WINDOW = 4
"""Tasks under way for each process; as many verdicts wait, however large the folder is."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of one file.

    Attributes:
        file: As it was named.
        format: Empty where the file cannot be used; then `problem` says why, and there is no
            report.
    """

    file: str
    format: str = ""
    report: Report | None = None
    problem: InputError | None = None


def suffixes() -> tuple[str, ...]:
    """Returns the endings of names of files that may be invoices, sorted."""
    return tuple(sorted({chosen.suffix.lower() for chosen in FORMATS}))


def files_of(paths: Iterable[Path]) -> Iterator[str]:
    """Yields each file named, and of a folder all that may be invoices, sorted, folders within too.

    They are found while others are judged, so that a folder may be of any size.
    """
    endings = suffixes()
    for path in paths:
        if not path.is_dir():
            yield str(path)
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.lower().endswith(endings) and not name.startswith("."):
                    yield str(Path(folder, name))


def verdicts(
    files: Iterable[str], profile: str, mode: Mode, *, jobs: int = 1, limits: Limits | None = None
) -> Iterator[Verdict]:
    """Yields the verdict of each file, in the order of the files.

    Args:
        files: Their names.
        profile: A rule set's name, or `auto`.
        mode: As of `validate`.
        jobs: Processes; one judges here.
        limits: What a file may cost.
    """
    judge = partial(_judged, profile=profile, mode=mode, limits=limits)
    if jobs == 1:
        yield from map(judge, files)
        return
    # A fresh interpreter: a copy of this one would copy the thread of the progress bar, half.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context) as executor:
        for done in in_bulk(judge, files, executor=executor, chunk=_CHUNK, window=_WINDOW * jobs):
            yield done.result()


def _judged(file: str, *, profile: str, mode: Mode, limits: Limits | None) -> Verdict:
    try:
        document = load(file, limits=limits)
        report = validate(document, profile, mode, limits=limits)
        return Verdict(file, document.format, report)
    except InputError as problem:
        return Verdict(file, problem=problem)
