# SPDX-License-Identifier: Apache-2.0
"""The command line, run as a person or a script runs it: each verb, and each thing in its way."""

import ctypes
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from companion import __version__, arguments, cli, paths, preferences
from companion.domain.records import SafetyPlan
from companion.exchange.archive import export
from companion.preferences import Appearance, Contrast, Preferences, WhileLocked
from companion.report.parts import USUAL
from companion.storage import database, lock, opening, own_numbers, vault
from companion.storage.diary import create

COURSE = ("--days", "43", "--seed", "7", "--until", "2026-11-23")
NO_DIARY = "There is no diary in this folder yet."


def companion(
    *arguments: object, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "companion", *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
        preexec_fn=before,
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Hold a run to the promise for what could not be done: 1, one line, no traceback."""
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith("companion: ")
    for word in words:
        assert word in done.stderr


def misused(done: subprocess.CompletedProcess[str]) -> None:
    """Hold a run to the promise for wrong usage."""
    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: companion" in done.stderr
    assert "Traceback" not in done.stderr


def without_the_powers_of_root() -> None:
    """Let a child of root's obey the permissions of files, as everyone else has to."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def as_everyone() -> Callable[[], None] | None:
    return without_the_powers_of_root if os.geteuid() == 0 else None


def contents(folder: Path) -> dict[str, bytes]:
    """Give what a folder holds, but for the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != lock.LOCK)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "diary"
    done = companion("sample", *COURSE, "--data-dir", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Wrote a made-up course: 120 entries, 12 October to 23 November 2026.\n"
    return folder


@pytest.fixture
def diary(course: Path, tmp_path: Path) -> Path:
    """Give a copy of the course that a test may harm."""
    folder = tmp_path / "diary"
    shutil.copytree(course, folder)
    return folder


# --- usage ----------------------------------------------------------------------------------------


def test_version() -> None:
    done = companion("--version")
    assert (done.returncode, done.stdout) == (0, f"Companion {__version__}\n")


def test_version_needs_neither_window_nor_record() -> None:
    asked = (
        "import sys; from companion import arguments; arguments.parsed(['check']); "
        "print([name for name in ('PySide6', 'sqlcipher3', 'typst', 'msgspec') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_names_every_verb() -> None:
    done = companion("--help")
    assert done.returncode == 0
    for verb in ("sample", "report", "export", "import", "check"):
        assert verb in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("dance",),
        ("--dance",),
        ("report",),
        ("sample", "--days", "0", "--seed", "1"),
        ("sample", "--days", "many", "--seed", "1"),
        ("sample", "--days", "9", "--seed", "1", "--until", "tomorrow"),
        ("sample", "--days", "9", "--seed", "1", "--until", "0001-01-02"),
        ("sample", "--days", "9"),
        ("report", "--out", "x.pdf", "--from", "2026-02-30"),
        ("report", "--out", "x.pdf", "--from", "2026-02-02", "--to", "2026-01-01"),
        ("report", "--out", "x.pdf", "--without", "everything"),
        ("report", "--out", "x.pdf", "--paper", "b5"),
        ("export", "--format", "xml", "--out", "x"),
        ("export", "--out", "x"),
        ("import",),
        ("check", "--data-dir", ""),
        ("--demo", "check"),
        ("--demo", "--data-dir", "x"),
        ("--self-test", "--demo"),
    ],
    ids=" ".join,
)
def test_wrong_usage(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "usage: companion" in said.err


def test_wrong_usage_ends_the_process_with_2() -> None:
    misused(companion("report"))


def test_the_sections_are_those_of_the_report() -> None:
    assert set(arguments.SECTIONS) == {section.value for section in USUAL}


# --- sample ---------------------------------------------------------------------------------------


def test_sample_fills_only_an_empty_folder(diary: Path) -> None:
    before = contents(diary)
    refused(companion("sample", *COURSE, "--data-dir", diary), "already a diary")
    assert contents(diary) == before


def test_sample_chooses_the_country_of_its_person(course: Path) -> None:
    assert json.loads((course / "preferences.json").read_bytes())["country"] == "IE"


def test_the_folder_is_private(course: Path) -> None:
    assert stat.S_IMODE(course.stat().st_mode) == 0o700
    assert stat.S_IMODE((course / "record.db").stat().st_mode) == 0o600


def test_sample_in_a_place_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    refused(companion("sample", *COURSE, "--data-dir", file))
    assert file.read_text() == "mine"


# --- report ---------------------------------------------------------------------------------------


def test_report(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    period = ("--from", "2026-10-12", "--to", "2026-11-23")
    done = companion("--data-dir", course, "report", "--out", target, *period)
    assert (done.returncode, done.stderr) == (0, "")
    reader = PdfReader(target)
    pages = f"{len(reader.pages)} page" + "s" * (len(reader.pages) != 1)
    assert done.stdout == f"Wrote report.pdf: {pages}, 12 October to 23 November 2026.\n"
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Alex Rivera" in words
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_report_leaves_sections_out_and_takes_another_paper(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    # What was decided at a visit is typed, and may name a medicine: it goes with the questions.
    sections = ("person", "medicines", "questions")
    without = (*(word for name in sections for word in ("--without", name)), "--paper", "letter")
    done = companion("report", "--out", target, *without, "--data-dir", course)
    assert (done.returncode, done.stderr) == (0, "")
    reader = PdfReader(target)
    assert round(reader.pages[0].mediabox.width) == 612
    words = " ".join(page.extract_text() for page in reader.pages)
    assert "Alex Rivera" not in words
    assert "Sertraline" not in words


def test_report_writes_over_an_older_one(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"older")
    assert companion("report", "--out", target, "--data-dir", course).returncode == 0
    assert target.read_bytes().startswith(b"%PDF-")


def test_report_into_a_folder_that_is_not_there(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "report.pdf"
    refused(companion("report", "--out", target, "--data-dir", course), "folder", "is not there")
    assert list(tmp_path.iterdir()) == []


def test_report_onto_a_folder(course: Path, tmp_path: Path) -> None:
    refused(companion("report", "--out", tmp_path, "--data-dir", course), "is a folder")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are the system's own")
def test_report_where_nothing_may_be_written(course: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o500)
    arguments = ("report", "--out", locked / "report.pdf", "--data-dir", course)
    refused(companion(*arguments, before=as_everyone()), "not allowed to write", "report.pdf")
    assert list(locked.iterdir()) == []


@pytest.mark.parametrize(
    "verb",
    [
        ("check",),
        ("report", "--out", "out.pdf"),
        ("export", "--format", "json", "--out", "out.json"),
    ],
    ids=lambda verb: verb[0],
)
def test_reading_verbs_never_begin_a_diary(
    verb: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(companion(*verb, "--data-dir", tmp_path / "nowhere"), NO_DIARY)
    assert list(tmp_path.iterdir()) == []


# --- a record that cannot be opened ---------------------------------------------------------------


def newer(folder: Path) -> None:
    """Leave a trace of a step that only a newer version knows."""
    record = database.connect(folder / "record.db", vault.unlock(vault.read(folder)))
    table = record.tables.table("_sqlite_migrations")
    step = {"migration_set": "companion", "name": "of_a_newer_version", "applied_at": "2027-01-01"}
    with record.write():
        table.insert(step)
    record.close()


def damaged(folder: Path) -> None:
    content = bytearray((folder / "record.db").read_bytes())
    content[3 * 4096 + 100 : 3 * 4096 + 140] = bytes(40)
    (folder / "record.db").write_bytes(content)


def foreign(folder: Path) -> None:
    (folder / "record.db").write_bytes(b"SQLite format 3\0" + bytes(4080))


def emptied(folder: Path) -> None:
    (folder / "record.db").write_bytes(b"")


def lost(folder: Path) -> None:
    (folder / "record.db").unlink()


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (newer, "newer version"),
        (damaged, "damaged"),
        (foreign, "not a Companion diary"),
        (emptied, "empty"),
        (lost, "missing"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_cannot_be_opened_is_left_as_it_is(
    diary: Path, tmp_path: Path, harm: Callable[[Path], None], words: str
) -> None:
    harm(diary)
    before = contents(diary)
    target = tmp_path / "out.json"
    export = companion("export", "--format", "json", "--out", target, "--data-dir", diary)
    refused(export, words)
    assert not target.exists()
    assert contents(diary) == before


@pytest.mark.parametrize("harm", [newer, lost], ids=lambda harm: harm.__name__)
def test_nothing_is_imported_into_what_cannot_be_opened(
    diary: Path, archive: Path, harm: Callable[[Path], None]
) -> None:
    harm(diary)
    before = contents(diary)
    refused(companion("import", archive, "--data-dir", diary))
    assert contents(diary) == before


@pytest.mark.skipif(sys.platform != "linux", reason="permissions are the system's own")
def test_a_diary_that_may_not_be_written(diary: Path, tmp_path: Path) -> None:
    diary.chmod(0o500)
    for file in diary.iterdir():
        file.chmod(0o400)
    before = contents(diary)
    target = tmp_path / "out.pdf"
    done = companion("report", "--out", target, "--data-dir", diary, before=as_everyone())
    refused(done, "not allowed to write")
    assert not target.exists()
    assert contents(diary) == before
    diary.chmod(0o700)


def test_a_diary_in_use(diary: Path, archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "out.pdf"
    with lock.take(diary):
        for verb in (("report", "--out", target), ("check",), ("import", archive)):
            refused(companion(*verb, "--data-dir", diary), "already open")
    assert not target.exists()


def test_check_of_a_damaged_diary(diary: Path) -> None:
    damaged(diary)
    done = companion("check", "--data-dir", diary)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("companion: ")
    assert "Traceback" not in done.stderr


def test_check_of_a_sound_diary(course: Path) -> None:
    done = companion("check", "--data-dir", course)
    assert (done.returncode, done.stdout, done.stderr) == (0, "The diary is sound.\n", "")


# --- export and import ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def archive(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("archive") / "archive.json"
    done = companion("export", "--format", "json", "--out", target, "--data-dir", course)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Wrote archive.json: the whole diary.\n"
    return target


def test_export_import_export_is_the_same(archive: Path, tmp_path: Path) -> None:
    other, again = tmp_path / "other", tmp_path / "again.json"
    done = companion("import", archive, "--data-dir", other)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Took in archive.json: 120 new, ")
    export = companion("export", "--format", "json", "--out", again, "--data-dir", other)
    assert export.returncode == 0
    assert again.read_bytes() == archive.read_bytes()


def test_importing_twice_changes_nothing(archive: Path, diary: Path, tmp_path: Path) -> None:
    done = companion("import", archive, "--data-dir", diary)
    assert done.stdout.startswith("Took in archive.json: 0 new, 0 brought up to date, 0 kept twice")
    again = tmp_path / "again.json"
    companion("export", "--format", "json", "--out", again, "--data-dir", diary)
    assert again.read_bytes() == archive.read_bytes()


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00\xff", b"{", b"[]", b"{}", b'{"a": 1, "a": 2}', b"[" * 100_000, b"NaN"],
    ids=["empty", "bytes", "cut", "list", "nothing", "twice", "deep", "nan"],
)
def test_garbage_is_not_imported(
    garbage: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, folder = tmp_path / "garbage.json", tmp_path / "diary"
    file.write_bytes(garbage)
    assert cli.main(["import", str(file), "--data-dir", str(folder)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert not (folder / "record.db").exists()


def test_an_import_brings_what_is_readable_while_locked_up_to_date(tmp_path: Path) -> None:
    mine, other, archive = tmp_path / "mine", tmp_path / "other", tmp_path / "archive.json"
    book = create(other, lambda: datetime(2026, 11, 20, 12, tzinfo=UTC))
    book.add(SafetyPlan(people_to_ask="Ann 123"))
    export(book, archive)
    book.close()
    chosen = Preferences(while_locked=WhileLocked.PLAN)
    preferences.write(paths.places(mine).preferences, chosen)
    assert companion("import", archive, "--data-dir", mine).returncode == 0
    assert own_numbers.read(mine).plan == SafetyPlan(people_to_ask="Ann 123")
    target = tmp_path / "mine.companion-backup"
    assert companion("backup", "--out", target, "--data-dir", other).returncode == 0
    assert companion("restore", target, "--data-dir", mine).returncode == 0
    assert not (mine / own_numbers.NAME).exists()


def test_half_an_archive_is_not_imported(archive: Path, tmp_path: Path) -> None:
    file, folder = tmp_path / "half.json", tmp_path / "diary"
    file.write_bytes(archive.read_bytes()[:5000])
    refused(companion("import", file, "--data-dir", folder))
    assert not (folder / "record.db").exists()


def test_importing_a_file_that_is_not_there(tmp_path: Path) -> None:
    refused(companion("import", tmp_path / "no.json", "--data-dir", tmp_path / "diary"))
    refused(companion("import", tmp_path, "--data-dir", tmp_path / "diary"))
    assert not (tmp_path / "diary" / "record.db").exists()


def test_export_onto_a_folder(course: Path, tmp_path: Path) -> None:
    done = companion("export", "--format", "json", "--out", tmp_path, "--data-dir", course)
    refused(done, "is a folder")


# --- the usual period -----------------------------------------------------------------------------


def test_the_usual_period_begins_with_the_last_appointment(
    course: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(cli, "_now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))
    target = tmp_path / "report.pdf"
    assert cli.main(["report", "--out", str(target), "--data-dir", str(course)]) == 0
    assert "12 October to 23 November 2026" in capsys.readouterr().out
    arguments = ["report", "--out", str(target), "--data-dir", str(course), "--to", "2026-10-01"]
    assert cli.main(arguments) == 0
    assert capsys.readouterr().out.endswith(", 1 October 2026.\n")


def test_a_period_that_has_not_begun(course: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    arguments = ("report", "--out", target, "--data-dir", course, "--from", "2099-01-01")
    refused(companion(*arguments), "begin after its end")
    assert not target.exists()


# --- the self-test --------------------------------------------------------------------------------


def test_self_test() -> None:
    done = companion("--self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert [line.split(":")[0].split() for line in lines] == [
        ["ok", "resources"],
        ["ok", "record"],
        ["ok", "window"],
        ["ok", "PDF"],
    ]


# --- backups --------------------------------------------------------------------------------------


SECRET = "  kept between us \t"


def protected(folder: Path) -> None:
    """Give the diary of a folder a passphrase."""
    keys = opening.access(folder).keys
    vault.write(folder, vault.sealed_file(keys, [vault.Passphrase(SECRET)]))


def backed_up(folder: Path, target: Path, *more: object) -> None:
    done = companion("backup", "--out", target, "--data-dir", folder, *more)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Wrote {target.name}: a backup of " in done.stdout
    assert "entries, checked." in done.stdout


@pytest.fixture
def diary_folder(course: Path, tmp_path: Path) -> Path:
    """Give a copy of the course that a test may change."""
    return Path(shutil.copytree(course, tmp_path / "diary"))


def exported(folder: Path, target: Path, *more: object) -> bytes:
    done = companion("export", "--format", "json", "--out", target, "--data-dir", folder, *more)
    assert (done.returncode, done.stderr) == (0, "")
    return target.read_bytes()


def test_a_backup_is_written_and_restored_elsewhere(diary_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.companion-backup"
    backed_up(diary_folder, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(list((diary_folder / "backups").iterdir())) == 1
    done = companion("restore", target, "--data-dir", tmp_path / "new")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1
    assert "Restored mine.companion-backup: " in done.stdout
    one = exported(diary_folder, tmp_path / "one.json")
    assert one == exported(tmp_path / "new", tmp_path / "two.json")


def test_a_restore_keeps_the_present_as_a_backup(diary_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.companion-backup"
    backed_up(diary_folder, target)
    before = exported(diary_folder, tmp_path / "before.json")
    done = companion("restore", target, "--data-dir", diary_folder)
    assert done.returncode == 0
    kept = done.stdout.splitlines()[1]
    assert kept.startswith("What was there before is kept as the backup 20")
    name = kept.removesuffix(".").rpartition(" ")[2]
    assert (diary_folder / "backups" / name / "record.db").is_file()
    assert exported(diary_folder, tmp_path / "after.json") == before
    assert not list(diary_folder.glob(".*"))


def test_a_restore_works_where_the_diary_does_not_open(diary_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.companion-backup"
    backed_up(diary_folder, target)
    (diary_folder / "record.db").write_bytes(b"?" * 9000)
    done = companion("restore", target, "--data-dir", diary_folder)
    assert done.returncode == 0
    assert "could not be opened. It is kept beside it: record.db.before-restore-" in done.stdout
    assert companion("check", "--data-dir", diary_folder).returncode == 0


def test_a_backup_never_begins_a_diary(tmp_path: Path) -> None:
    done = companion("backup", "--out", tmp_path / "x", "--data-dir", tmp_path / "none")
    refused(done, NO_DIARY)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_to_nowhere_is_refused_first(diary_folder: Path, tmp_path: Path) -> None:
    before = contents(diary_folder)
    for target in (tmp_path, tmp_path / "no" / "where"):
        refused(companion("backup", "--out", target, "--data-dir", diary_folder))
    assert contents(diary_folder) == before


def test_what_is_no_backup_is_not_restored(diary_folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.companion-backup"
    other.write_bytes(b"PK?")
    before = contents(diary_folder)
    done = companion("restore", other, "--data-dir", diary_folder)
    refused(done, "“other.companion-backup” is not a whole Companion backup.")
    done = companion("restore", tmp_path / "none", "--data-dir", diary_folder)
    refused(done, "There is no backup file “none”")
    assert contents(diary_folder) == before
    misused(companion("restore"))
    misused(companion("backup"))


def test_neither_is_done_beside_an_open_window(diary_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "mine.companion-backup"
    backed_up(diary_folder, target)
    before = contents(diary_folder)
    with lock.take(diary_folder):
        for verb in (("backup", "--out", tmp_path / "x"), ("restore", target)):
            done = companion(*verb, "--data-dir", diary_folder)
            refused(done, "already open in another Companion window")
    assert contents(diary_folder) == before


def test_an_import_into_a_diary_makes_a_backup_first(diary_folder: Path, tmp_path: Path) -> None:
    exported(diary_folder, tmp_path / "all.json")
    assert companion("import", tmp_path / "all.json", "--data-dir", diary_folder).returncode == 0
    told = [json.loads(path.read_text()) for path in diary_folder.rglob("manifest.json")]
    assert [one["reason"] for one in told] == ["before_import"]


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_passphrase_is_read_from_a_file_without_its_last_newline(
    diary_folder: Path, tmp_path: Path, end: str
) -> None:
    protected(diary_folder)
    file = tmp_path / "secret"
    file.write_bytes(f"{SECRET}{end}".encode())
    done = companion("check", "--data-dir", diary_folder, "--passphrase-file", file)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_passphrase_is_read_from_the_input(diary_folder: Path, tmp_path: Path) -> None:
    protected(diary_folder)
    command = [sys.executable, "-m", "companion", "check", "--data-dir", str(diary_folder)]
    done = subprocess.run(
        [*command, "--passphrase-file", "-"],
        input=f"{SECRET}\n".encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_each_verb_opens_a_protected_diary_by_its_passphrase_alone(
    diary_folder: Path, tmp_path: Path
) -> None:
    exported(diary_folder, tmp_path / "all.json")
    protected(diary_folder)
    target = tmp_path / "mine.companion-backup"
    secret, wrong = tmp_path / "secret", tmp_path / "wrong"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    wrong.write_text(f"{SECRET.strip()}\n", encoding="utf-8")
    for verb in (
        ("backup", "--out", target),
        ("restore", target),
        ("export", "--format", "json", "--out", tmp_path / "again.json"),
        ("import", tmp_path / "all.json"),
        ("report", "--out", tmp_path / "report.pdf"),
        ("check",),
    ):
        call = (*verb, "--data-dir", diary_folder)
        refused(companion(*call), "protected by a passphrase")
        if verb[0] in ("restore", "check"):
            done = companion(*call, "--passphrase-file", wrong)
            refused(done, "not the passphrase of this diary")
        done = companion(*call, "--passphrase-file", secret)
        assert (done.returncode, done.stderr) == (0, ""), verb
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "all.json").read_bytes()


def test_a_passphrase_that_cannot_be_read_is_told(diary_folder: Path, tmp_path: Path) -> None:
    protected(diary_folder)
    strange = tmp_path / "strange"
    strange.write_bytes(b"\xff\xfe")
    for file in (strange, tmp_path / "none", tmp_path):
        done = companion("check", "--data-dir", diary_folder, "--passphrase-file", file)
        refused(done, "The passphrase could not be read")


def test_check_looks_at_the_backups_too(diary: Path, tmp_path: Path) -> None:
    assert companion("backup", "--data-dir", diary, "--out", tmp_path / "one").returncode == 0
    done = companion("check", "--data-dir", diary)
    assert done.returncode == 0
    assert done.stdout == "The diary is sound, and so is 1 backup.\n"
    (made,) = (diary / "backups").iterdir()
    content = bytearray((made / "record.db").read_bytes())
    content[5000] ^= 1
    (made / "record.db").write_bytes(content)
    done = companion("check", "--data-dir", diary)
    assert done.returncode == 1
    assert done.stderr.startswith(f"companion: backups: {made.name} is not sound")


def test_the_sample_course_speaks_and_looks_as_the_person_chose_for_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, made_up = paths.places(tmp_path / "own"), paths.places(tmp_path / "made up")
    monkeypatch.setattr(cli, "_places_in", lambda _folder: own)
    preferences.write(
        own.preferences,
        Preferences(
            language="es",
            appearance=Appearance.DARK,
            contrast=Contrast.HIGH,
            text_size=150,
            country="ES",
        ),
    )
    preferences.write(made_up.preferences, Preferences(country="IE"))
    cli._look_alike(made_up)
    assert preferences.read(made_up.preferences) == Preferences(
        language="es",
        appearance=Appearance.DARK,
        contrast=Contrast.HIGH,
        text_size=150,
        country="IE",
    )
