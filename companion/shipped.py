# SPDX-License-Identifier: Apache-2.0
"""Where the shipped data files lie, in a checkout and in an installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def resource_path(*parts: str) -> Path:
    """Give the path of a shipped data file, in a checkout or in an installed package."""
    root = _PACKAGE / "resources"
    if not root.is_dir():
        root = _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
