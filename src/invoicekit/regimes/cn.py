"""China: 增值税法 (in force since 2026-01-01); the tax platform numbers fully digital 发票."""

from invoicekit.findings import RuleSet
from invoicekit.jurisdiction import CorrectionPolicy, NumberingPolicy, Regime, history
from invoicekit.jurisdiction.retention import kept
from invoicekit.jurisdiction.rounding import PER_LINE
from invoicekit.rules.fapiao import OWN

LAW = "增值税法 (主席令第四十一号), article 10"
LAW11 = "增值税法 (主席令第四十一号), article 11"
CUT2019 = "财政部 税务总局 海关总署公告2019年第39号"
CUT2018 = "财税〔2018〕32号"
REFORM = "财税〔2016〕36号"
RULES_OF_1994 = "增值税暂行条例, article 2"
SMALL_2026 = "财政部 税务总局公告2026年第10号: 1 % instead of 3 % until 2027-12-31"
SMALL_2023 = "财政部 税务总局公告2023年第1号, 2023年第19号"
SMALL_2020 = "财政部 税务总局公告2020年第13号, 2021年第7号"

RATES = history(
    "CN",
    ("standard", "13", "2026-01-01", LAW),
    ("standard", "13", "2019-04-01", CUT2019),
    ("standard", "16", "2018-05-01", CUT2018),
    ("standard", "17", "1994-01-01", RULES_OF_1994),
    ("reduced", "9", "2026-01-01", LAW),
    ("reduced", "9", "2019-04-01", CUT2019),
    ("reduced", "10", "2018-05-01", CUT2018),
    ("reduced", "11", "2017-07-01", "财税〔2017〕37号"),
    ("services", "6", "2026-01-01", LAW),
    ("services", "6", "2016-05-01", REFORM),
    # In force until the end of 2027, 3 % of article 11 from then on. Between 2022-04-01 and
    # 2022-12-31 these sales were exempt, which is no rate: such a line brings its category.
    ("small-scale", "3", "2028-01-01", LAW11),
    ("small-scale", "1", "2026-01-01", SMALL_2026),
    ("small-scale", "1", "2023-01-01", SMALL_2023),
    ("small-scale", "1", "2020-03-01", SMALL_2020, "2022-03-31"),
    ("small-scale", "3", "2009-01-01", "增值税暂行条例, article 12"),
    ("small-scale-3", "3", "2026-01-01", LAW11),
    ("small-scale-3", "3", "2009-01-01", "增值税暂行条例, article 12"),
    ("zero", "0", "2026-01-01", LAW),
    ("zero", "0", "1994-01-01", RULES_OF_1994),
    classes={"books": "reduced", "food": "reduced", "standard": "standard"},
)

RULES = RuleSet("cn", extends=(OWN,))
"""The rules of 发票, beside those of the core."""

REGIME = Regime(
    country="CN",
    currency="CNY",
    names={"en": "China", "de": "China", "fr": "Chine", "zh": "中国"},
    time_zone="Asia/Shanghai",
    rates=RATES,
    numbering=NumberingPolicy(
        numbered_by="authority",
        monotonic_dates=False,
        source="国家税务总局公告2024年第11号: 20 digits by the platform",
    ),
    corrections=CorrectionPolicy(
        void="paper_in_month",
        credit_note=False,
        corrective_invoice=False,
        red_letter=True,
        titles={"381": {"zh": "红字发票", "en": "Red-letter invoice"}},
        source="国家税务总局公告2024年第11号: fully digital invoices are corrected by 红字发票",
    ),
    rounding=PER_LINE,
    small_enterprise="small-scale",
    retention=(
        # The longer of two duties: 发票管理办法 asks for five years, the accounting law for thirty.
        kept(30, "2016-01-01", "会计档案管理办法 (财政部 国家档案局令第79号, 2016)", "fiscal_year"),
        kept(15, "1999-01-01", "会计档案管理办法 (财会字〔1998〕32号)", "fiscal_year"),
    ),
    languages=("zh-CN", "en"),
    title_form="fapiao",
    originals=("fapiao-xml",),
    rules=RULES,
    sources=("https://www.gov.cn/yaowen/liebiao/202412/content_6994516.htm",),
)
