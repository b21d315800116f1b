# SPDX-License-Identifier: Apache-2.0
"""One system of words for window, report and command line: gettext, with English as the source.

A language is there when it has both: ``resources/translations/<code>.mo`` for what the programme
says, and the folder ``resources/words/<code>`` for its content.
"""

import gettext
import os
from collections.abc import Iterable

from companion.shipped import resource_path

SOURCE = "en"
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a system names the language of its programmes; the first that is set counts."""


class _Language:
    """The language in use and its translations."""

    def __init__(self) -> None:
        self.code = SOURCE
        self.translations: gettext.NullTranslations = gettext.NullTranslations()


_language = _Language()


def available() -> tuple[str, ...]:
    """Give the codes of the languages there are: English, then the others by code."""
    found = (path.stem for path in resource_path("translations").glob("*.mo"))
    return (SOURCE, *sorted(code for code in found if resource_path("words", code).is_dir()))


def best_of(wanted: Iterable[str]) -> str:
    """Give the first language there is of those wanted ("es-MX", "es_ES.UTF-8"); else English."""
    there = set(available())
    for one in wanted:
        code = one.replace("-", "_").partition("_")[0].partition(".")[0].lower()
        if code in there:
            return code
    return SOURCE


def of_environment() -> str:
    """Give the language that the environment asks for, as other programmes read it."""
    asked = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return best_of(asked.split(":"))


def use(code: str) -> None:
    """Say everything in this language from now on; English where it is not there."""
    if code == SOURCE or code not in available():
        _language.code, _language.translations = SOURCE, gettext.NullTranslations()
        return
    with resource_path("translations", f"{code}.mo").open("rb") as file:
        _language.code, _language.translations = code, gettext.GNUTranslations(file)


def current() -> str:
    """Give the code of the language in use."""
    return _language.code


def _(text: str) -> str:
    """Give a text in the chosen language."""
    return _language.translations.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Give the text for a count in the chosen language's plural form."""
    return _language.translations.ngettext(one, many, count)
