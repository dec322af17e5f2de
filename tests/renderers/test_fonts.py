"""Fonts: which characters they draw, and which family writes what."""

from __future__ import annotations

import struct
from pathlib import Path
from types import ModuleType

import pytest

from invoicekit.renderers import _fonts
from invoicekit.renderers._coverage import coverage, draws
from invoicekit.renderers._fonts import BASE, families, folders, further, undrawn

Segment = tuple[int, int, int, tuple[int, ...] | None]
"""First, last, delta, glyphs or None: with glyphs the segment maps through them."""


@pytest.mark.parametrize(
    ("text", "language", "also"),
    [
        ("Łucja Çiğdem Ґ Ω €", "de", ()),
        ("देवनागरी", "de", ()),  # Noto Sans
        ("发票", "zh-CN", ("Noto Sans SC",)),
        ("發票", "zh-TW", ("Noto Sans TC",)),
        ("請求書", "ja", ("Noto Sans JP",)),
        ("송장", "ko", ("Noto Sans KR",)),
        ("发票", "de", ("Noto Sans SC",)),
        ("发票 한국", "zh-CN", ("Noto Sans SC", "Noto Sans KR")),  # Hangul is in one family only
    ],
)
def test_families_follow_text_and_language(text: str, language: str, also: tuple[str, ...]) -> None:
    assert families(text, language) == (*BASE, *also)
    assert undrawn(text) == ""


def test_a_character_no_font_has_is_told_once_each() -> None:
    assert undrawn("A\U00013000B\U00013001\U00013000") == "\U00013000\U00013001"


def test_another_font_package_writes_what_it_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "Hieroglyphs.ttf").write_bytes(font({0x13000: 1}))
    package = ModuleType("hieroglyphs")
    package.FAMILY, package.ROOT = "Hieroglyphs", tmp_path  # type: ignore[attr-defined]  # a fake
    monkeypatch.setattr(_fonts, "announced", lambda _: (package, ModuleType("no_font")))
    further.cache_clear()
    folders.cache_clear()
    try:
        assert further() == {"Hieroglyphs": str(files)}
        assert families("\U00013000", "en") == (*BASE, "Hieroglyphs")
        assert families("A", "en") == BASE
        assert undrawn("\U00013000\U00013001") == "\U00013001"
    finally:
        further.cache_clear()
        folders.cache_clear()


def test_a_basic_table_with_holes_is_read(tmp_path: Path) -> None:
    segments: list[Segment] = [
        (0x41, 0x43, 1 - 0x41, None),
        (0x61, 0x63, 0, (5, 0, 7)),
        (0xFFFF, 0xFFFF, 1, None),
    ]
    (tmp_path / "Basic.ttf").write_bytes(wrapped(format_4(segments)))
    drawn = [each for each in "@ABCDabcd\uffff" if draws(str(tmp_path), each)]
    assert drawn == ["A", "B", "C", "a", "c"]


@pytest.mark.parametrize(
    "data",
    [
        struct.pack(">IHHHH", 0x00010000, 0, 0, 0, 0),  # no tables at all
        struct.pack(">IHHHH4sIII", 0x00010000, 1, 0, 0, 0, b"cmap", 0, 28, 4) + b"\0\0\0\0",
    ],
)
def test_a_font_without_a_map_draws_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "Empty.otf").write_bytes(data)
    assert not draws(str(tmp_path), "A")
    assert len(coverage(str(tmp_path))) == 1


def font(glyphs: dict[int, int]) -> bytes:
    """A font with nothing but a full map: code point → glyph."""
    groups = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in glyphs.items())
    head = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(glyphs))
    return wrapped(head + groups)


def wrapped(table: bytes) -> bytes:
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    head = struct.pack(">IHHHH", 0x00010000, 1, 0, 0, 0)
    return head + struct.pack(">4sIII", b"cmap", 0, 28, len(cmap)) + cmap


def format_4(segments: list[Segment]) -> bytes:
    count = len(segments)
    offsets, glyphs = [], list[int]()
    for i, (_, _, _, own) in enumerate(segments):
        offsets.append(2 * (count - i) + 2 * len(glyphs) if own else 0)
        glyphs += own or ()
    body = struct.pack(f">{count}H", *(last for _, last, _, _ in segments)) + b"\0\0"
    body += struct.pack(f">{count}H", *(first for first, _, _, _ in segments))
    body += struct.pack(f">{count}H", *(delta & 0xFFFF for _, _, delta, _ in segments))
    body += struct.pack(f">{count}H", *offsets) + struct.pack(f">{len(glyphs)}H", *glyphs)
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * count, 0, 0, 0) + body
