"""Rules about a file itself, from data: what may not stand where, and how often something may.

A rule is a context, a path below it, and how many nodes it may find there. Nothing is asked of a
clean document: the reader names what it found odd, and only the rules that speak of such an element
are asked, by XPath, of the whole document.

The data file beside a format's tables has these keys:

    title, version, source    where the rules come from
    namespaces                prefixes beside those of the syntax
    unused                    path → id: a warning wherever it finds anything
    bounds                    id, context, path, least, most; `severity` is error where not given;
                              `codes` names a code list for what the path finds, `upper` where
                              it may be in lower case
    single, readable          (context, path): what the official rules can judge only once, and
                              only as a number or date (`double`, `boolean` where that will do);
                              they give no verdict otherwise
    watched                   elements that are looked at wherever they stand, or where a whole
                              path says
    several                   ends of paths that are looked at where they stand more than once;
                              `by_group` where the rules about them have them as keys, so that
                              what stands in them need not be looked at; `watched_by_group`
                              where that holds for the watched ones
    alone                     kinds of oddity that say nothing of the elements around them
    needed                    end of a path → fields without which its rules are asked, or
                              `one|another`; an empty path is the document
    coded                     end of a path, of an element or attribute → the code list that its
                              rules are asked without
    cents                     elements whose decimals are counted as written

A file beside it has what networks can judge only so: `single` and `readable` rows, each with the
names of the rule sets before it. Another has what official rules see wherever it stands (`astray`).

Beside names of elements and attributes a rule may be found by `unknown` (an element that the table
does not know), `digits` (more than two decimals),
`binary` (an element that holds a file) and `currency` (an amount in another one), as its `keys`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from invoicekit.binding.astray import astray_rows
from invoicekit.binding.codecs import BLANKS, bare
from invoicekit.codelists import Syntax as SyntaxName
from invoicekit.codelists import document_types, official_codes
from invoicekit.findings import Severity

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element

    from invoicekit.binding.level_rules import LevelRules

_PREDICATE = re.compile(r"\[[^\[\]]*\]")
_WORDS = {
    "double": re.compile(
        r"(?:[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|NaN|-?INF)"
    ),
    "boolean": re.compile("true|false|0|1"),
}
"""What XPath can read though it is not what is expected."""
_SPACE = re.compile(f"[{BLANKS}]+")
_UNION = re.compile(r"\(([^()]*)\)/(.*)")

_NOTHING: Mapping[str, Any] = {}

UNDECIDED = "IK-UNDECIDED"
"""Our id for what makes the official rules give up a document without a verdict."""


@dataclass(frozen=True, slots=True)
class SyntaxRule:
    """One rule about the file.

    Attributes:
        id: Official id.
        severity: What a failure means.
        context: XPath of the elements it speaks of, empty for the root.
        path: XPath from there; `least` and `most` bound how often it may find something.
        codes: The code list that what it finds must be on, empty for none; `upper` where case does
            not matter.
        keys: The names of elements and attributes by which it is found.
        of_level: Whether a level asks it, and not the official rules of the syntax.
        asked_by: Names of the rule sets that alone ask it, empty for all.
        instead: Whether it stands in for the rule of the model where it is asked.
    """

    id: str
    severity: Severity
    context: str
    path: str
    least: int = 0
    most: int | None = None
    codes: str = ""
    keys: frozenset[str] = frozenset()
    upper: bool = False
    of_level: bool = False
    asked_by: str = ""
    instead: bool = False

    @property
    def params(self) -> dict[str, str]:
        """What is counted, how often it may stand there, and the text that other languages have."""
        bounds = [f"≥ {self.least}"] if self.least else []
        if self.most is not None:
            bounds.append(f"≤ {self.most}")
        found = f"{self.context.lstrip('/')}: {self.path}" if self.context else self.path
        text = "code" if self.codes else "unused" if self.most == 0 else "count"
        expected = self.codes or ", ".join(bounds)
        level = {"level": "yes"} if self.of_level else {}
        asked = {"asked_by": self.asked_by} if self.asked_by else {}
        return {"found": found, "expected": expected, "text": f"syntax.{text}", **level, **asked}

    @property
    def message(self) -> str:
        """One English sentence of what holds."""
        params = self.params
        if self.codes:
            return f"A code is on the list of {self.codes}: {params['found']}."
        if self.most == 0:
            return f"Not used: {params['found']}."
        return f"So many are there, {params['expected']}: {params['found']}."


class SyntaxRules:
    """The rules of one syntax.

    Args:
        data: As the file has it.
        namespaces: Prefix → namespace of the syntax's paths.
        syntax: The syntax whose code lists hold.
        networks: What networks can judge only once or only as a number, as their file has it.
        astray: What is seen wherever it stands, as its file has it.
    """

    def __init__(
        self,
        data: Mapping[str, Any],
        namespaces: Mapping[str, str],
        syntax: SyntaxName,
        networks: Mapping[str, Any] = _NOTHING,
        astray: Mapping[str, Any] = _NOTHING,
    ) -> None:
        self.rules = (*_rules(data), *_single(networks.get("single", ())))
        self.ids = frozenset(rule.id for rule in self.rules) - {
            row["id"] for row in data.get("bounds", ()) if row.get("beside")
        }
        self.watched = frozenset(data.get("watched", ()))
        self._several = tuple(f"/{each}" for each in data.get("several", ()))
        self.alone = frozenset({"watched", "several", *data.get("alone", ())})
        by_group = (("several", "by_group"), ("watched", "watched_by_group"))
        self.groups = frozenset(kind for kind, key in by_group if data.get(key))
        self.cents = frozenset(data.get("cents", ()))
        self._needed: Mapping[str, list[str]] = data.get("needed", {})
        self._coded: Mapping[str, str] = data.get("coded", {})
        self.unused = frozenset(
            path for each in data.get("unused", {}) for path in _expanded(each).split(" | ")
        )
        self.namespaces = {**namespaces, **data.get("namespaces", {})}
        self._readable = [
            *(("", *row) for row in data.get("readable", ())),
            *(tuple(row) for row in networks.get("readable", ())),
        ]
        self._syntax: SyntaxName = syntax
        self._by_key: dict[str, list[SyntaxRule]] = defaultdict(list)
        self._compiled: dict[str, XPath] = {}
        self._level: LevelRules | None = None
        beside = astray_rows(astray, lambda name: official_codes(name, syntax))
        for rule in (*self.rules, *(SyntaxRule(**row) for row in beside)):
            for key in rule.keys:
                self._by_key[key].append(rule)

    @classmethod
    def load(cls, file: Path, namespaces: Mapping[str, str], syntax: SyntaxName) -> SyntaxRules:
        """Returns the rules of a data file, and what the files beside it say."""
        beside = (file.with_name(f"{name}.json") for name in ("networks", "astray"))
        data, networks, astray = (
            json.loads(each.read_text(encoding="utf-8")) for each in (file, *beside)
        )
        return cls(data, namespaces, syntax, networks, astray)

    def at_level(self, level: LevelRules) -> SyntaxRules:
        """Returns these rules with those of a level, which are asked of every document."""
        made = copy(self)
        made._level = level  # noqa: SLF001 - of its own class
        return made

    def looks_at(self, path: str) -> bool:
        """Returns whether an element is of interest wherever it stands.

        Args:
            path: From the root, such as `cac:PayeeParty`.
        """
        return not self.watched.isdisjoint((path, path.rpartition("/")[2])) or path in self.unused

    def counts(self, path: str) -> bool:
        """Returns whether an element is of interest where it stands more than once."""
        return f"/{path}".endswith(self._several)

    def needed(self, path: str) -> tuple[frozenset[str], ...]:
        """Returns the fields that a record wants, one of each set; the longest end of a path holds.

        Args:
            path: From the root; empty for the document.
        """
        ends = [
            end for end in self._needed if end == path or (end and f"/{path}".endswith(f"/{end}"))
        ]
        fields = self._needed[max(ends, key=len)] if ends else ()
        return tuple(frozenset(field.split("|")) for field in fields)

    def codes_of(self, path: str) -> frozenset[str] | None:
        """Returns the codes that an element or attribute may have, None where any will do."""
        for end, name in self._coded.items():
            if f"/{path}".endswith(f"/{end}"):
                return _listed(name, self._syntax)
        return None

    def knows_currency(self, currency: str) -> bool:
        """Returns whether amounts in this currency need no look."""
        return currency in official_codes("currencies", self._syntax)

    def asks(self, touched: Iterable[str]) -> bool:
        """Returns whether any rule is asked (as `broken`)."""
        return self.is_of_level or not self._by_key.keys().isdisjoint(touched)

    def stand_in(self, touched: Iterable[str]) -> frozenset[str]:
        """Returns the ids of rules of the model that are asked of the file instead.

        Args:
            touched: As `broken`.
        """
        asked = (rule for key in touched for rule in self._by_key.get(key, ()))
        return frozenset(rule.id for rule in asked if rule.instead)

    @property
    def is_of_level(self) -> bool:
        """Whether they hold the rules of a level, which are asked of every document."""
        return self._level is not None

    def broken(
        self, root: _Element, touched: Iterable[str]
    ) -> Iterator[tuple[SyntaxRule, _Element]]:
        """Yields each rule that does not hold and where, of those that speak of what was touched.

        Args:
            root: The document.
            touched: Names of elements (`cbc:ID`) and attributes (`@schemeID`) found odd.
        """
        asked: dict[int, SyntaxRule] = {}
        for key in touched:
            for rule in self._by_key.get(key, ()):
                asked[id(rule)] = rule
        seen: set[tuple[str, str, _Element]] = set()
        contexts: dict[str, list[Any]] = {"": [root]}
        for rule in asked.values():
            if rule.context not in contexts:
                contexts[rule.context] = self._find(rule.context, root)
            for element in contexts[rule.context]:
                told = (rule.id, rule.asked_by, element)
                if told not in seen and not self._holds(rule, element):
                    seen.add(told)
                    yield rule, element
        if self._level is not None:
            yield from self._level.broken(root)

    def unreadable(
        self, root: _Element, elements: Iterable[_Element]
    ) -> Iterator[tuple[_Element, str]]:
        """Yields those of the unreadable elements whose value the official rules must know.

        Each comes with the names of the rule sets that alone must, empty for all.
        """
        odd = set(elements)
        told: set[tuple[_Element, str]] = set()
        for asked_by, context, path, *kind in self._readable if odd else ():
            for element in self._find(context, root) if context else [root]:
                for found in self._find(path, element):
                    if found not in odd or (found, asked_by) in told:
                        continue
                    if not (kind and _WORDS[kind[0]].fullmatch(bare(_text(found)))):
                        told.add((found, asked_by))
                        yield found, asked_by

    def _holds(self, rule: SyntaxRule, element: _Element) -> bool:
        found = self._find(rule.path, element)
        if rule.codes:
            known = _listed(rule.codes, self._syntax)
            texts = (_SPACE.sub(" ", bare(_text(value))) for value in found)
            if any((text.upper() if rule.upper else text) not in known for text in texts):
                return False
        return len(found) >= rule.least and (rule.most is None or len(found) <= rule.most)

    def _find(self, path: str, element: _Element) -> list[Any]:
        compiled = self._compiled.get(path)
        if compiled is None:
            from lxml.etree import XPath

            compiled = self._compiled[path] = XPath(path, namespaces=self.namespaces)
        found = compiled(element)
        return found if isinstance(found, list) else []


def _listed(name: str, syntax: SyntaxName) -> frozenset[str]:
    if name.startswith("document_types"):
        return document_types(name.partition("/")[2])
    return official_codes(name, syntax)


def _text(value: object) -> str:
    """Returns the text of an attribute or of an element."""
    return value if isinstance(value, str) else "".join(value.itertext())  # type: ignore[attr-defined]  # XPath finds nothing else


def _rules(data: Mapping[str, Any]) -> Iterator[SyntaxRule]:
    for path, rule_id in data.get("unused", {}).items():
        whole = _expanded(path)
        yield SyntaxRule(rule_id, Severity.WARNING, "", whole, most=0, keys=_keys(whole))
    for row in data.get("bounds", ()):
        context, least, codes = row.get("context", ""), row.get("least", 0), row.get("codes", "")
        keys = frozenset(row.get("keys", ())) or _keys(row["path"], context, least)
        severity = Severity(row.get("severity", "error"))
        most = row.get("most")
        upper = row.get("upper", False)
        yield SyntaxRule(row["id"], severity, context, row["path"], least, most, codes, keys, upper)
    yield from _single(("", *row) for row in data.get("single", ()))


def _single(rows: Iterable[Iterable[str]]) -> Iterator[SyntaxRule]:
    for asked_by, context, path in rows:
        keys = _keys(path)
        yield SyntaxRule(
            UNDECIDED, Severity.ERROR, context, path, most=1, keys=keys, asked_by=asked_by
        )


def _expanded(path: str) -> str:
    """Returns `(a|b)/c` as the union that XPath 1.0 has: `a/c | b/c`."""
    union = _UNION.fullmatch(path)
    if union is None:
        return path
    return " | ".join(f"{first}/{union[2]}" for first in union[1].split("|"))


def _keys(path: str, context: str = "", least: int = 0) -> frozenset[str]:
    """Returns the last steps: of the path, and of the context where something must be there."""
    steps = {_last(each) for each in _bare(path).split("|")}
    if least or any(step.startswith("self::") for step in steps):
        steps |= {_last(each) for each in _bare(context).split("|")}
    return frozenset(step for step in steps if not step.startswith("self::"))


def _bare(path: str) -> str:
    before = ""
    while before != path:
        before, path = path, _PREDICATE.sub("", path)
    return path


def _last(path: str) -> str:
    return path.strip().rpartition("/")[2]
