# SPDX-License-Identifier: Apache-2.0
"""The pages by name. What a page needs is imported when it is first shown."""

from collections.abc import Callable, Iterator, Mapping

from companion.ui.context import Context
from companion.ui.pages.page import Page


def make_page(name: str, context: Context) -> Page:
    """Build a page by its name. To ask for one there is not is a mistake of the program."""
    return _KINDS[name]()(context)


def import_pages() -> Iterator[None]:
    """Import what every page needs, one at each turn, so that nobody waits who turns to one."""
    for kind in _KINDS.values():
        kind()
        yield


def page_names() -> tuple[str, ...]:
    """Give the name of every page there is."""
    return tuple(_KINDS)


def _welcome() -> type[Page]:
    from companion.ui.pages.welcome import WelcomePage

    return WelcomePage


def _today() -> type[Page]:
    from companion.ui.pages.today import TodayPage

    return TodayPage


def _prepare() -> type[Page]:
    from companion.ui.pages.prepare import PreparePage

    return PreparePage


def _session() -> type[Page]:
    from companion.ui.pages.session import SessionPage

    return SessionPage


def _session_day() -> type[Page]:
    from companion.ui.pages.session_day import SessionDayPage

    return SessionDayPage


def _log() -> type[Page]:
    from companion.ui.pages.log import LogPage

    return LogPage


def _medicines() -> type[Page]:
    from companion.ui.pages.medicines import MedicinesPage

    return MedicinesPage


def _catch_up() -> type[Page]:
    from companion.ui.pages.catch_up import CatchUpPage

    return CatchUpPage


def _questionnaire() -> type[Page]:
    from companion.ui.pages.questionnaire import QuestionnairePage

    return QuestionnairePage


def _visit() -> type[Page]:
    from companion.ui.pages.visit import VisitPage

    return VisitPage


def _trends() -> type[Page]:
    from companion.ui.pages.trends import TrendsPage

    return TrendsPage


def _report() -> type[Page]:
    from companion.ui.pages.report import ReportPage

    return ReportPage


def _learn() -> type[Page]:
    from companion.ui.pages.learn import LearnPage

    return LearnPage


def _settings() -> type[Page]:
    from companion.ui.pages.settings import SettingsPage

    return SettingsPage


def _how_to() -> type[Page]:
    from companion.ui.pages.how_to import HowToPage

    return HowToPage


def _about() -> type[Page]:
    from companion.ui.pages.about import AboutPage

    return AboutPage


def _help() -> type[Page]:
    from companion.ui.pages.help import HelpPage

    return HelpPage


_KINDS: Mapping[str, Callable[[], type[Page]]] = {
    "welcome": _welcome,
    "today": _today,
    "prepare": _prepare,
    "session": _session,
    "session_day": _session_day,
    "log": _log,
    "medicines": _medicines,
    "catch_up": _catch_up,
    "questionnaire": _questionnaire,
    "visit": _visit,
    "trends": _trends,
    "report": _report,
    "learn": _learn,
    "settings": _settings,
    "how_to": _how_to,
    "about": _about,
    "help": _help,
}
