"""`python -m invoicekit` and the script `invoicekit`."""

from __future__ import annotations

import sys

from invoicekit.errors import MissingExtra
from invoicekit.registry import installed


def main() -> None:
    """Runs the command line; says what to install where its extra is missing."""
    for package in ("typer", "rich"):
        if not installed(package):
            sys.exit(str(MissingExtra("cli", feature="the command line", package=package)))
    from invoicekit.cli import app

    app()()


if __name__ == "__main__":
    main()
