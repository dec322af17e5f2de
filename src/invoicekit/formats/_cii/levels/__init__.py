"""What the levels of Factur-X ask of a CII file: data, from the official schematrons.

Source: Factur-X 1.09 / ZUGFeRD 2.5; `docs/update_facturx.py` makes the data from a release.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

from invoicekit.binding import LevelRules, opening
from invoicekit.codelists import official_codes
from invoicekit.formats._cii.document import NAMESPACES
from invoicekit.formats._cii.levels._sums import rows

UNUSED = "FX-NOT-USED"
"""Our id for elements and attributes that a level does not use; the schematrons give none."""
EN_16931 = "en16931"
_EXTENDED = "extended"

_FOLDER = Path(__file__).parent
_BESIDE = {
    "minimum": ("blank",),
    "basicwl": ("blank", "own"),
    "basic": ("blank", "own"),
    "en16931": ("blank", "own"),
    _EXTENDED: ("blank", "own", "extended"),
}
"""Level → files of rules that a place is not enough for."""
_NAMES = ("factur-x.eu:", "zugferd.de:")
_NAMED = re.compile(
    r">\s*urn:[^<]*?(?:factur-x\.eu|zugferd\.de):[12]p0:(minimum|basicwl|basic|extended)\s*<"
)


def level_named(data: bytes) -> str:
    """Returns the level that a file names by its specification (BT-24), empty for none.

    The level EN 16931 has no name of its own: it is the standard's.
    """
    head = opening(data)
    if not any(name in head for name in _NAMES):
        return ""
    named = _NAMED.search(head)
    return named[1] if named else ""


def level_of(specification: str) -> str:
    """Returns the level that a specification (BT-24) names, as `level_named`."""
    named = _NAMED.match(f">{specification}<")
    return named[1] if named else ""


@cache
def level_rules(name: str) -> LevelRules:
    """Returns the rules of a level.

    Args:
        name: Such as `basicwl`.
    """
    beside = [_FOLDER / f"{each}_rules.json" for each in _BESIDE.get(name, ())]
    further = rows() if name == _EXTENDED else ()
    return LevelRules.load(_FOLDER / f"{name}.json", beside, NAMESPACES, _codes, UNUSED, further)


@cache
def _codes(name: str) -> frozenset[str]:
    own = _lists().get(name)
    return official_codes(name, "cii") if own is None else frozenset(own.split())


@cache
def _lists() -> dict[str, str]:
    data = json.loads((_FOLDER / "codes.json").read_text(encoding="utf-8"))
    lists: dict[str, str] = data["lists"]
    return lists
