# SPDX-License-Identifier: Apache-2.0
"""The scripts in packaging/, which are no part of any package, for the tests of them."""

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    """Load a script, and what it takes from its neighbours, as Python does when it is started."""
    folder = str(ROOT / "packaging")
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


def fresh(name: str) -> ModuleType:
    """Load a script anew from its path in packaging/, for a test that changes something in it."""
    spec = importlib.util.spec_from_file_location(Path(name).stem, ROOT / "packaging" / name)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
