# SPDX-License-Identifier: Apache-2.0
"""One system of words for window, report and command line: gettext, with English as the source."""

import gettext
from pathlib import Path

DOMAIN = "companion"


class _Language:
    """The translations in use."""

    def __init__(self) -> None:
        self.translations: gettext.NullTranslations = gettext.NullTranslations()


_language = _Language()


def use(folder: Path, language: str) -> None:
    """Take the translations of a language from a folder; English where there are none."""
    _language.translations = gettext.translation(
        DOMAIN, folder, languages=[language], fallback=True
    )


def _(text: str) -> str:
    """Give a text in the chosen language."""
    return _language.translations.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """Give the text for a count in the chosen language's plural form."""
    return _language.translations.ngettext(one, many, count)
