"""What decides which VAT a supply bears: who, to whom, what, where, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from invoicekit.jurisdiction.eu import MEMBERS

SupplyKind = Literal["goods", "service", "digital"]

REVERSE_CHARGE = "reverse-charge"
"""The tax class of what a business at home is taxed for in its seller's stead."""
_TREATED_AS = {"MC": "FR", "IM": "GB", "LI": "CH"}
"""Monaco and Man are no third countries (Directive 2006/112/EC, article 7); Liechtenstein is home
to Swiss VAT (Art. 3 Bst. a MWSTG)."""
_GREECE = "EL"
_NORTHERN_IRELAND = "XI"
_UNITED_KINGDOM = {"GB", "XI"}
_GOODS_TO = {("GB", "XI"): "XI"}
"""Where goods go by the buyer's country and that of its VAT identifier, if elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyFacts:
    """What decides.

    Attributes:
        buyer_country: Of the buyer; the issuer's where it is empty.
        deliver_to_country: Where goods go; the buyer's country where it is empty.
        buyer_vat_id: A VAT identifier that is well-formed, with its prefix; None otherwise.
        small_business: Whether the issuer is under the scheme for small enterprises.
        oss: Whether the issuer taxes EU consumers at destination.
    """

    issuer_country: str
    buyer_country: str
    buyer_vat_id: str | None
    buyer_is_business: bool
    kind: SupplyKind
    tax_class: str
    tax_point: date
    deliver_to_country: str | None = None
    small_business: bool = False
    oss: bool = True

    @property
    def destination(self) -> str:
        """Where the goods end or the customer is; `XI` for goods to Northern Ireland."""
        target = self.buyer_country or self.issuer_country
        if self.kind == "goods":
            target = self.deliver_to_country or target
        target = _TREATED_AS.get(target, target)
        if self.kind != "goods":
            return target
        return _GOODS_TO.get((target, self._vat_country), target)

    @property
    def home(self) -> bool:
        """Whether it stays in the issuer's country; Northern Ireland is in the United Kingdom."""
        ends = {self.issuer_country, self.destination}
        return len(ends) == 1 or ends == _UNITED_KINGDOM

    @property
    def reverse_charge_at_home(self) -> bool:
        """Whether it is of a class that the law taxes at the buyer's, a business at home.

        Construction, scrap, telephones …: each country has its list and its conditions, so the
        seller says it with the tax class `reverse-charge`.
        """
        registered = self.buyer_is_business and self.buyer_vat_id is not None
        return self.home and registered and self.tax_class == REVERSE_CHARGE

    @property
    def from_eu(self) -> bool:
        """Whether the issuer is in the EU; with goods from Northern Ireland, too."""
        northern = self.issuer_country == _NORTHERN_IRELAND and self.kind == "goods"
        return northern or self.issuer_country in MEMBERS

    @property
    def within_eu(self) -> bool:
        """Whether it goes from one member to another."""
        destination = self.destination
        northern = destination == _NORTHERN_IRELAND and self.kind == "goods"
        return self.from_eu and not self.home and (destination in MEMBERS or northern)

    @property
    def taxable_buyer(self) -> bool:
        """Whether the buyer is a business with a VAT identifier of a member but the issuer's own.

        Goods are exempt only with an identifier of another member than they left (article 138).
        """
        country = self._vat_country
        known = country in MEMBERS or (country == _NORTHERN_IRELAND and self.kind == "goods")
        return self.buyer_is_business and known and country != self.issuer_country

    @property
    def _vat_country(self) -> str:
        prefix = (self.buyer_vat_id or "")[:2].upper()
        return "GR" if prefix == _GREECE else prefix
