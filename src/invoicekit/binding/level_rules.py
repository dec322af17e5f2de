"""Rules about a file that hold place by place: how often, which attributes, which codes.

A level of a standard says for each place of its files what may stand there. The data file is a tree
of places, each under its step, such as `ram:ID` or `ram:ID[@schemeID="VA"]`; of several that fit an
element the first that says anything holds:

    bounds    path → `least..most id`; `*` is any number
    codes     path → `list id`: where the path finds something, it must be on the list
    unused    paths that must find nothing, `.` for the element itself
    below     step → place

Where a place is not enough, `rules` are rows of id, context, path, least and most as `SyntaxRules`
has them, asked of every file; `line` is an XPath whose text their path knows as `$line`. Those with
`when` are asked only where that XPath finds anything in the file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from invoicekit.binding.syntax_rules import SyntaxRule
from invoicekit.findings import Severity

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

_ANY = sys.maxsize
_Codes = Callable[[str], frozenset[str]]


class _Place:
    """A place: which elements stand in it, what holds for them, and the places below.

    Attributes:
        fits: Whether an element stands here, None for any of the name.
        counted: Name of a child, least, most and rule.
        attributes: Name of an attribute, whether it must or may not be there, and rule.
        coded: Attribute, empty for the text, codes and rule.
        never: The rule that nothing may stand here.
        others: Whatever needs an XPath.
        asks: Whether anything of this is given.
    """

    __slots__ = ("asks", "attributes", "below", "coded", "counted", "fits", "never", "others")

    def __init__(self, fits: XPath | None, below: dict[str, list[_Place]]) -> None:
        self.fits, self.below, self.asks = fits, below, False
        self.counted: list[tuple[str, int, int, SyntaxRule]] = []
        self.attributes: list[tuple[str, bool, SyntaxRule]] = []
        self.coded: list[tuple[str, frozenset[str], SyntaxRule]] = []
        self.never: SyntaxRule | None = None
        self.others: list[tuple[XPath, SyntaxRule]] = []

    def tell(  # noqa: C901 - one flat loop: a call for each kind would double the time
        self, element: _Element, tags: list[str], found: list[tuple[SyntaxRule, _Element]]
    ) -> None:
        """Adds the rules that do not hold for an element with such children."""
        if self.never is not None:
            found.append((self.never, element))
        for name, wanted, rule in self.attributes:
            if (element.get(name) is not None) is not wanted:
                found.append((rule, element))
        for tag, least, most, rule in self.counted:
            if not least <= tags.count(tag) <= most:
                found.append((rule, element))
        for name, codes, rule in self.coded:
            text = element.get(name) if name else _text(element)
            if text and text not in codes:
                found.append((rule, element))
        for path, rule in self.others:
            if not _bounded(path(element), rule):
                found.append((rule, element))


class _Row(NamedTuple):
    """A rule that a place is not enough for.

    Attributes:
        context: The elements it speaks of, None for the root; `path` is asked of each.
        line: What the path knows as `$line`.
        whole: Finds all elements that break it at once, where it asks for no number or code.
        when: What must be in a file, empty for nothing.
    """

    rule: SyntaxRule
    context: XPath | None
    path: XPath
    line: XPath | None
    whole: XPath | None
    when: str

    def broken(self, root: _Element) -> Iterable[_Element]:
        """Returns the elements that break it; without `whole`, those that it speaks of."""
        path = self.whole if self.whole is not None else self.context
        found = path(root) if path is not None else [root]
        return found if isinstance(found, list) else []


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
        self._whens: dict[str, XPath] = {}
        self._top = _Place(None, self._below(data["places"], ""))
        self._rows = [self._row(row) for row in data.get("rules", ())]

    @classmethod
    def load(
        cls,
        file: Path,
        beside: Iterable[Path],
        namespaces: Mapping[str, str],
        codes: _Codes,
        unused: str,
        further: Iterable[Mapping[str, object]] = (),
    ) -> LevelRules:
        """Returns the rules of a data file, those of files beside it that have rows alone, more."""
        data = json.loads(file.read_text(encoding="utf-8"))
        data["rules"] = [
            row for each in beside for row in json.loads(each.read_text(encoding="utf-8"))["rules"]
        ] + list(further)
        return cls(data, namespaces, codes, unused)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(rule.id for rule in self.rules)

    def broken(self, root: _Element) -> Iterator[tuple[SyntaxRule, _Element]]:
        """Yields each rule that does not hold and where, in the order of the document."""
        found: list[tuple[SyntaxRule, _Element]] = []
        _walk(root, [self._top], found)
        yield from found
        idle = {when for when, path in self._whens.items() if not path(root)}
        for row in self._rows:
            for element in () if row.when in idle else row.broken(root):
                if row.whole is not None or not self._row_holds(row, element):
                    yield row.rule, element

    def _row_holds(self, row: _Row, element: _Element) -> bool:
        nodes = row.path(element, line=row.line(element) if row.line else "")
        if not row.rule.codes:
            return _bounded(nodes, row.rule)
        known = self._codes(row.rule.codes)
        found = nodes if isinstance(nodes, list) else []
        return all(" ".join(_text(each).split()) in known for each in found)

    def _row(self, row: Mapping[str, Any]) -> _Row:
        context, severity = row.get("context", ""), Severity(row.get("severity", "error"))
        bounds = row.get("least", 0), row.get("most")
        rule = SyntaxRule(
            row["id"],
            severity,
            context,
            row["path"],
            *bounds,
            codes=row.get("codes", ""),
            of_level=True,
        )
        self.rules.append(rule)
        when = row.get("when", "")
        if when and when not in self._whens:
            self._whens[when] = self._xpath(when)
        counts = context and not row.keys() & {"line", "codes"}
        test = {(1, None): "not({})", (0, 0): "{}"}.get(bounds, "") if counts else ""
        return _Row(
            rule,
            self._xpath(context) if context else None,
            self._xpath(row["path"]),
            self._xpath(row["line"]) if "line" in row else None,
            self._xpath(f"{context}[{test.format(row['path'])}]") if test else None,
            when,
        )

    def _below(self, places: Mapping[str, Any], context: str) -> dict[str, list[_Place]]:
        below: dict[str, list[_Place]] = {}
        for step, data in places.items():
            name, _, test = step.partition("[")
            where = f"{context}/{step}" if context else step
            fits = self._xpath(f"boolean(self::node()[{test})") if test else None
            place = _Place(fits, self._below(data.get("below", {}), where))
            self._fill(place, data, (context, step))
            below.setdefault(self._clark(name), []).append(place)
        return below

    def _fill(self, place: _Place, data: Mapping[str, Any], where: tuple[str, str]) -> None:
        for path in data.get("unused", ()):
            self._bound(place, where, path, f"0..0 {self._unused}")
        for path, row in data.get("bounds", {}).items():
            self._bound(place, where, path, row)
        for path, row in data.get("codes", {}).items():
            codes, rule_id = row.split(" ")
            rule = self._rule(rule_id, where, path, codes=codes)
            place.coded.append((path.lstrip("@."), self._codes(codes), rule))
        place.asks = data.keys() != {"below"}

    def _bound(self, place: _Place, where: tuple[str, str], path: str, row: str) -> None:
        bounds, rule_id = row.split(" ")
        least, _, most = bounds.partition("..")
        rule = self._rule(rule_id, where, path, int(least), None if most == "*" else int(most))
        if path == ".":
            place.never = rule
        elif path.startswith("@"):
            place.attributes.append((path[1:], rule.least > 0, rule))
        elif set(path) & set("[/@"):
            place.others.append((self._xpath(path), rule))
        else:
            limit = _ANY if rule.most is None else rule.most
            place.counted.append((self._clark(path), rule.least, limit, rule))

    def _rule(
        self,
        rule_id: str,
        where: tuple[str, str],
        path: str,
        least: int = 0,
        most: int | None = None,
        codes: str = "",
    ) -> SyntaxRule:
        """Returns a rule; of an element itself it speaks by its step."""
        told = where if path == "." else ("/".join(filter(None, where)), path)
        rule = SyntaxRule(rule_id, Severity.ERROR, *told, least, most, codes, of_level=True)
        self.rules.append(rule)
        return rule

    def _xpath(self, path: str) -> XPath:
        from lxml.etree import XPath

        return XPath(path, namespaces=self._namespaces)

    def _clark(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        return f"{{{self._namespaces[prefix]}}}{local}"


def _walk(
    element: _Element, places: list[_Place], found: list[tuple[SyntaxRule, _Element]]
) -> None:
    """Adds each rule that does not hold for an element in these places, and below it."""
    children = list(element) if len(element) else ()
    tags = cast("list[str]", [child.tag for child in children])
    for place in places:
        if place.asks:
            place.tell(element, tags, found)
            break
    below = places[0].below if len(places) == 1 else _together(places)
    for child, tag in zip(children, tags, strict=True):
        known = below.get(tag)
        if known is None:
            continue
        if len(known) > 1 or known[0].fits is not None:
            known = [place for place in known if place.fits is None or place.fits(child)]
        if known:
            _walk(child, known, found)


def _together(places: list[_Place]) -> dict[str, list[_Place]]:
    below: dict[str, list[_Place]] = {}
    for place in places:
        for tag, inner in place.below.items():
            below[tag] = [*below.get(tag, ()), *inner]
    return below


def _bounded(nodes: object, rule: SyntaxRule) -> bool:
    number = len(nodes) if isinstance(nodes, list) else 0
    return rule.least <= number and (rule.most is None or number <= rule.most)


def _text(element: _Element) -> str:
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""
