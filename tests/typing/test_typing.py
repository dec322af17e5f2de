"""What must type-check does, and what must not does not: mypy --strict and pyright, no plugin."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api

ROOT = Path(__file__).parents[2]
CASES = sorted((Path(__file__).parent / "cases").glob("*.py"))

Errors = dict[str, set[int]]


def quickstart() -> str:
    """The program the README opens with."""
    block = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block, "README.md opens with the quickstart in a python block"
    return block[1]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    program = tmp_path_factory.mktemp("typing") / "quickstart.py"
    program.write_text("# pyright: strict\n" + quickstart(), "utf-8")
    return [program, *CASES]


def marked(files: list[Path]) -> Errors:
    """The lines that say `# error`, by file name."""
    return {
        path.name: {
            number
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if line.endswith("# error")
        }
        for path in files
    }


def mypy_errors(files: list[Path]) -> tuple[Errors, str]:
    """The lines mypy refuses, by file name, and all it said."""
    config = files[0].with_name("mypy.ini")
    config.write_text("[mypy]\nstrict = true\n", "utf-8")
    out, err, _ = api.run(
        [
            f"--config-file={config}",
            f"--cache-dir={ROOT / '.mypy_cache' / 'typing'}",
            "--follow-imports=silent",
            *map(str, files),
        ]
    )
    found: Errors = {path.name: set() for path in files}
    for name, line in re.findall(r"^(.+?):(\d+): error:", out, re.MULTILINE):
        found.setdefault(Path(name).name, set()).add(int(line))
    return found, out + err


def pyright_errors(files: list[Path]) -> tuple[Errors, str]:
    """The lines pyright refuses, by file name, and all it said."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pyright",
            "--outputjson",
            "--pythonpath",
            sys.executable,
            *map(str, files),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=files[0].parent,
    )
    found: Errors = {path.name: set() for path in files}
    for problem in json.loads(done.stdout)["generalDiagnostics"]:
        if problem["severity"] == "error":
            line = problem["range"]["start"]["line"] + 1
            found.setdefault(Path(problem["file"]).name, set()).add(line)
    return found, done.stdout


def test_mypy_accepts_the_quickstart_and_refuses_the_marked_lines(files: list[Path]) -> None:
    errors, said = mypy_errors(files)
    assert errors == marked(files), said


def test_pyright_accepts_the_quickstart_and_refuses_the_marked_lines(files: list[Path]) -> None:
    errors, said = pyright_errors(files)
    assert errors == marked(files), said


def test_the_quickstart_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    exec(compile(quickstart(), "README.md", "exec"), {"__name__": "quickstart"})

    assert (tmp_path / "SO-1001.xml").read_bytes().startswith(b"<?xml")
