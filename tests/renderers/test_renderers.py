"""The folder: its plugins, and what importing it does not bring in."""

from __future__ import annotations

import subprocess
import sys

import pytest

import invoicekit.renderers as folder
from invoicekit.errors import ConfigurationError
from invoicekit.renderers import BUILT_IN, RENDERERS, built_in


def test_the_renderers() -> None:
    found = [(each.name, each.media_type, each.suffix) for each in RENDERERS]
    assert found == [
        ("html", "text/html", ".html"),
        ("pdf", "application/pdf", ".pdf"),
        ("text", "text/plain", ".txt"),
    ]


def test_the_built_in_templates() -> None:
    assert [(each.id, each.version) for each in BUILT_IN.values()] == [
        ("standard", 1),
        ("fapiao", 1),
    ]
    with pytest.raises(ConfigurationError):
        built_in("other")


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'view_off'"):
        _ = folder.view_off  # type: ignore[attr-defined]  # that is the point


def test_importing_the_folder_is_light() -> None:
    code = (
        "import sys, invoicekit.renderers as r; r.RENDERERS.names();"
        "print(sorted({'babel', 'jinja2', 'typst', 'segno'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
