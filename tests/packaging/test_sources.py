# SPDX-License-Identifier: Apache-2.0
"""What every source file has to keep to, beyond what the linters know."""

import ast
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [
    p for folder in ("companion", "packaging", "tests") for p in ROOT.glob(f"{folder}/**/*.py")
]


def imported_packages(source: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").partition(".")[0])
    return found


def test_every_source_names_its_licence() -> None:
    without = [
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if not path.read_text(encoding="utf-8").startswith(
            "# SPDX-License-Identifier: Apache-2.0\n"
        )
    ]
    assert without == []


def test_the_domain_needs_the_standard_library_and_msgspec_alone() -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "companion"}
    for path in ROOT.glob("companion/domain/**/*.py"):
        assert imported_packages(path) <= allowed, path.name


STARTS_ALONE = ("dev", "side_by_side")
"""What runs before anything is installed, on whatever Python there is."""


def test_dev_py_needs_the_standard_library_alone() -> None:
    allowed = {*sys.stdlib_module_names, *STARTS_ALONE}
    for name in STARTS_ALONE:
        assert imported_packages(ROOT / "packaging" / f"{name}.py") <= allowed


@pytest.mark.parametrize("name", STARTS_ALONE)
def test_dev_py_can_be_read_by_a_python_that_is_too_old(name: str) -> None:
    """It has to run far enough to say that the Python is too old."""
    text = (ROOT / "packaging" / f"{name}.py").read_text(encoding="utf-8")
    ast.parse(text, feature_version=(3, 8))
    assert "\nfrom __future__ import annotations\n" in text


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_the_script_that_checks_a_change_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
