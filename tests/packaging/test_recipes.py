# SPDX-License-Identifier: Apache-2.0
"""The recipes for what is built elsewhere: Flatpak, Windows, macOS, and the workflows on GitHub.

Nothing here builds them. It holds what must be true of them whoever builds them: what they may ask
of a system, that they leave the diary alone, and that they fit the rest of the repository.
"""

import hashlib
import json
import plistlib
import re
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from companion import __version__, paths, start_at_login
from companion.releases import Part
from companion.ui import desktop, tray
from tests.packaging.scripts import fresh

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = start_at_login.APP_ID
MANIFEST = PACKAGING / "flatpak" / f"{ID}.yml"
INSTALLER = PACKAGING / "windows" / "companion.iss"
ENTITLEMENTS = PACKAGING / "macos" / "entitlements.plist"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
WORDS_OF_PASCAL = frozenset(
    {"array", "class", "const", "external", "file", "function", "goto", "interface", "label", "object", "out", "program", "property", "record", "set", "string", "type", "unit", "uses", "with"}
)  # fmt: skip
"""Words that a thing might be called by, and may not in the language of Inno Setup's code."""
SCRIPTS = ("flatpak/sources.py", "macos/make_dmg.py", "windows/installer.py", "release_notes.py")


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load dev.py, which finds other scripts beside it."""
    monkeypatch.syspath_prepend(PACKAGING)
    return fresh("dev.py")


def loaded(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


# --- Flatpak --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = loaded(MANIFEST)
    return found


def permissions(manifest: dict[str, Any]) -> set[str]:
    return set(manifest["finish-args"])


def test_the_flatpak_has_no_network_no_files_and_no_open_bus(manifest: dict[str, Any]) -> None:
    allowed = {"--socket=wayland", "--socket=fallback-x11", "--socket=cups", "--share=ipc"}
    asked = permissions(manifest)
    assert {one for one in asked if not one.startswith("--talk-name=")} == allowed


def test_the_flatpak_talks_to_what_the_app_listens_to_and_to_nothing_else(
    manifest: dict[str, Any],
) -> None:
    names = {interface for _path, interface in desktop.SCREENS}
    names |= {tray.SERVICE, "org.kde.StatusNotifierWatcher"}
    talks = {one for one in permissions(manifest) if one.startswith("--talk-name=")}
    assert talks == {f"--talk-name={name}" for name in names}


def test_no_step_of_the_flatpak_is_built_with_a_network(manifest: dict[str, Any]) -> None:
    assert "build-args" not in MANIFEST.read_text(encoding="utf-8")
    commands = [line for module in manifest["modules"] for line in module["build-commands"]]
    installing = [line for line in commands if "pip3 install" in line]
    assert len(installing) == 2
    assert all("--no-index" in line for line in installing)
    sources = [source for module in manifest["modules"] for source in module["sources"]]
    assert not [source for source in sources if isinstance(source, dict) and "url" in source]


def test_the_flatpak_and_all_that_a_desktop_knows_it_by_have_one_name(
    manifest: dict[str, Any],
) -> None:
    metainfo = ET.parse(ROOT / "resources" / "about" / f"{ID}.metainfo.xml").getroot()
    entry = (PACKAGING / "linux" / f"{ID}.desktop").read_text(encoding="utf-8")
    assert manifest["id"] == MANIFEST.stem == metainfo.findtext("id") == ID
    assert metainfo.findtext("launchable") == f"{ID}.desktop"
    assert f"\nIcon={ID}\n" in entry
    command = re.search(r"^Exec=(\S+)", entry, re.MULTILINE)
    assert command is not None
    assert command[1] == manifest["command"]


def test_the_wheels_are_for_the_python_of_the_runtime(manifest: dict[str, Any]) -> None:
    python = fresh("flatpak/sources.py").PYTHON
    folders = set(re.findall(r"/lib/python([\d.]+)/", "\n".join(manifest["cleanup"])))
    assert (manifest["runtime"], manifest["runtime-version"]) == (
        "org.freedesktop.Platform",
        "25.08",
    )
    assert folders == {python} == {"3.13"}


def test_a_wheel_is_listed_by_its_hash_and_a_strange_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = fresh("flatpak/sources.py")
    monkeypatch.setattr(sources, "RUN", tmp_path / "run.txt")
    known, strange = (tmp_path / f"{name}.whl" for name in ("a", "b"))
    known.write_bytes(b"known")
    strange.write_bytes(b"strange")
    digest = hashlib.sha256(b"known").hexdigest()
    sources.RUN.write_text(f"a==1 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    assert sources.unpinned([known, strange]) == ["b.whl"]
    assert json.loads(sources.listed([known])) == [
        {"type": "file", "path": str(known), "sha256": digest}
    ]


# --- Windows --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def iss() -> str:
    return INSTALLER.read_text(encoding="utf-8")


def section(iss: str, name: str) -> list[str]:
    """Give the lines of a section that do something."""
    text = iss.partition(f"\n[{name}]\n")[2]
    lines = re.split(r"^\[", text, flags=re.MULTILINE)[0].splitlines()
    return [line for line in lines if line and not line.startswith(";")]


def test_the_installer_needs_no_administrator(iss: str) -> None:
    setup = dict(line.split("=", 1) for line in section(iss, "Setup") if not line.startswith("#"))
    assert setup["PrivilegesRequired"] == "lowest"
    assert "PrivilegesRequiredOverridesAllowed" not in setup
    assert setup["ArchitecturesAllowed"] == "x64compatible"
    assert setup["RestartApplications"] == setup["AlwaysRestart"] == "no"
    assert re.fullmatch(r"\{\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", setup["AppId"])
    assert all(line.startswith("Root: HKCU;") for line in section(iss, "Registry"))


def test_the_installer_touches_the_diary_nowhere(iss: str) -> None:
    assert "[UninstallDelete]" not in iss
    assert section(iss, "InstallDelete") == [r'Type: filesandordirs; Name: "{app}\_internal"']
    assert r"DefaultDirName={autopf}\Companion" in iss
    # The one place that knows where the diary is asks whether it is there, and says so.
    naming = [line.strip() for line in iss.splitlines() if "localappdata}" in line.lower()]
    assert naming == [rf"Diary := ExpandConstant('{{localappdata}}\{paths.FOLDER}');"]
    assert not re.search(r"\b(DelTree|DeleteFile|RemoveDir)\b", iss)


def test_the_installer_takes_away_what_the_app_put_among_what_starts_at_login(iss: str) -> None:
    key = f'Subkey: "{start_at_login.RUN_KEY}"'
    (line,) = (line for line in section(iss, "Registry") if key in line)
    assert "ValueType: none" in line
    assert f'ValueName: "{start_at_login.RUN_NAME}"' in line
    assert {"uninsdeletevalue", "dontcreatekey"} <= set(line.partition("Flags:")[2].split())


def test_the_installer_says_everything_in_both_languages(iss: str) -> None:
    languages = {line.split('"')[1] for line in section(iss, "Languages")}
    messages = [line.partition("=")[0].split(".") for line in section(iss, "CustomMessages")]
    named = {name for _language, name in messages}
    assert languages == {"en", "es"}
    assert sorted(map(tuple, messages)) == sorted((a, b) for a in languages for b in named)
    assert named == set(re.findall(r"(?:\{cm:|CustomMessage\(')(\w+)", iss)) - {"LaunchProgram"}


def test_a_backup_opens_by_a_double_click_and_json_files_are_not_taken(iss: str) -> None:
    registry = section(iss, "Registry")
    opening = [line for line in registry if r"shell\open\command" in line]
    assert len(opening) == 2
    assert all('"""{app}\\companion.exe"" open ""%1"""' in line for line in opening)
    assert not [line for line in registry if re.search(r'Subkey: "[^"]*\\\.json"', line)]


def test_the_installer_is_compiled_with_the_version_and_signed_where_that_can_be() -> None:
    installer = fresh("windows/installer.py")
    assert f"/DVersion={__version__}" in installer.command("ISCC", "")
    assert not [word for word in installer.command("ISCC", "") if "Sign" in word or "/S" in word]
    assert "/Scompanion=signtool $f" in installer.command("ISCC", "signtool $f")


def test_nothing_in_the_installers_code_is_called_by_a_word_of_the_language(iss: str) -> None:
    code = iss.partition("\n[Code]\n")[2]
    named = set(re.findall(r"(?:function|procedure) (\w+)|^\s*(\w+): \w+;", code, re.MULTILINE))
    names = {name.lower() for pair in named for name in pair if name}
    assert {"isopen", "diary"} <= names
    assert names.isdisjoint(WORDS_OF_PASCAL)


# --- macOS ----------------------------------------------------------------------------------------


def test_the_mac_app_asks_for_no_network_and_no_more_than_python_needs() -> None:
    asked = plistlib.loads(ENTITLEMENTS.read_bytes())
    assert asked == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_what_codesign_reads_is_the_same_without_a_comment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_dmg = fresh("macos/make_dmg.py")
    monkeypatch.setattr(make_dmg, "BARE", tmp_path / "bare.plist")
    make_dmg.write_bare_entitlements()
    bare = make_dmg.BARE.read_bytes()
    assert plistlib.loads(bare) == plistlib.loads(ENTITLEMENTS.read_bytes())
    assert b"<!--" not in bare
    assert str(make_dmg.BARE) in make_dmg.signing("somebody")[0]


@pytest.mark.parametrize(
    ("given", "tools", "said"),
    [
        ((), [], "Neither signed nor notarised"),
        (("IDENTITY",), ["codesign"], "Signed, not notarised"),
        (("IDENTITY", "NOTARY"), ["codesign", "xcrun", "xcrun", "spctl"], ""),
    ],
)
def test_the_mac_image_is_signed_as_far_as_there_is_something_to_sign_with(
    given: tuple[str, ...], tools: list[str], said: str
) -> None:
    make_dmg = fresh("macos/make_dmg.py")
    names = {"IDENTITY": (make_dmg.IDENTITY,), "NOTARY": make_dmg.NOTARY}
    environment = {name: name.lower() for each in given for name in names[each]}
    target = make_dmg.image("arm64")
    assert target.name == f"companion-{__version__}-macos-arm64.dmg"
    assert [step[0] for step in make_dmg.after_imaging(target, environment)] == tools
    assert make_dmg.left_out(environment).startswith(said)
    assert bool(make_dmg.left_out(environment)) is bool(said)


# --- the workflows --------------------------------------------------------------------------------

JOBS = [
    pytest.param(path, name, job, id=f"{path.stem}-{name}")
    for path in WORKFLOWS
    for name, job in loaded(path)["jobs"].items()
]


def steps(path: Path) -> Iterator[dict[str, Any]]:
    for job in loaded(path)["jobs"].values():
        yield from job["steps"]


def test_there_are_the_three_workflows() -> None:
    assert [path.stem for path in WORKFLOWS] == ["audit", "release", "test"]


@pytest.mark.parametrize(("path", "name", "job"), JOBS)
def test_a_job_ends_by_itself_and_may_do_no_more_than_it_must(
    path: Path, name: str, job: dict[str, Any]
) -> None:
    assert loaded(path)["permissions"] == {"contents": "read"}
    assert 0 < job["timeout-minutes"] <= 90
    more = {
        ("release", "attest"): {"id-token": "write", "attestations": "write"},
        ("release", "draft"): {"contents": "write"},
    }
    assert job.get("permissions") == more.get((path.stem, name))
    if "permissions" in job:
        assert not [step for step in job["steps"] if "checkout" in step.get("uses", "")]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_an_action_is_pinned_to_a_commit_and_none_keeps_the_token(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"persist-credentials": False}
    # What others can choose, such as a branch's name, is in no command.
    assert not [step for step in steps(path) if "${{" in step.get("run", "")]


def test_the_tests_run_on_the_oldest_and_newest_python_and_on_three_systems(
    dev: ModuleType,
) -> None:
    job = loaded(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["test"]
    runs = [(one["system"], one["python"]) for one in job["strategy"]["matrix"]["include"]]
    on_linux = [python for system, python in runs if system.startswith("ubuntu")]
    assert on_linux == [dev.dotted(dev.OLDEST_PYTHON), dev.dotted(dev.NEWEST_PYTHON)]
    assert {system.partition("-")[0] for system, _python in runs} == {"ubuntu", "windows", "macos"}
    assert [step["run"] for step in job["steps"] if "run" in step] == [
        "python packaging/dev.py test"
    ]


def test_what_the_workflows_start_is_there(dev: ModuleType) -> None:
    text = "\n".join(step.get("run", "") for path in WORKFLOWS for step in steps(path))
    commands = set(re.findall(r"packaging/dev\.py ([\w-]+)", text))
    files = set(re.findall(r"packaging/[\w/.-]+\.(?:py|yml)", text))
    assert {"audit", "bundle", "deb", "release-check", "sbom", "setup", "test", "wheel"} == commands
    assert [dev.parse([command])[0] for command in commands] == list(commands)
    assert {f"packaging/{name}" for name in SCRIPTS} <= files
    assert all((ROOT / file).is_file() for file in files)


def test_a_release_has_every_file_that_is_made_for_it() -> None:
    """What a job hands on is asked for by its name before the sums are written, and nothing else."""
    jobs = loaded(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    given = [
        step["with"]["path"].split()
        for name, job in jobs.items()
        if name not in {"check", "attest"}
        for step in job["steps"]
        if "upload-artifact" in step.get("uses", "")
    ]
    sums = "".join(step.get("run", "") for step in jobs["attest"]["steps"])
    asked = re.search(r"for name in (.*?); do", sums, re.DOTALL)
    assert asked is not None
    named = re.findall(r'"([^"]+)"', asked[1])
    patterns = [Path(one).name for paths in given for one in paths]
    assert len(named) == len(patterns)
    for pattern in patterns:
        assert [name for name in named if fnmatch(name, pattern)], pattern


# --- the version and the notes of a release -------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [MANIFEST, INSTALLER, ENTITLEMENTS, *WORKFLOWS, *(PACKAGING / name for name in SCRIPTS)],
    ids=lambda path: path.name,
)
def test_no_recipe_has_a_version_of_its_own_and_each_says_what_was_not_run(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])", text)
    if path.name not in {"sources.py", "release_notes.py"}:
        assert re.search(
            r"not\s+(#\s+)?been\s+(\w+\s+)?(run|built|compiled|tried)|not\s+run\s+yet",
            text,
            re.IGNORECASE,
        )


def test_the_notes_are_paragraphs_and_a_list() -> None:
    parts = (Part("New:"), Part("one", is_point=True), Part("two", is_point=True), Part("End."))
    assert fresh("release_notes.py").markdown(parts) == "New:\n\n- one\n- two\n\nEnd.\n"


@pytest.mark.parametrize(
    ("tag", "newest", "faults"),
    [
        (f"v{__version__}", __version__, 0),
        (__version__, __version__, 1),
        (f"v{__version__}", f"{__version__}1", 1),
        ("v", "none", 2),
    ],
)
def test_a_tag_of_another_version_is_refused(tag: str, newest: str, faults: int) -> None:
    assert len(fresh("release_notes.py").differences(tag, newest)) == faults


def test_the_notes_of_this_version_are_printed_and_those_of_another_are_not() -> None:
    command = [sys.executable, str(PACKAGING / "release_notes.py"), "--tag"]
    good, bad = (
        subprocess.run([*command, tag], capture_output=True, text=True, check=False)
        for tag in (f"v{__version__}", "v0")
    )
    assert (good.returncode, good.stderr) == (0, "")
    assert "\n- " in good.stdout
    assert (bad.returncode, bad.stdout) == (1, "")
    assert "The tag is v0" in bad.stderr
