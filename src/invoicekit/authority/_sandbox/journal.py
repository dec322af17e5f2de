"""What the sandbox platform keeps on disk: one line of JSON for everything that it did.

A line is on its way to the disk before the answer is, so whatever is killed when, what was answered
is known afterwards. A torn last line was never answered, and is dropped.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Journal:
    """An append-only file.

    Args:
        path: Made where it is missing.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab+", buffering=0)
        self._file.seek(0)
        kept = self._file.read()
        whole = kept.rfind(b"\n") + 1
        self._file.truncate(whole)
        self._lines = kept[:whole].splitlines()

    def read(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yields kind and content of every line that was there when the file was opened."""
        for line in self._lines:
            entry = json.loads(line)
            yield entry["kind"], entry["content"]

    def write(self, kind: str, content: dict[str, Any]) -> None:
        """Adds a line."""
        entry = {"kind": kind, "content": content}
        self._file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def close(self) -> None:
        """Closes the file."""
        self._file.close()
