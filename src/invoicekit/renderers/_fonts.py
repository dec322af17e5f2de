"""Fonts for PDF, from packages only: the same pages on every machine."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import fontpkg_inter
import fontpkg_noto_sans

from invoicekit.errors import MissingExtra

BASE = ("Inter", "Noto Sans")
"""Latin, Greek and Cyrillic; Noto Sans adds Devanagari and what Inter lacks."""

_CJK_FAMILIES = {
    "ja": "Noto Sans CJK JP",
    "ko": "Noto Sans CJK KR",
    "zh-TW": "Noto Sans CJK TC",
    "zh-HK": "Noto Sans CJK HK",
    "zh-Hant": "Noto Sans CJK TC",
}
_SIMPLIFIED = "Noto Sans CJK SC"
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u318f\u3190-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)


@cache
def folders() -> tuple[str, ...]:
    """Returns the folders of the fonts that are installed."""
    packages = (fontpkg_inter, fontpkg_noto_sans)
    found = [str(Path(str(package.__file__)).parent / "files") for package in packages]
    cjk = cjk_folder()
    return (*found, cjk) if cjk else tuple(found)


@cache
def cjk_folder() -> str | None:
    """Returns where the Chinese, Japanese and Korean fonts are (extra `fonts-cjk`), or None."""
    try:
        import noto_cjk_sans_otc  # type: ignore[import-untyped,unused-ignore]  # data only
    except ModuleNotFoundError:
        return None
    return str(Path(str(noto_cjk_sans_otc.__file__)).parent)


def families(text: str, language: str) -> tuple[str, ...]:
    """Returns the font families for a text, first choice first.

    Raises:
        MissingExtra: It has Chinese, Japanese or Korean characters and their fonts are missing.
    """
    if not _CJK.search(text):
        return BASE
    if cjk_folder() is None:
        raise MissingExtra(
            "fonts-cjk",
            feature="PDF with Chinese, Japanese or Korean text",
            package="noto-cjk-sans-otc",
        )
    tags = (language, language.partition("-")[0])
    own = next((_CJK_FAMILIES[tag] for tag in tags if tag in _CJK_FAMILIES), _SIMPLIFIED)
    return (*BASE, own)
