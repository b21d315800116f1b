# SPDX-License-Identifier: Apache-2.0
"""A place in the articles, and the page one came from, in one argument for the way there."""

from msgspec import Struct

from companion.domain.article import parted

START = "#"
"""The argument of the view with all articles."""

_BETWEEN = "|"


class Place(Struct, frozen=True, kw_only=True):
    """An article and a section of it, or neither; and what leads back to where one came from."""

    article: str = ""
    section: str = ""
    page: str = ""
    argument: str = ""

    @classmethod
    def read(cls, argument: str) -> "Place":
        """Take a place from an argument such as "figures#mood|trends|"."""
        address, page, back = ([*argument.split(_BETWEEN, 2), "", ""])[:3]
        article, section = parted(address)
        return cls(article=article, section=section, page=page, argument=back)

    def __str__(self) -> str:
        """Give the argument that leads here."""
        address = f"{self.article}#{self.section}"
        return _BETWEEN.join((address, self.page, self.argument)) if self.page else address


def from_page(address: str, page: str, argument: str = "") -> str:
    """Give the argument for an article's section with the way back to a page."""
    article, section = parted(address)
    return str(Place(article=article, section=section, page=page, argument=argument))
