# SPDX-License-Identifier: Apache-2.0
"""A long page in parts, with the ways to jump to each at its top."""

from collections.abc import Sequence

from companion.ui.pages.unrolled import UnrolledPage
from companion.ui.widgets.sections import JumpList, Section, jump


class PartedPage(UnrolledPage):
    """A page that is made of parts, once."""

    sections: Sequence[Section] = ()

    def put_sections(self, *sections: Section) -> None:
        """Put the parts below the head, and the ways to them above the first."""
        self.sections = sections
        self.jumps = JumpList(sections, self.jump)
        self.body.addWidget(self.jumps)
        for section in sections:
            self.body.addWidget(section)
        self.body.addStretch(1)
        self.unroll(*(section.fill() for section in sections))

    def jump(self, section: Section) -> None:
        """Bring a part to the top, with the keyboard at what comes first in it."""
        self.complete()
        jump(self, section)
