# SPDX-License-Identifier: Apache-2.0
"""The audit never takes silence for a good answer."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.packaging.scripts import script

audit = script("audit")
CLEAN = {"name": "click", "version": "8", "vulns": []}
PASSED_OVER = {"name": "typst", "skip_reason": "could not be audited"}
HOLE = {
    "name": "pillow",
    "version": "1",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2", "3"]}],
}
SAID = "pillow 1: PYSEC-1, CVE-1 (mended in 2, 3)"


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give what each database prints when it is asked; one that is not there prints nothing."""
    answers: dict[str, str] = {}

    def answer(command: Sequence[str], **_options: object) -> "subprocess.CompletedProcess[str]":
        assert command[:3] == [sys.executable, "-m", "pip_audit"]
        service = command[command.index("--vulnerability-service") + 1]
        printed = answers.get(service, "")
        return subprocess.CompletedProcess(command, 0, printed, "" if printed else "no route")

    monkeypatch.setattr(audit.subprocess, "run", answer)
    return answers


def told(*dependencies: object) -> str:
    return json.dumps({"dependencies": dependencies, "fixes": []})


@pytest.mark.parametrize(
    ("pypi", "osv", "code"),
    [
        ((CLEAN,), None, audit.IN_ORDER),
        ((CLEAN, HOLE), None, audit.WRONG),
        ((PASSED_OVER, HOLE), None, audit.WRONG),
        ((CLEAN, PASSED_OVER), None, audit.UNASKED),
        ((CLEAN, PASSED_OVER), (CLEAN, CLEAN), audit.IN_ORDER),
        ((CLEAN, PASSED_OVER), (CLEAN, HOLE), audit.WRONG),
        (None, (CLEAN,), audit.IN_ORDER),
        (None, None, audit.UNASKED),
        ((), (), audit.UNASKED),
    ],
)
def test_known_holes(
    pypi: tuple[object, ...] | None,
    osv: tuple[object, ...] | None,
    code: int,
    services: dict[str, str],
) -> None:
    for name, answer in (("pypi", pypi), ("osv", osv)):
        if answer is not None:
            services[name] = told(*answer)
    answer = audit.holes("run")
    assert answer.code == code
    assert list(answer.wrong) == ([SAID] if code == audit.WRONG else [])
    assert bool(answer.unasked) >= (code == audit.UNASKED)


def test_a_database_that_does_not_answer_in_time_was_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hang(command: Sequence[str], **_options: object) -> None:
        raise subprocess.TimeoutExpired(command, audit.PATIENCE)

    monkeypatch.setattr(audit.subprocess, "run", hang)
    assert audit.known_holes("run", "osv").code == audit.UNASKED


@pytest.mark.parametrize(
    ("codes", "code"), [((0, 0), 0), ((0, 3), 3), ((3, 1), 1), ((1, 0), 1), ((), 0)]
)
def test_exit_code_of_several_questions(codes: tuple[int, ...], code: int) -> None:
    assert audit.worst(codes) == code


def test_what_could_not_be_asked_is_said(
    services: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services["pypi"] = told(CLEAN, PASSED_OVER)
    monkeypatch.setattr(audit.shutil, "which", lambda _name, **_where: None)
    assert audit.main([]) == audit.UNASKED
    said = capsys.readouterr().out
    assert "Known holes in run.txt: COULD NOT BE ASKED" in said
    assert "pypi told nothing about typst" in said
    assert "uv is not here" in said
    assert "does not say that none is known" in said


def test_without_a_connection_the_licences_are_still_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert audit.main(["--offline"]) == audit.IN_ORDER
    assert capsys.readouterr().out == "Licences: in order\n"
    monkeypatch.setattr(audit, "all_faults", lambda: ["click is under the wrong licence"])
    assert audit.main(["--offline"]) == audit.WRONG


@pytest.mark.parametrize(
    ("writes", "code", "wrong", "unasked"),
    [
        ("", 0, 0, 0),
        ("other==1\n", 0, len(audit.LOCKS), 0),
        ("", 2, 0, len(audit.LOCKS)),
    ],
)
def test_lock_files_are_held_against_what_uv_would_write(
    writes: str,
    code: int,
    wrong: int,
    unasked: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def answer(command: Sequence[str], **_options: object) -> "subprocess.CompletedProcess[str]":
        file = Path(command[-1])
        with file.open("a", encoding="utf-8") as target:
            target.write(writes)
        return subprocess.CompletedProcess(command, code, "", "error: no connection\n")

    monkeypatch.setattr(audit.subprocess, "run", answer)
    found = audit.locks("/usr/bin/uv")
    assert (len(found.wrong), len(found.unasked)) == (wrong, unasked)
