"""What is odd about a file, as findings and as facts beside the invoice."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from invoicekit.binding._automaton import MARK, State, flag_word, text_of
from invoicekit.binding._positions import Positions
from invoicekit.binding._trie import qualified
from invoicekit.binding._unheld import figure, is_lawful, is_more_than_a_day
from invoicekit.binding.astray import ASTRAY
from invoicekit.binding.codecs import bare
from invoicekit.binding.observed import Tree, elsewhere
from invoicekit.binding.syntax_rules import UNDECIDED, SyntaxRules
from invoicekit.binding.table import Syntax
from invoicekit.findings import Finding, Severity
from invoicekit.model.source import Sights, SourceFacts, TaxCategory, no_sights

if TYPE_CHECKING:
    from lxml.etree import _Element

Placing: TypeAlias = "Callable[[Iterable[str]], Mapping[str, str]]"
"""From paths of the model to places in the file."""

Oddity: TypeAlias = "tuple[str, _Element, Any]"
"""What kind, at which element, and its text, value, field or the attribute's name."""

KINDS = {
    "unknown": ("IK-UNKNOWN", Severity.WARNING, "{found} is not known here and was not read."),
    "children": ("IK-UNKNOWN", Severity.WARNING, "{found} holds elements that were not read."),
    "attribute": ("IK-ATTRIBUTE", Severity.WARNING, "{found} has an attribute not known here."),
    "repeated": ("IK-REPEATED", Severity.ERROR, "{found} may stand here once; the first was read."),
    "value": ("IK-UNREADABLE", Severity.ERROR, "{found} cannot be read: expected {expected}."),
    "currency": ("IK-CURRENCY", Severity.ERROR, "{found} is not in the document's {expected}."),
}
"""Kind of oddity → our rule's id, severity and text; the others are for the official rules."""

_NO_VERDICT = "{found} leaves the official rules without a verdict: {reason}."
_PLACES = {"unknown": "unknown", "empty": "empty", "hollow": "empty", "spaces": "empty"}
_WHOLE = frozenset({"unknown", "children", "repeated", "watched", "several", "unmarked"})
"""Kinds that touch all that stands in the element."""
_AROUND = frozenset({"empty", "hollow", "value", "spaces", "blank", "unmarked"})
"""Kinds that, as those, touch the element and those around it, whose number may be odd."""
_OF_TAGS = frozenset({"hollow", "several", "watched", "missing"})
"""Kinds that the tags alone decide on, and of which no finding of ours comes."""
_UNREADABLE = frozenset({"value", "empty", "spaces"})
_UNREAD = frozenset({"unknown", "children"})
_CATEGORIES = frozenset({"unmarked", "repeated", "empty", "value", "spaces", "code"})
"""Kinds that may touch a tax category."""
_ENDS = (("Amount", "digits"), ("Amount", "currency"), ("BinaryObject", "binary"))
_PRESENT = frozenset({"value", "empty", "blank", "spaces"})
_SHOWN = 60
"""Characters of a value in a message."""


class Oddities:
    """The oddities of one document; places are worked out here, since there are few."""

    def __init__(
        self,
        top: State,
        root: _Element,
        syntax: Syntax,
        odd: Sequence[Oddity],
        currency: str,
        limit: int,
    ) -> None:
        self._top, self._root, self._syntax = top, root, syntax
        self._odd, self._currency, self._limit = odd, currency, limit
        self._positions = Positions(root)
        self._groups = syntax.rules.groups if syntax.rules else frozenset()
        self._alone = syntax.rules.alone if syntax.rules else frozenset()
        self._prefixes = _prefixes(syntax)
        self._patterns = [(re.compile(old), new) for old, new in syntax.paths]

    def findings(self) -> tuple[Finding, ...]:
        """Returns a finding for each, up to the limit, and one that counts the rest."""
        told = [each for each in self._odd if each[0] in KINDS]
        listed = [self._finding(*each) for each in told[: self._limit]]
        more = len(told) - self._limit
        if more > 0:
            message = f"{more} more oddities were not listed."
            listed.append(Finding("IK-MORE", Severity.ERROR, message, params={"found": str(more)}))
        return tuple(listed)

    def source(
        self, placing: Placing | None = None, look: Callable[[], Sights] = no_sights
    ) -> SourceFacts:
        """Returns the facts: unreadable, repeated and unknown.

        Args:
            placing: Tells where in the file a path stands.
            look: Tells what networks look for in it.
        """
        raw: dict[str, str] = {}
        extra: dict[str, list[object]] = defaultdict(list)
        places: dict[str, list[str]] = defaultdict(list)
        marked: dict[str, set[str]] = {"unmarked": set(), "padded": set(), "digit": set()}
        for kind, element, found in self._odd[: self._limit]:
            if kind in _PRESENT:
                raw[self._path(element, found if kind == "blank" else "")] = text_of(element)
            elif kind == "repeated":
                extra[self._path(element)].append(found)
            elif kind in marked:
                marked[kind].add(self._path(element, found))
            if kind in _PLACES and not (kind == "hollow" and bare(element.text or "")):
                places[_PLACES[kind]].append(self._location(element))
            if kind in _UNREAD:
                places["empty"] += [self._location(each) for each in _empty_below(element)]
        if not len(self._root):
            places["empty"].append(self._location(self._root))
        totals = self._syntax.tax_totals
        return SourceFacts(
            syntax=self._syntax.name,
            places=placing,
            categories=self._categories(),
            present=frozenset(raw),
            raw=raw,
            numbers=self._numbers(),
            days=self._days(),
            extra={path: tuple(values) for path, values in extra.items()},
            other=frozenset(marked["unmarked"]),
            padded=frozenset(marked["padded"]),
            by_digit=frozenset(marked["digit"]),
            unknown=tuple(places["unknown"]),
            root=str(self._root.tag).rpartition("}")[2],
            empty=tuple(places["empty"]),
            tax_totals=totals(cast("Tree", self._root)) if totals else None,
            elsewhere=self._elsewhere(),
            unread=frozenset(
                self._name(each)
                for kind, each, _ in self._odd
                if kind in _UNREADABLE and not is_lawful(self._state(each), each)
            ),
            look=look,
            currencies=frozenset(found for kind, _, found in self._odd if kind == "currency"),
            broken=tuple(self._official()),
            stood_in=self._stood_in(),
            judged=self._syntax.rules.ids if self._syntax.rules else frozenset(),
        )

    def _numbers(self) -> dict[str, Decimal]:
        values = (each for kind, each, _ in self._odd[: self._limit] if kind == "value")
        found = ((each, figure(self._state(each), each)) for each in values)
        return {self._path(each): number for each, number in found if number is not None}

    def _days(self) -> dict[str, str]:
        found = (each for kind, each, _ in self._odd[: self._limit] if kind in {"value", "day"})
        days = (each for each in found if is_more_than_a_day(self._state(each), each))
        return {self._path(each): text_of(each) for each in days}

    def _elsewhere(self) -> dict[str, frozenset[str]]:
        if not any(kind in _UNREAD for kind, _, _ in self._odd):
            return {}
        return elsewhere(self._root, self._syntax.elsewhere, self._syntax.namespaces)

    def _categories(self) -> dict[str, tuple[TaxCategory, ...]]:
        """Returns the tax categories of records where something is odd, by path of the field."""
        records: dict[_Element, State] = {}
        for kind, element, _ in self._odd[: self._limit]:
            if kind in _CATEGORIES:
                records.update(
                    (step, state) for step, state in self._states(element) if state.marks
                )
        return {
            self._path(record, marked.field): tuple(
                category
                for each in _again(record, state)
                for group in each.iterfind(marked.group)
                for category in marked.categories(group)
            )
            for record, state in records.items()
            for marked in state.marks
        }

    def _official(self) -> Iterator[Finding]:
        rules = self._syntax.rules
        if rules is None:
            return
        told: Counter[str] = Counter()
        for rule, element in rules.broken(self._root, self._touched(rules)):
            if told[rule.id] and told.total() >= self._limit:
                continue
            told[rule.id] += 1
            place = f"line {element.sourceline} {self._location(element)}"
            yield Finding(rule.id, rule.severity, rule.message, params=rule.params, location=place)
        unread = [
            each
            for kind, each, _ in self._odd
            if kind == "empty" or (kind == "value" and not is_lawful(self._state(each), each))
        ]
        for element, asked_by in islice(rules.unreadable(self._root, unread), self._limit):
            yield self._undecided(element, {"asked_by": asked_by} if asked_by else {})

    def _stood_in(self) -> frozenset[str]:
        rules = self._syntax.rules
        if rules is None or not any(kind in _UNREAD for kind, _, _ in self._odd):
            return frozenset()
        return rules.stand_in(self._touched(rules))

    def _touched(self, rules: SyntaxRules) -> set[str]:
        touched: set[str] = set()
        for kind, element, found in self._odd:
            touched.update(self._keys(kind, element, found))
        if not rules.knows_currency(self._currency):
            touched.add("currency")
        return touched

    @property
    def of_tags(self) -> frozenset[str] | None:
        """What any file with these tags touches; None where values or lines are odd, too.

        Empty where no official rule is asked; a level asks its own of every document.
        """
        rules = self._syntax.rules
        if not self._syntax.lines or any(kind not in _OF_TAGS for kind, _, _ in self._odd):
            return None
        if any(self._is_of_line(element) for _, element, _ in self._odd):
            return None
        if rules is None:
            return frozenset()
        touched = self._touched(rules) | ({"level"} if rules.is_of_level else set())
        return frozenset(touched) if rules.asks(touched) else frozenset()

    def _is_of_line(self, element: _Element) -> bool:
        *_, step = self._syntax.lines.split("/")
        line = qualified(step, self._syntax.namespaces)
        return element.tag == line or next(element.iterancestors(line), None) is not None

    def _undecided(self, element: _Element, asked: Mapping[str, str]) -> Finding:
        found = repr(text_of(element)[:_SHOWN])
        params = {"found": found, "expected": self._expected(element), **asked}
        return Finding(
            UNDECIDED,
            Severity.ERROR,
            _NO_VERDICT.format(found=params["found"], reason=f"expected {params['expected']}"),
            path=self._path(element),
            params=params,
            location=f"line {element.sourceline} {self._location(element)}",
        )

    def _keys(self, kind: str, element: _Element, found: Any) -> Iterator[str]:
        if kind == "attribute":
            yield from (f"@{name}" for name in ([found] if found else map(str, element.keys())))
            yield self._name(element)
        elif kind in {"currency", "foreign"}:
            yield "currency"
            yield from (f"@{name}" for name in map(str, element.keys()) if name != "currencyID")
        elif kind in {"digits", "missing", "code"}:
            yield from (kind, self._name(element))
        elif kind in _WHOLE or kind in _AROUND:
            yield self._name(element)
            if kind not in self._alone:
                around = (each for each in element.iterancestors() if each is not self._root)
                yield from map(self._name, around)
        if kind in _UNREAD:
            yield "unknown"
            yield from (f"{ASTRAY}{self._name(each)}" for each in _unread(kind, element))
        if kind in _WHOLE and kind not in self._groups:
            yield from self._within(element)

    def _within(self, element: _Element) -> Iterator[str]:
        for each in element.iter():
            name = self._name(each)
            yield name
            yield from (f"@{attribute}" for attribute in map(str, each.keys()))
            yield from (key for end, key in _ENDS if name.endswith(end))
            if "currencyID" in each.keys():  # noqa: SIM118 - an element, not a mapping
                yield "currency"

    def _finding(self, kind: str, element: _Element, found: Any) -> Finding:
        rule, severity, template = KINDS[kind]
        name = self._name(element)
        shown = name
        if kind == "attribute":
            shown = f"{name} ({found or ', '.join(map(str, element.keys()))})"
        elif kind == "value":
            shown = repr(found[:_SHOWN])
        elif kind == "currency":
            shown = f"the amount in {found or 'no currency'}"
        expected = self._currency or "currency" if kind == "currency" else self._expected(element)
        params = {"found": shown, "expected": expected}
        return Finding(
            rule=rule,
            severity=severity,
            message=template.format(**params),
            path=self._path(element),
            params=params,
            location=f"line {element.sourceline} {self._location(element)}",
        )

    def _expected(self, element: _Element) -> str:
        return self._state(element).expected

    def _state(self, element: _Element) -> State:
        """Returns the state of an element, or of the nearest around it that the table knows."""
        *_, (_, state) = [(element, self._top), *self._states(element)]
        return state

    def _states(self, element: _Element) -> Iterator[tuple[_Element, State]]:
        """Yields the elements from the root down to this one, as far as the table knows them."""
        chain = [element, *(above for above in element.iterancestors() if above is not self._root)]
        state = self._top
        for step in reversed(chain if element is not self._root else []):
            below = state.children.get(step.tag)
            if below is None:
                return
            state = below
            yield step, state

    def _path(self, element: _Element, own: str = "") -> str:
        """Returns the model path of an element, or of a field of its record."""
        parts: list[str] = []
        steps: list[_Element] = []
        record = True
        for step, state in self._states(element):
            record = state.record
            field = _case(step, state)
            if not field or field.startswith(MARK):
                steps.append(step)
                continue
            if field.startswith("^"):
                parts[-1:] = []
                field = field[1:]
            index = self._index(step, state, field, steps) if state.many else 0
            parts.append(f"{field}[{index}]" if state.many else field)
            steps = []
        if own:
            parts[len(parts) - (own.startswith("^") or not record) :] = [own.removeprefix("^")]
        path = ".".join(parts)
        for old, new in self._patterns:
            path = old.sub(new, path)
        return path

    def _index(self, step: _Element, state: State, field: str, steps: list[_Element]) -> int:
        if state.flat:
            return self._positions.in_document(step)
        tag = str(step.tag)
        same = self._positions.before(step, field, lambda each: _case(each, state) == field)
        return same + sum(
            self._positions.before(above, tag, lambda each: sum(1 for _ in each.iter(tag)))
            for above in steps
        )

    def _location(self, element: _Element) -> str:
        steps = [element, *element.iterancestors()]
        return "/" + "/".join(self._step(step) for step in reversed(steps))

    def _step(self, element: _Element) -> str:
        tag = str(element.tag)
        before = self._positions.among_siblings(element)
        after = next(element.itersiblings(tag), None)
        alone = not before and after is None
        return self._name(element) + ("" if alone else f"[{before + 1}]")

    def _name(self, element: _Element) -> str:
        space, _, name = str(element.tag).rpartition("}")
        prefix = self._prefixes.get(space.removeprefix("{"), "")
        return f"{prefix}:{name}" if prefix else name


def _prefixes(syntax: Syntax) -> dict[str, str]:
    """Returns namespace → prefix; names of the root's own namespace go without."""
    known = {**(syntax.rules.namespaces if syntax.rules else {}), **syntax.namespaces}
    own = syntax.root.partition("}")[0].removeprefix("{")
    return {
        uri: prefix for prefix, uri in known.items() if uri != own or prefix in syntax.namespaces
    }


def _again(record: _Element, state: State) -> Iterable[_Element]:
    """Returns a record and those beside it, where a document has one."""
    around = record.getparent()
    if state.many or around is None:
        return (record,)
    return around.iterchildren(str(record.tag))


def _unread(kind: str, element: _Element) -> Iterator[_Element]:
    """Yields what was not read: an unknown element with all in it, or what a value holds."""
    return element.iter() if kind == "unknown" else element.iterdescendants()


def _empty_below(element: _Element) -> Iterator[_Element]:
    """Yields what has no content in an element that was not read."""
    return (e for e in element.iter() if not len(e) and not bare(e.text or ""))


def _case(element: _Element, state: State) -> str:
    """Returns the field an element's record goes to; a choice's flag decides."""
    if not state.cases:
        return state.field
    return state.cases.get(flag_word(element.findtext(state.flag) or ""), state.first)
