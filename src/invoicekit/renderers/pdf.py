"""PDF by typst: PDF/A, tagged, fonts embedded, and the same bytes for the same record.

The document goes in as JSON; it never becomes markup, so nothing in it can be run. The compiler's
root is the package's own template folder, and the template imports nothing.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from typing import Literal
from unicodedata import category

import typst

from invoicekit.errors import RenderFailed
from invoicekit.model.template import Template
from invoicekit.renderers._fonts import families, folders, undrawn
from invoicekit.renderers._language import language_of
from invoicekit.renderers._renderer import Renderer
from invoicekit.renderers._templates import FOLDER, layout
from invoicekit.renderers._view import InvoiceView

_UNPRINTED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff]+"
)
"""Controls that no font draws, and those that would turn a line's direction."""
REPLACEMENT = "\ufffd"
"""Stands where no font has the character: an issued document must come out, and show its gap."""
_UNSEEN = ("Cf", "Mn", "Me", "Sk")
"""Categories of what only changes the character before it, such as an emoji's skin tone."""


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside the PDF, such as `factur-x.xml`.

    Attributes:
        relationship: AFRelationship of ISO 19005-3: `alternative` for the same invoice as data,
            `data` for a part of it.
    """

    name: str
    data: str
    media_type: str
    description: str
    relationship: Literal["source", "data", "alternative", "supplement"] = "alternative"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders())
    )


class _Engine:
    """One compiler a process. typst compiles one document at a time, so callers queue.

    What it remembers levels off by itself: 105 MB with one-page documents, 470 MB with 200 lines
    each; making it anew gives nothing back, so give long documents a process of their own.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forgets the compiler and its lock; a forked child must not wait for its parent."""
        self._lock = threading.Lock()
        self._compiler: typst.Compiler | None = None

    def compile(
        self, source: str, inputs: dict[str, str], *, timestamp: int, attached: bool
    ) -> bytes:
        """Returns the PDF: A-3b with files attached, else A-2b.

        Raises:
            RenderFailed: typst refused the document.
        """
        with self._lock:
            compiler = self._ready()
            try:
                made = compiler.compile(
                    source.encode(),
                    format="pdf",
                    sys_inputs=inputs,
                    pdf_standards=["a-3b" if attached else "a-2b"],
                    timestamp=timestamp,
                )
            except typst.TypstError as problem:
                raise _failed(problem) from problem
        assert isinstance(made, bytes)
        return made

    def _ready(self) -> typst.Compiler:
        if self._compiler is None:
            self._compiler = typst.Compiler(
                root=str(FOLDER), font_paths=_fonts(), ignore_system_fonts=True
            )
        return self._compiler


_ENGINE = _Engine()
os.register_at_fork(after_in_child=_ENGINE.reset)


def render_pdf(
    view: InvoiceView, template: Template | None = None, *, attached: Sequence[EmbeddedFile] = ()
) -> bytes:
    """Returns the document as PDF/A-2b, or PDF/A-3b with files attached.

    A character that no installed font draws is printed as `\ufffd`; `undrawn` tells beforehand.

    Raises:
        RenderFailed: typst refused the document.
        MissingExtra: The text is Chinese, Japanese or Korean and `fonts-cjk` is not installed.
    """
    data = {field.name: _plain(getattr(view, field.name)) for field in fields(view)}
    data["labels"] = {key: _plain(view.labels[key]) for key in _LABELS}
    text = json.dumps(data, ensure_ascii=False)
    if gaps := _gaps(text):
        data = json.loads(text.translate(gaps))
    data["fonts"] = families(text, view.language)
    data["attached"] = [asdict(each) for each in attached]
    return _ENGINE.compile(
        layout(template, ".typ"),
        {"data": json.dumps(data, ensure_ascii=False)},
        timestamp=view.timestamp,
        attached=bool(attached),
    )


def compile_layout(name: str, data: Mapping[str, object], language: str, timestamp: int) -> bytes:
    """Returns the pages that a layout of ours makes of texts.

    Args:
        name: The layout, such as `cover`.
        data: The texts by name, as JSON has them.
        language: Says which fonts are asked first.
        timestamp: Seconds since 1970, so that the same texts give the same bytes.

    Raises:
        RenderFailed: typst refused the page.
        MissingExtra: A text is Chinese, Japanese or Korean and `fonts-cjk` is not installed.
    """
    text = json.dumps(_plain({**data, "language": language}), ensure_ascii=False)
    whole = json.loads(text.translate(_gaps(text)))
    whole["fonts"] = families(text, language)
    source = (FOLDER / f"{name}.typ").read_text("utf-8")
    inputs = {"data": json.dumps(whole, ensure_ascii=False)}
    return _ENGINE.compile(source, inputs, timestamp=timestamp, attached=False)


_LABELS = (
    "brought_forward",
    "carried_forward",
    "gross",
    "page",
    "qr",
    "rate",
    "tax",
    "tax_summary",
    "taxable",
)
"""The labels that stand in the layout itself."""


def _gaps(text: str) -> dict[int, str]:
    """What stands for each character that no font draws."""
    return {ord(each): "" if category(each) in _UNSEEN else REPLACEMENT for each in undrawn(text)}


def _plain(value: object) -> object:
    """The value as JSON has it, texts without what cannot be printed."""
    if isinstance(value, str):
        return _UNPRINTED.sub(" ", value)
    if isinstance(value, tuple):
        names = getattr(value, "_fields", None)  # of a named one
        if names is not None:
            return {name: _plain(each) for name, each in zip(names, value, strict=True)}
        return [_plain(each) for each in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return value


def _failed(problem: typst.TypstError) -> RenderFailed:
    return RenderFailed(
        f"typst could not make the PDF: {problem.message}",
        where="pdf",
        hint=" ".join(problem.hints) or None,
        params={"trace": list(problem.trace)},
    )


def undrawn_in_pdf(text: str, language: str) -> str:
    """Returns the characters that no installed font draws: they would be printed as `\ufffd`.

    Raises:
        MissingExtra: The text, or the language's labels, need `fonts-cjk`.
    """
    families(text + language_of(language).label("title_380"), language)
    return undrawn(text)


RENDERER = Renderer("pdf", "application/pdf", ".pdf", render_pdf, undrawn_in_pdf)
