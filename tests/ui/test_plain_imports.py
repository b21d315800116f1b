# SPDX-License-Identifier: Apache-2.0
"""What is imported for the window is imported without a look at its source."""

from __future__ import annotations

import builtins
import importlib
import linecache
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.ui import plain_imports

PYSIDES_OWN = "__feature_import__"


@pytest.fixture
def a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the name of a module that was not imported yet."""
    name = f"looked_at_by_none_{tmp_path.name}"
    (tmp_path / f"{name}.py").write_text("THERE = True\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    yield name
    del sys.modules[name]


@pytest.mark.parametrize("restored", [True, False])
def test_pyside_reads_the_source_of_a_module_unless_kept_from_it(
    a_module: str, *, restored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtins, "__import__", getattr(builtins, PYSIDES_OWN))
    if restored:
        plain_imports.restore()
    made = __import__(a_module)
    assert made.THERE
    assert (made.__file__ in linecache.cache) is not restored


def test_another_import_that_was_put_in_place_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def recorded(*told: object, **more: object) -> object:
        return original(*told, **more)  # type: ignore[arg-type]

    original = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", recorded)
    plain_imports.restore()
    assert builtins.__import__ is recorded
