"""Bulk work: many items, in order, on any `concurrent.futures.Executor`, in bounded memory.

The library starts no process of its own. Whoever has several cores hands in a
`ProcessPoolExecutor`, whoever has a cluster the executor that its client gives (Dask:
`client.get_executor(pure=False)`); without one the work is done here. Threads bring nothing: the
work is Python.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import partial
from itertools import count, islice
from typing import Generic, TypeAlias, TypeVar

from invoicekit.errors import InputError, InvoiceKitError

T = TypeVar("T")
R = TypeVar("R")
_Answer: TypeAlias = tuple[R | None, InvoiceKitError | None]

CHUNK = 50
"""Items a task. One task an item costs a cluster three milliseconds each; 50 make that nothing."""
WINDOW = 8
"""Tasks under way at once, so that memory stays flat however many items there are."""


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What became of one item.

    Attributes:
        index: Its place among the items, from 0.
        value: What was made of it; None where that failed.
        error: Why it failed; None where it did not. What other libraries raised is told by an
            `InputError`, the same from every executor: many of theirs do not survive the way.
    """

    index: int
    value: R | None = None
    error: InvoiceKitError | None = None

    @property
    def ok(self) -> bool:
        """Whether there is a value."""
        return self.error is None

    def result(self) -> R:
        """Returns the value.

        Raises:
            InvoiceKitError: The item's error, where it failed.
        """
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # without an error it is what work returned


def in_bulk(
    work: Callable[[T], R],
    items: Iterable[T],
    *,
    executor: Executor | None = None,
    chunk: int = CHUNK,
    window: int = WINDOW,
) -> Iterator[Done[R]]:
    """Yields what became of each item, in their order; one that fails stops no other.

    Items are asked for as they are needed, and no more than `chunk` times `window` are under way.
    Who stops asking stops the work: tasks that have not begun are cancelled.

    Args:
        work: What is done with an item. For processes a function of a module, with an answer that
            can be pickled.
        items: Any number, any kind of iterable.
        executor: Who does it; it stays open. None does it here.
        chunk: Items a task.
        window: Tasks under way at once; four for each worker keep all of them busy.

    Raises:
        ValueError: `chunk` or `window` is less than one.
        concurrent.futures.BrokenExecutor: A worker died; what was yielded before is done.
    """
    if chunk < 1 or window < 1:
        raise ValueError("chunk and window are at least 1")
    several = partial(_several, work)
    tasks = _chunks(items, chunk)
    answers = (
        map(several, tasks) if executor is None else _in_order(executor, several, tasks, window)
    )
    places = count()
    for answer in answers:
        for value, error in answer:
            yield Done(next(places), value, error)


def _in_order(
    executor: Executor, work: Callable[[T], R], items: Iterable[T], window: int
) -> Iterator[R]:
    waiting: deque[Future[R]] = deque()
    try:
        for item in items:
            waiting.append(executor.submit(work, item))
            if len(waiting) >= window:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while several := list(islice(left, size)):
        yield several


def _several(work: Callable[[T], R], items: list[T]) -> list[_Answer[R]]:
    return [_answer(work, item) for item in items]


def _answer(work: Callable[[T], R], item: T) -> _Answer[R]:
    try:
        return work(item), None
    except InvoiceKitError as problem:
        return None, problem
    except Exception as problem:  # noqa: BLE001  # it belongs to the item, and is told with it
        return None, InputError(f"{type(problem).__name__}: {problem}")
