"""Random lives in memory: after everything that happens, what must always hold holds."""

from __future__ import annotations

import pytest
from tests.journeys.random_life import Life

STEPS = 50


def simulated(seed: int) -> list[str]:
    """Lives, and looks after every step; the same seed, the same life."""
    life = Life("memory://", seed)
    for step in range(STEPS):
        life.step()
        found = life.kit.audit.verify()
        assert found.faults == (), f"seed {seed}, step {step}: {life.told[-1]}"
    return life.told


@pytest.mark.parametrize("seed", range(6))
def test_series_chains_ledger_and_archive_hold_after_every_step(seed: int) -> None:
    told = simulated(seed)
    assert any(line.startswith(("issue: ", "life_of_one: 2026-")) for line in told)


def test_the_same_seed_is_the_same_life() -> None:
    assert simulated(1) == simulated(1)


@pytest.mark.parametrize(
    "seeds",
    [
        *(
            pytest.param(range(at, at + 100), id=f"{at}", marks=pytest.mark.gate)
            for at in range(1_000, 3_000, 100)
        ),
        pytest.param(range(10_000, 30_000), id="20000", marks=pytest.mark.soak),
    ],
)
def test_many_lives_hold(seeds: range) -> None:
    for seed in seeds:
        simulated(seed)
