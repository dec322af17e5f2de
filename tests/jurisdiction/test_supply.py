"""Which VAT a supply bears: one table of cases, and that every combination of facts finds a row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicekit.codelists import codes
from invoicekit.errors import ConfigurationError
from invoicekit.jurisdiction import SupplyDecision, SupplyFacts, decide_supply, on_one_document
from invoicekit.jurisdiction.cases import ELSEWHERE, EU_CASES
from invoicekit.jurisdiction.eu import MEMBERS
from invoicekit.jurisdiction.facts import SupplyKind
from invoicekit.regimes import regime_of

DAY = date(2026, 3, 1)


def decide(  # the columns of the table below
    issuer: str,
    buyer: str,
    kind: SupplyKind = "goods",
    *,
    vat_id: str | None = None,
    business: bool = False,
    tax_class: str = "standard",
    day: date = DAY,
    deliver_to: str | None = None,
    small: bool = False,
    oss: bool = True,
) -> SupplyDecision:
    facts = SupplyFacts(
        issuer_country=issuer,
        buyer_country=buyer,
        buyer_vat_id=vat_id,
        buyer_is_business=business or vat_id is not None,
        kind=kind,
        tax_class=tax_class,
        tax_point=day,
        deliver_to_country=deliver_to,
        small_business=small,
        oss=oss,
    )
    return decide_supply(facts, regime_of)


def told(decision: SupplyDecision) -> str:
    """The decision in a line: reason, category, rate, whose, code."""
    rate = "-" if decision.rate is None else f"{decision.rate:f}"
    code = decision.exemption_code or "-"
    return f"{decision.reason} {decision.category} {rate} {decision.country} {code}"


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        # At home.
        (decide("DE", "DE"), "home S 19 DE -"),
        (decide("DE", ""), "home S 19 DE -"),
        (decide("DE", "DE", vat_id="DE136695976"), "home S 19 DE -"),
        (decide("DE", "DE", tax_class="books"), "home S 7 DE -"),
        (decide("DE", "DE", day=date(2020, 7, 1)), "home S 16 DE -"),
        (decide("DE", "DE", day=date(2020, 12, 31), tax_class="books"), "home S 5 DE -"),
        (decide("DE", "DE", day=date(2021, 1, 1)), "home S 19 DE -"),
        (decide("DE", "DE", tax_class="meals"), "home S 7 DE -"),
        (decide("DE", "DE", tax_class="meals", day=date(2025, 12, 31)), "home S 19 DE -"),
        (decide("DE", "DE", tax_class="zero"), "home Z 0 DE -"),
        (decide("CZ", "CZ", tax_class="books"), "home Z 0 CZ -"),
        (decide("CZ", "CZ", tax_class="books", day=date(2023, 12, 31)), "home S 10 CZ -"),
        (decide("FR", "FR", "service"), "home S 20 FR -"),
        (decide("CN", "CN"), "home S 13 CN -"),
        (decide("CN", "CN", "service", tax_class="services"), "home S 6 CN -"),
        # What the buyer is taxed for at home, where it is a registered business.
        (
            decide("DE", "DE", "service", tax_class="reverse-charge", vat_id="DE136695976"),
            "domestic_reverse_charge AE 0 DE VATEX-EU-AE",
        ),
        (
            decide("AT", "AT", tax_class="reverse-charge", vat_id="ATU13585627"),
            "domestic_reverse_charge AE 0 AT VATEX-EU-AE",
        ),
        (decide("DE", "DE", tax_class="reverse-charge", business=True), "home S 19 DE -"),
        (decide("DE", "DE", tax_class="reverse-charge"), "home S 19 DE -"),
        (
            decide("DE", "FR", tax_class="reverse-charge", vat_id="FR40303265045"),
            "eu_business_goods K 0 DE VATEX-EU-IC",
        ),
        (
            decide("DE", "DE", tax_class="reverse-charge", vat_id="DE136695976", small=True),
            "small_business E 0 DE -",
        ),
        # Goods that stay though the buyer is abroad, and goods that go though the buyer is not.
        (decide("DE", "FR", vat_id="FR40303265045", deliver_to="DE"), "home S 19 DE -"),
        (decide("DE", "DE", deliver_to="FR"), "eu_consumer_oss S 20 FR -"),
        # A business in another member state.
        (
            decide("DE", "FR", vat_id="FR40303265045"),
            "eu_business_goods K 0 DE VATEX-EU-IC",
        ),
        (decide("DE", "GR", vat_id="EL094259216"), "eu_business_goods K 0 DE VATEX-EU-IC"),
        (
            decide("DE", "FR", "service", vat_id="FR40303265045"),
            "eu_business_service AE 0 DE VATEX-EU-AE",
        ),
        (
            decide("FR", "IT", "digital", vat_id="IT00743110157"),
            "eu_business_service AE 0 FR VATEX-EU-AE",
        ),
        # A service is where its buyer is, whatever its identifier and wherever goods would go.
        (decide("DE", "DE", "service", vat_id="FR40303265045"), "home S 19 DE -"),
        (
            decide("DE", "FR", "service", vat_id="FR40303265045", deliver_to="US"),
            "eu_business_service AE 0 DE VATEX-EU-AE",
        ),
        # With an id of the issuer's own country, or of none in the Union, it is taxed.
        (decide("DE", "FR", vat_id="DE136695976"), "eu_consumer_oss S 20 FR -"),
        (decide("DE", "FR", vat_id="CHE107787577"), "eu_consumer_oss S 20 FR -"),
        (decide("DE", "FR", business=True), "eu_consumer_oss S 20 FR -"),
        # A consumer in another member state.
        (decide("DE", "FR", tax_class="books"), "eu_consumer_oss S 5.5 FR -"),
        (decide("DE", "IT", tax_class="books"), "eu_consumer_oss S 4 IT -"),
        (decide("DE", "PL", tax_class="books"), "eu_consumer_oss S 5 PL -"),
        (decide("DE", "PL"), "eu_consumer_oss S 23 PL -"),
        (decide("FR", "DE", "digital", tax_class="books"), "eu_consumer_oss S 7 DE -"),
        (decide("DE", "FI"), "eu_consumer_oss S 25.5 FI -"),
        (decide("DE", "FR", "service"), "eu_consumer_home S 19 DE -"),
        (decide("DE", "FR", oss=False), "eu_consumer_home S 19 DE -"),
        (decide("DE", "FR", "digital", oss=False), "eu_consumer_home S 19 DE -"),
        # Northern Ireland is a member for goods.
        (decide("DE", "XI", vat_id="XI110305878"), "eu_business_goods K 0 DE VATEX-EU-IC"),
        (decide("DE", "GB", vat_id="XI110305878"), "eu_business_goods K 0 DE VATEX-EU-IC"),
        (decide("DE", "XI"), "eu_consumer_oss S 20 XI -"),
        (decide("DE", "XI", tax_class="books"), "eu_consumer_oss Z 0 XI -"),
        (
            decide("DE", "XI", "service", vat_id="XI110305878"),
            "third_country_service O - DE VATEX-EU-O",
        ),
        # Monaco is France, the Isle of Man the United Kingdom; Åland is outside.
        (decide("DE", "MC", vat_id="FR40303265045"), "eu_business_goods K 0 DE VATEX-EU-IC"),
        (decide("DE", "MC"), "eu_consumer_oss S 20 FR -"),
        (decide("FR", "MC", "service"), "home S 20 FR -"),
        (decide("GB", "IM"), "home S 20 GB -"),
        (decide("DE", "FR", deliver_to="MC"), "eu_consumer_oss S 20 FR -"),
        (decide("FI", "AX"), "export_goods G 0 FI VATEX-EU-G"),
        # Outside the Union.
        (decide("DE", "US"), "export_goods G 0 DE VATEX-EU-G"),
        (decide("DE", "GB", vat_id="GB110305878"), "export_goods G 0 DE VATEX-EU-G"),
        (decide("DE", "CH", business=True), "export_goods G 0 DE VATEX-EU-G"),
        (decide("DE", "FR", deliver_to="CN"), "export_goods G 0 DE VATEX-EU-G"),
        (
            decide("DE", "US", "service", business=True),
            "third_country_service O - DE VATEX-EU-O",
        ),
        (decide("DE", "US", "digital"), "third_country_service O - DE VATEX-EU-O"),
        (decide("DE", "US", "service"), "third_country_consumer S 19 DE -"),
        # Small enterprises.
        (decide("DE", "DE", small=True), "small_business E 0 DE -"),
        (decide("FR", "FR", small=True), "small_business E 0 FR VATEX-FR-FRANCHISE"),
        (decide("DE", "FR", small=True), "small_business E 0 DE -"),
        (decide("DE", "FR", vat_id="FR40303265045", small=True), "small_business E 0 DE -"),
        (
            decide("DE", "FR", "service", vat_id="FR40303265045", small=True),
            "eu_business_service AE 0 DE VATEX-EU-AE",
        ),
        (decide("CN", "CN", small=True), "small_business_rate S 1 CN -"),
        (decide("CN", "CN", small=True, day=date(2028, 1, 1)), "small_business_rate S 3 CN -"),
        # An issuer outside the Union.
        (decide("CN", "US"), "export G 0 CN -"),
        (decide("CN", "DE", vat_id="DE136695976"), "export G 0 CN -"),
        (decide("CN", "US", "service", tax_class="services"), "abroad S 6 CN -"),
        (decide("BR", "DE"), "export G 0 BR -"),
        (decide("BR", "BR", small=True), "small_business E 0 BR -"),
        # The United States levy no VAT.
        (decide("US", "US"), "no_vat O - US -"),
        (decide("US", "DE", vat_id="DE136695976"), "no_vat O - US -"),
        (decide("US", "US", "service", small=True), "no_vat O - US -"),
        # The United Kingdom.
        (decide("GB", "GB"), "home S 20 GB -"),
        (decide("GB", "GB", tax_class="books"), "home Z 0 GB -"),
        (decide("GB", "GB", tax_class="reverse-charge"), "home S 20 GB -"),
        (
            decide("GB", "GB", "service", tax_class="reverse-charge", vat_id="GB980780684"),
            "domestic_reverse_charge AE 0 GB -",
        ),
        (decide("GB", "DE", vat_id="DE136695976"), "export G 0 GB -"),
        (decide("GB", "DE", "service", business=True), "service_abroad O - GB -"),
        (decide("GB", "DE", "digital"), "service_abroad O - GB -"),
        (decide("GB", "DE", "service"), "abroad S 20 GB -"),
        (decide("GB", "GB", small=True), "small_business O - GB -"),
        # Switzerland: services are where the buyer is, consumers included.
        (decide("CH", "CH"), "home S 8.1 CH -"),
        (decide("CH", "CH", tax_class="food"), "home S 2.6 CH -"),
        (decide("CH", "CH", "service", tax_class="accommodation"), "home S 3.8 CH -"),
        (decide("CH", "CH", day=date(2023, 12, 31)), "home S 7.7 CH -"),
        (decide("CH", "LI"), "home S 8.1 CH -"),
        (decide("DE", "LI"), "export_goods G 0 DE VATEX-EU-G"),
        (decide("CH", "DE"), "export G 0 CH -"),
        (decide("CH", "DE", "service"), "service_abroad O - CH -"),
        (decide("CH", "CH", small=True), "small_business O - CH -"),
        # Norway: services to businesses abroad are zero-rated.
        (decide("NO", "NO"), "home S 25 NO -"),
        (decide("NO", "NO", tax_class="food"), "home S 15 NO -"),
        (decide("NO", "NO", tax_class="books"), "home Z 0 NO -"),
        (decide("NO", "SE"), "export G 0 NO -"),
        (decide("NO", "SE", "service", business=True), "service_export G 0 NO -"),
        (decide("NO", "SE", "service"), "abroad S 25 NO -"),
        (decide("NO", "NO", small=True), "small_business O - NO -"),
        # Northern Ireland sells goods as a member, services as the United Kingdom.
        (decide("XI", "XI"), "home S 20 XI -"),
        (decide("XI", "DE", vat_id="DE136695976"), "eu_business_goods K 0 XI VATEX-EU-IC"),
        (decide("XI", "DE"), "eu_consumer_oss S 19 DE -"),
        (decide("XI", "GB"), "home S 20 XI -"),
        (decide("GB", "XI"), "home S 20 GB -"),
        (decide("XI", "US"), "export_goods G 0 XI VATEX-EU-G"),
        (decide("XI", "DE", "service", vat_id="DE136695976"), "abroad S 20 XI -"),
        (decide("XI", "XI", small=True), "small_business E 0 XI -"),
    ],
)
def test_a_supply_bears(decision: SupplyDecision, expected: str) -> None:
    assert told(decision) == expected


def test_where_no_rate_is_known_the_line_must_bring_its_own() -> None:
    with pytest.raises(ConfigurationError, match="BR has no VAT rate 'standard'"):
        decide("BR", "BR")


@pytest.mark.parametrize(
    ("language", "reason", "explanation"),
    [
        (
            "de",
            "Steuerfreie innergemeinschaftliche Lieferung",
            "Ware an Unternehmen in anderem Mitgliedstaat: steuerfreie ig. Lieferung",
        ),
        (
            "fr-FR",
            "Livraison intracommunautaire exonérée de TVA",
            "biens vendus à une entreprise d'un autre État membre : livraison exonérée",
        ),
        ("zh-CN", "欧盟内部交易，免征增值税", "向其他成员国企业销售货物：欧盟内部免税供应"),
        (
            "xx",
            "Intra-Community supply, exempt from VAT",
            "goods to a business in another member state: exempt intra-Community supply",
        ),
    ],
)
def test_an_exempt_line_says_why_in_the_documents_language(
    language: str, reason: str, explanation: str
) -> None:
    decision = decide("DE", "FR", vat_id="FR40303265045")

    assert decision.exemption_reason(language) == reason
    assert decision.explanation(language) == explanation


def test_a_taxed_line_names_rate_and_country_and_needs_no_text() -> None:
    decision = decide("DE", "FI", tax_class="books")

    assert decision.exemption_reason("de") is None
    assert decision.explanation("en") == (
        "consumer in another member state: 13.5 % of FI by One Stop Shop"
    )


@pytest.mark.parametrize(
    ("country", "language", "text"),
    [
        ("DE", "de", "Steuerfrei als Kleinunternehmer gemäß § 19 UStG"),
        (
            "AT",
            "de",
            "Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung (§ 6 Abs. 1 Z 27 UStG 1994)",
        ),
        ("FR", "fr", "TVA non applicable, art. 293 B du CGI"),
        ("BE", "fr", "Régime particulier de franchise des petites entreprises"),
        ("CZ", "cs", "Osvobozeno od DPH: zvláštní režim pro malé podniky"),
        ("PL", "pl", "Zwolnienie z VAT na podstawie art. 113 ust. 1 ustawy o VAT"),
        ("GB", "en-GB", "Not registered for VAT"),
        ("CH", "de-CH", "Nicht mehrwertsteuerpflichtig (Art. 10 MWSTG)"),
        ("NO", "nb", "Ikke registrert i Merverdiavgiftsregisteret"),
    ],
)
def test_a_small_enterprise_quotes_its_own_countrys_law(
    country: str, language: str, text: str
) -> None:
    assert decide(country, country, small=True).exemption_reason(language) == text


def test_the_law_is_named_where_a_rate_or_an_article_decided() -> None:
    assert decide("RO", "RO").source == "Legea nr. 141/2025"
    assert decide("DE", "US").source == "Directive 2006/112/EC, article 146"


GOODS = decide("DE", "US", business=True)
SERVICE = decide("DE", "US", "service", business=True)


def test_a_service_located_abroad_is_written_as_exempt_beside_an_export() -> None:
    goods, service = on_one_document([GOODS, SERVICE])

    assert told(goods) == "export_goods G 0 DE VATEX-EU-G"
    assert told(service) == "third_country_service E 0 DE -"
    assert service.exemption_reason("de") == "Nicht steuerbar: Leistungsort im Drittland"
    assert service.explanation("en") == (
        "service located outside the EU: not subject to VAT; written as E, since O stands neither"
        " beside other categories nor VAT identifiers"
    )
    assert service.instead_of == "O"
    assert on_one_document([SERVICE]) == (SERVICE,)


@pytest.mark.parametrize(
    ("decisions", "given", "names_vat_ids", "categories"),
    [
        ([SERVICE], (), False, "O"),
        ([SERVICE, SERVICE], ("O",), False, "O O"),
        ([SERVICE], ("S",), False, "E"),
        ([SERVICE], (), True, "E"),
        ([GOODS, GOODS], (), True, "G G"),
        ([decide("US", "US"), decide("US", "US")], (), False, "O O"),
        ([decide("US", "US")], (), True, "E"),
        ([], ("S",), True, ""),
    ],
)
def test_what_is_outside_the_scope_stands_alone_or_not_as_o(
    decisions: list[SupplyDecision], given: tuple[str, ...], names_vat_ids: bool, categories: str
) -> None:
    found = on_one_document(decisions, given=given, names_vat_ids=names_vat_ids)

    assert " ".join(each.category for each in found) == categories
    assert all((each.rate is None) == (each.category == "O") for each in found)


COUNTRIES = ["DE", "FR", "IT", "XI", "GB", "US", "CN", ""]
VAT_IDS = [None, "DE136695976", "FR40303265045", "XI110305878", "CHE107787577", "x"]
EXEMPT = {"K", "AE", "G", "O", "E"}


def test_every_combination_of_facts_finds_a_row_and_every_row_is_found() -> None:
    kinds: tuple[SupplyKind, ...] = ("goods", "service", "digital")
    flags = (False, True)
    issuers = ("DE", "FR", "CN")
    found = set()
    classes = ("standard", "reverse-charge")
    for issuer, buyer, goal, vat_id, kind, business, small, oss, tax_class in product(
        issuers, COUNTRIES, [None, *COUNTRIES], VAT_IDS, kinds, flags, flags, flags, classes
    ):
        facts = SupplyFacts(
            issuer_country=issuer,
            buyer_country=buyer,
            buyer_vat_id=vat_id,
            buyer_is_business=business,
            kind=kind,
            tax_class=tax_class,
            tax_point=DAY,
            deliver_to_country=goal,
            small_business=small,
            oss=oss,
        )
        decision = decide_supply(facts, regime_of)
        found.add(decision.reason)
        assert (decision.category in EXEMPT) == (decision.note is not None)
        assert (decision.rate is None) == (decision.category == "O")

    assert found == {case.reason for case in (*EU_CASES, *ELSEWHERE)} | {"small_business_rate"}


@given(
    issuer=st.sampled_from(sorted(MEMBERS)),
    buyer=st.sampled_from(sorted(MEMBERS)),
    tax_class=st.sampled_from(["standard", "books", "anything"]),
    day=st.dates(date(2013, 11, 1), date(2030, 12, 31)),
    kind=st.sampled_from(["goods", "service", "digital"]),
)
def test_consumers_in_the_union_always_pay_somebodys_rate(
    issuer: str, buyer: str, tax_class: str, day: date, kind: SupplyKind
) -> None:
    decision = decide(issuer, buyer, kind, tax_class=tax_class, day=day)

    assert decision.country in {issuer, buyer}
    assert decision.key is not None
    expected = regime_of(decision.country).rates.rate_on(decision.key, day)
    assert (decision.rate, decision.source) == (expected.rate, expected.source)
    assert decision.rate is not None
    assert Decimal(0) <= decision.rate <= Decimal(27)


def test_exemption_codes_are_in_the_official_list() -> None:
    official = codes("exemption_codes")
    ours = {case.code for case in EU_CASES if case.code} | {"VATEX-FR-FRANCHISE"}

    assert ours <= official


FACTS = st.builds(
    SupplyFacts,
    issuer_country=st.sampled_from(["DE", "FR", "GB", "CH", "NO", "US", "CN", "XI"]),
    buyer_country=st.sampled_from(["DE", "FR", "US", "GB", "CH", "XI", "MC", ""]),
    buyer_vat_id=st.sampled_from([None, "FR40303265045", "DE136695976", "XI110305878"]),
    buyer_is_business=st.booleans(),
    kind=st.sampled_from(["goods", "service", "digital"]),
    tax_class=st.sampled_from(["standard", "books", "reverse-charge"]),
    tax_point=st.dates(date(2023, 1, 1), date(2030, 12, 31)),
    small_business=st.booleans(),
    oss=st.booleans(),
)


@given(facts=st.lists(FACTS, min_size=1, max_size=4), names_vat_ids=st.booleans())
def test_whatever_is_decided_can_stand_on_one_document(
    facts: list[SupplyFacts], names_vat_ids: bool
) -> None:
    found = on_one_document(
        [decide_supply(each, regime_of) for each in facts], names_vat_ids=names_vat_ids
    )
    categories = {each.category for each in found}

    assert "O" not in categories or (categories == {"O"} and not names_vat_ids)
    for decision in found:
        assert (decision.rate is None) == (decision.category == "O")
        assert (decision.note is None) == (decision.category in {"S", "Z"})
        for language in ("en", "de", "fr", "zh"):
            assert decision.explanation(language)
