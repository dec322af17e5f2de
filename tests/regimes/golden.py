"""Regimes as JSON, so that a change of law shows as a change of a file.

`python tests/regimes/golden.py --update` writes the files anew; read the difference before you
commit it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction import Regime
from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.regimes import REGIMES, regime_of

FOLDER = Path(__file__).parents[1] / "golden" / "regimes"


def regimes() -> Iterator[tuple[str, Regime]]:
    """Yields every regime we know, by the name of its golden file."""
    for country in sorted(MEMBERS | {"XI"}):
        yield country.lower(), regime_of(country)
    for name in REGIMES.names():
        if name.upper() not in MEMBERS:
            yield name, REGIMES[name]


def dump(regime: Regime) -> str:
    """Returns a regime as JSON text."""
    return json.dumps(_plain(regime), ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, RuleSet):
        return {rule.id: f"{rule.severity}: {rule.message}" for rule in value}
    if is_dataclass(value):
        known = {each.name: getattr(value, each.name) for each in fields(value)}
        return {name: _plain(inner) for name, inner in known.items() if not callable(inner)}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in sorted(value.items())}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, Decimal | date):
        return str(value)
    return value


def update() -> None:
    """Writes every golden file, and removes those of regimes that are no more."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    written = {name: dump(regime) for name, regime in regimes()}
    for file in FOLDER.glob("*.json"):
        if file.stem not in written:
            file.unlink()
    for name, text in written.items():
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: python tests/regimes/golden.py --update")
    update()
