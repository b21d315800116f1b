# SPDX-License-Identifier: Apache-2.0
"""The figures of the reliability tests, printed together at the end of a test run."""

from collections.abc import Callable

import pytest

from tests.reliability.outcome import Outcome

Figure = Callable[[str, Outcome], None]
FIGURES = pytest.StashKey[list[str]]()


@pytest.fixture
def figure(pytestconfig: pytest.Config) -> Figure:
    """Give what notes an outcome, under a name, for the list of figures at the end."""
    noted = pytestconfig.stash.setdefault(FIGURES, [])
    return lambda name, outcome: noted.append(f"{name}: {outcome.line()}")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    noted = config.stash.get(FIGURES, [])
    if noted:
        terminalreporter.section("figures")
        for line in noted:
            terminalreporter.write_line(line)
