"""What the commands say to a Chinese reader: by their own option, or as the terminal is set."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from invoicekit.cli import app

SAMPLES = Path(__file__).parents[1] / "formats" / "fapiao" / "samples"
CHINA = {"LC_ALL": "zh_CN.UTF-8"}


def run(*words: object, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(app(), [str(word) for word in words], env=env)


def test_a_verdict_is_chinese_to_its_last_word() -> None:
    files = [SAMPLES / name for name in ("bad_totals.xml", "bad_doctype.xml")]
    said = run("validate", *files, "--lang", "zh")
    assert said.exit_code == 2
    assert f"{files[0]}：2 处错误（fapiao，official）" in said.output
    assert "错误：[IK-CN-21] 合计税额" in said.output
    assert f"{files[1]}：无法读取\n  文件含有 DOCTYPE" in said.output
    assert "2 个文件：0 个通过，1 个有误，1 个无法读取；最常见 IK-CN-2" in said.output


@pytest.mark.parametrize(
    ("words", "env"),
    [
        (("render", "none.xml", "x.pdf", "--locale", "zh-CN"), {}),
        (("render", "none.xml", "x.pdf"), CHINA),
        (("render", "none.xml", "x.pdf"), {"LC_ALL": "", "LANG": "zh_CN.UTF-8"}),
        (("explain", "none.xml"), CHINA),
        (("convert", "none.xml", "x.xml", "--to", "ubl", "--lang", "zh"), {}),
    ],
)
def test_an_error_is_said_in_the_readers_language(
    words: tuple[str, ...], env: dict[str, str]
) -> None:
    said = run(*words, env=env)
    assert said.exit_code == 2
    assert "invoicekit: 文件无法读取" in said.output
    assert "位置：none.xml；应为：存在且可读的文件" in said.output


def test_elsewhere_an_error_is_english() -> None:
    for env in ({}, {"LANG": "de_DE.UTF-8"}, {"LANG": "C"}):
        said = run("explain", "none.xml", env=env)
        assert "the file cannot be read" in said.output


def test_what_a_conversion_loses_is_told_in_chinese(tmp_path: Path) -> None:
    source, target = SAMPLES / "einv_ordinary_toll.xml", tmp_path / "out.xml"
    said = run("convert", source, target, "--to", "ubl", env=CHINA)
    assert said.exit_code == 0
    assert "丢失：fapiao：" in said.output
    assert "变为 （无）" in said.output
    assert "fapiao-xml 转 ubl：" in said.output


def test_the_machine_is_looked_over_in_chinese(tmp_path: Path) -> None:
    said = run("doctor", "--archive", tmp_path / "none", env=CHINA)
    assert said.exit_code == 1
    assert "时区" in said.output
    assert f"没有文件夹 {tmp_path / 'none'}" in said.output
    assert said.output.endswith("1 个问题\n")
