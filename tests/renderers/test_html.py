"""HTML: what the page says, and that nothing in a name, a style or a template can act."""

from __future__ import annotations

import pytest
from lxml import html

from invoicekit.errors import ConfigurationError, RenderFailed
from invoicekit.model import Invoice, Party, Template
from invoicekit.renderers import RENDERERS, view_of
from invoicekit.renderers._sandbox import POLICY

LOGO = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def page(
    invoice: Invoice,
    template: Template | None = None,
    *,
    original: bool = True,
    logo: str | None = None,
    footer: str | None = None,
) -> str:
    view = view_of(invoice, "de", original=original, template=template, logo=logo, footer=footer)
    return RENDERERS["html"].render(view, template).decode()


def texts(tree: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in tree.cssselect(path)]


def test_the_page_says_it_all(german: Invoice) -> None:
    tree = html.document_fromstring(page(german))
    assert (tree.get("lang"), tree.get("dir")) == ("de", "ltr")
    assert tree.findtext(".//title") == "Rechnung 2026-100007"
    assert texts(tree, ".lines th") == [
        "Pos.",
        "Bezeichnung",
        "Menge",
        "Einzelpreis",
        "USt.",
        "Betrag netto",
    ]
    assert texts(tree, ".lines td.amount") == ["955,60", "93,68", "97,80"]
    assert texts(tree, ".lines td.quantity") == ["2 Stk.", "5 Stk.", "1,5 Stk."]
    assert texts(tree, ".grand dd") == ["1.286,55 €"]
    assert texts(tree, ".due") == ["Zahlbetragfällig am 08.12.2026 1.286,55 €"]
    assert "DE02 1203 0000 0000 2020 51" in texts(tree, ".payment dd")
    assert tree.cssselect("img.qr")[0].get("src", "").startswith("data:image/svg+xml;base64,")
    assert texts(tree, ".mark") == []


def test_copies_and_drafts_are_marked(german: Invoice) -> None:
    assert texts(html.document_fromstring(page(german, original=False)), ".mark") == ["Kopie"]
    draft = html.document_fromstring(page(german.replace(number=None)))
    assert draft.cssselect("body")[0].get("data-mark") == "Entwurf"


def test_the_page_needs_nothing_from_outside(german: Invoice) -> None:
    text = page(german, logo=LOGO)
    tree = html.document_fromstring(text)
    assert not tree.cssselect("script, link, iframe, object, a, form")
    assert all(each.get("src", "").startswith("data:") for each in tree.cssselect("img"))
    assert tree.cssselect("meta[http-equiv]")[0].get("content") == POLICY
    assert "default-src 'none'" in POLICY
    assert "http://" not in text
    assert "https://" not in text
    assert len(tree.cssselect("img.logo")) == 1


XSS = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_names_are_text(german: Invoice) -> None:
    line = german.lines[0]
    assert line.item is not None
    hostile = german.replace(
        number=XSS,
        buyer=Party(name=XSS),
        seller=Party(name=XSS),
        payment_terms=XSS,
        lines=[line.replace(item=line.item.replace(name=XSS, description=XSS))],
    )
    tree = html.document_fromstring(page(hostile, footer=XSS))
    assert not tree.cssselect("script")
    assert not [each for each in tree.iter() if each.get("onerror")]
    assert texts(tree, ".lines td.title b") == [XSS]
    assert tree.cssselect("meta[name=author]")[0].get("content") == XSS


def test_a_custom_template(german: Invoice) -> None:
    source = (
        "<!DOCTYPE html>\n<html lang='{{ view.language }}'><head><style>{{ css }}</style></head>"
        "<body>{% for line in view.lines %}<i>{{ line.title }}</i>{% endfor %}"
        "{{ t.amount_due }}</body></html>"
    )
    template = Template(id="own", name="Own", html=source, css="i > b { color: red }")
    text = page(german, template=template)
    assert text.startswith(
        '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security'
    )
    tree = html.document_fromstring(text)
    assert texts(tree, "i")[0] == "Schreibtischlampe Aurora"
    assert "i > b { color: red }" in text
    assert "Zahlbetrag" in text


def test_a_custom_template_may_extend_the_built_in_one(german: Invoice) -> None:
    source = '{% extends "standard.html.j2" %}{% block due %}<p id="own"></p>{% endblock %}'
    text = page(german, template=Template(id="own", name="Own", html=source))
    tree = html.document_fromstring(text)
    assert tree.cssselect("#own")
    assert not tree.cssselect(".due")


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        ("a\n{% if %}", "Expected an expression", 2),
        ("a\n\n{{ viewer.number }}", "'viewer' is undefined", 3),
        ("{{ view.nothing }}", "no attribute 'nothing'", 1),
        ("\n{{ view.__class__ }}", "access to attribute '__class__'", 2),
        ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "unsafe", 1),
        ("{{ view.lines.append(1) }}", "has no attribute 'append'", 1),
        ("{{ t.update({'a': 'b'}) }}", "attribute 'update' of 'dict' object is unsafe", 1),
        ("{% include '/etc/passwd' %}", "only the built-in layouts", 1),
        ("{% extends '../../secret.html' %}", "only the built-in layouts", 1),
        ("{{ 'a' * 1000000000 }}", "operator * is not allowed", 1),
        ("{{ 2 ** 1000000 }}", "operator ** is not allowed", 1),
        ("{% for i in range(9) %}{% endfor %}", "'range' is undefined", 1),
        ("{{ '{0.__class__}'.format(view) }}", "__class__", 1),
        ("{{ view.title|center(1000000000) }}", "No filter named 'center'", 1),
        ("{{ view.title() }}", "not callable", 1),
        ("{{ view.lines|map(attribute='x.__class__')|list }}", "", 1),
    ],
)
def test_what_a_template_cannot_do(german: Invoice, source: str, reason: str, line: int) -> None:
    with pytest.raises(RenderFailed) as raised:
        page(german, template=Template(id="own", name="Own", html=source))
    assert reason in str(raised.value)
    assert raised.value.params == {"line": line}


def test_a_page_without_end_is_stopped(long: Invoice) -> None:
    nested = "{% for a in view.lines %}" * 4 + "x" * 100_000 + "{% endfor %}" * 4
    with pytest.raises(RenderFailed, match="larger than 16 MB"):
        page(long, template=Template(id="own", name="Own", html=nested))


@pytest.mark.parametrize(
    "css",
    [
        "</style><script>alert(1)</script>",
        "<!-- x",
        "@import 'http://evil.example/a.css';",
        "i { background: url(http://evil.example/a.png) }",
        "i { background: URL( 'file:///etc/passwd' ) }",
        "i { background: \\75rl(//evil.example) }",
        "i { background: u\\rl(//evil.example) }",
        "@im/**/port 'a'; i { background: image-set('//evil.example/a.png' 1x) }",
    ],
)
def test_styles_stay_on_the_page(german: Invoice, css: str) -> None:
    with pytest.raises(RenderFailed) as raised:
        page(german, template=Template(id="own", name="Own", css=css))
    assert raised.value.where == "css"


def test_styles_may_bring_their_own_pictures(german: Invoice) -> None:
    css = 'i { background: url("data:image/png;base64,AA=="); content: "\\2014" }'
    assert css in page(german, template=Template(id="own", name="Own", css=css))


def test_an_unknown_base(german: Invoice) -> None:
    with pytest.raises(ConfigurationError, match="no built-in template 'fancy'"):
        page(german, template=Template(id="own", name="Own", base="fancy"))


INNER = """
__class__ __mro__ __base__ __bases__ __subclasses__ __init__ __globals__ __dict__ __getattribute__
__builtins__ __import__ __code__ __closure__ __func__ __self__ __wrapped__ __reduce_ex__ __doc__
__module__ mro gi_frame gi_code cr_frame ag_frame f_globals f_locals f_back f_builtins tb_frame
func_globals func_code im_func im_self model_construct model_fields model_config
""".split()
WAYS = (
    "{{ view.NAME }}",
    "{{ view['NAME'] }}",
    "{{ view|attr('NAME') }}",
    "{{ ''.NAME }}",
    "{{ view.lines.NAME }}",
    "{{ '{0.NAME}'.format(view) }}",
    "{% set x = view.title.NAME %}{{ x }}",
    "{{ t['NAME'] }}",
)


@pytest.mark.gate
def test_no_template_gets_behind_the_view(german: Invoice) -> None:
    """Each inner name in each way: refused, or an empty answer."""
    assert len(INNER) * len(WAYS) > 150
    for name in INNER:
        for way in WAYS:
            source = way.replace("NAME", name)
            try:
                told = page(german, template=Template(id="own", name="Own", html=source))
            except RenderFailed:
                continue
            body = html.document_fromstring(told or "<p/>").text_content().strip()
            assert body in ("", name), source


@pytest.mark.gate
def test_templates_in_names_are_text(german: Invoice) -> None:
    for name in INNER:
        for way in WAYS:
            source = way.replace("NAME", name)
            buyer = Party(name=source, address=german.seller.address if german.seller else None)
            tree = html.document_fromstring(page(german.replace(buyer=buyer)))
            assert source in tree.text_content()
