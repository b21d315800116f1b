# SPDX-License-Identifier: Apache-2.0
"""What several tests of packaging share: a wheel and a source archive, built once."""

from pathlib import Path

import pytest

from tests.packaging.scripts import script

MOMENT = "1764200000"
"""The second that stands in everything that is built here."""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build both as a release would, without a network: the wheel out of the source archive."""
    folder = tmp_path_factory.mktemp("built") / "both"
    sdist, wheel = script("wheels").build_both(folder, MOMENT)
    return sdist, wheel


@pytest.fixture(scope="session")
def wheel(built: tuple[Path, Path]) -> Path:
    """Give the wheel."""
    return built[1]
