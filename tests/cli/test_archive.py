"""`invoicekit archive`: a period for an auditor, a package checked alone, the archive checked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

import invoicekit as ik
from invoicekit.cli import app

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def shop(tmp_path: Path) -> list[str]:
    issuer = ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    )
    db, archive = f"sqlite:///{tmp_path / 'shop.db'}", tmp_path / "kept"
    with ik.InvoiceKit.from_url(db, issuer=issuer, clock=lambda: NOW, archive=archive) as kit:
        buyer = kit.customers.create(name="ACME GmbH", country="DE", actor="alice")
        line = ik.OrderLine(name="Mouse", quantity="1", unit_price="10", vat="S 19")
        order = ik.Order(reference="1", customer_id=buyer.id, currency="EUR", lines=[line])
        draft = kit.invoices.create_from_order(order, actor="alice")
        kit.invoices.submit(draft.id, actor="alice")
        kit.invoices.approve(draft.id, actor="bob")
        kit.invoices.issue(draft.id, actor="bob")
        kit.run_outbox()
    return ["--db", db, "--archive", str(archive)]


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app(), ["archive", *arguments])
    return done.exit_code, done.output


def test_a_period_is_exported_and_checked(shop: list[str], tmp_path: Path) -> None:
    out = tmp_path / "2026.zip"
    code, said = run("export", "2026", str(out), *shop)
    assert code == 0, said
    assert "1 documents" in said
    digest = next(line for line in said.splitlines() if "SHA-256" in line)
    code, said = run("check", str(out))
    assert (code, digest in said, "all intact" in said) == (0, True, True)
    out.write_bytes(b"no zip")
    assert run("check", str(out))[0] == 2


def test_the_archive_is_verified_and_a_fault_is_told(shop: list[str], tmp_path: Path) -> None:
    code, said = run("verify", *shop)
    assert (code, "all intact" in said) == (0, True)
    code, said = run("verify", "--limit", "1", *shop)
    assert (code, "go on with --after" in said) == (0, True)
    first = next(each for each in (tmp_path / "kept").rglob("*") if each.is_file())
    first.chmod(0o600)
    first.write_bytes(b"changed")
    code, said = run("verify", *shop)
    assert (code, "the archived bytes were changed" in said) == (1, True)


@pytest.mark.parametrize("given", [("export", "2026"), ("check",), ("verify",)])
def test_what_is_missing_is_told(given: tuple[str, ...], shop: list[str]) -> None:
    more = shop if given[0] == "export" else []
    assert run(*given, *more)[0] == 2


def test_a_verification_goes_on_the_next_night(shop: list[str], tmp_path: Path) -> None:
    state = tmp_path / "state"
    nightly = ("verify", "--limit", "1", "--state", str(state), "--workers", "2", *shop)
    code, said = run(*nightly)
    assert (code, "2 files checked" in said, state.read_text("utf-8")) == (0, True, "received:")
    code, said = run(*nightly)  # the rest: nothing was received
    assert (code, "0 files checked" in said, state.read_text("utf-8")) == (0, True, "")
    code, said = run("verify", "--since", "2026-03-03", "--seconds", "60", *shop)
    assert (code, "0 files checked" in said) == (0, True)


def test_an_archive_is_encrypted_and_its_key_changed(shop: list[str], tmp_path: Path) -> None:
    ring = tmp_path / "keys.json"
    keys = ("--keys", str(ring))
    assert run("new-key", "2026", *keys)[0] == 0
    db, archive = shop[1], ik.EncryptedArchive(ik.open_archive(shop[3]), ik.KeyRing.read(ring))
    with ik.InvoiceKit.from_url(db, clock=lambda: NOW, archive=archive) as kit:
        kit.received.add(kit.files.get(kit.invoices.search().items[0].id, "json").data, actor="m")
    code, said = run("new-key", "2027", *keys)
    assert (code, "2027 seals from now on; keys: 2027, 2026" in said) == (0, True)
    code, said = run("rewrap", *shop, *keys)
    assert (code, "3 files looked at, 1 rewrapped" in said) == (0, True)
    ik.KeyRing.read(ring).without("2026").save(ring)
    assert run("verify", *shop, *keys)[0] == 0
    code, said = run("verify", *shop)
    assert (code, "the archived bytes were changed" in said) == (1, True)  # without the keys
    code, said = run("rewrap", "--limit", "1", *shop)
    assert (code, "not encrypted" in said) == (2, True)


def test_keys_are_for_an_archive(shop: list[str], tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    assert run("new-key", "a", "--keys", str(keys))[0] == 0
    done = CliRunner().invoke(app(), ["verify", "--db", shop[1], "--keys", str(keys)])
    assert (done.exit_code, "no use without an archive" in done.output) == (2, True)


@pytest.mark.parametrize("given", [("new-key",), ("new-key", "a")])
def test_a_key_needs_an_id_and_a_file(given: tuple[str, ...]) -> None:
    assert run(*given)[0] == 2
