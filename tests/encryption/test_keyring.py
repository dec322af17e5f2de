"""The key ring: what it seals opens for its context only, with any of its keys."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoicekit.encryption import KeyRing
from invoicekit.errors import ConfigurationError, InvoiceKitError, KeyNotFound, Tampered

OLD, NEW = bytes(range(32)), bytes(range(32, 64))
RING = KeyRing({"2025": OLD, "2026": NEW})


@settings(max_examples=30)
@given(st.binary(max_size=200), st.text("ä€票|.", max_size=9))
def test_what_is_sealed_opens_for_its_context(data: bytes, context: str) -> None:
    sealed = RING.seal(data, context=context)
    assert sealed.startswith("ik1.2026.")
    assert RING.unseal(sealed, context=context) == data
    with pytest.raises(Tampered):
        RING.unseal(sealed, context=context + "x")


def test_the_same_data_never_looks_the_same() -> None:
    assert RING.seal(b"DE02", context="iban") != RING.seal(b"DE02", context="iban")


def test_a_sealed_text_is_scheme_key_id_and_nonce_with_ciphertext() -> None:
    ring = KeyRing({"a": OLD}, entropy=bytes)
    assert ring.unseal(ring.seal(b"secret", context="c"), context="c") == b"secret"
    assert ring.seal(b"", context="c").startswith("ik1.a.AAAAAAAAAAAAAAAA")


def test_every_changed_byte_is_found() -> None:
    sealed = KeyRing(RING.keys, entropy=lambda size: bytes(range(size))).seal(
        b"secret", context="c"
    )
    for place, letter in enumerate(sealed):
        changed = sealed[:place] + ("A" if letter != "A" else "B") + sealed[place + 1 :]
        with pytest.raises((Tampered, KeyNotFound)):
            RING.unseal(changed, context="c")


@pytest.mark.parametrize(
    "text", ["", "ik1", "ik1.2026", "ik2.2026.AAAA", "ik1.a b.AAAA", "ik1.2026.A"]
)
def test_what_no_ring_sealed_is_told(text: str) -> None:
    with pytest.raises(Tampered):
        RING.unseal(text, context="c")


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old = KeyRing({"2025": OLD})
    before = old.seal(b"x", context="c")
    ring = old.with_new_key("2026")
    assert (ring.current, ring.ids) == ("2026", ("2026", "2025"))
    assert ring.unseal(before, context="c") == b"x"
    after = ring.seal(b"x", context="c")
    assert (ring.id_of(before), ring.id_of(after)) == ("2025", "2026")
    with pytest.raises(KeyNotFound, match="2026 is not in the ring"):
        old.unseal(after, context="c")


def test_a_key_of_the_same_id_with_other_bytes_opens_nothing() -> None:
    sealed = KeyRing({"a": OLD}).seal(b"x", context="c")
    with pytest.raises(Tampered, match="another key by this id"):
        KeyRing({"a": NEW}).unseal(sealed, context="c")


def test_an_earlier_key_leaves_the_ring() -> None:
    assert RING.without("2025").ids == ("2026",)
    for key_id in ("2026", "2024"):
        with pytest.raises(ConfigurationError, match="only an earlier key"):
            RING.without(key_id)
    with pytest.raises(ConfigurationError, match="already"):
        RING.with_new_key("2025")


@pytest.mark.parametrize(
    ("keys", "current", "told"),
    [
        ({}, "", "does not have its current key"),
        ({"a": OLD}, "b", "does not have its current key"),
        ({"a": b"short"}, "", "5 bytes"),
        ({"a.b": OLD}, "", "no id of a key"),
        ({"": OLD}, "", "no id of a key"),
    ],
)
def test_a_wrong_ring_is_refused(keys: dict[str, bytes], current: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        KeyRing(keys, current)


def test_a_ring_is_kept_in_a_file_of_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    RING.save(file)
    KeyRing({"2025": OLD, "2026": NEW}, current="2025").save(file)  # again, over the first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = KeyRing.read(file)
    assert (dict(read.keys), read.current) == ({"2025": OLD, "2026": NEW}, "2025")
    assert [each.name for each in tmp_path.iterdir()] == ["keys.json"]


@pytest.mark.parametrize(
    "content",
    ["", "[]", "{}", '{"keys": 1}', '{"keys": {"a": "§"}, "current": "a"}', '{"keys": {"a": 3}}'],
)
def test_a_file_that_is_no_ring_is_told_without_showing_it(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content, "utf-8")
    with pytest.raises(ConfigurationError, match="no key ring") as caught:
        KeyRing.read(file)
    assert caught.value.__cause__ is None


def test_a_file_that_is_not_there_or_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read: No such file"):
        KeyRing.read(tmp_path / "none")
    with pytest.raises(ConfigurationError, match="cannot be written: No such file"):
        RING.save(tmp_path / "none" / "keys.json")


def test_no_key_is_ever_shown() -> None:
    shown = [repr(RING), str(RING)]
    try:
        KeyRing({"a": b"very-secret"})
    except InvoiceKitError as problem:
        shown += [str(problem), json.dumps(problem.to_problem())]
    assert not any(each in text for text in shown for each in (repr(OLD), "very-secret"))


def test_a_generated_ring_has_one_key() -> None:
    ring = KeyRing.generate("first")
    assert (ring.ids, len(ring.keys["first"])) == (("first",), 32)
    assert ring.keys != KeyRing.generate("first").keys
