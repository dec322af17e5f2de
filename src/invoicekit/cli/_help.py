"""`--help` in the reader's language, in the words of `_help.zh.json`.

The language is told before options are read: by `--lang` or `--locale` wherever it stands, else as
the terminal is set. What typer says itself ("Usage", "required") stays as it says it.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from typer.core import TyperCommand, TyperGroup

from invoicekit.cli._locale import spoken

_OPTIONS = ("--lang", "--language", "--locale")
_PANELS = {"argument": "Arguments", "option": "Options", "command": "Commands"}
"""What typer calls the boxes of a help page."""


def in_words(text: str, language: str) -> str:
    """Returns a help text in a language; a paragraph that has no other words stays English."""
    known = _catalogue(language[:2].lower())
    paragraphs = [" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n")]
    if not any(part in known for part in paragraphs):
        return text
    return "\n\n".join(known.get(part, part) for part in paragraphs)


class SpokenCommand(TyperCommand):
    """A command whose help is in the reader's language."""

    def make_context(  # `Any` because typer keeps its context to itself
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Returns its context, in which it says its help in the reader's words."""
        _translate(self, _asked(args))
        return super().make_context(info_name, args, parent, **extra)

    def get_help_option(self, ctx: Any) -> Any:
        """Returns `--help`, in the words of the other options."""
        return _spoken(self, super().get_help_option(ctx))


class SpokenGroup(TyperGroup):
    """The commands together: their help lists each in a line."""

    def make_context(  # `Any` as above
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Returns its context, in which it says its help in the reader's words."""
        language = _asked(args)
        for each in self.commands.values():
            _translate(each, language)
        _translate(self, language)
        return super().make_context(info_name, args, parent, **extra)

    def get_help_option(self, ctx: Any) -> Any:
        """Returns `--help`, in the words of the other options."""
        return _spoken(self, super().get_help_option(ctx))


def _asked(arguments: Sequence[str]) -> str:
    """Returns the language that a command line asks for, whatever else is wrong with it."""
    given = ""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name in _OPTIONS:
            given = value or (arguments[place + 1] if place + 1 < len(arguments) else "")
    return spoken({"lang": given})


def _translate(command: Any, language: str) -> None:
    command.spoken = language
    command.help = in_words(command.help or "", language)
    _set_panel(command, "command", language)
    for parameter in command.params:
        _translate_option(parameter, language)


def _translate_option(parameter: Any, language: str) -> None:
    if getattr(parameter, "help", None):
        parameter.help = in_words(parameter.help, language)
    _set_panel(parameter, parameter.param_type_name, language)


def _set_panel(each: Any, kind: str, language: str) -> None:
    title = _catalogue(language[:2].lower()).get(_PANELS[kind])
    if title:
        each.rich_help_panel = title


def _spoken(command: Any, option: Any) -> Any:
    if option is not None:
        _translate_option(option, getattr(command, "spoken", "en"))
    return option


@cache
def _catalogue(language: str) -> dict[str, str]:
    file = Path(__file__).with_name(f"_help.{language}.json")
    words: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    return words
