"""What `--help` says to a Chinese reader: all of it that is ours, and English to everybody else."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from unicodedata import east_asian_width

import pytest
import typer
from typer.testing import CliRunner

import invoicekit.cli
from invoicekit.cli import app

CATALOGUE = Path(invoicekit.cli.__file__).with_name("_help.zh.json")
CHINESE: dict[str, str] = json.loads(CATALOGUE.read_text("utf-8"))
TYPER = {"Arguments", "Options", "Commands", "Show this message and exit."}
CHINA = {"LC_ALL": "zh_CN.UTF-8"}
WIDEST = 58
"""Columns of the terminal; a longer word is cut off, and Chinese has no blanks of its own."""


def page(*words: str, env: dict[str, str] | None = None) -> str:
    said = CliRunner().invoke(app(), [*words, "--help"], env=env)
    assert said.exit_code == 0
    return said.output


def paragraphs() -> Iterator[str]:
    """Every text of ours that a help page shows."""
    line = typer.main.get_command(app())
    for command in (line, *getattr(line, "commands", {}).values()):
        yield from inspect.cleandoc(command.help or "").split("\n\n")
        yield from (getattr(each, "help", None) or "" for each in command.params)


def test_each_text_has_its_words_and_no_words_are_left_over() -> None:
    texts = {" ".join(text.split()) for text in paragraphs()} - {""}
    assert texts | TYPER == CHINESE.keys()


def test_no_word_is_longer_than_a_column() -> None:
    for text in CHINESE.values():
        for word in text.split():
            width = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in word)
            assert width <= WIDEST, text


@pytest.mark.parametrize("name", ["", "report", "relay"])
def test_a_page_is_chinese_and_none_of_it_is_cut_off(name: str) -> None:
    words = [name] if name else []
    said = page(*words, env=CHINA | {"COLUMNS": "80"})
    for english in (*TYPER, "exit with", " the "):
        assert english not in said
    assert "显示本帮助后退出。" in said
    assert not any("…" in line for line in said.splitlines() if line.startswith("│ -"))
    assert "… │" not in said


@pytest.mark.parametrize("words", [("report", "--locale", "zh-CN"), ("validate", "--lang=zh")])
def test_the_language_may_be_named_beside_it(words: tuple[str, ...]) -> None:
    assert "选项" in page(*words)


@pytest.mark.parametrize(
    "words", [("report",), ("validate", "--lang", "de"), ("convert", "--to", "x")]
)
def test_for_others_it_is_english(words: tuple[str, ...]) -> None:
    said = page(*words)
    assert "Show this message and exit." in said
    assert "选项" not in said
