"""China: 增值税法 (in force since 2026-01-01); the tax platform numbers fully digital 发票."""

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.model.invoice import Invoice

LAW = "增值税法 (主席令第四十一号), article 10"
CUT = "财政部 税务总局 海关总署公告2019年第39号"
SMALL = "财政部 税务总局公告2023年第19号, prolonged to 2027-12-31"

RATES = history(
    "CN",
    ("standard", "13", "2026-01-01", LAW),
    ("standard", "13", "2019-04-01", CUT),
    ("reduced", "9", "2026-01-01", LAW),
    ("reduced", "9", "2019-04-01", CUT),
    ("services", "6", "2026-01-01", LAW),
    ("services", "6", "2016-05-01", "财税〔2016〕36号"),
    ("small-scale", "1", "2023-01-01", SMALL),
    ("small-scale-3", "3", "2026-01-01", "增值税法, article 11"),
    ("zero", "0", "2026-01-01", LAW),
    classes={"books": "reduced", "food": "reduced"},
    categories={"zero": "Z"},
)

RULES = RuleSet("cn")


@RULES.rule("CN-01", path="seller.tax_ids")
def seller_names_its_tax_number(invoice: Invoice) -> bool:
    """The seller gives its taxpayer number (BT-31): 发票管理办法, article 22."""
    return invoice.seller is None or bool(invoice.seller.tax_ids)


REGIME = Regime(
    country="CN",
    currency="CNY",
    names={"en": "China", "de": "China", "fr": "Chine", "zh": "中国"},
    time_zone="Asia/Shanghai",
    rates=RATES,
    numbering=NumberingPolicy(
        numbered_by="authority", source="国家税务总局公告2024年第11号: 20 digits by the platform"
    ),
    corrections=CorrectionPolicy(
        void="never",
        credit_note=False,
        corrective_invoice=False,
        red_letter=True,
        source="国家税务总局公告2024年第11号: fully digital invoices are corrected by 红字发票",
    ),
    rounding=PER_LINE,
    languages=("zh-CN", "en"),
    rules=RULES,
    sources=("https://www.gov.cn/yaowen/liebiao/202412/content_6994516.htm",),
)
