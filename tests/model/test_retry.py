"""The retry schedule: data, the same every time, and never all at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from invoicekit.model.retry import RetrySchedule

SECONDS = [5, 30, 300, 1_800, 7_200, 18_000, 36_000, 36_000]


@pytest.mark.parametrize(("attempt", "seconds"), list(enumerate(SECONDS, start=1)))
def test_each_wait_is_the_schedules_stretched_a_little(attempt: int, seconds: int) -> None:
    wait = RetrySchedule().wait(attempt, "m-1")
    assert wait is not None
    assert timedelta(seconds=seconds) <= wait < timedelta(seconds=seconds * 1.2)
    assert wait == RetrySchedule().wait(attempt, "m-1")


def test_after_the_last_wait_a_message_is_given_up() -> None:
    assert RetrySchedule().wait(9, "m-1") is None
    assert RetrySchedule(waits=()).wait(1, "m-1") is None


def test_messages_that_failed_together_come_back_apart() -> None:
    waits = {RetrySchedule().wait(3, f"m-{number}") for number in range(100)}
    assert len(waits) == 100


def test_without_a_spread_the_wait_is_exact() -> None:
    assert RetrySchedule(waits=(timedelta(minutes=1),), spread=0).wait(1, "m") == timedelta(
        minutes=1
    )
