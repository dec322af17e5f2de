"""Where no country's law is known: no rates, common rules, voiding before delivery."""

from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, RateHistory, Regime

REGIME = Regime(
    country="",
    currency="USD",
    names={"en": "Elsewhere", "zh": "其他地区"},
    time_zone="UTC",
    rates=RateHistory("", ()),
    numbering=NumberingPolicy(monotonic_dates=False, source="common practice"),
    corrections=CorrectionPolicy(void="before_delivery", source="common practice"),
    languages=("en",),
    sources=("common practice",),
)
