"""Jinja2 in a sandbox: templates that place texts, and can reach nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import NoReturn

from jinja2 import DictLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from invoicekit.errors import RenderFailed
from invoicekit.renderers._templates import BUILT_IN, FOLDER

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""Content security policy of every page: no script, no request, pictures only from the page."""

_LIMIT = 16 * 1024 * 1024
_INLINE = "<template>"
_FILTERS = frozenset("center format indent pprint random tojson wordwrap xmlattr".split())
"""Filters that are of no use on an invoice, or let a short source make an endless page."""
_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>\s*", re.IGNORECASE)
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_CSS_ELSEWHERE = re.compile(
    r"@import|@namespace|expression\(|(?:url|src|image|image-set)\(\s*+['\"]?+(?!data:|#)",
    re.IGNORECASE,
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """Templates do no arithmetic: the operators that can make endless values are refused."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(  # the name and the parameters are jinja's
        self, context: object, operator: str, left: object, right: object
    ) -> NoReturn:
        del context, left, right
        raise SecurityError(f"the operator {operator} is not allowed: amounts come formatted")


def _sandbox() -> _Sandbox:
    sources = {
        f"{name}.html.j2": (FOLDER / f"{name}.html.j2").read_text("utf-8") for name in BUILT_IN
    }
    sandbox = _Sandbox(
        autoescape=True,
        undefined=StrictUndefined,
        loader=DictLoader(sources),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for name in _FILTERS:
        sandbox.filters.pop(name, None)
    for name in ("range", "lipsum", "cycler", "joiner", "namespace"):
        sandbox.globals.pop(name, None)
    sandbox.globals["policy"] = POLICY
    return sandbox


@dataclass(frozen=True)
class Source:
    """A compiled template."""

    template: Template

    def page(self, *, css: str, **values: object) -> str:
        """Returns the filled-in page.

        Raises:
            RenderFailed: A name is unknown, something is not allowed, or the page is too large.
        """
        parts: list[str] = []
        size = 0
        try:
            for part in self.template.generate(css=Markup(css), **values):  # noqa: S704 - checked
                size += len(part)
                if size > _LIMIT:
                    raise _failed(f"the page is larger than {_LIMIT >> 20} MB", None)
                parts.append(part)
        except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as problem:
            raise _failed(_reason(problem), _line(problem.__traceback__)) from problem
        return "".join(parts)


@lru_cache(maxsize=64)
def source_of(text: str) -> Source:
    """Returns a template's source compiled.

    Raises:
        RenderFailed: It is not Jinja2; names the line.
    """
    try:
        return Source(_sandbox().from_string(text))
    except TemplateSyntaxError as problem:
        raise _failed(problem.message or "syntax error", problem.lineno) from problem
    except TemplateError as problem:
        raise _failed(_reason(problem), None) from problem


def _reason(problem: BaseException) -> str:
    if type(problem).__name__ == "TemplateNotFound":
        return f"{problem} cannot be included: only the built-in layouts can"
    return str(problem) or type(problem).__name__


def _line(traceback: TracebackType | None) -> int | None:
    """The line of the template where it failed: jinja puts its lines into the traceback."""
    found = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _INLINE:
            found = traceback.tb_lineno
        traceback = traceback.tb_next
    return found


def _failed(reason: str, line: int | None) -> RenderFailed:
    return RenderFailed(
        f"the template cannot be used: {reason}",
        where="html" if line is None else f"html, line {line}",
        hint="See the built-in standard.html.j2 for the names a template has.",
        params={} if line is None else {"line": line},
    )


def sealed_off(page: str) -> str:
    """Returns a custom page with the policy before all else, so nothing of it runs or loads.

    A parser that meets `meta` first opens the head by itself; the page's own `html` element still
    gives it its attributes.
    """
    start = _DOCTYPE.match(page)
    body = page[start.end() :] if start else page
    return (
        '<!doctype html><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n{body}'
    )


def checked_css(css: str | None) -> str:
    """Returns a template's style as given, empty for none.

    Raises:
        RenderFailed: It leaves the style element, or points outside the page.
    """
    if not css:
        return ""
    plain = _CSS_ESCAPE.sub(_unescaped, _CSS_COMMENT.sub("", css))
    problem = None
    if "</" in css or "<!--" in css:
        problem = "it holds markup"
    elif found := _CSS_ELSEWHERE.search(plain):
        problem = f"{found.group()} points outside the page"
    if problem:
        raise RenderFailed(
            f"the style cannot be used: {problem}",
            where="css",
            expected="rules, with pictures and fonts as data: addresses only",
        )
    return css


def _unescaped(found: re.Match[str]) -> str:
    code, char = found.groups()
    return char if code is None else chr(min(int(code, 16), 0x10FFFF))
