"""kill -9 at every step from issuing to the archive: all of a call, or nothing of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("kill_worker.py")


def killed(url: str, folder: Path, when: str, every: int = 1, *wanted: int) -> Proof:
    ran = subprocess.run(
        [
            *(sys.executable, "-W", "ignore", str(WORKER), url, str(folder), when),
            *map(str, (every, *wanted)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return Proof(**json.loads(ran.stdout))


@dataclass(frozen=True)
class Proof:
    """What children were told before they died, and what there is."""

    kills: int
    code: int
    told: list[tuple[str, str]]
    faults: list[str]
    damaged: list[str]
    waiting: list[str]
    numbers: list[str]
    ids: list[str]
    voided: list[str]
    paid: list[str]
    sent: list[str]
    archived: list[str]
    mailed: list[str]

    def told_of(self, what: str) -> set[str]:
        """What was told."""
        return {of for said, of in self.told if said == what}


def prove(found: Proof, kills: int) -> None:
    """No gap, no double, no broken link, nothing lost that anybody was told of, nothing left."""
    assert (found.code, found.faults, found.damaged, found.waiting) == (0, [], [], [])
    assert found.kills >= kills
    assert len(set(found.numbers)) == len(found.numbers)
    assert found.told_of("issued") <= set(found.numbers)
    for what in ("voided", "paid", "sent"):
        assert found.told_of(what) <= set(getattr(found, what)), what
        assert found.told_of(what)
    assert set(found.archived) == set(found.ids)  # each has its originals, however often it took
    assert sorted(found.mailed) == sorted(found.sent)  # by one message id, however often


@pytest.mark.parametrize("every", [40, pytest.param(1, marks=pytest.mark.gate)])
def test_at_steps_on_sqlite(tmp_path: Path, every: int) -> None:
    found = killed(f"sqlite:///{tmp_path / 'invoices.db'}", tmp_path, "before", every)
    prove(found, kills=200 // every)


@pytest.mark.gate
@pytest.mark.xdist_group("mariadb")
@pytest.mark.parametrize(("when", "every"), [("before", 1), ("after", 3)])
def test_at_every_step_on_mariadb(maria_url: str, tmp_path: Path, when: str, every: int) -> None:
    prove(killed(maria_url, tmp_path, when, every), kills=150 // every)


@pytest.mark.gate
@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(("when", "every"), [("before", 1), ("after", 3)])
def test_at_every_step_on_postgresql(
    postgres_url: str, tmp_path: Path, when: str, every: int
) -> None:
    prove(killed(postgres_url, tmp_path, when, every), kills=150 // every)


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(500, id="500", marks=pytest.mark.gate),
        pytest.param(7_000, id="7000", marks=pytest.mark.soak),
    ],
)
def test_four_at_a_time_on_sqlite(tmp_path: Path, kills: int) -> None:
    prove(killed(f"sqlite:///{tmp_path / 'invoices.db'}", tmp_path, "before", 1, kills), kills)


@pytest.mark.xdist_group("postgresql")
@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(200, id="200", marks=pytest.mark.gate),
        pytest.param(3_000, id="3000", marks=pytest.mark.soak),
    ],
)
def test_four_at_a_time_on_postgresql(postgres_url: str, tmp_path: Path, kills: int) -> None:
    prove(killed(postgres_url, tmp_path, "before", 1, kills), kills)
