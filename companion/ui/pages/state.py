# SPDX-License-Identifier: Apache-2.0
"""What tells a page that what it shows still holds."""

from companion.ui.context import Context


def state_of(context: Context, *rests_on: object) -> tuple[object, ...]:
    """Give what stays equal for as long as what is read of the diary now still holds.

    Nothing was written then, the day is the same, and so is whatever else it ``rests_on``. The
    language, the look and the country need no mention: every page is made anew with them.
    """
    return (context.diary, context.diary.state, context.now().date(), *rests_on)
