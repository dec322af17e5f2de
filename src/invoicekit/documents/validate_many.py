"""Judging many documents."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from functools import partial
from typing import Literal, TypeAlias

from invoicekit.binding import Limits
from invoicekit.bulk import CHUNK, WINDOW, Done, in_bulk
from invoicekit.documents.source import Source, bytes_of
from invoicekit.documents.validate import validate
from invoicekit.findings import Report
from invoicekit.model import Invoice

Mode = Literal["auto", "official", "strict"]
_Parcel: TypeAlias = str | bytes | tuple[bytes]
"""What travels to a worker: a path, a file's bytes, or an invoice's canonical bytes."""


def validate_many(
    sources: Iterable[Invoice | Source],
    profile: str = "auto",
    mode: Mode = "auto",
    *,
    limits: Limits | None = None,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    window: int = WINDOW,
) -> Iterator[Done[Report]]:
    """Yields the verdict on each source, in their order; a file that cannot be used has an error.

        with ProcessPoolExecutor() as pool:
            for done in validate_many(Path("inbox").glob("*.xml"), executor=pool): ...

    Args:
        sources: Paths, bytes, open files or invoices, as many as there are; asked for as needed.
        profile: As of `validate`.
        mode: As of `validate`.
        limits: What a file may cost.
        executor: Who judges; None judges here.
        chunk: Sources a task.
        window: Tasks under way at once.
    """
    judge = partial(_judged, profile=profile, mode=mode, limits=limits)
    return in_bulk(judge, map(_parcel, sources), executor=executor, chunk=chunk, window=window)


def _parcel(source: Invoice | Source) -> _Parcel:
    if isinstance(source, Invoice):
        return (source.canonical(),)
    if isinstance(source, bytes):
        return source
    if isinstance(source, str | os.PathLike):
        return os.fspath(source)
    return bytes_of(source)


def _judged(parcel: _Parcel, *, profile: str, mode: Mode, limits: Limits | None) -> Report:
    if isinstance(parcel, tuple):
        return validate(Invoice.model_validate_json(parcel[0]), profile, mode, limits=limits)
    return validate(parcel, profile, mode, limits=limits)
