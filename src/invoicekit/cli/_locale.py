"""The language a command is asked for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from invoicekit.errors import InputError
from invoicekit.findings import said
from invoicekit.renderers import known_language

Lang = Annotated[
    str, typer.Option("--lang", help="en or zh; that of the terminal where not given.")
]
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Of the environment: the first that says something counts (POSIX, 8.2)."""


def spoken(options: Mapping[str, object]) -> str:
    """Returns the language of what a command says: its own option's, else the terminal's.

    English is what options say by themselves, so that it gives way to the terminal's.
    """
    named = [options.get(name) for name in ("lang", "language", "locale")]
    asked = [*(each for each in named if each != "en"), *map(os.environ.get, _VARIABLES)]
    return str(next(filter(None, asked), "en"))


def say(text: str, *, lang: str = "", err: bool = False) -> None:
    """Says a text in the reader's language."""
    typer.echo(said(text, spoken({"lang": lang})), err=err)


def language(tag: str) -> str:
    """Returns the tag.

    Raises:
        InputError: No language has it; English would come out, and nobody would know why.
    """
    if known_language(tag):
        return tag
    raise InputError(
        f"{tag!r} is no language",
        where="--locale",
        expected="a language tag of BCP 47, such as de, fr-CA or zh-CN",
    )
