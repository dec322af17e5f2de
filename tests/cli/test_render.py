"""`invoicekit render`."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit import Template
from invoicekit.cli import app


@pytest.mark.parametrize(
    ("name", "locale", "said"), [("a.html", "de", "Rechnung"), ("a.txt", "en", "Invoice")]
)
def test_the_kind_is_told_by_the_name(
    invoice_file: Path, tmp_path: Path, name: str, locale: str, said: str
) -> None:
    target = tmp_path / name

    result = CliRunner().invoke(
        app(), ["render", str(invoice_file), str(target), "--locale", locale]
    )

    assert result.exit_code == 0, result.output
    assert said.casefold() in target.read_text(encoding="utf-8").casefold()


def test_a_template_is_a_json_file(invoice_file: Path, tmp_path: Path) -> None:
    look = tmp_path / "look.json"
    look.write_text(Template(id="ours", name="Ours").model_dump_json(), encoding="utf-8")
    target = tmp_path / "a.html"

    result = CliRunner().invoke(
        app(), ["render", str(invoice_file), str(target), "--template", str(look)]
    )

    assert (result.exit_code, target.exists()) == (0, True)


def test_an_unknown_kind_exits_with_2(invoice_file: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app(), ["render", str(invoice_file), str(tmp_path / "a.docx")])

    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("a.html", ["--locale", "klingon"], "'klingon' is no language"),
        ("a.html", ["--template", "nope.json"], "No such file or directory: nope.json"),
        ("none/a.html", [], "No such file or directory"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    invoice_file: Path, tmp_path: Path, target: str, options: list[str], said: str
) -> None:
    result = CliRunner().invoke(
        app(), ["render", str(invoice_file), str(tmp_path / target), *options]
    )
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_file_that_is_no_template_says_where(invoice_file: Path, tmp_path: Path) -> None:
    look = tmp_path / "look.json"
    look.write_text('{"id": "ours", "nam": "Ours"}')
    result = CliRunner().invoke(
        app(), ["render", str(invoice_file), str(tmp_path / "a.html"), "--template", str(look)]
    )
    assert result.exit_code == 2
    assert "is no template: name: Field required" in result.output


def test_a_full_disk_leaves_no_half_of_a_page(
    invoice_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    target = tmp_path / "out" / "a.html"
    target.parent.mkdir()
    target.write_text("the page before")
    monkeypatch.setattr(Path, "write_bytes", half)

    result = CliRunner().invoke(app(), ["render", str(invoice_file), str(target)])

    assert result.exit_code == 2
    assert result.stderr == f"invoicekit: No space left on device: {target}\n"
    assert target.read_text() == "the page before"
    assert list(target.parent.iterdir()) == [target]
