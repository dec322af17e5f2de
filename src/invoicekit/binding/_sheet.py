"""Sheets: what one record writes, as a template for each set of fields that it has.

Records of one kind mostly have the same fields. Which of them are there decides on every tag, so
that the tags are put together once, and a record is its values in that text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding.codecs import decimal
from invoicekit.binding.escape import attribute_to_xml, special, special_in_attribute, text_to_xml

Part: TypeAlias = Callable[[object, object, str], str]
"""From a record, the record around it and the currency attribute to XML; empty for nothing."""
Get: TypeAlias = Callable[[object], Sequence[Any]]

_MOST = 512
"""Templates of one sheet; then they are made anew."""


class Leaf(NamedTuple):
    """An element with a value.

    Attributes:
        slot: Of the value.
        start: Its tag, without the end; `end` its end tag.
        attributes: Name → slot.
        amount: Whether it carries the document's currency.
        nothing: What stands there without a value.
    """

    slot: int
    start: str
    end: str
    attributes: tuple[tuple[str, int], ...] = ()
    amount: bool = False
    nothing: str = ""


class Group(NamedTuple):
    """Elements between tags; `nothing` stands there where only constants do."""

    start: str
    end: str
    items: Sequence[Item]
    nothing: str = ""

    @property
    def constant(self) -> str:
        """The whole, where it is constants alone; else empty."""
        texts = [item for item in self.items if isinstance(item, str)]
        whole = bool(texts) and len(texts) == len(self.items)
        return f"{self.start}{''.join(texts)}{self.end}" if whole else ""


Item: TypeAlias = "str | int | Leaf | Group"
"""A constant, the slot of a part, or elements."""


class Slots:
    """What a sheet shows of a record and of small ones in it: each of these is a scope.

    The record around is scope -1, the record itself 0.
    """

    def __init__(self) -> None:
        self.scopes: list[tuple[int, int]] = [(-1, -1)]
        self.fields: list[tuple[int, int, str]] = []
        self.parts: list[tuple[int, int, Part]] = []
        self.codecs: dict[int, Callable[[Any], str]] = {}
        self.escapes: dict[int, Callable[[str], str]] = {}
        self._count = 0

    def within(self, scope: int, field: str) -> int:
        """Returns the scope of the record that a field holds."""
        slot = self._field(scope, field)
        self.scopes.append((self._around(scope, field), slot))
        return len(self.scopes) - 1

    def field(self, scope: int, field: str, encode: Callable[[Any], str] | None) -> int:
        """Returns the slot of a field, with what makes XML of it; None for text."""
        slot = self._field(scope, field)
        if encode is None:
            self.escapes[slot] = text_to_xml
        else:
            self.codecs[slot] = encode
        return slot

    def attribute(self, scope: int, field: str) -> int:
        """Returns the slot of an attribute's field."""
        slot = self._field(scope, field)
        self.escapes[slot] = attribute_to_xml
        return slot

    def part(self, scope: int, part: Part) -> int:
        """Returns the slot of what another part writes."""
        self.parts.append((scope, self._next(), part))
        return self._count - 1

    def _field(self, scope: int, field: str) -> int:
        self.fields.append((self._around(scope, field), self._next(), field.removeprefix("^")))
        return self._count - 1

    def _around(self, scope: int, field: str) -> int:
        return self.scopes[scope][0] if field.startswith("^") else scope

    def _next(self) -> int:
        self._count += 1
        return self._count - 1


class _Template(NamedTuple):
    """The text for one set of fields.

    Attributes:
        statics: What stands between its values.
        pick: Takes it all together from the values, which the former follow.
        texts: Those that must be escaped where `find` finds something in them.
        escapes: Index → what escapes it.
    """

    statics: tuple[str, ...]
    pick: Callable[[Sequence[Any]], tuple[Any, ...]]
    texts: Callable[[Sequence[Any]], tuple[Any, ...]] | None
    find: Callable[[str], object]
    escapes: tuple[tuple[int, Callable[[str], str]], ...]

    def escape(self, values: list[Any], joined: str) -> None:
        """Escapes the texts that have something special; most of those have ampersands alone."""
        alone = self.find(joined.replace("&", "")) is None
        for place, escape in self.escapes:
            if not alone:
                values[place] = escape(values[place])
            elif "&" in values[place]:
                values[place] = values[place].replace("&", "&amp;")


class Sheet:
    """Writes one kind of records.

    Args:
        slots: What it shows.
        item: Where.
    """

    def __init__(self, slots: Slots, item: Item) -> None:
        self._item = item
        self._places: dict[int, int] = {}
        self._own = self._getting(slots, 0)
        self._outer = self._getting(slots, -1)
        self._inner = [
            (self._places[slot], *self._getting(slots, scope))
            for scope, (_, slot) in enumerate(slots.scopes)
            if scope
        ]
        self._parts = [(scope, slots.scopes[scope][0], part) for scope, _, part in slots.parts]
        for _, slot, _ in slots.parts:
            self._places[slot] = len(self._places)
        self._simple = not (self._inner or self._parts or self._outer[1])
        codecs = [(self._places[slot], codec) for slot, codec in slots.codecs.items()]
        self._decimals = [place for place, codec in codecs if codec is decimal.write]
        self._codecs = [each for each in codecs if each[1] is not decimal.write]
        self._escapes = {self._places[slot]: escape for slot, escape in slots.escapes.items()}
        self._templates: dict[tuple[object, ...], _Template] = {}

    def _getting(self, slots: Slots, scope: int) -> tuple[Get, tuple[None, ...]]:
        """Returns what reads the fields of a scope, and as many times nothing."""
        names = []
        for where, slot, name in slots.fields:
            if where == scope:
                self._places[slot] = len(self._places)
                names.append(name)
        return _reading(names), (None,) * len(names)

    def write(self, record: object, around: object, currency: str) -> str:
        """Returns the XML of a record; empty where it has nothing.

        Raises:
            RenderFailed: A text holds a character that XML forbids.
        """
        values: list[Any] = [*self._own[0](record)]
        if not self._simple:
            self._more(values, record, around, currency)
        self._encode(values)
        key = (currency, *map(bool, values))
        template = self._templates.get(key)
        if template is None:
            template = self._made(key, currency, values)
        if template.texts is not None:
            joined = "".join(template.texts(values))
            if template.find(joined) is not None:
                template.escape(values, joined)
        values += template.statics
        return "".join(template.pick(values))

    def _more(self, values: list[Any], record: object, around: object, currency: str) -> None:
        """Adds what stands in the records around and within, and what other parts write."""
        if self._outer[1]:
            values += self._outer[0](around)
        scopes = [record]
        for place, get, nothing in self._inner:
            inner = values[place]
            scopes.append(inner)
            values += nothing if inner is None else get(inner)
        scopes.append(around)
        for scope, beside, part in self._parts:
            one = scopes[scope]
            values.append("" if one is None else part(one, scopes[beside], currency))

    def _encode(self, values: list[Any]) -> None:
        """Makes texts of the values; of decimals here, since a line has a dozen."""
        for place in self._decimals:
            value = values[place]
            if value is not None:
                text = values[place] = str(value)
                if "E" in text:
                    values[place] = f"{value:f}"
        for place, codec in self._codecs:
            if values[place] is not None:
                values[place] = codec(values[place])

    def _made(self, key: tuple[object, ...], currency: str, values: Sequence[Any]) -> _Template:
        given = {slot for slot, place in self._places.items() if values[place]}
        laid: list[str | int] = []
        _lay(self._item, given, currency, laid)
        statics: list[str] = []
        places: list[int] = []
        for constant, run in groupby(laid, lambda each: isinstance(each, str)):
            if constant:
                statics.append("".join(map(str, run)))
                places.append(len(values) + len(statics) - 1)
            else:
                places += [self._places[int(each)] for each in run]
        escapes = tuple((each, self._escapes[each]) for each in places if each in self._escapes)
        strict = any(escape is attribute_to_xml for _, escape in escapes)
        template = _Template(
            statics=tuple(statics),
            pick=_picking(tuple(places)),
            texts=_picking(tuple(place for place, _ in escapes)) if escapes else None,
            find=special_in_attribute if strict else special,
            escapes=escapes,
        )
        if len(self._templates) >= _MOST:
            self._templates.clear()
        self._templates[key] = template
        return template


def _lay(item: Item, given: set[int], currency: str, laid: list[str | int]) -> bool:
    """Adds what an item shows of the slots that are given; returns whether there is anything."""
    if isinstance(item, str):
        laid.append(item)
        return False
    if isinstance(item, int):
        laid.append(item)
        return item in given
    before = len(laid)
    if isinstance(item, Leaf):
        live = _lay_leaf(item, given, currency, laid)
    else:
        laid.append(item.start)
        lives = [_lay(each, given, currency, laid) for each in item.items]
        live = any(lives)
        laid.append(item.end)
    if not live:
        laid[before:] = [item.nothing]
    return live or bool(item.nothing)


def _lay_leaf(leaf: Leaf, given: set[int], currency: str, laid: list[str | int]) -> bool:
    laid.append(leaf.start)
    for name, slot in leaf.attributes:
        if slot in given:
            laid += [f' {name}="', slot, '"']
    laid += [f"{currency if leaf.amount else ''}>", leaf.slot, leaf.end]
    return leaf.slot in given


def _reading(names: Sequence[str]) -> Get:
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda _: ()
    get = attrgetter(*names)
    return lambda record: (get(record),)


def _picking(places: tuple[int, ...]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    if not places:
        return lambda _: ()
    pick = itemgetter(*places)
    return pick if len(places) > 1 else lambda values: (pick(values),)
