"""`python -m invoicekit` starts, and says what is missing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from invoicekit import __main__


def test_it_starts_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "invoicekit", "--help"], capture_output=True, text=True, check=True
    )

    assert all(name in done.stdout for name in ("demo", "validate", "convert", "render", "verify"))


def test_without_its_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "installed", lambda package: package != "typer")

    with pytest.raises(SystemExit, match=r"invoicekit\[cli\]"):
        __main__.main()


def test_main_runs_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["invoicekit", "verify", "--help"])

    with pytest.raises(SystemExit) as left:
        __main__.main()

    assert (left.value.code, "--archive" in capsys.readouterr().out) == (0, True)
