"""What law is made of, as data: regimes, rates by date, rounding, numbering, supplies."""

from invoicekit.jurisdiction.cases import Case
from invoicekit.jurisdiction.corrections import CorrectionPolicy
from invoicekit.jurisdiction.facts import SupplyFacts
from invoicekit.jurisdiction.numbering import NumberingPolicy
from invoicekit.jurisdiction.rates import DatedRate, RateHistory, history
from invoicekit.jurisdiction.regime import Regime
from invoicekit.jurisdiction.retention import RetentionRule
from invoicekit.jurisdiction.rounding import RoundingPolicy
from invoicekit.jurisdiction.supply import (
    SupplyDecision,
    decide_supply,
    on_one_document,
)

__all__ = [
    "Case",
    "CorrectionPolicy",
    "DatedRate",
    "NumberingPolicy",
    "RateHistory",
    "Regime",
    "RetentionRule",
    "RoundingPolicy",
    "SupplyDecision",
    "SupplyFacts",
    "decide_supply",
    "history",
    "on_one_document",
]
