"""Object stores: what no driver reaches is said at once; the rest is the contract's."""

from __future__ import annotations

import pytest

from invoicekit import registry
from invoicekit.delivery.objects import Objects
from invoicekit.errors import ConfigurationError, MissingExtra
from invoicekit.testing.delivery_contract import envelope


def test_what_no_driver_reaches_is_told() -> None:
    with pytest.raises(ConfigurationError, match="no driver"):
        Objects("carrier-pigeon://tower").send(envelope("ACME GmbH"))


def test_s3_names_the_extra_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "installed", lambda package: package != "s3fs")
    with pytest.raises(MissingExtra, match="objects"):
        Objects("s3://bucket/out").send(envelope("ACME GmbH"))


def test_credentials_are_not_shown() -> None:
    assert "hidden" not in repr(Objects("s3://bucket/out", {"secret": "hidden"}))
