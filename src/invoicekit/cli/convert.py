"""`invoicekit convert IN OUT --to FORMAT`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from invoicekit.documents import convert


def convert_file(
    source: Annotated[Path, typer.Argument(metavar="IN", help="An invoice in any known format.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write.")],
    to: Annotated[str, typer.Option(help="The format, such as ubl or json.")],
) -> None:
    """Write an invoice in another format; what that cannot hold is told on stderr."""
    conversion = convert(source, to)
    target.write_bytes(conversion.data)
    for loss in conversion.losses:
        typer.echo(f"lost: {loss}", err=True)


COMMAND = convert_file
