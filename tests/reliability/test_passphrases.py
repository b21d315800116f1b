# SPDX-License-Identifier: Apache-2.0
"""No wrong passphrase opens, however near it is; the right one opens in either Unicode form."""

from pathlib import Path

from tests.reliability import passphrases
from tests.reliability.conftest import Figure


def test_no_wrong_passphrase_opens(tmp_path: Path, figure: Figure) -> None:
    outcome = passphrases.run(200, 1, tmp_path)
    figure("wrong passphrases", outcome)
    assert outcome.wrong == ()
    assert outcome.figures[passphrases.REFUSED] == 200


def test_a_program_that_trims_and_ignores_case_would_be_found_out(
    tmp_path: Path, figure: Figure
) -> None:
    outcome = passphrases.run(60, 1, tmp_path, lambda words, _: words.strip().casefold())
    figure("control, trimmed and without case", outcome)
    assert outcome.figures[passphrases.OPENED] > 0
