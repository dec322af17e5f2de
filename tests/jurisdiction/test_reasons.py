"""Every reason is told in every language, with the same values."""

from __future__ import annotations

import re

import pytest

from invoicekit.jurisdiction.reasons import REASONS
from invoicekit.regimes import REGIMES, regime_of

LANGUAGES = {"en", "de", "fr", "zh"}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_reason_speaks_every_language(reason: str) -> None:
    texts = REASONS[reason]

    assert set(texts) == LANGUAGES
    values = {language: set(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
    assert all(found == values["en"] for found in values.values()), values


def test_there_is_a_reason_for_every_case_and_none_besides() -> None:
    regimes = [*REGIMES, regime_of("XI"), regime_of("IT")]
    used = {case.reason for regime in regimes for case in regime.supplies}

    assert set(REASONS) == used | {"small_business_rate", "instead_of_o"}
