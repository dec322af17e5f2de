"""Fonts for PDF, from packages only: the same pages on every machine.

Inter and Noto Sans write Latin, Greek and Cyrillic, the extra `fonts-cjk` Chinese, Japanese and
Korean. Any other script comes with a package of the fontpkg family, such as
`pip install fontpkg-noto-sans-arabic`: it is found by its entry point and used where needed.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import fontpkg_inter
import fontpkg_noto_sans

from invoicekit.errors import MissingExtra
from invoicekit.registry import announced
from invoicekit.renderers._coverage import draws

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
_COMMON = re.compile("[\u0000-\u017f\u2010-\u201f\u2026\u20ac]+")
"""What every document is made of, and the base fonts surely draw."""


@cache
def folders() -> tuple[str, ...]:
    """Returns the folders of the fonts that are installed."""
    cjk = cjk_folder()
    return (*_base_folders(), *further().values(), *((cjk,) if cjk else ()))


@cache
def cjk_folder() -> str | None:
    """Returns where the Chinese, Japanese and Korean fonts are (extra `fonts-cjk`), or None."""
    try:
        import noto_cjk_sans_otc  # type: ignore[import-untyped,unused-ignore]  # data only
    except ModuleNotFoundError:
        return None
    return str(Path(str(noto_cjk_sans_otc.__file__)).parent)


@cache
def further() -> dict[str, str]:
    """Returns the fonts of other fontpkg packages that are installed: family → folder."""
    found = {}
    for module in announced("fontpkg.family"):
        family, root = getattr(module, "FAMILY", None), getattr(module, "ROOT", None)
        if isinstance(family, str) and isinstance(root, Path) and family not in BASE:
            found[family] = str(root / "files")
    return found


def families(text: str, language: str) -> tuple[str, ...]:
    """Returns the font families for a text, first choice first.

    Raises:
        MissingExtra: It has Chinese, Japanese or Korean characters and their fonts are missing.
    """
    rare = _rare(text)
    if not rare:
        return BASE
    cjk = cjk_folder()
    if cjk is None and _CJK.search(rare):
        raise MissingExtra(
            "fonts-cjk",
            feature="PDF with Chinese, Japanese or Korean text",
            package="noto-cjk-sans-otc",
        )
    chosen = [family for family, folder in further().items() if _drawn(folder, rare)]
    if cjk and _drawn(cjk, rare):
        tags = (language, language.partition("-")[0])
        own = next((_CJK_FAMILIES[tag] for tag in tags if tag in _CJK_FAMILIES), _SIMPLIFIED)
        chosen.append(own)
    return (*BASE, *chosen)


def undrawn(text: str) -> str:
    """Returns the characters of a text that no installed font draws, each once, in order."""
    places = folders()
    return "".join(
        each for each in _rare(text) if not any(draws(folder, each) for folder in places)
    )


def _rare(text: str) -> str:
    """The characters that the base fonts do not draw."""
    letters = dict.fromkeys(_COMMON.sub("", text))
    places = _base_folders()
    return "".join(each for each in letters if not any(draws(folder, each) for folder in places))


def _drawn(folder: str, characters: str) -> bool:
    return any(draws(folder, each) for each in characters)


@cache
def _base_folders() -> tuple[str, ...]:
    packages = (fontpkg_inter, fontpkg_noto_sans)
    return tuple(str(Path(str(package.__file__)).parent / "files") for package in packages)
