"""Why a line bears the VAT it does, in the words of people: a text a reason and language."""

from __future__ import annotations

from collections.abc import Mapping

REASONS: Mapping[str, Mapping[str, str]] = {
    "small_business": {
        "en": "the issuer is a small enterprise and charges no VAT",
        "de": "Kleinunternehmer: keine Umsatzsteuer",
        "fr": "franchise en base : pas de TVA",
        "zh": "开票方为小规模企业，不征增值税",
    },
    "small_business_rate": {
        "en": "the issuer is a small enterprise: {rate} % of {country}",
        "de": "Kleinunternehmen: {rate} % ({country})",
        "fr": "petite entreprise : {rate} % ({country})",
        "zh": "小规模纳税人：{country} 征收率 {rate}%",
    },
    "home": {
        "en": "supplied at home: {rate} % of {country}",
        "de": "Lieferung im Inland: {rate} % ({country})",
        "fr": "opération intérieure : {rate} % ({country})",
        "zh": "境内销售：{country} 税率 {rate}%",
    },
    "eu_business_goods": {
        "en": "goods to a business in another member state: exempt intra-Community supply",
        "de": "Ware an Unternehmen in anderem Mitgliedstaat: steuerfreie ig. Lieferung",
        "fr": "biens vendus à une entreprise d'un autre État membre : livraison exonérée",
        "zh": "向其他成员国企业销售货物：欧盟内部免税供应",
    },
    "eu_business_service": {
        "en": "service to a business in another member state: the buyer owes the VAT",
        "de": "Leistung an Unternehmen in anderem Mitgliedstaat: Steuerschuld beim Empfänger",
        "fr": "service à une entreprise d'un autre État membre : autoliquidation",
        "zh": "向其他成员国企业提供服务：由购买方反向缴税",
    },
    "eu_consumer_oss": {
        "en": "consumer in another member state: {rate} % of {country} by One Stop Shop",
        "de": "Verbraucher in anderem Mitgliedstaat: {rate} % von {country} über OSS",
        "fr": "consommateur d'un autre État membre : {rate} % de {country} via l'OSS",
        "zh": "其他成员国消费者：通过一站式申报适用 {country} 税率 {rate}%",
    },
    "eu_consumer_home": {
        "en": "buyer without VAT id in another member state: {rate} % of {country}",
        "de": "Abnehmer ohne USt-IdNr. in anderem Mitgliedstaat: {rate} % von {country}",
        "fr": "acheteur sans n° de TVA d'un autre État membre : {rate} % de {country}",
        "zh": "其他成员国无增值税号的购买方：{country} 税率 {rate}%",
    },
    "export_goods": {
        "en": "goods leave the EU: exempt export",
        "de": "Ware verlässt die EU: steuerfreie Ausfuhr",
        "fr": "biens hors UE : exportation exonérée",
        "zh": "货物出口至欧盟以外：免税出口",
    },
    "third_country_service": {
        "en": "service located outside the EU: not subject to VAT",
        "de": "Leistungsort im Drittland: nicht steuerbar",
        "fr": "service localisé hors UE : non soumis à la TVA",
        "zh": "服务地点在欧盟以外：不征增值税",
    },
    "third_country_consumer": {
        "en": "service to a consumer outside the EU, located at home: {rate} % of {country}",
        "de": "Leistung an Verbraucher im Drittland, Ort im Inland: {rate} % ({country})",
        "fr": "service à un consommateur hors UE, localisé ici : {rate} % ({country})",
        "zh": "向欧盟以外消费者提供、地点在境内的服务：{country} 税率 {rate}%",
    },
    "export": {
        "en": "goods leave the country: exempt export",
        "de": "Ware verlässt das Land: steuerfreie Ausfuhr",
        "fr": "biens quittant le pays : exportation exonérée",
        "zh": "货物出口：免税",
    },
    "service_abroad": {
        "en": "service located where its buyer is: not subject to VAT here",
        "de": "Leistungsort beim Empfänger im Ausland: hier nicht steuerbar",
        "fr": "service localisé chez son preneur à l'étranger : non soumis à la TVA ici",
        "zh": "服务地点在境外购买方所在地：境内不征增值税",
    },
    "service_export": {
        "en": "service for use abroad: zero-rated",
        "de": "Leistung zur Nutzung im Ausland: Steuersatz null",
        "fr": "service utilisé à l'étranger : taux zéro",
        "zh": "供境外使用的服务：适用零税率",
    },
    "domestic_reverse_charge": {
        "en": "the buyer, a business at home, accounts for the VAT",
        "de": "Steuerschuld beim Empfänger, einem inländischen Unternehmen",
        "fr": "autoliquidation par le preneur, assujetti dans le pays",
        "zh": "由境内企业购买方反向缴税",
    },
    "no_vat": {
        "en": "the country levies no VAT; sales tax, where due, is a tax beside it",
        "de": "das Land erhebt keine Mehrwertsteuer; Verkaufssteuern stehen daneben",
        "fr": "le pays ne perçoit pas de TVA ; la taxe de vente est indiquée à part",
        "zh": "该国不征增值税；销售税另列",
    },
    "abroad": {
        "en": "taxed at home: {rate} % of {country}",
        "de": "im Inland versteuert: {rate} % ({country})",
        "fr": "imposé dans le pays : {rate} % ({country})",
        "zh": "境内征税：{country} 税率 {rate}%",
    },
    "instead_of_o": {
        "en": "; written as E, since O stands neither beside other categories nor VAT identifiers",
        "de": "; als E, da O weder neben anderen Kategorien noch USt-IdNrn. stehen darf",
        "fr": " ; écrit E, car O exclut toute autre catégorie et tout numéro de TVA",
        "zh": "；因 O 不得与其他类别或增值税号并存，故写作 E",
    },
}
"""Why, by reason and language; `instead_of_o` follows another one."""
