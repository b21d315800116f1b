# SPDX-License-Identifier: Apache-2.0
"""dev.py: what it finds missing, what it makes of a half-made environment, what it says."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.packaging.scripts import fresh

ROOT = Path(__file__).resolve().parents[2]
Commands = list[list[str]]


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load a fresh dev.py, which is a script and no part of any package."""
    monkeypatch.syspath_prepend(ROOT / "packaging")
    return fresh("dev.py")


@pytest.fixture
def commands(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Note the commands that dev.py would run, and let every one of them succeed."""
    noted: Commands = []

    def note(command: Sequence[str], **_options: object) -> int:
        noted.append(list(command))
        return 0

    monkeypatch.setattr(dev, "call", note)
    return noted


# --- Python


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 15)])
def test_a_python_of_the_wrong_age_is_refused_in_plain_words(
    dev: ModuleType, version: tuple[int, int]
) -> None:
    with pytest.raises(dev.SetupError, match=r"needs Python 3\.11 to 3\.14; this is Python 3\."):
        dev.check_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_the_oldest_and_the_newest_python_will_do(
    dev: ModuleType, version: tuple[int, int]
) -> None:
    dev.check_python(version)


def test_a_refusal_is_one_sentence_and_exit_code_1(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "NEWEST_PYTHON", (3, 10))
    assert dev.main(["run"]) == 1
    assert capsys.readouterr().err.startswith("Companion needs Python ")


# --- the system's packages


@pytest.mark.parametrize(
    ("os_release", "answer"),
    [
        ("ID=debian\n", True),
        ('NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n', True),
        ('ID=linuxmint\nID_LIKE="ubuntu debian"\n', True),
        ("ID=pop\nID_LIKE='ubuntu debian'\n", True),
        ('ID=fedora\nPRETTY_NAME="not debian"\n', False),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', False),
        ("", False),
    ],
)
def test_debian_and_what_is_made_from_it(dev: ModuleType, os_release: str, *, answer: bool) -> None:
    assert dev.is_debian_family(os_release) is answer


def test_running_needs_fewer_packages_than_testing(dev: ModuleType) -> None:
    run = dev.needed_packages("run", has_ensurepip=True)
    test = dev.needed_packages("test", has_ensurepip=True)
    screen, reader = {"openbox", "xdotool", "xvfb"}, {"at-spi2-core", "dbus", "python3-pyatspi"}
    assert set(test) - set(run) == {"poppler-utils", "strace", *screen, *reader}
    assert "libxcb-cursor0" in run


def test_a_python_without_ensurepip_asks_for_its_venv_package(dev: ModuleType) -> None:
    needed = dev.needed_packages("run", has_ensurepip=False)
    assert f"python3.{sys.version_info[1]}-venv" in needed


def test_a_package_is_there_under_either_of_its_names(dev: ModuleType) -> None:
    installed = frozenset({"libegl1", "libglib2.0-0t64"})
    assert dev.missing_packages(["libegl1", "libglib2.0-0", "libgl1"], installed) == ["libgl1"]


def test_dpkg_is_asked_for_both_names_and_half_installed_does_not_count(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: Commands = []

    def dpkg(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        rows = "ii  libglib2.0-0t64\nrc  libgl1\nun  libglib2.0-0\nii  libegl1\nii  libegl1\n"
        return subprocess.CompletedProcess(command, 1, stdout=rows)

    monkeypatch.setattr(dev.subprocess, "run", dpkg)
    found = dev.installed_packages(["libglib2.0-0", "libgl1", "libegl1"])
    assert found == {"libglib2.0-0t64", "libegl1"}
    assert {"libgl1", "libglib2.0-0t64"} <= set(asked[0])


def in_release(*names: str) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Answer as apt-cache does in a release that has just these packages."""

    def answer(command: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        assert command[:2] == ["apt-cache", "show"]
        known = command[2] in names
        return subprocess.CompletedProcess(command, 0 if known else 100, stdout=b"x" * known)

    return answer


def test_as_root_the_packages_are_installed_without_a_question(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev.subprocess, "run", in_release("libgl1", "libglib2.0-0t64"))
    dev.install_packages(["libgl1", "libglib2.0-0"])
    update, install = commands
    assert update[:4] == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "update"]
    assert install[:4] == ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install"]
    assert "--yes" in install
    assert install[-2:] == ["libgl1", "libglib2.0-0t64"]


def test_sudo_is_used_only_where_it_asks_for_no_password(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda _name: "/usr/bin/sudo")
    monkeypatch.setattr(dev.subprocess, "run", in_release("libgl1"))
    dev.install_packages(["libgl1"])
    assert commands[0] == ["sudo", "-n", "true"]
    assert [command[:3] for command in commands[1:]] == [["sudo", "-n", "env"]] * 2


def test_without_rights_the_one_line_to_run_is_said(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda _name: None)
    monkeypatch.setattr(dev.subprocess, "run", in_release("xvfb", "libglib2.0-0t64"))
    with pytest.raises(dev.SetupError) as told:
        dev.install_packages(["xvfb", "libglib2.0-0"])
    assert str(told.value).splitlines()[-1] == (
        "sudo apt-get update && sudo apt-get install --yes --no-install-recommends "
        "xvfb libglib2.0-0t64"
    )
    assert commands == []


# --- the virtual environment


@pytest.fixture
def venv(dev: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where a pretended environment goes, with the two programs that make one pretended."""
    venv = tmp_path / "venv"
    purelib = venv / "lib"

    def run(command: Sequence[str], **_options: object) -> subprocess.CompletedProcess[str]:
        if "venv" in command:
            dev.venv_python(venv).parent.mkdir(parents=True)
            dev.venv_python(venv).touch()
            purelib.mkdir()
        return subprocess.CompletedProcess(command, 0, stdout=f"{purelib}\n")

    monkeypatch.setattr(dev.subprocess, "run", run)
    return venv


@pytest.fixture
def made(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the steps that dev.py takes, besides taking them."""
    steps: list[str] = []

    def noting(name: str, step: Callable[..., None]) -> Callable[..., None]:
        def noted(*arguments: object) -> None:
            steps.append(name)
            step(*arguments)

        return noted

    for name in ("create_environment", "install_requirements"):
        monkeypatch.setattr(dev, name, noting(name, getattr(dev, name)))
    return steps


ANEW = ["create_environment", "install_requirements"]


def test_a_finished_environment_is_left_alone(dev: ModuleType, venv: Path, made: list[str]) -> None:
    dev.set_up_environment("test", venv)
    assert made == ANEW
    dev.set_up_environment("test", venv)
    dev.set_up_environment("run", venv)
    assert made == ANEW


def test_an_environment_for_running_gets_what_testing_needs_added(
    dev: ModuleType, venv: Path, made: list[str]
) -> None:
    dev.set_up_environment("run", venv)
    dev.set_up_environment("test", venv)
    assert made == [*ANEW, "install_requirements"]


def test_the_checkout_can_be_imported_in_it(dev: ModuleType, venv: Path) -> None:
    dev.set_up_environment("run", venv)
    (pth,) = (venv / "lib").glob("*.pth")
    assert pth.read_text(encoding="utf-8").strip() == str(ROOT)


def spoil_no_stamp(dev: ModuleType, venv: Path) -> None:
    """Leave it as a set-up does that was cut short."""
    (venv / dev.STAMP).unlink()


def spoil_torn_stamp(dev: ModuleType, venv: Path) -> None:
    """Leave half a stamp."""
    text = (venv / dev.STAMP).read_text(encoding="utf-8")
    (venv / dev.STAMP).write_text(text[: len(text) // 2], encoding="utf-8")


def spoil_no_python(dev: ModuleType, venv: Path) -> None:
    """Take the interpreter away, as an upgrade of the system's Python does."""
    dev.venv_python(venv).unlink()


def spoil_entry(key: str) -> Callable[[ModuleType, Path], None]:
    """Return what makes one thing differ that the stamp tells."""

    def spoil(dev: ModuleType, venv: Path) -> None:
        stamp = json.loads((venv / dev.STAMP).read_text(encoding="utf-8"))
        stamp[key] += "?"
        (venv / dev.STAMP).write_text(json.dumps(stamp), encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(spoil_no_stamp, id="no stamp"),
        pytest.param(spoil_torn_stamp, id="torn stamp"),
        pytest.param(spoil_no_python, id="no interpreter"),
        pytest.param(spoil_entry("run"), id="other requirements"),
        pytest.param(spoil_entry("test"), id="other test requirements"),
        pytest.param(spoil_entry("python"), id="another Python"),
        pytest.param(spoil_entry("place"), id="a checkout that was moved"),
    ],
)
def test_a_half_made_or_outdated_environment_is_made_anew(
    dev: ModuleType, venv: Path, made: list[str], spoil: Callable[[ModuleType, Path], None]
) -> None:
    dev.set_up_environment("test", venv)
    made.clear()
    spoil(dev, venv)
    (venv / "left-over").touch()
    dev.set_up_environment("test", venv)
    assert made == ANEW
    assert not (venv / "left-over").exists()
    made.clear()
    dev.set_up_environment("test", venv)
    assert made == []


def test_a_set_up_that_fails_leaves_no_stamp(
    dev: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretended = dev.call
    monkeypatch.setattr(dev, "call", lambda c, **_: 1 if "pip" in c else pretended(c))
    with pytest.raises(dev.SetupError, match="could not be installed"):
        dev.set_up_environment("run", venv)
    assert dev.read_stamp(venv) == {}


def test_packages_are_checked_against_their_hashes(
    dev: ModuleType, commands: Commands, venv: Path
) -> None:
    dev.install_requirements("run", venv)
    (pip,) = commands
    assert "--require-hashes" in pip
    assert pip[-1].endswith("run.txt")


def test_packaging_adds_its_packages_to_those_of_the_app_and_has_none_of_the_tests(
    dev: ModuleType, venv: Path, commands: Commands
) -> None:
    venv.mkdir()
    dev.install_requirements("package", venv)
    (pip,) = commands
    assert [Path(word).name for word in pip if word.endswith(".txt")] == ["run.txt", "package.txt"]
    assert dev.environment("package") not in (dev.environment("run"), dev.environment("test"))
    assert set(dev.finished_stamp("package", venv)) == {"python", "place", "run", "package"}


# --- run


@pytest.fixture
def headless(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend a Linux machine without a display."""
    monkeypatch.setattr(dev.sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("headless")
def test_without_a_display_a_sample_report_is_made_and_its_place_said(
    dev: ModuleType,
    commands: Commands,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert dev.run_app([]) == 0
    sample, report = commands
    assert sample[-5:] == ["sample", "--days", "120", "--seed", "7"]
    assert report[-3:] == ["report", "--out", str(tmp_path / "companion-sample-report.pdf")]
    record = sample[sample.index("--data-dir") + 1]
    assert record == report[report.index("--data-dir") + 1]
    assert not Path(record).parent.exists()
    first, last = capsys.readouterr().out.splitlines()
    assert first.startswith("There is no display here")
    assert last.endswith(str(tmp_path / "companion-sample-report.pdf"))


@pytest.mark.usefixtures("headless")
def test_a_sample_that_fails_is_not_called_a_report(
    dev: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "call", lambda _command: 3)
    assert dev.run_app([]) == 3
    assert len(capsys.readouterr().out.splitlines()) == 1


@pytest.mark.usefixtures("headless")
@pytest.mark.parametrize("arguments", [["--version"], ["--data-dir", "x", "check"]])
def test_what_needs_no_window_is_passed_on_without_a_display(
    dev: ModuleType, commands: Commands, arguments: list[str]
) -> None:
    assert dev.run_app(arguments) == 0
    assert [command[1:] for command in commands] == [["-m", "companion", *arguments]]


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY"])
@pytest.mark.usefixtures("headless")
def test_with_a_display_the_app_is_opened(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, ":1")
    assert dev.run_app(["--demo"]) == 0
    assert [command[1:] for command in commands] == [["-m", "companion", "--demo"]]


# --- test


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ({}, 0),
        ({"pytest": 5}, 5),
        ({"ruff": 2, "pytest": 1}, 2),
        ({"mypy": 1}, 1),
    ],
)
def test_every_check_runs_the_tests_come_last_and_the_first_failure_counts(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, codes: dict[str, int], outcome: int
) -> None:
    order: list[str] = []

    def call(command: Sequence[str], **_options: object) -> int:
        name = command[2] if command[1:2] == ["-m"] else Path(command[0]).name
        order.append(name)
        return codes.get(name, 0)

    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev.sys, "platform", "darwin")
    assert dev.run_tests(["-x"]) == outcome
    assert order == ["ruff", "ruff", "lint-imports", "mypy", "pytest"]


@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("torture", [["-m", "tests.reliability.torture", "--release"]]),
        (
            "conformance",
            [
                ["packaging/conformance.py", "--release"],
                ["packaging/statistics_check.py", "--release"],
                ["packaging/fhir_check.py", "--release"],
                ["packaging/csv_check.py", "--release"],
            ],
        ),
    ],
)
def test_a_long_run_is_started_in_the_environment_of_the_tests(
    dev: ModuleType,
    commands: Commands,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    started: list[list[str]],
) -> None:
    made: list[str] = []
    monkeypatch.setattr(dev, "set_up", made.append)
    assert dev.main([command, "--release"]) == 0
    assert made == ["test"]
    assert commands == [[str(dev.venv_python(dev.VENV)), *one] for one in started]


def test_what_a_command_starts_is_there(dev: ModuleType) -> None:
    for name, command in dev.STARTS.items():
        for words in command.runs:
            module = words[1].replace(".", "/") if words[0] == "-m" else ""
            place = ROOT / (f"{module}.py" if module else words[0])
            assert place.is_file() or (ROOT / module / "__main__.py").is_file(), name


@pytest.mark.parametrize("command", ["bundle", "deb", "wheel", "sbom", "audit"])
def test_packaging_has_an_environment_of_its_own(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    made: list[str] = []
    monkeypatch.setattr(dev, "set_up", made.append)
    assert dev.main([command, "--twice"]) == 0
    assert made == ["package"]
    assert commands[0][0] == str(dev.venv_python(dev.PACKAGING_VENV))
    assert commands[0][2:] == ["--twice"]


@pytest.mark.parametrize("command", ["bare-root", "release-check"])
def test_what_needs_no_environment_makes_none(
    dev: ModuleType, commands: Commands, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    made: list[str] = []
    monkeypatch.setattr(dev, "set_up", made.append)
    assert dev.main([command]) == 0
    assert made == []
    assert commands[0][0] == sys.executable


def test_all_of_a_long_run_is_started_and_one_that_fails_is_told(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [1, *(0 for _run in dev.STARTS["conformance"].runs[1:])]
    monkeypatch.setattr(dev, "call", lambda *_command, **_options: codes.pop(0))
    assert dev.start(dev.STARTS["conformance"], []) == 1
    assert codes == []


def test_what_follows_the_command_is_passed_on_as_it_is(dev: ModuleType) -> None:
    assert dev.parse(["test", "-k", "chart", "--lf"]) == ("test", ["-k", "chart", "--lf"])
    assert dev.parse(["run", "--demo"]) == ("run", ["--demo"])


@pytest.mark.skipif(os.name == "nt", reason="measured where processes start alike")
def test_a_second_start_takes_no_time_to_speak_of(dev: ModuleType) -> None:
    """Only what is asked of the environment; the system's packages are one more quick question."""
    if not dev.covers(dev.read_stamp(dev.VENV), dev.finished_stamp("test", dev.VENV)):
        pytest.skip("the tests run in an environment that dev.py did not make")
    took = []
    # The best of some, since what else the machine does meanwhile is not what is measured.
    for _repeat in range(5):
        started = dev.time.perf_counter()
        dev.set_up("test")
        took.append(dev.time.perf_counter() - started)
    assert min(took) < 0.3


def test_the_window_tests_have_a_process_of_their_own(dev: ModuleType) -> None:
    pieces = {piece.name: list(piece.command[3:]) for piece in dev.tests([])}
    assert pieces == {
        "window tests": ["tests/ui"],
        "reliability tests": ["tests/reliability"],
        "all other tests": ["--ignore=tests/ui", "--ignore=tests/reliability"],
    }
    assert all(piece.opens_windows for piece in dev.tests([]))
    assert dev.tests(["--durations=9"])[0].command[3:] == ["tests/ui", "--durations=9"]
    assert [piece.command[3:] for piece in dev.tests(["-k", "report"])] == [["-k", "report"]]


def test_the_last_line_says_which_piece_failed(dev: ModuleType) -> None:
    assert dev.verdict({"mypy": 0, "tests": 0}, 61) == "--- All in order. 2 pieces in 61 seconds."
    told = dev.verdict({"mypy": 1, "window tests": 0, "all other tests": 2}, 600)
    assert told.startswith("--- Not in order, see above: mypy (exit code 1), all other tests (exit")


def test_a_run_of_everything_goes_side_by_side(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun: list[str] = []

    def beside(pieces: Sequence[Any], at_once: int) -> dict[str, int]:
        begun.extend(piece.name for piece in pieces)
        return {piece.name: 5 * (piece.name == "window tests") for piece in pieces}

    monkeypatch.setattr(dev, "side_by_side", beside)
    assert dev.run_tests([]) == 5
    assert begun[:5] == ["ruff check", "ruff format", "import-linter", "mypy", "window tests"]
    assert "window tests (exit code 5)" in capsys.readouterr().out
