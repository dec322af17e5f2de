"""Errors say what, where, expected and what to do, and travel between processes."""

from __future__ import annotations

import pickle

import pytest

from invoicekit import errors
from invoicekit.errors import (
    ConfigurationError,
    DeliveryFailed,
    InputError,
    InvoiceKitError,
    MissingExtra,
    SealedDocument,
    StaleVersion,
)

FULL = InputError(
    "the amount is a float",
    where="lines[0].quantity",
    expected="a string",
    hint="Write '2'.",
    params={"found": "2.0"},
)


def kinds() -> list[type[InvoiceKitError]]:
    return [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, InvoiceKitError)
    ]


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (InputError("broken"), "broken"),
        (InputError("broken", where="page 2"), "broken; at page 2"),
        (InputError("broken", expected="XML"), "broken; expected XML"),
        (InputError("broken", hint="Save it again."), "broken. Save it again."),
        (FULL, "the amount is a float; at lines[0].quantity; expected a string. Write '2'."),
    ],
)
def test_the_text_names_what_is_known(error: InvoiceKitError, text: str) -> None:
    assert str(error) == text


def test_a_problem_holds_what_is_known_and_nothing_empty() -> None:
    assert FULL.to_problem() == {
        "type": "urn:invoicekit:error:input.unusable",
        "title": "input.unusable",
        "status": 400,
        "detail": "the amount is a float",
        "where": "lines[0].quantity",
        "expected": "a string",
        "hint": "Write '2'.",
        "params": {"found": "2.0"},
    }
    assert SealedDocument("issued").to_problem() == {
        "type": "urn:invoicekit:error:lifecycle.sealed",
        "title": "lifecycle.sealed",
        "status": 409,
        "detail": "issued",
    }


@pytest.mark.parametrize(
    "error",
    [
        FULL,
        DeliveryFailed("no answer", retryable=True, where="smtp"),
        MissingExtra("pdf", feature="rendering PDF", package="typst"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_whole_out_of_another_process(error: InvoiceKitError) -> None:
    copy = pickle.loads(pickle.dumps(error))

    assert copy == error
    assert hash(copy) == hash(error)
    assert str(copy) == str(error)
    assert copy.args == error.args


def test_errors_differ_by_class_and_by_what_they_say() -> None:
    assert InputError("a") != ConfigurationError("a")
    assert InputError("a") != InputError("b")
    assert InputError("a", where="x") != InputError("a", where="y")
    assert InputError("a") != "a"


def test_params_are_the_errors_own() -> None:
    given: dict[str, object] = {"found": "1"}
    error = InputError("a", params=given)
    given["found"] = "2"

    assert error.params == {"found": "1"}


def test_delivery_says_whether_to_try_again() -> None:
    assert DeliveryFailed("full", retryable=True).retryable
    assert not DeliveryFailed("no such box").retryable


@pytest.mark.parametrize(
    ("package", "text"),
    [
        (
            "typst",
            "rendering PDF needs the extra 'pdf' (package 'typst' is not installed)",
        ),
        (
            None,
            "rendering PDF needs the extra 'pdf'",
        ),
    ],
)
def test_a_missing_extra_is_named(package: str | None, text: str) -> None:
    error = MissingExtra("pdf", feature="rendering PDF", package=package)

    hint = "Install it: pip install 'invoicekit[pdf]'"
    assert str(error) == f"{text}; at rendering PDF. {hint}"
    assert error.extra == "pdf"
    assert error.to_problem()["params"] == {"extra": "pdf"}


def test_every_error_has_a_code_of_its_own_and_a_status() -> None:
    codes = [kind.code for kind in kinds()]

    assert len(codes) == len(set(codes))
    assert all(code.count(".") == 1 for code in codes)
    assert all(400 <= kind.status < 600 for kind in kinds())


def test_a_family_is_caught_by_its_head() -> None:
    with pytest.raises(errors.ConflictError):
        raise StaleVersion("changed since")
