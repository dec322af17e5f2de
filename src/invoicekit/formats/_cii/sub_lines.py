"""Lines below lines: a tree in the model, one list in CII, where a line names the line above.

Source: UN/CEFACT D16B (`ram:ParentLineID`); Factur-X 1.09 EXTENDED, which marks a line that only
sums up others as GROUP and one that counts by itself as DETAIL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from invoicekit.model import InvoiceLine, SourceFacts

Record = dict[str, Any]
_GROUP, _DETAIL = "GROUP", "DETAIL"


def nested(record: Record, differing: list[tuple[str, object]]) -> tuple[str, ...]:
    """Puts lines below the lines that they name, and returns where each of the file then stands.

    A line stands below the last one before it that has the id it names. A file that names none
    has its lines as the model has them; then nothing is returned.

    Args:
        record: Of the document.
        differing: Takes a line that names none before it, and a mark that says otherwise.
    """
    lines: list[Record] = record.get("lines", [])
    if not any("parent" in line or "status" in line for line in lines):
        return ()
    paths: list[str] = []
    by_id: dict[str, int] = {}
    for index, line in enumerate(lines):
        parent = line.pop("parent", None)
        above = by_id.get(parent) if parent is not None else None
        if parent is not None and above is None:
            differing.append((f"lines[{index}].lines", parent))
        paths.append(
            _put(record, line) if above is None else _put(lines[above], line, paths[above])
        )
        by_id[line.get("id", "")] = index
    record["lines"] = record.pop("top")
    differing += _marked(lines)
    return tuple(paths)


def _put(around: Record, line: Record, path: str = "") -> str:
    held = around.setdefault("lines" if path else "top", [])
    held.append(line)
    return f"{path}.lines[{len(held) - 1}]".removeprefix(".")


def _marked(lines: list[Record]) -> Iterator[tuple[str, object]]:
    for index, line in enumerate(lines):
        status = line.pop("status", None)
        if status is not None and status.strip() != (_GROUP if "lines" in line else _DETAIL):
            yield f"lines[{index}].lines", status


@dataclass(frozen=True, slots=True)
class LinePlaces:
    """Tells where in a file with lines below lines a path of the document stands.

    Attributes:
        source: Of the file, with places that know its lines as one list.
    """

    source: SourceFacts

    def __call__(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Returns path → place."""
        if self.source.places is None:
            return {}
        in_file = {path: self.source.in_file(path) for path in paths}
        told = self.source.places(in_file.values())
        return {path: told[there] for path, there in in_file.items() if there in told}


def flat(lines: tuple[InvoiceLine, ...]) -> Sequence[object]:
    """Returns each line as the file has it, those below a line after it."""
    return [*_flat(lines, None)] if any(line.lines for line in lines) else lines


def _flat(lines: Iterable[InvoiceLine], parent: str | None) -> Iterator[object]:
    for line in lines:
        status = _GROUP if line.lines else _DETAIL
        yield SimpleNamespace(**vars(line), parent=parent, status=status)
        yield from _flat(line.lines, line.id)
