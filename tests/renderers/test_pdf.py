"""PDF: what the pages say, where they break, and that the same record gives the same bytes."""

from __future__ import annotations

import io
import os
import warnings
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships none
import pytest

from invoicekit.errors import MissingExtra, RenderFailed
from invoicekit.model import Invoice, Item, Note, Party, Template
from invoicekit.renderers import RENDERERS, _fonts, pdf, view_of
from invoicekit.renderers.pdf import EmbeddedFile, render_pdf

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 10"><path d="M0 0h90v10z"/></svg>'


def render(invoice: Invoice, locale: str = "de", *, original: bool = True) -> bytes:
    return RENDERERS["pdf"].render(view_of(invoice, locale, original=original), None)


def pages(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    texts = (page.get_textpage().get_text_bounded() for page in document)
    return [" ".join(text.replace("\ufffe", "-").split()) for text in texts]


def test_one_page_says_it_all(german: Invoice) -> None:
    (text,) = pages(render(german))
    for part in (
        "Rechnung",
        "2026-100007",
        "Café Großmann & Søn OHG",
        "1.286,55 €",
        "18,735",
        "DE02 1203 0000 0000 2020 51",
        "Seite 1 von 1",
        "fällig am 08.12.2026",
    ):
        assert part in text


def test_a_chinese_page(chinese: Invoice) -> None:
    (text,) = pages(render(chinese, "zh-CN", original=False))
    for part in ("商业发票", "上海晨光文化创意有限公司", "€4,300.20", "第 1 页，共 1 页", "副本"):
        assert part in text


def test_many_pages_repeat_the_header_and_carry_the_sum(long: Invoice) -> None:
    texts = pages(render(long))
    assert len(texts) == 4
    for number, text in enumerate(texts, start=1):
        assert f"Seite {number} von 4" in text
        assert "Einzelpreis" in text
    carried = [text.count("Übertrag") for text in texts]
    assert carried == [1, 2, 2, 1]
    first = max(i for i in range(1, 76) if f"Artikel {i} " in texts[0])
    assert f"Übertrag {first * 10},00" in texts[0]
    assert f"Übertrag {first * 10},00" in texts[1]


@pytest.mark.parametrize("count", range(9, 18))
def test_totals_and_payment_stay_with_the_last_line(long: Invoice, count: int) -> None:
    texts = pages(render(long.replace(lines=long.lines[:count])))
    (page,) = [text for text in texts if "Summe netto" in text]
    assert f"Artikel {count} " in page
    assert "Per Überweisung zahlen" in page


def test_the_same_record_gives_the_same_bytes(german: Invoice) -> None:
    first = render(german)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: render(german), range(4))) == {first}
    pdf._ENGINE.reset()
    assert render(german) == first


def test_metadata_and_standard(german: Invoice) -> None:
    with pikepdf.open(io.BytesIO(render(german))) as document:
        assert document.Root.Lang == "de"
        assert document.Root.MarkInfo.Marked
        meta = document.open_metadata()
        assert meta["dc:title"] == "Rechnung 2026-100007"
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert meta["xmp:CreateDate"].startswith("2026-11-24")
        assert meta["xmp:ModifyDate"].startswith("2026-11-24")


def test_files_inside_make_it_a_3b(german: Invoice) -> None:
    file = EmbeddedFile("factur-x.xml", "<a>ü</a>", "text/xml", "Invoice data")
    data = render_pdf(view_of(german, "de", original=True), attached=[file])
    with pikepdf.open(io.BytesIO(data)) as document:
        assert document.open_metadata()["pdfaid:part"] == "3"
        assert document.attachments["factur-x.xml"].get_file().read_bytes() == "<a>ü</a>".encode()
        assert document.Root.AF[0].AFRelationship == "/Alternative"


def test_text_is_never_markup(german: Invoice) -> None:
    name = '#panic("x") *b* $x$ @preview/a:1.0 #read("/etc/passwd") \x07'
    (text,) = pages(render(german.replace(buyer=Party(name=name))))
    assert '#panic("x") *b* $x$ @preview/a:1.0' in text


def test_chinese_text_without_its_font_names_the_extra(
    chinese: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_fonts, "cjk_folder", lambda: None)
    with pytest.raises(MissingExtra, match="fonts-cjk") as raised:
        render(chinese, "zh-CN")
    assert "pip install 'invoicekit[fonts-cjk]'" in str(raised.value)


def test_a_character_no_font_has_leaves_a_visible_gap(german: Invoice) -> None:
    (text,) = pages(render(german.replace(buyer=Party(name="A\U00013000B 👍🏽 Ltd."))))
    assert "A\ufffdB \ufffd Ltd." in text


def test_what_is_attached_keeps_every_character(german: Invoice) -> None:
    file = EmbeddedFile("a.xml", "<a>\U00013000</a>", "text/xml", "Invoice data")
    data = render_pdf(view_of(german, "de", original=True), attached=[file])
    with pikepdf.open(io.BytesIO(data)) as document:
        assert "\U00013000" in document.attachments["a.xml"].get_file().read_bytes().decode()


def test_signs_only_the_chinese_font_has_are_drawn_with_it(german: Invoice) -> None:
    (text,) = pages(render(german.replace(buyer=Party(name="Stern ㍿"))))
    assert "Stern ㍿" in text


def test_what_typst_refuses_is_said(german: Invoice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "layout", lambda *_: "#panic()")
    with pytest.raises(RenderFailed, match="typst could not make the PDF"):
        render(german)


def test_a_word_longer_than_its_column_is_broken(german: Invoice) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    line = german.lines[0].replace(item=Item(name=word))
    data = render(german.replace(lines=[line, *german.lines[1:]]))
    page = pypdfium2.PdfDocument(io.BytesIO(data))[0].get_textpage()
    lines = page.get_text_bounded().replace("\u200b", "").splitlines()
    assert any("Donaudampf" in each for each in lines)
    assert not any(word in each for each in lines)


def test_short_notes_stay_with_the_totals_and_long_terms_run_on(long: Invoice) -> None:
    texts = pages(render(long.replace(lines=long.lines[:20])))
    (page,) = [text for text in texts if "Summe netto" in text]
    assert "Vielen Dank" in page
    terms = [Note(text="Eigentumsvorbehalt. " * 400)]
    texts = pages(render(long.replace(lines=long.lines[:2], notes=terms)))
    assert len(texts) > 1


def test_a_document_with_nothing_in_it(german: Invoice) -> None:
    assert len(pages(render(Invoice(), "en"))) == 1


def test_logo_draft_and_footer(german: Invoice) -> None:
    view = view_of(german.replace(number=None), "de", original=True, logo=LOGO, footer="HRB 1")
    (text,) = pages(RENDERERS["pdf"].render(view, Template(id="t", name="T")))
    assert "HRB 1" in text
    assert "Entwurf" in text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_has_its_own_lock() -> None:
    with pdf._ENGINE._lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # newer Pythons warn of forks beside threads: meant here
        child = os.fork()
        if child == 0:
            os._exit(0 if pdf._ENGINE._lock.acquire(blocking=False) else 1)
        assert os.waitpid(child, 0)[1] == 0
