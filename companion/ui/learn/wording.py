# SPDX-License-Identifier: Apache-2.0
"""Words about the articles: their groups, how long they take, and who has reviewed them."""

from companion import about
from companion.content import Content
from companion.domain.article import Article, Group
from companion.language import _, ngettext
from companion.ui.dates import full_date


def group_name(group: Group) -> str:
    """Give the heading of a group."""
    return {
        Group.TREATMENT: _("The treatment"),
        Group.SESSIONS: _("Sessions and the people around them"),
        Group.EFFECTS: _("Effects and risks"),
        Group.BETWEEN: _("Between sessions"),
        Group.RULES: _("Clinics, rules and figures"),
    }[group]


def minutes(article: Article) -> str:
    """Say how long an article takes."""
    count = article.minutes
    return ngettext("{n} minute to read", "{n} minutes to read", count).format(n=count)


def review(article: Article) -> str:
    """Say whether a clinician has signed an article, and when it was last looked through."""
    return about.told_of(article, full_date(article.reviewed))


def is_translated(article: Article, content: Content) -> bool:
    """Tell whether an article is in the language of the rest."""
    return article.language == content.language


def way_back(page: str) -> str:
    """Name the way back to the page one came from; without one, to all articles."""
    return {
        "prepare": _("Back to the checklist"),
        "trends": _("Back to Trends"),
        "report": _("Back to the report"),
    }.get(page, _("All articles"))
