"""Bulk work: order, bounds, errors, on any executor."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.bulk import Done, in_bulk
from invoicekit.errors import InputError, NotFound


class Slow(Executor):
    """Runs a task when its result is asked for, and counts how many wait."""

    def __init__(self) -> None:
        self.waiting = self.most = self.cancelled = 0

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        future: Future[Any] = Future()

        def result(timeout: float | None = None) -> Any:
            self.waiting -= 1
            return fn(*args, **kwargs)

        def cancel() -> bool:
            self.cancelled += 1
            return True

        future.result = result  # type: ignore[method-assign]  # a future that waits to be asked
        future.cancel = cancel  # type: ignore[method-assign]  # and says when it is no longer wanted
        return future


def counted(taken: list[int], most: int = 100) -> Iterator[int]:
    for index in range(most):
        taken.append(index)
        yield index


def odd_only(item: int) -> int:
    if item % 2 == 0:
        raise NotFound(f"no {item}")
    return item * 10


@given(st.lists(st.integers()), st.integers(1, 7), st.integers(1, 7))
def test_every_item_is_answered_in_its_place(items: list[int], chunk: int, window: int) -> None:
    for executor in (None, Slow()):
        answers = [*in_bulk(odd_only, items, executor=executor, chunk=chunk, window=window)]
        assert [done.index for done in answers] == [*range(len(items))]
        for item, done in zip(items, answers, strict=True):
            if item % 2:
                assert done == Done(done.index, value=item * 10)
            else:
                assert done == Done(done.index, error=NotFound(f"no {item}"))


def test_a_bounded_number_is_under_way() -> None:
    taken: list[int] = []
    executor = Slow()
    answers = in_bulk(str, counted(taken), executor=executor, chunk=3, window=5)

    assert next(answers).value == "0"
    assert len(taken) == 15
    assert [done.value for done in answers] == [str(item) for item in range(1, 100)]
    assert executor.most == 5


def test_without_an_executor_nothing_is_done_ahead() -> None:
    taken: list[int] = []
    answers = in_bulk(str, counted(taken), chunk=4)
    assert taken == []
    assert next(answers).value == "0"
    assert len(taken) == 4


def test_who_stops_asking_stops_the_work() -> None:
    executor = Slow()
    answers = in_bulk(str, range(100), executor=executor, chunk=2, window=5)
    next(answers)
    answers.close()  # type: ignore[attr-defined]  # a generator
    assert executor.cancelled == 4


def test_an_error_of_another_library_is_told_in_words() -> None:
    for executor in (None, ThreadPoolExecutor(1)):
        [done] = in_bulk(int, ["x"], executor=executor)
        assert not done.ok
        assert isinstance(done.error, InputError)
        assert "ValueError: invalid literal" in str(done.error)
        with pytest.raises(InputError, match="invalid literal"):
            done.result()


def test_a_result_may_be_nothing() -> None:
    [done] = in_bulk(lambda _: None, [1])
    assert done.ok
    assert done.result() is None


def test_what_ends_a_process_is_nobodys_answer() -> None:
    def work(_: int) -> int:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        next(in_bulk(work, [1]))


@pytest.mark.parametrize(("chunk", "window"), [(0, 1), (1, 0)])
def test_bounds_are_at_least_one(chunk: int, window: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(in_bulk(str, [1], chunk=chunk, window=window))
