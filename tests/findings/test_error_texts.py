"""What errors and commands say in Chinese, by their English text; English where none is known."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import invoicekit
from invoicekit.errors import InputError, InvoiceKitError
from invoicekit.findings import error_text, said
from invoicekit.findings.error_texts import FOLDER

SOURCE = Path(invoicekit.__file__).parent
CHINESE: dict[str, str] = json.loads((FOLDER / "zh.json").read_text("utf-8"))
PATH = (
    *("binding/limits.py", "binding/opening.py", "documents/detect.py", "documents/source.py"),
    *("formats/_fapiao", "formats/_ofd", "formats/_mof", "formats/fapiao_pdf.py"),
    *("services/enter_title.py", "services/receive_invoice.py", "services/_received.py"),
    *("services/mark_received.py", "services/_red_received.py", "jurisdiction/fapiao"),
    *("services/answer_red_form.py", "services/enter_red_form.py", "services/clear_invoice.py"),
    *("services/_signed_link.py", "services/_authorise.py", "lifecycle/_table.py"),
    *("reports/cn_schedule_1.py", "reports/cn_small_scale.py", "authority/_red_order.py"),
)
"""Where what a Chinese user meets is raised: all of it is said in Chinese."""
ELSEWHERE = {"the envelope is empty", "{}: two moves for {} from {}"}
"""Raised there, and met by no Chinese user: Peppol's envelope, a mistake in a table of ours."""


def template(node: ast.expr | None) -> str | None:
    """A text of the source with `{}` for what varies."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def texts_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        found = template(node) if isinstance(node, ast.Constant | ast.JoinedStr) else None
        if found is not None:
            yield found


def messages_of(path: Path) -> Iterator[str]:
    """The first argument of each error that is made there."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = (
            node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
        )
        kinds = {each.__name__ for each in every(InvoiceKitError)}
        if isinstance(node, ast.Call) and name in kinds and node.args:
            found = template(node.args[0])
            if found is not None:
                yield found


def every(kind: type[InvoiceKitError]) -> Iterator[type[InvoiceKitError]]:
    for each in kind.__subclasses__():
        yield each
        yield from every(each)


@pytest.mark.parametrize("path", PATH)
def test_every_error_of_the_chinese_path_is_said_in_chinese(path: str) -> None:
    whole = SOURCE / path
    files = whole.rglob("*.py") if whole.is_dir() else [whole]
    found = {text for file in files for text in messages_of(file)}
    assert {text for text in found if text not in CHINESE} - ELSEWHERE == set()


def test_a_text_that_is_said_nowhere_has_no_translation() -> None:
    known = {text for file in SOURCE.rglob("*.py") for text in texts_of(file)}
    composed = "\n".join(known)
    for text in CHINESE:
        pieces = [piece.strip(" :(),") for piece in re.split(r"\{\}|; ", text)]
        assert all(piece in composed for piece in pieces), text


def test_as_many_places_are_filled_as_there_are() -> None:
    for text, wording in CHINESE.items():
        assert text.count("{") == wording.count("{"), text


def test_an_error_is_said_whole() -> None:
    problem = InputError(
        "the file has more than 5 bytes",
        where="a.xml",
        expected="at most 5 bytes",
        hint="Check that the file is complete.",
    )
    assert error_text(problem, "zh-CN") == (
        "文件超过 5 字节；位置：a.xml；应为：不超过 5 字节。请检查文件是否完整。"
    )
    assert error_text(problem, "zh_CN.UTF-8") == error_text(problem, "zh")
    assert error_text(problem) == error_text(problem, "de") == str(problem)
    assert error_text(InputError("a text of nobody"), "zh") == "a text of nobody"


def test_what_varies_is_said_too_and_in_the_order_of_the_language() -> None:
    assert said("series: 2 checked", "zh") == "号码序列：已核对 2 项"
    assert said("order SO-1: 3 is not among the 2 left of line 4", "zh") == (
        "订单 SO-1：第 4 行剩余 2，不足 3"
    )
    assert said("issue is not possible while document is issued", "zh") == (
        "document 为 issued 时不能执行 issue"
    )
    assert said("all intact", "en") == "all intact"


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("de", ["a.xml: 2 Fehler (ubl, official)", "Zeile 9 /Invoice", "p: aus x wurde nichts"]),
        (
            "fr",
            ["a.xml : 2 erreur(s) (ubl, official)", "ligne 9 /Invoice", "p : x est devenu rien"],
        ),
        ("zh", ["a.xml：2 处错误（ubl，official）", "第 9 行 /Invoice", "p：x 变为 （无）"]),
        ("it", ["a.xml: 2 error(s) (ubl, official)", "line 9 /Invoice", "p: x became nothing"]),
    ],
)
def test_words_around_verdicts_are_in_the_readers_language(language: str, told: list[str]) -> None:
    english = ["a.xml: 2 error(s) (ubl, official)", "line 9 /Invoice", "p: x became nothing"]
    assert [said(text, language) for text in english] == told


def test_languages_have_the_same_words_around_verdicts() -> None:
    german, french = (
        set(json.loads((FOLDER / f"{language}.json").read_text("utf-8")))
        for language in ("de", "fr")
    )
    assert german == french
    assert german <= CHINESE.keys()
