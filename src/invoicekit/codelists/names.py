"""What codes are called: in English for every list, currencies and countries in four languages.

Sources: UN/CEFACT and OpenPeppol's published lists; CLDR, by way of Babel. The files stand apart
from the codes, which are loaded far more often.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import cast

from invoicekit.codelists import FOLDER, code_list

ENGLISH = "en"


def name_of(listed: str, code: str, language: str = ENGLISH) -> str:
    """Returns what a code is called, in English where the language has no name for it.

    A code without a known name is its own name.

    Args:
        listed: A code list, such as `payment_means` or `countries`.
        code: Of that list.
        language: BCP 47 tag.

    Raises:
        ConfigurationError: There is no such list.
    """
    names = names_of(listed)
    own = names.get(language.partition("-")[0].lower(), {})
    return own.get(code) or names.get(ENGLISH, {}).get(code, code)


@cache
def names_of(listed: str) -> Mapping[str, Mapping[str, str]]:
    """Returns the names of a list: language → code → name.

    Raises:
        ConfigurationError: There is no such list.
    """
    codes = code_list(listed)["codes"]
    file = FOLDER / "names" / f"{listed}.json"
    if file.is_file():
        return cast("Mapping[str, Mapping[str, str]]", json.loads(file.read_text("utf-8")))
    if isinstance(codes, dict) and all(isinstance(name, str) for name in codes.values()):
        return {ENGLISH: cast("Mapping[str, str]", codes)}
    return {}
