"""`invoicekit explain IN`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from invoicekit.documents import explain, load


def explain_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    language: Annotated[str, typer.Option(help="Language: en or zh.")] = "en",
) -> None:
    """Show how each amount comes about: formula, inputs, rounding."""
    typer.echo(explain(load(source).invoice).text(language))


COMMAND = explain_file
