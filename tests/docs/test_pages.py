"""Every example on the pages runs, in the order a reader meets them, and prints what is shown.

In a page, `python` blocks run one after the other in a folder of their own; a `text` block right
behind one is what it prints. A block with a `title` is a file; `pyproject.toml` installs what it
announces, `test_….py` is run by pytest. In a `console` block each line behind `$` is a command line
of ours.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoicekit import registry
from invoicekit.archive import ARCHIVES
from invoicekit.cli import app
from invoicekit.delivery import CHANNELS
from invoicekit.formats import FORMATS
from invoicekit.regimes import REGIMES, regime_of
from invoicekit.renderers import RENDERERS
from invoicekit.reports import REPORTS
from invoicekit.rules import RULE_SETS
from invoicekit.storage.backends import BACKENDS

ROOT = Path(__file__).parents[2]
REGISTRIES = (ARCHIVES, BACKENDS, CHANNELS, FORMATS, REGIMES, RENDERERS, REPORTS, RULE_SETS)
FENCE = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the file it is, its text, and the line it begins on."""

    language: str
    title: str
    text: str
    line: int


def pages() -> list[Path]:
    found = [
        *ROOT.glob("README*.md"),
        *(ROOT / "docs").glob("*.md"),
        *(ROOT / "docs/zh").glob("*.md"),
    ]
    return sorted(page for page in found if "```python" in page.read_text("utf-8"))


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    return [
        Block(found[1], found[2] or "", found[3], text[: found.start()].count("\n") + 2)
        for found in FENCE.finditer(text)
    ]


@pytest.fixture
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, where what a page installs is forgotten afterwards."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    for plugins in REGISTRIES:
        monkeypatch.setattr(plugins, "_points", None)
        monkeypatch.setattr(plugins, "_loaded", dict(plugins._loaded))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if file.startswith(str(tmp_path)):
            del sys.modules[name]
    regime_of.cache_clear()
    registry.installed.cache_clear()


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_the_examples_of_a_page(
    page: Path, clean: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "DATABASE_URL" in page.read_text("utf-8"):
        monkeypatch.setenv("DATABASE_URL", request.getfixturevalue("postgres_url"))
    names: dict[str, object] = {"__name__": "__main__"}
    todo = blocks(page)
    for block, after in zip(todo, [*todo[1:], None], strict=True):
        if block.title:
            keep(clean, block)
        elif block.language == "console":
            converse(page, block)
        elif block.language == "python":
            printed = run(page, block, names)
            shown = after.text if after and after.language == "text" else ""
            assert lines(printed) == lines(shown), f"{page.name}:{block.line}"
    if tests := sorted(clean.glob("test_*.py")):
        prove(clean, tests)


def prove(folder: Path, tests: list[Path]) -> None:
    """Runs the tests a page shows, in a process of their own that finds what the page installs."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *map(str, tests)]
    path = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode()[-2000:]


def run(page: Path, block: Block, names: dict[str, object]) -> str:
    """What a block prints. Line numbers of a traceback are those of the page."""
    code = compile("\n" * (block.line - 1) + block.text, str(page), "exec")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, names)
    return out.getvalue()


def converse(page: Path, block: Block) -> None:
    """Each command of ours prints what stands below it; any other is for the reader's eyes."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        words = shlex.split(command)
        if words[0] != "invoicekit":
            continue
        result = CliRunner().invoke(app(), words[1:])
        assert lines(result.output) == lines(shown), f"{page.name}:{block.line}: {command}"


def keep(folder: Path, block: Block) -> None:
    """Writes a file; the one that announces plugins is also as good as installed."""
    file = folder / block.title
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(block.text, encoding="utf-8")
    if file.name != "pyproject.toml":
        return
    project = tomllib.loads(block.text)["project"]
    name = project["name"].replace("-", "_")
    info = folder / f"{name}-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    )
    groups = "".join(
        f"[{group}]\n" + "".join(f"{each} = {target}\n" for each, target in points.items())
        for group, points in project["entry-points"].items()
    )
    (info / "entry_points.txt").write_text(groups)
    for plugins in REGISTRIES:
        plugins._points = None


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip("\n").splitlines()]
