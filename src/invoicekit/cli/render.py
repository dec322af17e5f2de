"""`invoicekit render IN OUT`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from invoicekit.documents import load, render
from invoicekit.model.template import Template


def render_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .pdf, .html or .txt file.")],
    locale: Annotated[str, typer.Option(help="Language: en, de, fr or zh-CN.")] = "en",
    template: Annotated[Path | None, typer.Option(help="A template as JSON.")] = None,
) -> None:
    """Render an invoice for people; the kind is told by the name of OUT."""
    kind = target.suffix.removeprefix(".").lower()
    look = Template.model_validate_json(template.read_bytes()) if template else None
    invoice = load(source).invoice
    target.write_bytes(
        render(invoice, "text" if kind == "txt" else kind, template=look, locale=locale)
    )


COMMAND = render_file
