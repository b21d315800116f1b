# SPDX-License-Identifier: Apache-2.0
"""A long page in parts, with the ways to jump to each at its top."""

from collections.abc import Sequence

from companion.ui.pages.page import Page
from companion.ui.widgets.sections import JumpList, Section


class PartedPage(Page):
    """A page that is made of parts, once."""

    sections: Sequence[Section] = ()

    def put_sections(self, *sections: Section) -> None:
        """Put the parts below the head, and the ways to them above the first."""
        self.sections = sections
        self.jumps = JumpList(self, sections)
        self.body.addWidget(self.jumps)
        for section in sections:
            self.body.addWidget(section)
        self.body.addStretch(1)
