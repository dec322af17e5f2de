"""Reading a file: straight where its pieces were seen before, else element by element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from invoicekit.binding._automaton import State, compiled
from invoicekit.binding._elements import read_elements
from invoicekit.binding._later import PlacesInFile, SightsInFile
from invoicekit.binding._oddities import Oddities, Oddity
from invoicekit.binding._straight import Straight, StraightReader
from invoicekit.binding.codecs import bare
from invoicekit.binding.limits import Limits, current, parse
from invoicekit.binding.long_texts import long_texts
from invoicekit.binding.places import Places
from invoicekit.binding.table import Syntax
from invoicekit.errors import InputError
from invoicekit.findings import Finding
from invoicekit.model.source import SourceFacts

if TYPE_CHECKING:
    from lxml.etree import _Element


class Cut(Protocol):
    """What a file has that need not be parsed."""

    @property
    def rest(self) -> bytes:
        """The file without it, with as many lines."""

    def join(self, record: dict[str, Any]) -> bool:
        """Puts it into what was read of the rest; returns False where it has no place there."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    Attributes:
        record: The document for `Invoice.model_validate`.
        findings: What is odd about the file.
        source: What only the file knows.
    """

    record: dict[str, Any]
    findings: tuple[Finding, ...]
    source: SourceFacts


class Reader:
    """Reads documents of the given types, told apart by their root element."""

    def __init__(self, *syntaxes: Syntax, limits: Limits | None = None) -> None:
        self._syntaxes = {syntax.root: syntax for syntax in syntaxes}
        self._states: dict[str, State] = {}
        self._limits = limits
        self._runs = [syntax.runs for syntax in syntaxes if syntax.runs]
        self._straight = StraightReader(self._by_name)

    def read(self, data: bytes, *, judging: bool = False) -> Reading:
        """Returns what the file says.

        Args:
            data: The file.
            judging: Whether a verdict follows at once, so that its tree may be kept till then.

        Raises:
            InputError: Not XML, beyond a limit, or another root element.
        """
        limits = self._limits or current()
        cut = self._cut(data, limits)
        if cut is not None:
            try:
                return self._reading(data, limits, judging=judging, cut=cut)
            except InputError:
                pass  # told with its place by the reading of all of it
        return self._reading(data, limits, judging=judging)

    def _cut(self, data: bytes, limits: Limits) -> Cut | None:
        """Returns what a file has that need not be parsed; none where it may be beyond a limit."""
        if not self._runs:
            return long_texts(data, limits)
        if len(data) > min(limits.bytes, limits.text, 4 * limits.elements):
            return None
        for runs in self._runs:
            cut = runs.cut(data)
            if cut is not None:
                return cut
        return None

    def _reading(
        self, data: bytes, limits: Limits, *, judging: bool = False, cut: Cut | None = None
    ) -> Reading:
        file = cut.rest if cut else data
        straight = self._straight.read(file, limits)
        if straight is not None and not straight.touched and _joined(straight.record, cut):
            return self._plain(straight, data, limits)
        root = parse(file, limits)
        if straight is not None and straight.touched and not _is_broken(straight, root):
            if _joined(straight.record, cut):
                return self._plain(straight, data, limits, root if judging else None)
            return self._reading(data, limits, judging=judging)
        syntax, state = self._known(root)
        currency = bare(root.findtext(syntax.currency, "", dict(syntax.namespaces)) or "")
        odd: list[Oddity] = []
        record = read_elements(root, state, currency, odd)
        oddities = Oddities(state, root, syntax, odd, currency, limits.findings)
        places = PlacesInFile(self, data, limits)
        look = SightsInFile(syntax, places, root if judging else None)
        source = oddities.source(places, look)
        touched = oddities.of_tags
        if touched is not None and not source.broken:
            read = Straight(record, currency, syntax, source.empty, touched)
            self._straight.learn(file, limits, read)
        if not _joined(record, cut):
            return self._reading(data, limits, judging=judging)
        return Reading(syntax.shape.read(record), oddities.findings(), source)

    def places(self, data: bytes, paths: Iterable[str]) -> Mapping[str, str]:
        """Returns where in the file each path of the model stands (as `Places.of`).

        Raises:
            InputError: As `read`.
        """
        root = self.root(data)
        syntax, state = self._known(root)
        return Places(root, state, syntax).of(paths)

    def root(self, data: bytes) -> _Element:
        """Returns the root element; long texts are left out of it.

        Raises:
            InputError: As `read`.
        """
        limits = self._limits or current()
        cut = long_texts(data, limits)
        return parse(cut.rest if cut else data, limits)

    def _plain(
        self, straight: Straight, data: bytes, limits: Limits, root: _Element | None = None
    ) -> Reading:
        """Returns what was read of a file of which nothing odd follows."""
        record, syntax = straight.record, straight.syntax
        places = PlacesInFile(self, data, limits)
        source = SourceFacts.of_clean_file(
            syntax=syntax.name,
            places=places,
            root=syntax.root.rpartition("}")[2],
            tax_totals=syntax.totals_read(record) if syntax.totals_read else None,
            look=SightsInFile(syntax, places, root, pieces=straight.sights),
            empty=straight.empty,
            judged=syntax.rules.ids if syntax.rules else frozenset(),
        )
        return Reading(syntax.shape.read(record), (), source)

    def _known(self, root: _Element) -> tuple[Syntax, State]:
        known = self._by_name(str(root.tag))
        if known is None:
            raise InputError(
                f"the root element is {root.tag!s}",
                expected="one of " + ", ".join(self._syntaxes),
            )
        return known

    def _by_name(self, root: str) -> tuple[Syntax, State] | None:
        """Returns the syntax of a root element's name, compiled when first asked for."""
        syntax = self._syntaxes.get(root)
        if syntax is None:
            return None
        state = self._states.get(root)
        if state is None:
            state = self._states[root] = compiled(syntax)
        return syntax, state


def _is_broken(straight: Straight, root: _Element) -> bool:
    """Returns whether an official rule does not hold, of those that a frame's tags touch."""
    rules = straight.syntax.rules
    return rules is not None and any(True for _ in rules.broken(root, straight.touched))


def _joined(record: dict[str, Any], cut: Cut | None) -> bool:
    """Puts what was not parsed in its place; returns False where that is not known."""
    return cut is None or cut.join(record)
