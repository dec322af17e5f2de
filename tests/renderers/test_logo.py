"""Logos that only draw are taken as they are; all else is refused with the line."""

from __future__ import annotations

import pytest

from invoicekit.errors import RenderFailed
from invoicekit.renderers._logo import checked_logo

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


@pytest.mark.parametrize(
    "body",
    [
        '<g fill="url(#a)"><path d="M0 0L1 1"/></g><use xlink:href="#a"/>',
        "<style>.a { fill: #f00 }</style><text>A &amp; B</text>",
    ],
)
def test_drawings_pass_unchanged(body: str) -> None:
    assert checked_logo(f"{HEAD}{body}</svg>") == f"{HEAD}{body}</svg>"


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_logo(nothing: str | None) -> None:
    assert checked_logo(nothing) == ""


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            f"{HEAD}\n<script>alert(1)</script></svg>",
            "<script> is not allowed; at logo_svg, line 2",
        ),
        (f'{HEAD}<rect onload="alert(1)"/></svg>', "event onload"),
        (f'{HEAD}<image xlink:href="file:///etc/passwd"/></svg>', "<image> is not allowed"),
        (f'{HEAD}<use xlink:href="http://evil.example/a.svg#a"/></svg>', "href points outside"),
        (f'{HEAD}<rect style="fill:url(http://evil.example)"/></svg>', "style points outside"),
        (f'{HEAD}<style>@import "//evil.example/a.css";</style></svg>', "style points outside"),
        (f"{HEAD}<foreignObject/></svg>", "<foreignObject> is not allowed"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}&a;</svg>', "document type"),
        (f'<?xml-stylesheet href="a.css"?>{HEAD}</svg>', "processing instruction"),
        ("<html/>", "root is not <svg>"),
        ("<svg/>", "root is not <svg>"),
        (f"{HEAD}<g></svg>", "not well-formed"),
        (f"{HEAD}{' ' * 262144}</svg>", "larger than 256 KB"),
    ],
)
def test_all_else_is_refused(source: str, reason: str) -> None:
    with pytest.raises(RenderFailed) as raised:
        checked_logo(source)
    assert reason in str(raised.value)
