# SPDX-License-Identifier: Apache-2.0
"""The one error for what a user can mend; every other error is a mistake in the program."""


class Problem(Exception):
    """Something went wrong that the user can mend.

    Three sentences in the user's language: what ``happened``, what is ``safe``, and the
    ``next_step`` to take. Its text is the three joined by spaces.
    """

    def __init__(self, *, happened: str, safe: str, next_step: str) -> None:
        super().__init__(f"{happened} {safe} {next_step}")
        self.happened = happened
        self.safe = safe
        self.next_step = next_step
