"""Errors say what, where, expected and what to do; they pickle, compare and become problems."""

from __future__ import annotations

import pickle

import pytest

from invoicekit.errors import (
    DeliveryFailed,
    InputError,
    InvoiceKitError,
    MissingExtra,
    NotFound,
    StaleVersion,
)


def test_the_text_has_every_part() -> None:
    error = StaleVersion("changed", where="inv-1", expected="version 3", hint="Read it again.")
    assert str(error) == "changed; at inv-1; expected version 3. Read it again."


@pytest.mark.parametrize(
    "error",
    [
        NotFound("no invoice", where="x"),
        MissingExtra("pdf", feature="PDF", package="typst"),
        DeliveryFailed("refused", retryable=True, params={"code": 450}),
    ],
)
def test_errors_survive_pickling(error: InvoiceKitError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert again == error
    assert str(again) == str(error)
    assert hash(again) == hash(error)


def test_different_errors_differ() -> None:
    assert InputError("a") != InputError("b")
    assert InputError("a") != NotFound("a")


def test_a_missing_extra_says_how_to_install_it() -> None:
    assert "pip install 'invoicekit[pdf]'" in str(MissingExtra("pdf", feature="PDF"))


def test_problem_details() -> None:
    problem = NotFound("no invoice 'x'", where="x", params={"id": "x"}).to_problem()
    assert problem == {
        "type": "urn:invoicekit:error:storage.not_found",
        "title": "storage.not_found",
        "status": 404,
        "detail": "no invoice 'x'",
        "where": "x",
        "params": {"id": "x"},
    }
