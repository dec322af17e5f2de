"""The templates that come with the package, by id; a version never changes."""

from __future__ import annotations

from pathlib import Path

from invoicekit.errors import ConfigurationError
from invoicekit.model.template import Template

FOLDER = Path(__file__).parent / "templates"
"""Where the layouts lie: `<id>.html.j2`, `<id>.css`, `<id>.typ`."""

ACCENT = "#0f766e"
"""The colour where a template names none."""

FAPIAO = "fapiao"
"""The layout of the tax bureau's 发票, always marked as a preview."""

BUILT_IN: dict[str, Template] = {
    "standard": Template(id="standard", version=1, name="Standard", accent=ACCENT),
    FAPIAO: Template(id=FAPIAO, version=1, name="发票", base=FAPIAO, accent="#800000"),
}


def built_in(id: str) -> Template:
    """Returns the built-in template of this id.

    Raises:
        ConfigurationError: There is none.
    """
    if id not in BUILT_IN:
        raise ConfigurationError(
            f"no built-in template {id!r}", where=id, expected="one of " + ", ".join(BUILT_IN)
        )
    return BUILT_IN[id]


def layout(template: Template | None, suffix: str) -> str:
    """Returns the source of the layout a template builds on, such as its `.typ`.

    Raises:
        ConfigurationError: Its `base` is not built in.
    """
    base = built_in("standard" if template is None else template.base)
    return (FOLDER / f"{base.id}{suffix}").read_text(encoding="utf-8")
