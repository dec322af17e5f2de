"""Templates: how a document looks, by id and version; a version never changes."""

from __future__ import annotations

from datetime import datetime

from invoicekit.model.value import Value


class Template(Value):
    """A stored template. Built-in ones have no `source`: they come with the package.

    Attributes:
        base: The built-in layout it builds on.
        html: A Jinja2 source that replaces the layout's HTML, None to keep it.
        css: Style put after the layout's own.
        accent: The one colour, as `#rrggbb`.
        texts: Label overrides by key, per language: `{"de": {"title": "Faktura"}}`.
    """

    id: str
    version: int = 1
    name: str
    base: str = "standard"
    html: str | None = None
    css: str | None = None
    accent: str | None = None
    logo_svg: str | None = None
    footer: str | None = None
    texts: dict[str, dict[str, str]] = {}
    created_at: datetime | None = None
