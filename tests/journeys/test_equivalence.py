"""The same life on every storage: the same outcomes, documents, events and statistics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.journeys.random_life import Life

STEPS = 60
REPORTS = ("sales", "vat", "aging", "register", "series")


def lived(url: str, seed: int) -> dict[str, object]:
    """Everything a life leaves behind."""
    life = Life(url, seed, tenant=f"seed-{seed}")
    with life.kit as kit:
        for _ in range(STEPS):
            life.step()
        made = {
            name: kit.reports.make(name, as_of=date(2027, 12, 31)).csv().decode()
            for name in REPORTS
        }
        found = kit.audit.verify()
        assert found.faults == ()
        return {
            "told": life.told,
            "export": b"".join(kit.invoices.export()).decode().splitlines(),
            "events": [
                (each.type, each.actor, each.at, each.data) for each in kit.events.since(limit=9999)
            ],
            "outbox": [
                (each.topic, each.state, each.due_at, each.attempts)
                for each in kit.outbox.list(limit=9999)
            ],
            "customers": [each.name for each in kit.customers.list(limit=500)],
            "counts": found.counts,
            **made,
        }


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('life') / 'life.db'}"
    else:
        name = {"postgresql": "postgres_url", "mariadb": "maria_url"}[request.param]
        yield request.getfixturevalue(name)


def same(url: str, seed: int) -> None:
    expected, found = lived("memory://", seed), lived(url, seed)
    for part, value in expected.items():
        assert found[part] == value, f"seed {seed}: {part}"


@pytest.mark.parametrize("seed", range(2))
def test_a_life_is_the_same_on_every_storage(url: str, seed: int) -> None:
    same(url, seed)


@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(100, 200), id="100", marks=pytest.mark.gate),
        pytest.param(range(100, 2_100), id="2000", marks=pytest.mark.soak),
    ],
)
def test_many_lives_are_the_same_on_every_storage(url: str, seeds: range) -> None:
    for seed in seeds:
        same(url, seed)
