"""Logos: an SVG picture that draws and does nothing else.

A picture that is not plain drawing is refused, not repaired: what is embedded is what was given.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from invoicekit.errors import RenderFailed

_NAMESPACE = "http://www.w3.org/2000/svg"
_LIMIT = 256 * 1024
_ELEMENTS = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan use symbol "
    "clipPath mask linearGradient radialGradient stop style".split()
)
_ELSEWHERE = re.compile(
    r"url\(\s*+['\"]?+\s*+(?!#)|@import|expression\(|javascript:|data:|\\", re.IGNORECASE
)


def checked_logo(source: str | None) -> str:
    """Returns the SVG as given, empty for none.

    Raises:
        RenderFailed: It is no well-formed SVG, larger than 256 KB, or holds a script, an event, a
            document type, or a reference to anything outside itself.
    """
    if not source:
        return ""
    if len(source.encode()) > _LIMIT:
        raise _refused(f"it is larger than {_LIMIT // 1024} KB")
    _Check().run(source)
    return source


class _Check:
    """Reads a picture and stops at the first thing that is not drawing."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction

    def run(self, source: str) -> None:
        try:
            self._parser.Parse(source, True)
        except expat.ExpatError as problem:
            raise _refused(f"it is not well-formed: {problem}", problem.lineno) from problem

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(" ")
        if not self._open and (local, namespace) != ("svg", _NAMESPACE):
            raise self._stop("its root is not <svg> in the SVG namespace")
        self._open.append(local)
        if local not in _ELEMENTS:
            raise self._stop(f"<{local}> is not allowed")
        for key, value in attributes.items():
            self._attribute(key.rpartition(" ")[2], value)

    def _attribute(self, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            raise self._stop(f"the event {name} is not allowed")
        if (name == "href" and not value.startswith("#")) or _ELSEWHERE.search(value):
            raise self._stop(f"{name} points outside the picture")

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _text(self, data: str) -> None:
        if self._open[-1] == "style" and _ELSEWHERE.search(data):
            raise self._stop("its style points outside the picture")

    def _doctype(self, *_: object) -> None:
        raise self._stop("a document type is not allowed")

    def _instruction(self, *_: object) -> None:
        raise self._stop("a processing instruction is not allowed")

    def _stop(self, reason: str) -> RenderFailed:
        return _refused(reason, self._parser.CurrentLineNumber)


def _refused(reason: str, line: int | None = None) -> RenderFailed:
    return RenderFailed(
        f"the logo is refused: {reason}",
        where="logo_svg" if line is None else f"logo_svg, line {line}",
        expected="an SVG that only draws: shapes, text, gradients",
        hint="Export it as plain SVG.",
    )
