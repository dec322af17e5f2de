"""Where in a file something of the model stands: an XPath and a line for a path of a finding.

The file is read once more, and only for a document about which something is to be said: what is
right costs nothing. The walk follows the table as the reader does, and goes down only where a path
asked for may lie.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicekit.binding._automaton import MARK, State, flag_word
from invoicekit.binding.table import Syntax
from invoicekit.model import Invoice

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARENT = re.compile(r"(\.[^.\[]*|\[\d+\]|^[^.\[]*)$")


@dataclass(slots=True)
class _Record:
    """A record of the model while its elements are walked: its path, and how many it holds."""

    path: str
    around: _Record | None
    counts: Counter[str]


class Places:
    """The places of paths in one document.

    Args:
        root: The document, with the lines of the file.
        top: The state of its root element.
        syntax: What its elements mean.
    """

    def __init__(self, root: _Element, top: State, syntax: Syntax) -> None:
        self._root, self._top = root, top
        self._prefixes = {uri: prefix for prefix, uri in syntax.namespaces.items()}
        self._patterns = [(re.compile(old), new) for old, new in syntax.paths]
        self._flat: Counter[str] = Counter()
        self._wanted: set[str] = set()
        self._found: dict[str, str] = {}

    def of(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Returns path → place, such as `line 12 /Invoice/cac:InvoiceLine[2]/cbc:ID`.

        A path that is not in the file has the place of the nearest group around it.
        """
        paths = set(paths)
        self._wanted = {part for path in paths for part in _parts(path)}
        place = f"/{self._name(str(self._root.tag))}"
        self._found = {"": _told(self._root, place)}
        self._walk(self._root, self._top, _Record("", None, Counter()), place)
        return {path: self._nearest(path) for path in paths}

    def _nearest(self, path: str) -> str:
        return next(self._found[part] for part in _parts(path) if part in self._found)

    def _walk(self, element: _Element, state: State, record: _Record, place: str) -> None:
        counts = Counter(str(child.tag) for child in element)
        seen: Counter[str] = Counter()
        for child in element:
            tag = str(child.tag)
            seen[tag] += 1
            below = state.children.get(tag)
            if below is not None:
                step = self._name(tag) + (f"[{seen[tag]}]" if counts[tag] > 1 else "")
                self._enter(child, below, record, f"{place}/{step}")

    def _enter(self, element: _Element, state: State, record: _Record, place: str) -> None:
        field = _field_of(element, state)
        if not field or field.startswith(MARK):
            self._attributes(element, state, record, place)
            self._walk(element, state, record, place)
            return
        path = self._path(element, state, field, record)
        self._put(path, element, place)
        inside = _Record(path, record, Counter()) if state.record else record
        if state.content:
            self._put(self._below(inside, state.content), element, place)
        self._attributes(element, state, inside, place)
        if self._may_hold(path):
            self._walk(element, state, inside, place)

    def _path(self, element: _Element, state: State, field: str, record: _Record) -> str:
        path = self._below(record, field)
        if not state.many:
            return path
        counter, key = (self._flat, str(element.tag)) if state.flat else (record.counts, field)
        counter[key] += 1
        return f"{path}[{counter[key] - 1}]"

    def _below(self, record: _Record, field: str) -> str:
        """Returns the path of a field; one that begins with `^` belongs to the record around."""
        while field.startswith("^") and record.around is not None:
            record, field = record.around, field[1:]
        return f"{record.path}.{field}" if record.path else field

    def _attributes(self, element: _Element, state: State, record: _Record, place: str) -> None:
        for name, field in state.attributes.items():
            if element.get(name) is not None:
                self._put(self._below(record, field), element, f"{place}/@{name}")

    def _put(self, path: str, element: _Element, place: str) -> None:
        path = self._rewritten(path)
        if path in self._wanted:
            self._found.setdefault(path, _told(element, place))

    def _may_hold(self, path: str) -> bool:
        """Returns whether something asked for may lie below; what only the table names may be."""
        path = self._rewritten(path)
        return path in self._wanted or path.partition(".")[0].partition("[")[0] not in _FIELDS

    def _rewritten(self, path: str) -> str:
        for old, new in self._patterns:
            path = old.sub(new, path)
        return path

    def _name(self, tag: str) -> str:
        space, _, name = tag.rpartition("}")
        prefix = self._prefixes.get(space.removeprefix("{"), "")
        return f"{prefix}:{name}" if prefix else name


_FIELDS = frozenset(Invoice.model_fields)


def _field_of(element: _Element, state: State) -> str:
    if not state.cases:
        return state.field
    return state.cases.get(flag_word(element.findtext(state.flag) or ""), state.first)


def _told(element: _Element, place: str) -> str:
    return f"line {element.sourceline} {place}"


def _parts(path: str) -> Iterator[str]:
    """Yields the path and every group around it, the document as a whole last."""
    while path:
        yield path
        path = _PARENT.sub("", path)
    yield ""
