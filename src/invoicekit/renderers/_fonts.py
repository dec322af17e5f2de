"""Fonts for PDF, from packages only: the same pages on every machine.

Inter and Noto Sans write Latin, Greek and Cyrillic, the extra `fonts-cjk` Chinese, Japanese and
Korean: variable fonts, so that bold is drawn by its designer. Any other script comes with a package
of the fontpkg family, such as those of the extra `fonts-rtl`: it is found by its entry point and
used where needed.
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
    "Noto Sans SC": "notosanssc",
    "Noto Sans TC": "notosanstc",
    "Noto Sans JP": "notosansjp",
    "Noto Sans KR": "notosanskr",
}
"""Each family with its folder, in the order they are asked; every one has the real bold."""
_CJK_OF_LANGUAGE = {
    "ja": "Noto Sans JP",
    "ko": "Noto Sans KR",
    "zh-TW": "Noto Sans TC",
    "zh-HK": "Noto Sans TC",
    "zh-Hant": "Noto Sans TC",
}
_SIMPLIFIED = "Noto Sans SC"
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\u303f\u3040-\u30ff\u3100-\u318f\u3190-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"
)
_COMMON = re.compile("[\u0000-\u017f\u2010-\u201f\u2026\u20ac]+")
"""What every document is made of, and the base fonts surely draw."""


@cache
def folders() -> tuple[str, ...]:
    """Returns the folders of the fonts that are installed."""
    return (*_base_folders(), *further().values(), *_cjk().values())


@cache
def cjk_folder() -> str | None:
    """Returns where the Chinese, Japanese and Korean fonts are (extra `fonts-cjk`), or None."""
    try:
        import justmytype_intl_cjk  # type: ignore[import-untyped,unused-ignore]  # data only
    except ModuleNotFoundError:
        return None
    return str(Path(str(justmytype_intl_cjk.__file__)).parent / "fonts" / "ofl")


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
    if cjk_folder() is None and _CJK.search(rare):
        raise MissingExtra(
            "fonts-cjk",
            feature="PDF with Chinese, Japanese or Korean text",
            package="justmytype-intl-cjk",
        )
    chosen = [family for family, folder in further().items() if _drawn(folder, rare)]
    return (*BASE, *chosen, *_cjk_families(rare, language))


def _cjk_families(rare: str, language: str) -> list[str]:
    """The language's own forms first; another family only for what that one lacks."""
    tags = (language, language.partition("-")[0])
    own = next((_CJK_OF_LANGUAGE[tag] for tag in tags if tag in _CJK_OF_LANGUAGE), _SIMPLIFIED)
    installed, chosen = _cjk(), []
    for family in dict.fromkeys((own, *installed)):
        if family in installed and _drawn(installed[family], rare):
            chosen.append(family)
            rare = "".join(each for each in rare if not draws(installed[family], each))
    return chosen


def _cjk() -> dict[str, str]:
    """The installed families and their folders; read anew, since the package may be missing."""
    root = cjk_folder()
    if root is None:
        return {}
    return {family: str(Path(root) / name) for family, name in _CJK_FAMILIES.items()}


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
