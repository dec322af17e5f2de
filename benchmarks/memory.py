"""Memory at its peak, in fresh processes: reading against lxml's tree, the archive against MBs.

The figures are megabytes, not milliseconds. Linux tells the peak; elsewhere there are no rows.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import invoicekit as ik
from benchmarks import Row, _archive_memory, compared
from benchmarks.formats import invoice

LINES = 1000
_PROGRAM = """
import gc
from pathlib import Path
import lxml.etree as etree
import invoicekit as ik
def memory(name):
    [line] = [each for each in open("/proc/self/status") if each.startswith(name)]
    return int(line.split()[1])
ik.load({small!r}), ik.validate({small!r}), etree.parse({small!r})
gc.collect()
Path("/proc/self/clear_refs").write_text("5")
before = memory("VmRSS")
kept = {work}
print(memory("VmHWM") - before)
"""
"""A small file first, so that what is loaded once is not counted; the peak begins anew at "5"."""
_PEAK = Path("/proc/self/clear_refs")
WORKS = {
    "parse": "etree.parse({file!r})",
    "load": "ik.load({file!r})",
    "validate": "ik.validate({file!r})",
}


def run() -> list[Row]:
    """Returns what load and validate add against the parse, and what checking an archive adds."""
    if not _PEAK.exists():
        return []
    with tempfile.TemporaryDirectory() as folder:
        read = [row for syntax in ("ubl", "cii") for row in _rows(Path(folder), syntax)]
        return [*read, *_archive_memory.rows(Path(folder))]


def _rows(folder: Path, syntax: str) -> list[Row]:
    file, small = folder / f"{syntax}.xml", folder / f"{syntax}-small.xml"
    file.write_bytes(ik.write(invoice(LINES), syntax))
    small.write_bytes(ik.write(invoice(1), syntax))
    megabytes = {name: _added(work, file, small) for name, work in WORKS.items()}
    parse = megabytes.pop("parse")
    return [
        compared(f"{name} {syntax}, {LINES} lines / parse (MB)", added, parse, None)
        for name, added in megabytes.items()
    ]


def _added(work: str, file: Path, small: Path) -> float:
    program = _PROGRAM.format(small=str(small), work=work.format(file=str(file)))
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return int(told.stdout) / 1024
