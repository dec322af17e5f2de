"""Rules about a file that hold place by place: how often, which attributes, which codes.

A level of a standard says for each place of its files what may stand there. The data file is a tree
of places, each under its step, such as `ram:ID` or `ram:ID[@schemeID="VA"]`; of several that fit an
element the first that says anything holds:

    bounds    path → `least..most id`; `*` is any number
    codes     path → `list id`: where the path finds something, it must be on the list
    unused    paths that must find nothing, `.` for the element itself
    below     step → place

Where a place is not enough, `rules` are rows of id, context, path, least and most as `SyntaxRules`
has them, asked of every file; `line` is an XPath whose text their path knows as `$line`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from invoicekit.binding.syntax_rules import SyntaxRule
from invoicekit.findings import Severity

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_Codes = Callable[[str], frozenset[str]]


class _Place:
    """A place: which elements stand in it, what holds for them, and the places below."""

    __slots__ = ("below", "checks", "fits")

    def __init__(
        self,
        fits: XPath | None,
        checks: list[tuple[SyntaxRule, XPath | str]],
        below: dict[str, list[_Place]],
    ) -> None:
        self.fits, self.checks, self.below = fits, checks, below


class _Row(NamedTuple):
    rule: SyntaxRule
    context: XPath | None
    path: XPath
    line: XPath | None


class LevelRules:
    """The rules of one level.

    Attributes:
        rules: All of them, as they stand in the data.

    Args:
        data: As the file has it.
        namespaces: Prefix → namespace of the paths.
        codes: Returns the codes of a list by its name.
        unused: The id of what a level does not use; its source gives it none.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        namespaces: Mapping[str, str],
        codes: _Codes,
        unused: str,
    ) -> None:
        self._namespaces = dict(namespaces)
        self._codes, self._unused = codes, unused
        self.rules: list[SyntaxRule] = []
        self._top = _Place(None, [], self._below(data["places"], ""))
        self._rows = [self._row(row) for row in data.get("rules", ())]

    @classmethod
    def load(
        cls, file: Path, namespaces: Mapping[str, str], codes: _Codes, unused: str
    ) -> LevelRules:
        """Returns the rules of a data file, and of the one beside it that ends in `_rules`."""
        data = json.loads(file.read_text(encoding="utf-8"))
        beside = file.with_name(f"{file.stem}_rules.json")
        if beside.is_file():
            data["rules"] = json.loads(beside.read_text(encoding="utf-8"))["rules"]
        return cls(data, namespaces, codes, unused)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(rule.id for rule in self.rules)

    def broken(self, root: _Element) -> Iterator[tuple[SyntaxRule, _Element]]:
        """Yields each rule that does not hold and where, in the order of the document."""
        yield from self._broken(root, [self._top])
        for row in self._rows:
            contexts = row.context(root) if row.context else [root]
            for element in contexts if isinstance(contexts, list) else []:
                if not self._row_holds(row, element):
                    yield row.rule, element

    def _broken(
        self, element: _Element, places: list[_Place]
    ) -> Iterator[tuple[SyntaxRule, _Element]]:
        counts = Counter(map(_tag, element))
        for rule, found in next((place.checks for place in places if place.checks), ()):
            if not self._holds(rule, found, element, counts):
                yield rule, element
        for child in element:
            known = [each for place in places for each in place.below.get(_tag(child), ())]
            fitting = [each for each in known if each.fits is None or each.fits(child)]
            if fitting:
                yield from self._broken(child, fitting)

    def _holds(
        self, rule: SyntaxRule, found: XPath | str, element: _Element, counts: Mapping[str, int]
    ) -> bool:
        if rule.codes:
            text = (
                "".join(map(str, element.itertext())) if found == "." else element.get(str(found))
            )
            return not text or text in self._codes(rule.codes)
        if not isinstance(found, str):
            nodes = found(element)
            number = len(nodes) if isinstance(nodes, list) else 0
        elif found.startswith("{") or found == ".":
            number = 1 if found == "." else counts.get(found, 0)
        else:
            number = int(found in element.attrib)
        return rule.least <= number and (rule.most is None or number <= rule.most)

    def _row_holds(self, row: _Row, element: _Element) -> bool:
        nodes = row.path(element, line=row.line(element) if row.line else "")
        found = nodes if isinstance(nodes, list) else []
        if row.rule.codes:
            known = self._codes(row.rule.codes)
            texts = ("".join(map(str, each.itertext())) for each in found)
            return all(" ".join(text.split()) in known for text in texts)
        most = row.rule.most
        return row.rule.least <= len(found) and (most is None or len(found) <= most)

    def _row(self, row: Mapping[str, Any]) -> _Row:
        context, severity = row.get("context", ""), Severity(row.get("severity", "error"))
        bounds = row.get("least", 0), row.get("most")
        rule = SyntaxRule(
            row["id"], severity, context, row["path"], *bounds, codes=row.get("codes", "")
        )
        self.rules.append(rule)
        return _Row(
            rule,
            self._xpath(context) if context else None,
            self._xpath(row["path"]),
            self._xpath(row["line"]) if "line" in row else None,
        )

    def _below(self, places: Mapping[str, Any], context: str) -> dict[str, list[_Place]]:
        below: dict[str, list[_Place]] = {}
        for step, place in places.items():
            name, _, test = step.partition("[")
            where = f"{context}/{step}" if context else step
            fits = self._xpath(f"boolean(self::node()[{test})") if test else None
            inner = self._below(place.get("below", {}), where)
            known = _Place(fits, [*self._checks(place, (context, step))], inner)
            below.setdefault(self._clark(name), []).append(known)
        return below

    def _checks(
        self, place: Mapping[str, Any], where: tuple[str, str]
    ) -> Iterable[tuple[SyntaxRule, XPath | str]]:
        for path in place.get("unused", ()):
            yield self._check(self._unused, where, path, "0..0")
        for path, row in place.get("bounds", {}).items():
            bounds, rule_id = row.split(" ")
            yield self._check(rule_id, where, path, bounds)
        for path, row in place.get("codes", {}).items():
            codes, rule_id = row.split(" ")
            yield self._check(rule_id, where, path, "0..*", codes)

    def _check(
        self, rule_id: str, where: tuple[str, str], path: str, bounds: str, codes: str = ""
    ) -> tuple[SyntaxRule, XPath | str]:
        """Returns a rule, and how it is asked; of an element itself it speaks by its step."""
        least, _, most = bounds.partition("..")
        limit = None if most == "*" else int(most)
        told = where if path == "." else ("/".join(filter(None, where)), path)
        rule = SyntaxRule(rule_id, Severity.ERROR, *told, int(least), limit, codes)
        self.rules.append(rule)
        if path.startswith("@") or path == ".":
            return rule, path.removeprefix("@")
        plain = not set(path) & set("[/@")
        return rule, self._clark(path) if plain else self._xpath(path)

    def _xpath(self, path: str) -> XPath:
        from lxml.etree import XPath

        return XPath(path, namespaces=self._namespaces)

    def _clark(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"{{{self._namespaces[prefix]}}}{local}"


def _tag(element: _Element) -> str:
    return str(element.tag)
