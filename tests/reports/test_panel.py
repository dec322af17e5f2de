"""Periods of a chart's axis, those without documents too."""

from __future__ import annotations

import pytest

from invoicekit.reports._panel import periods


@pytest.mark.parametrize(
    ("named", "shown"),
    [
        ([], ()),
        (["2026-03"], ("2026-03",)),
        (["2026-02", "2025-11", "2025-11"], ("2025-11", "2025-12", "2026-01", "2026-02")),
        (["2025-Q3", "2026-Q2"], ("2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")),
        (["2024", "2026"], ("2024", "2025", "2026")),
    ],
)
def test_no_period_is_left_out(named: list[str], shown: tuple[str, ...]) -> None:
    assert periods(named) == shown
