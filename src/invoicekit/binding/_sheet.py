"""Sheets: what one record writes, as a template for each set of fields that it has.

Records of one kind mostly have the same fields. Which of them are there decides on every tag, so
that the tags are put together once, and a record is its values in that text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from invoicekit.binding.codecs import decimal
from invoicekit.binding.escape import attribute_to_xml, is_plain, text_to_xml

Part: TypeAlias = Callable[[Any, object, str], str]
"""From a field's value, the record it is of and the currency attribute to XML."""
Content: TypeAlias = Callable[[object, object, str], str]
"""From a record, the record around it and the currency attribute to XML; empty for nothing."""
Get: TypeAlias = Callable[[Mapping[str, Any]], Sequence[Any]]
Pick: TypeAlias = Callable[[Sequence[Any]], Sequence[Any]]

_MOST = 512
"""Templates of one sheet; then they are made anew."""


class Leaf(NamedTuple):
    """An element with a value, with attributes, or with both.

    Attributes:
        slot: Of the value; None where it has attributes alone.
        start: Its tag, without the end; `end` its end tag.
        attributes: Name → slot.
        amount: Whether it carries the document's currency.
        nothing: What stands there without a value.
    """

    slot: int | None
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
        self.fields: list[tuple[int, str]] = []
        self.parts: list[tuple[int, int, Part]] = []
        self.codecs: dict[int, Callable[[Any], str]] = {}
        self.escapes: dict[int, Callable[[str], str]] = {}

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

    def part(self, scope: int, field: str, part: Part) -> int:
        """Returns the slot of a field that another part writes: of a record, or of several."""
        slot = self._field(scope, field)
        self.parts.append((scope, slot, part))
        return slot

    def _field(self, scope: int, field: str) -> int:
        self.fields.append((self._around(scope, field), field.removeprefix("^")))
        return len(self.fields) - 1

    def _around(self, scope: int, field: str) -> int:
        return self.scopes[scope][0] if field.startswith("^") else scope


@dataclass(frozen=True, slots=True)
class _Template:
    """The text for one set of fields.

    Attributes:
        currency: What it is for.
        given: Takes the values that it shows, in their order, and `absent` those that are nothing:
            it fits where each of the former is something and none of the latter.
        frame: What stands between its values, with a gap for each.
        texts: Takes those of the filled frame that must be escaped; None where there are none.
        escapes: Index in the frame → what escapes it.
    """

    currency: str
    given: Pick
    absent: Pick
    frame: list[str]
    texts: Pick | None
    escapes: tuple[tuple[int, Callable[[str], str]], ...]

    def escape(self, pieces: list[str], joined: str) -> None:
        """Escapes the texts; most that have something special have ampersands alone."""
        alone = is_plain(joined.replace("&", ""))
        for place, escape in self.escapes:
            if not alone:
                pieces[place] = escape(pieces[place])
            elif "&" in pieces[place]:
                pieces[place] = pieces[place].replace("&", "&amp;")


_UNFIT = _Template("", given=tuple, absent=lambda _: (True,), frame=[], texts=None, escapes=())
"""Fits no values."""


class Sheet:
    """Writes one kind of records.

    Args:
        slots: What it shows.
        item: Where.
    """

    def __init__(self, slots: Slots, item: Item) -> None:
        self._item = item
        self._places: dict[int, int] = {}
        self._own = self._getting(slots, 0)[0]
        self._outer = self._getting(slots, -1)
        self._inner = [
            (self._places[slot], *self._getting(slots, scope))
            for scope, (_, slot) in enumerate(slots.scopes)
            if scope
        ]
        self._holders = {
            self._places[slot]: self._places[slots.scopes[scope][1]]
            for slot, (scope, _) in enumerate(slots.fields)
            if scope > 0
        }
        self._parts = [(self._places[slot], scope, part) for scope, slot, part in slots.parts]
        self._simple = not (self._inner or self._parts or self._outer[1])
        codecs = [(self._places[slot], codec) for slot, codec in slots.codecs.items()]
        self._decimals = [place for place, codec in codecs if codec is decimal.write]
        self._codecs = [each for each in codecs if each[1] is not decimal.write]
        self._coded = bool(codecs)
        self._escapes = {self._places[slot]: escape for slot, escape in slots.escapes.items()}
        self._templates: dict[tuple[object, ...], _Template] = {}
        self._last = _UNFIT

    def _getting(self, slots: Slots, scope: int) -> tuple[Get, tuple[None, ...]]:
        """Returns what reads the fields of a scope, and as many times nothing."""
        names = []
        for slot, (where, name) in enumerate(slots.fields):
            if where == scope:
                self._places[slot] = len(self._places)
                names.append(name)
        return _taking(names), (None,) * len(names)

    def write(self, record: object, around: object, currency: str) -> str:
        """Returns the XML of a record; empty where it has nothing.

        Raises:
            RenderFailed: A text holds a character that XML forbids.
        """
        values = [*self._own(record.__dict__)]  # three times faster than by attributes
        if not self._simple:
            self._more(values, record, around, currency)
        if self._coded:
            self._encode(values)
        template = self._last  # mostly a record has what the one before had
        given = template.given(values)
        if template.currency != currency or not all(given) or any(template.absent(values)):
            template = self._last = self._fitting(values, currency)
            given = template.given(values)
        pieces = template.frame.copy()
        pieces[1::2] = given
        if template.texts is not None:
            joined = "".join(template.texts(pieces))
            if not is_plain(joined):
                template.escape(pieces, joined)
        return "".join(pieces)

    def _more(self, values: list[Any], record: object, around: object, currency: str) -> None:
        """Adds what stands in the records around and within, and what other parts write."""
        if self._outer[1]:
            values += self._outer[0](around.__dict__)
        scopes = [record]
        for place, get, nothing in self._inner:
            inner = values[place]
            scopes.append(inner)
            values += nothing if inner is None else get(inner.__dict__)
        for place, scope, part in self._parts:
            value = values[place]
            if value:
                values[place] = part(value, scopes[scope], currency)

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

    def _fitting(self, values: Sequence[Any], currency: str) -> _Template:
        key = (currency, *map(bool, values))
        template = self._templates.get(key)
        if template is None:
            if len(self._templates) >= _MOST:
                self._templates.clear()
            template = self._templates[key] = self._made(values, currency)
        return template

    def _made(self, values: Sequence[Any], currency: str) -> _Template:
        given = {slot for slot, place in self._places.items() if values[place]}
        laid: list[str | int] = []
        _lay(self._item, given, currency, laid)
        frame, shown = _framed(laid)
        places = [self._places[slot] for slot in shown]
        escapes = [
            (2 * index + 1, self._escapes[place])
            for index, place in enumerate(places)
            if place in self._escapes
        ]
        return _Template(
            currency=currency,
            given=_taking(places),
            absent=_taking([place for place in range(len(values)) if self._empty(place, values)]),
            frame=frame,
            texts=_taking([place for place, _ in escapes]) if escapes else None,
            escapes=tuple(escapes),
        )

    def _empty(self, place: int, values: Sequence[Any]) -> bool:
        """Returns whether there is no value, though there is the record that would have it."""
        holder = self._holders.get(place)
        return not values[place] and (holder is None or values[holder] is not None)


def _framed(laid: Sequence[str | int]) -> tuple[list[str], list[int]]:
    """Returns texts and slots in turn, texts first and last, as texts with gaps and the slots."""
    frame, shown = [""], []
    for each in laid:
        if isinstance(each, str):
            frame[-1] += each
        else:
            shown.append(each)
            frame += ["", ""]
    return frame, shown


def _lay(item: Item, given: set[int], currency: str, laid: list[str | int]) -> bool:
    """Adds what an item shows of the slots that are given; returns whether there is anything."""
    if isinstance(item, str):
        laid.append(item)
        return False
    if isinstance(item, int):
        laid += [item] * (item in given)
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
    attributes = [(name, slot) for name, slot in leaf.attributes if slot in given]
    for name, slot in attributes:
        laid += [f' {name}="', slot, '"']
    if leaf.slot is None:
        laid.append(leaf.end)
        return bool(attributes)
    laid += [f"{currency if leaf.amount else ''}>", leaf.slot, leaf.end]
    return leaf.slot in given


def _taking(keys: Sequence[Any]) -> Callable[[Any], Sequence[Any]]:
    """Returns what takes the items of several keys, always as a tuple."""
    if not keys:
        return lambda _: ()
    take = itemgetter(*keys)
    return take if len(keys) > 1 else lambda items: (take(items),)
