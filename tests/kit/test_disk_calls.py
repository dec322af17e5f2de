"""Each write and each sync of a SQLite file fails once: nothing of the call is there, it says."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest
from tests.apsw_driver import on_vfs
from tests.kit.test_disk_errors import CASES, NOW, SHOP, fingerprint
from tests.recorded_disk import Disk, Step

import invoicekit as ik


class Failing(list[Step]):
    """A log that fails once at a call of a kind, as a disk would that does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.kind, self.left = "", 0

    def append(self, step: Step) -> None:
        if step.kind == self.kind:
            self.left -= 1
            if self.left == 0:
                raise apsw.IOError("the disk does not answer")


@pytest.mark.gate
@pytest.mark.parametrize("kind", ["write", "sync"])
@pytest.mark.parametrize("name", CASES)
def test_at_every_call(tmp_path: Path, name: str, kind: str) -> None:
    before, call = CASES[name]
    log = Failing()
    disk = Disk("failing", log)
    url = f"sqlite:///{tmp_path / 'invoices.db'}"
    failed = 0
    with on_vfs("failing"), ik.InvoiceKit.from_url(url, issuer=SHOP, clock=lambda: NOW) as kit:
        subject = before(kit)
        there = fingerprint(kit)
        for place in range(1, 500):
            log.kind, log.left = kind, place
            try:
                call(kit, subject)
            except ik.StorageError:
                failed += 1
            log.kind = ""
            if log.left > 0:
                break
            assert fingerprint(kit) == there, f"{kind} {place}"
        assert fingerprint(kit) != there
        assert kit.audit.verify().faults == ()
    disk.unregister()
    assert failed >= (1 if kind == "sync" else 10)
