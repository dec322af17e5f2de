"""The pages behind a link: what a buyer does with them, and what nobody can do to them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

import invoicekit as ik
from invoicekit.authority._sandbox.platform import Platform
from invoicekit.authority._sandbox.server import SandboxServer
from invoicekit.authority.sandbox import Sandbox
from invoicekit.services._signed_link import signed

SECRET = b"sixteen bytes ok"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FREE = ik.ApprovalPolicy(bands=(ik.ApprovalBand(from_amount="0", approvals=0),))
BEIJING = ik.Issuer(
    party=ik.Party(
        name="北京示例科技有限公司",
        tax_ids=[ik.TaxId(country="CN", value="91110108MA01ABCD2H")],
        address=ik.Address(line1="中关村大街1号", city="北京", country="CN"),
    ),
    approval=FREE,
)
BERLIN = ik.Issuer(
    party=ik.Party(
        name="Shop GmbH",
        tax_ids=[ik.TaxId(country="DE", value="136695976")],
        address=ik.Address(line1="Hauptstr. 1", city="Berlin", postcode="10115", country="DE"),
    ),
    approval=FREE,
)
COMPANY = {
    "kind": "business",
    "name": "上海样本贸易有限公司",
    "tax_number": "91310115txtxtx029g",
    "special": "yes",
    "email": "cw@buyer.example",
}
GMBH = {
    "kind": "business",
    "name": "Müller & Söhne GmbH",
    "tax_number": "DE 811 569 869",
    "address": "Industriestr. 12",
    "postcode": "24392",
    "city": "Süderbrarup",
    "country": "DE",
    "email": "ap@mueller.example",
}


class Shop:
    """A shop with one order, and its buyer's browser."""

    def __init__(self, issuer: ik.Issuer, authority: Sandbox | None = None) -> None:
        self.now = NOW
        self.kit = ik.InvoiceKit.in_memory(
            issuer=issuer, clock=lambda: self.now, authority=authority, link_secret=SECRET
        )
        self.token = self.order()

    def order(self, name: str = "咖啡", reference: str = "SO-1", **more: object) -> str:
        country = self.kit.issuers.list().items[0].party.country
        guest = self.kit.customers.create(
            name="guest", country=country, kind="consumer", actor="shop"
        )
        currency, vat = ("CNY", "S 6") if country == "CN" else ("EUR", "S 19")
        line = ik.OrderLine(name=name, quantity="2", unit_price="30", vat=vat)
        order = ik.Order(
            reference=reference,
            customer_id=guest.id,
            currency=currency,
            delivery_date=NOW.date(),
            lines=[line],
        ).replace(**more)
        stored = self.kit.orders.save(order, actor="shop")
        link = self.kit.portal.title_link(stored.id, base_url="https://shop.example/t/")
        return link.rpartition("/")[2]

    def open(self, language: str = "en", **query: str) -> ik.WebPage:
        return self.kit.portal.page(self.token, query, language=language)

    def send(self, form: dict[str, str], language: str = "en") -> ik.WebPage:
        return self.kit.portal.submit(self.token, hidden(self.open(language)) | form)

    def confirm(self, page: ik.WebPage) -> ik.WebPage:
        return self.kit.portal.submit(self.token, hidden(page) | {"step": "issue"})

    def records(self) -> list[ik.InvoiceSummary]:
        return list(self.kit.invoices.search().items)


class Markup(HTMLParser):
    """The tags of a page, and the names of their attributes, as a browser reads them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def text(page: ik.WebPage) -> str:
    return page.body.decode()


def hidden(page: ik.WebPage) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text(page))
    return {name: html.unescape(value) for name, value in found}


def errors(page: ik.WebPage) -> dict[str, str]:
    found = re.findall(r'<p class="error" id="h-(\w+)">([^<]*)</p>', text(page))
    return {name: html.unescape(said) for name, said in found}


@pytest.fixture
def china() -> Iterator[Shop]:
    with SandboxServer(Platform(clock=lambda: NOW)) as server:
        client = Sandbox(server.url)
        yield Shop(BEIJING, client)
        client.close()


@pytest.fixture
def beijing() -> Shop:
    """A Chinese shop whose platform is out of reach."""
    return Shop(BEIJING, Sandbox("http://127.0.0.1:1"))


@pytest.fixture(scope="module")
def untouched() -> Shop:
    """The same for tests that issue nothing."""
    return Shop(BEIJING, Sandbox("http://127.0.0.1:1"))


@pytest.fixture
def berlin() -> Shop:
    return Shop(BERLIN)


def test_a_chinese_buyer_gets_its_fapiao(china: Shop) -> None:
    shown = china.open("zh-CN,zh;q=0.9")
    assert shown.status == 200
    for words in ("填写开票信息", "北京示例科技有限公司", "订单 SO-1", "咖啡", "¥63.60"):
        assert words in text(shown)
    checked = china.send(COMPANY, "zh")
    assert checked.status == 200
    for words in ("请核对开票信息", "91310115TXTXTX029G", "增值税专用发票", "¥63.60"):
        assert words in text(checked)
    assert china.records() == []
    waiting = china.confirm(checked)
    assert "发票开具中" in text(waiting)
    assert waiting.headers["Refresh"] == "8"
    china.kit.run_outbox()
    china.kit.run_outbox()
    done = china.open("zh")
    assert "发票已开具" in text(done)
    assert "26112000000000000001" in text(done)
    assert "Refresh" not in done.headers
    file = china.open(file="fapiao-xml")
    assert file.body.startswith(b"<?xml")
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    record = china.kit.invoices.get(china.records()[0].id)
    assert record.invoice.fapiao is not None
    assert record.invoice.fapiao.kind == "digital_special"


def test_a_german_buyer_gets_an_invoice_to_its_vat_number(berlin: Shop) -> None:
    assert "Ihre Angaben für die Rechnung" in text(berlin.open("de-AT,en;q=0.5"))
    checked = berlin.send(GMBH, "de")
    assert "Stimmt alles?" in text(checked)
    issued = berlin.confirm(checked)
    assert "Ihre Rechnung ist da" in text(issued)
    [summary] = berlin.records()
    record = berlin.kit.invoices.get(summary.id)
    assert record.number == "2026-000001"
    buyer = record.invoice.buyer
    assert buyer is not None
    assert (buyer.name, buyer.vat_id) == ("Müller & Söhne GmbH", "DE811569869")
    berlin.kit.run_outbox()
    assert berlin.open(file="html").status == 200


def test_a_person_has_no_tax_number_and_reads_its_own_label(china: Shop) -> None:
    person = {"kind": "consumer", "name": "张三", "tax_number": "WRONGNUMBER", "account": "1"}
    checked = china.send(person, "zh")
    assert checked.status == 200
    assert "姓名" in text(checked)
    assert "WRONGNUMBER" not in text(checked)
    china.confirm(checked)
    china.kit.run_outbox()
    record = china.kit.invoices.get(china.records()[0].id)
    assert record.invoice.buyer is not None
    assert record.invoice.buyer.tax_ids == ()


def test_what_is_stored_is_shown_masked(beijing: Shop) -> None:
    person = {"kind": "consumer", "name": "张三", "email": "zhangsan@example.com"}
    page = beijing.confirm(beijing.send(person, "zh"))
    assert "张三" not in text(page)
    assert "zhangsan" not in text(page)
    assert "张*" in text(page)
    assert "z***@example.com" in text(page)


def test_every_fault_is_told_at_once_beside_its_field(beijing: Shop, berlin: Shop) -> None:
    wrong = {"tax_number": "91310115TXTXTX0290", "email": "cw@", "name": "\u202e商贸"}
    page = beijing.send(COMPANY | wrong, "zh")
    assert page.status == 422
    assert errors(page).keys() == {"name", "tax_number", "email"}
    assert "校验码" in errors(page)["tax_number"]
    assert "有 3 处需要修改" in text(page)
    assert 'value="cw@"' in text(page)
    page = berlin.send({"kind": "business", "country": "XX", "name": ""}, "fr")
    assert errors(page).keys() == {"name", "address", "city", "country"}
    assert beijing.records() == berlin.records() == []


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "名" * 101, "101"),
        ("address", "路" * 101, "101"),
        ("account", "6" * 51, "51"),
        ("name", "x" * 50_000, "2000"),
        ("name", "evil\u202egnp.exe", "U+202E"),
        ("name", "zero\u200bwidth", "U+200B"),
        ("name", "nul\x00", "U+0000"),
        ("email", "раypal@example.com", "Cyrillic, Latin"),
        ("email", "a@b@c.example", "whole e-mail address"),
        ("tax_number", "", "needs its tax number"),
    ],
)
def test_a_field_that_is_no_good(untouched: Shop, field: str, value: str, says: str) -> None:
    page = untouched.send(COMPANY | {"special": ""} | {field: value})
    assert page.status == 422
    assert says in errors(page)[field]


@pytest.mark.parametrize(
    "name", ["محمد بن عبد الله", "می\u200cخواهم", "Müller & Söhne", "O’Brien <Ltd>", "𠮷野家"]
)
def test_a_name_in_any_script_passes(berlin: Shop, name: str) -> None:
    page = berlin.send({**GMBH, "kind": "consumer", "name": name})
    assert page.status == 200
    assert f"<bdi>{html.escape(name).replace('&#x27;', '&#39;')}</bdi>" in text(page)


def test_letters_that_look_alike_are_pointed_out(berlin: Shop) -> None:
    page = berlin.send(GMBH | {"name": "Sсhmidt GmbH"})  # its second letter is Cyrillic
    assert page.status == 200
    assert "(Cyrillic, Latin)" in text(page)


def test_signs_of_an_input_method_are_read_as_what_they_mean(untouched: Shop) -> None:
    wide = {"tax_number": "９１３１０１１５ＴＸＴＸＴＸ０２９Ｇ", "email": "cw＠buyer.example"}
    page = untouched.send(COMPANY | wide)
    assert (page.status, errors(page)) == (200, {})
    assert "91310115TXTXTX029G" in text(page)


def test_one_order_gives_one_invoice_however_often_it_is_sent(berlin: Shop) -> None:
    checked = berlin.send(GMBH)
    first = berlin.confirm(checked)
    again = berlin.confirm(checked)
    other = berlin.kit.portal.submit(berlin.token, hidden(checked) | {"name": "Other AG"})
    assert "2026-000001" in text(first)
    assert text(first) == text(again) == text(other)
    assert len(berlin.records()) == 1


def test_who_comes_second_at_the_same_moment_sees_the_first_ones_invoice(
    berlin: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = berlin.send(GMBH)
    seen = berlin.kit.portal.title_request(berlin.token)
    berlin.confirm(checked)
    from invoicekit.kit._visit import Visit

    after = Visit._request
    answers = iter([seen])
    monkeypatch.setattr(Visit, "_request", lambda self, id: next(answers, None) or after(self, id))
    assert "2026-000001" in text(berlin.confirm(checked))
    assert len(berlin.records()) == 1


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    """A Chinese shop whose platform knows one company, and no other name for its number."""
    known = Platform._problem

    def problem(self: Platform, invoice: ik.Invoice) -> tuple[str, str] | None:
        buyer = invoice.buyer and invoice.buyer.name
        wrong = None if buyer == COMPANY["name"] else ("BUYER-NAME", "购买方名称与税号不一致")
        return wrong or known(self, invoice)

    monkeypatch.setattr(Platform, "_problem", problem)
    with SandboxServer(Platform(clock=lambda: NOW)) as server:
        client = Sandbox(server.url)
        yield Shop(BEIJING, client)
        client.close()


def test_a_title_that_the_platform_rejected_is_corrected(strict: Shop) -> None:
    strict.confirm(strict.send(COMPANY | {"name": "上海样本公司"}, "zh"))
    strict.kit.run_outbox()
    again = strict.open("zh")
    for words in ("填写开票信息", "未接受上次提交的抬头", "平台提示：购买方名称与税号不一致"):
        assert words in text(again)
    assert "上海样本公司" not in text(again)
    checked = strict.send(COMPANY, "zh")
    assert "¥63.60" in text(checked)
    assert "发票开具中" in text(strict.confirm(checked))
    strict.kit.run_outbox()
    assert "发票已开具" in text(strict.open("zh"))
    new, old = sorted(strict.records(), key=lambda each: each.number is None)
    assert (new.number, new.document_status) == ("26112000000000000001", "issued")
    assert (old.number, old.document_status) == (None, "discarded")


def test_the_audit_trail_keeps_what_was_rejected(strict: Shop) -> None:
    strict.confirm(strict.send(COMPANY | {"name": "上海样本公司"}, "zh"))
    strict.kit.run_outbox()
    strict.confirm(strict.send(COMPANY, "zh"))
    [old] = [each for each in strict.records() if each.document_status == "discarded"]
    record = strict.kit.invoices.get(old.id)
    assert record.invoice.buyer is not None
    assert record.invoice.buyer.name == "上海样本公司"
    assert record.clearance is not None
    assert record.clearance.message == "购买方名称与税号不一致"
    kinds = [event.type for event in strict.kit.events.of(old.id)]
    assert kinds[-2:] == ["invoice.issue_failed", "invoice.discarded"]
    assert "clearance.rejected" in kinds


def test_what_is_rejected_again_and_again_is_for_the_shop(strict: Shop) -> None:
    for place in range(5):
        strict.confirm(strict.send(COMPANY | {"name": f"第{place}公司"}, "zh"))
        strict.kit.run_outbox()
    page = strict.open("zh")
    assert "发票未能开具" in text(page)
    assert "购买方名称与税号不一致" in text(page)
    assert len(strict.records()) == 5


def test_what_the_shop_itself_asked_for_is_not_the_buyers_to_discard(strict: Shop) -> None:
    order = strict.kit.portal.title_request(strict.token).order
    draft = strict.kit.invoices.create_from_order(order, actor="shop")
    strict.kit.invoices.issue(draft.id, actor="shop")
    strict.kit.run_outbox()
    assert "发票未能开具" in text(strict.open("zh"))


def test_what_was_confirmed_is_what_is_issued(berlin: Shop) -> None:
    checked = berlin.send(GMBH)
    changed = hidden(checked) | {"step": "issue", "name": "Somebody Else"}
    page = berlin.kit.portal.submit(berlin.token, changed)
    assert page.status == 403
    assert "Nothing was issued" in text(page)
    assert berlin.records() == []


def test_the_buyer_goes_back_and_finds_what_it_entered(berlin: Shop) -> None:
    page = berlin.kit.portal.submit(berlin.token, hidden(berlin.send(GMBH)) | {"step": "edit"})
    assert 'value="Industriestr. 12"' in text(page)
    assert '<option value="DE" selected>' in text(page)


@pytest.mark.parametrize("token", ["", "x.y", "again"])
def test_a_form_that_no_page_of_ours_sent_issues_nothing(berlin: Shop, token: str) -> None:
    """Cross-site request forgery: the form's token is bound to the link, and ends."""
    if token == "again":
        token = hidden(berlin.open())["form_token"]
        berlin.now += timedelta(hours=2)
    for step in ("check", "issue"):
        page = berlin.kit.portal.submit(berlin.token, {**GMBH, "form_token": token, "step": step})
        assert page.status == 403
    assert berlin.records() == []


def test_a_forms_token_opens_no_other_link(berlin: Shop) -> None:
    other = berlin.order(reference="SO-2")
    form = hidden(berlin.open()) | GMBH
    assert berlin.kit.portal.submit(other, form).status == 403
    assert berlin.kit.portal.page(form["form_token"]).status == 404


@pytest.mark.parametrize("call", ["page", "submit"])
def test_links_that_open_nothing(berlin: Shop, call: str) -> None:
    kit, until = berlin.kit, NOW + timedelta(days=1)
    gone = signed(SECRET, purpose="title", subject="gone", tenant="default", until=until)
    pay = signed(SECRET, purpose="pay", subject="x", tenant="default", until=until)
    forged = signed(
        b"another secret ok", purpose="title", subject="x", tenant="default", until=until
    )
    payload, seal = berlin.token.split(".")
    facts = base64.urlsafe_b64decode(payload + "==").replace(b'"p":"title"', b'"p":"admin"')
    changed = base64.urlsafe_b64encode(facts).decode().rstrip("=") + "." + seal
    tokens = ["", "../../etc/passwd", "{{7*7}}", "' OR 1=1 --", gone, pay, forged, changed]
    for token in tokens:
        page = getattr(kit.portal, call)(token, {}, language="de")
        assert page.status == 404
        assert "Dieser Link funktioniert nicht" in text(page)
        assert "Shop GmbH" not in text(page)
    other = getattr(kit.for_tenant("other").portal, call)(berlin.token, {})
    assert other.status == 404
    berlin.now += timedelta(days=30)
    late = getattr(kit.portal, call)(berlin.token, {}, language="zh")
    assert (late.status, "链接已过期" in text(late)) == (410, True)


FORBIDDEN = ["html", "../html", "/etc/passwd", "json", "pdf\x00", "{{ config }}", "%2e%2e/html"]


def test_only_archived_originals_are_fetched(berlin: Shop) -> None:
    berlin.confirm(berlin.send(GMBH))
    for file in FORBIDDEN:
        page = berlin.open(file=file)
        assert page.status == 404, file
        assert page.headers["Content-Type"].startswith("text/html")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "</title></style><svg/onload=alert(1)>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_text_becomes_markup(hostile: str) -> None:
    """From every field, and from the order and the seller, on every page."""
    shop = Shop(BERLIN.replace(party=BERLIN.party.replace(name=hostile)))
    shop.token = shop.order(name=hostile, reference=hostile)
    fields = [name for name in GMBH if name not in ("kind", "country")]
    everything = GMBH | dict.fromkeys(fields, hostile) | {"language": hostile}
    good = shop.send(GMBH | {"name": hostile, "address": hostile, "city": hostile})
    pages = [shop.open(hostile, lang=hostile, file=hostile), shop.open(), shop.send(everything)]
    pages += [good, shop.confirm(good), shop.kit.portal.page(hostile)]
    assert [page.status for page in pages] == [200, 200, 422, 200, 200, 404]
    for page in pages:
        markup = Markup()
        markup.feed(text(page))
        assert not markup.tags & {"script", "img", "svg", "iframe", "object"}
        assert not {name for name in markup.attributes if name.startswith("on")}
        assert "autofocus" not in markup.attributes
        assert "<bdi>49" not in text(page)


def test_every_page_is_locked_down(berlin: Shop) -> None:
    form = berlin.open()
    good = berlin.send(GMBH)
    issued = berlin.confirm(good)
    berlin.kit.run_outbox()
    pages = [form, berlin.send({}), good, issued, berlin.open(), berlin.kit.portal.page("x")]
    for page in pages:
        style = re.search(r"<style>(.*?)</style>", text(page), re.DOTALL)
        assert style is not None
        digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
        policy = page.headers["Content-Security-Policy"].split("; ")
        assert policy == [
            "default-src 'none'",
            f"style-src 'sha256-{digest}'",
            "img-src data:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert not re.search(r"<script|\sstyle=|\son\w+=|https?://", text(page))
    file = berlin.open(file="html")
    assert file.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert file.headers["Cache-Control"] == "no-store"


def test_the_readers_language(berlin: Shop) -> None:
    shown = {
        "zh-TW,en;q=0.1": "zh-CN",
        "fr;q=0.2,de;q=0.9": "de",
        "ja, fr": "fr",
        "ja": "de",
        "": "de",
        "en;q=0,fr;q=none,*": "de",
    }
    for asked, tag in shown.items():
        page = berlin.open(asked)
        assert f'<html lang="{tag}"' in text(page), asked
        assert page.headers["Content-Language"] == tag
    assert '<html lang="en"' in text(berlin.open("zh", lang="en"))


def test_an_invoice_has_a_link_of_its_own(berlin: Shop) -> None:
    berlin.confirm(berlin.send(GMBH))
    berlin.kit.run_outbox()
    [summary] = berlin.records()
    link = berlin.kit.portal.invoice_link(summary.id, base_url="https://shop.example/i")
    berlin.token = link.rpartition("/")[2]
    assert "2026-000001" in text(berlin.open())
    assert "2026-000001" in text(berlin.kit.portal.submit(berlin.token, {"name": "x"}))
    assert berlin.open(file="html").status == 200
    with pytest.raises(ik.InputError):
        berlin.kit.portal.title_request(berlin.token)
    with pytest.raises(ik.NotFound):
        berlin.kit.portal.invoice_link("none", base_url="https://shop.example/i")


def test_what_the_shop_has_to_look_at_waits(china: Shop) -> None:
    strict = Shop(BERLIN.replace(approval=ik.ApprovalPolicy()))
    page = strict.confirm(strict.send(GMBH))
    assert "The shop is checking your invoice" in text(page)
    china.confirm(china.send(COMPANY))
    china.kit.run_outbox()
    china.kit.run_outbox()
    record = china.kit.invoices.get(china.records()[0].id)
    credit = china.kit.invoices.credit(record.id, actor="shop", reason="退货")
    assert credit.direction == -1
    assert record.sealed.number in text(china.open())


def test_a_refusal_of_the_platform_is_told_without_personal_data() -> None:
    platform = Platform(clock=lambda: NOW)
    with SandboxServer(platform) as server:
        client = Sandbox(server.url)
        shop = Shop(BEIJING, client)
        shop.confirm(shop.send(COMPANY))
        [summary] = shop.records()
        from invoicekit.model.status import ClearanceStatus
        from invoicekit.ports import AuthorityAnswer
        from invoicekit.services._enquiry import Enquiry
        from invoicekit.services.clear_invoice import record_answer

        said = AuthorityAnswer(ClearanceStatus.REJECTED, code="9", message="cw@buyer.example?")
        runtime = shop.kit._runtime
        runtime.write(
            lambda uow: record_answer(uow, runtime.tools, summary.id, Enquiry(said), actor="p")
        )
        page = shop.open()
        client.close()
    assert "did not accept what was entered last" in text(page)
    assert "The platform says: c***@buyer.example?" in text(page)


def test_an_order_that_costs_something_else_is_not_issued(berlin: Shop) -> None:
    berlin.token = berlin.order(reference="SO-9", expected_total="60.00")
    page = berlin.send(GMBH)
    assert page.status == 422
    assert "the order says 60.00" in text(page)


def test_an_order_with_nothing_left_says_so(berlin: Shop) -> None:
    berlin.confirm(berlin.send(GMBH))
    [summary] = berlin.records()
    berlin.kit.invoices.credit(summary.id, actor="shop", reason="wrong")
    assert berlin.open().status == 200


def test_a_link_as_a_code_to_scan(berlin: Shop) -> None:
    picture = berlin.kit.portal.qr_code("https://shop.example/t/" + berlin.token)
    assert picture.startswith("<svg")
    assert "script" not in picture
