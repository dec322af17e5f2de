"""Error codes are a promise to programs: dotted, unique, documented."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Iterator

import pytest

import invoicekit
from invoicekit.errors import InvoiceKitError

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def kinds(base: type[InvoiceKitError]) -> Iterator[type[InvoiceKitError]]:
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def errors() -> list[type[InvoiceKitError]]:
    """Every error class of the library, wherever it is declared."""
    for module in pkgutil.walk_packages(invoicekit.__path__, "invoicekit."):
        if ".migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = {kind for kind in kinds(InvoiceKitError) if kind.__module__.startswith("invoicekit")}
    return sorted(ours, key=lambda kind: kind.__qualname__)


def test_codes_are_unique_and_dotted() -> None:
    codes = Counter(kind.code for kind in errors())

    assert [code for code, times in codes.items() if times > 1] == []
    assert [code for code in codes if not CODE.fullmatch(code)] == []


@pytest.mark.parametrize("part", ["code", "__doc__"])
def test_each_error_says_its_own(part: str) -> None:
    silent = [kind.__qualname__ for kind in errors() if not vars(kind).get(part)]
    assert silent == []


def test_codes_stand_in_the_tree_of_the_errors_page() -> None:
    page = importlib.import_module("invoicekit.errors").__doc__ or ""
    missing = [
        kind.__name__
        for kind in errors()
        if kind.__module__ == "invoicekit.errors" and kind.__name__ not in page
    ]
    assert missing == []
