"""Every reason is told in every language, with the same values."""

from __future__ import annotations

import re

import pytest

from invoicekit.jurisdiction.reasons import REASONS
from invoicekit.jurisdiction.supply import CASES

LANGUAGES = {"en", "de", "fr", "zh"}


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_a_reason_speaks_every_language(reason: str) -> None:
    texts = REASONS[reason]

    assert set(texts) == LANGUAGES
    values = {language: set(re.findall(r"{(\w+)}", text)) for language, text in texts.items()}
    assert all(found == values["en"] for found in values.values()), values


def test_there_is_a_reason_for_every_case_and_none_besides() -> None:
    assert set(REASONS) == {case.reason for case in CASES} | {"small_business_rate"}
