"""What a renderer is: a medium and the function that lays a view out in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from invoicekit.model.template import Template
from invoicekit.renderers._view import InvoiceView


def _nothing(text: str, language: str) -> str:  # noqa: ARG001 - what every medium is asked
    return ""


@dataclass(frozen=True, slots=True)
class Renderer:
    """One medium.

    Attributes:
        name: As in the registry, such as `pdf`.
        media_type: IANA media type of the bytes.
        suffix: File name ending with its dot.
        render: Lays a view out; the same view and template give the same bytes. Raises
            `RenderFailed` when it cannot, and says where.
        undrawn: The characters of a text, in a language, that it cannot show; a browser and a
            terminal show them all.
    """

    name: str
    media_type: str
    suffix: str
    render: Callable[[InvoiceView, Template | None], bytes]
    undrawn: Callable[[str, str], str] = _nothing
