# SPDX-License-Identifier: Apache-2.0
"""The language of the window: its words, its dates and numbers, and which way it reads."""

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from companion import language


def speak(app: QApplication, chosen: str | None) -> None:
    """Say and lay out everything in a language from now on; None is the system's.

    What is already shown stays as it is until it is made anew.
    """
    code = chosen or language.best_of(QLocale.system().uiLanguages())
    language.use(code)
    locale = locale_of(language.current())
    QLocale.setDefault(locale)
    app.setLayoutDirection(locale.textDirection())
    _translate_dialogs(app, locale)


def locale_of(code: str) -> QLocale:
    """Give how a language writes dates and numbers: as the system does where it is the system's."""
    system, found = QLocale.system(), QLocale(code)
    return system if system.language() == found.language() else found


def native_name(code: str) -> str:
    """Give a language's name for itself, "English", "Español"."""
    from babel import Locale

    name = Locale.parse(code).get_language_name(code) or code
    return name[:1].upper() + name[1:]


def _translate_dialogs(app: QApplication, locale: QLocale) -> None:
    """Have Qt's own dialogs speak the language too; English is what they are written in."""
    for before in app.findChildren(QTranslator):
        app.removeTranslator(before)
        before.setParent(None)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    made = QTranslator(app)
    if made.load(locale, "qtbase", "_", folder):
        app.installTranslator(made)
