"""`invoicekit render IN OUT`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from invoicekit.cli._locale import language
from invoicekit.documents import load, render
from invoicekit.errors import InputError
from invoicekit.model.template import Template
from invoicekit.whole_files import write_whole


def render_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A .pdf, .html or .txt file.")],
    locale: Annotated[str, typer.Option(help="Language: en, de, fr or zh-CN.")] = "en",
    template: Annotated[Path | None, typer.Option(help="A template as JSON.")] = None,
) -> None:
    """Render an invoice for people; the kind is told by the name of OUT."""
    kind = target.suffix.removeprefix(".").lower()
    look = _template(template) if template else None
    invoice = load(source).invoice
    kind = "text" if kind == "txt" else kind
    write_whole(target, render(invoice, kind, template=look, locale=language(locale)))


def _template(path: Path) -> Template:
    try:
        return Template.model_validate_json(path.read_bytes())
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{path} is no template: {place + ': ' if place else ''}{first['msg']}",
            where="--template",
            expected="a template as JSON",
            hint="Write one by Template(id=…, name=…).model_dump_json().",
        ) from problem


COMMAND = render_file
