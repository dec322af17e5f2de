"""Peppol BIS Billing 3.0: EN 16931, the network's own rules, and those of the seller's country.

Source: OpenPEPPOL, release 3.0.19 (May 2025), https://docs.peppol.eu/poacc/billing/3.0/
"""

import re

from invoicekit.findings import RuleSet
from invoicekit.rules import (
    _peppol_amounts,
    _peppol_codes,
    _peppol_dk,
    _peppol_document,
    _peppol_gr,
    _peppol_is,
    _peppol_national,
    _peppol_participants,
    _peppol_se,
    en16931,
)
from invoicekit.rules._facts import Facts
from invoicekit.rules._german import Edition, german_rules
from invoicekit.rules._german_payment import skonto_fits
from invoicekit.rules._trade import trade_of

_ATOM = r"[a-zA-Z0-9!#$%&\"*+/=?^_`{|}~-]+"
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}")
_PARTS = {"a": "-1", "b": "-2", "": ""}


def _between_germans(facts: Facts) -> bool:
    return facts.of(trade_of).german


def _german_id(number: str, part: str) -> str:
    return f"DE-R-{number.zfill(3)}{_PARTS[part]}"


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


_GERMAN = german_rules(
    Edition(
        name="peppol.de",
        prefix="Between Germans: ",
        id=_german_id,
        applies=_between_germans,
        skonto=skonto_fits(from_the_start=False),
        email=_is_email,
    )
)
_NOT_IN_CII = frozenset(
    {
        *(f"PEPPOL-EN16931-{number}" for number in ("R008", "R044", "R046", "R051", "CL006")),
        *(f"PEPPOL-EN16931-P0{number}" for number in (100, 101, *range(104, 113))),
        *(rule.id for rules in (_GERMAN, _peppol_gr.RULES, _peppol_is.RULES) for rule in rules),
    }
)
"""What the published rules for CII lack, or ask of elements that no file has."""


RULES = RuleSet(
    "peppol",
    extends=(
        en16931.RULES,
        _peppol_document.SHARED,
        _peppol_document.RULES,
        _peppol_amounts.PEPPOL,
        _peppol_codes.RULES,
        _peppol_participants.RULES,
        _GERMAN,
        _peppol_dk.RULES,
        _peppol_gr.RULES,
        _peppol_is.RULES,
        _peppol_national.RULES,
        _peppol_se.RULES,
    ),
    unpublished={"cii": _NOT_IN_CII, "ubl": frozenset({"PEPPOL-COMMON-R048"})},
)
"""The rules of EN 16931 and what Peppol asks beyond."""
