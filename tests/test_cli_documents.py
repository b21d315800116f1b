# SPDX-License-Identifier: Apache-2.0
"""The verbs that write documents for others: the PDF with its copy and its password, CSV, FHIR."""

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from companion import cli, sample

NOW = datetime(2026, 11, 23, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course") / "diary"
    sample.fill(folder, days=43, seed=7, until=date(2026, 11, 23))
    return folder


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_now", lambda: NOW)


def run(folder: Path, *words: object) -> int:
    return cli.main([*map(str, words), "--data-dir", str(folder)])


def attached(path: Path, password: str = "") -> dict[str, bytes]:
    with pikepdf.open(path, password=password) as pdf:
        return {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}


def test_the_copy_in_the_report_is_what_export_writes(course: Path, tmp_path: Path) -> None:
    assert run(course, "report", "--out", tmp_path / "a.pdf") == 0
    assert run(course, "export", "--format", "fhir", "--out", tmp_path / "a.json") == 0
    (copy,) = attached(tmp_path / "a.pdf").values()
    assert copy == (tmp_path / "a.json").read_bytes()
    assert json.loads(copy)["resourceType"] == "Bundle"


def test_the_copy_can_be_left_out(course: Path, tmp_path: Path) -> None:
    assert run(course, "report", "--out", tmp_path / "a.pdf", "--without-copy") == 0
    assert attached(tmp_path / "a.pdf") == {}


def test_what_the_report_leaves_out_its_copy_does_too(course: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    assert run(course, "report", "--out", out, "--without", "person", "--without", "course") == 0
    (copy,) = attached(out).values()
    text = copy.decode()
    for word in ("Rivera", "PHQ-9", "44249-1", "44261-6"):
        assert word not in text


def test_a_locked_report_opens_with_its_password_alone(course: Path, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("a long enough one\n", encoding="utf-8")
    out = tmp_path / "a.pdf"
    assert run(course, "report", "--out", out, "--password-file", secret) == 0
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(out)
    reader = PdfReader(out)
    assert reader.is_encrypted
    assert reader.decrypt("a long enough one")
    assert "PHQ-9" in reader.pages[0].extract_text()


def test_a_password_that_cannot_be_read_is_told(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "a.pdf"
    assert run(course, "report", "--out", out, "--password-file", tmp_path / "none") == 1
    assert "The password could not be read" in capsys.readouterr().err
    assert not out.exists()


def test_two_secrets_cannot_both_come_from_the_input(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(course, "report", "--out", tmp_path / "a.pdf", "--password-file", "-",
            "--passphrase-file", "-")  # fmt: skip
    assert ended.value.code == 2
    assert "only one of --password-file and --passphrase-file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "verb",
    [
        ("report", "--out"),
        ("export", "--format", "json", "--out"),
        ("export", "--format", "fhir", "--out"),
        ("export", "--format", "csv", "--out"),
        ("backup", "--out"),
        ("import",),
        ("restore",),
    ],
)
def test_a_name_that_no_file_can_have_is_told(
    course: Path, tmp_path: Path, verb: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    name = "a" * 300
    assert run(course, *verb, tmp_path / name) == 1
    assert name in capsys.readouterr().err
    assert not any(tmp_path.iterdir())


def test_every_answer_and_day_on_request(course: Path, tmp_path: Path) -> None:
    text = {}
    for name, more in (("usual", ()), ("whole", ("--with-answers",))):
        out = tmp_path / f"{name}.pdf"
        assert run(course, "report", "--out", out, *more) == 0
        text[name] = "".join(page.extract_text() for page in PdfReader(out).pages)
    assert "Every check-in" in text["whole"]
    assert "Every check-in" not in text["usual"]


def test_csv_is_a_folder_of_tables(course: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    assert run(course, "export", "--format", "csv", "--out", out) == 0
    names = {path.name for path in out.iterdir()}
    assert {"check_ins.csv", "sessions.csv", "side_effects.csv"} <= names
    rows = list(csv.reader(io.StringIO((out / "check_ins.csv").read_text("utf-8-sig"))))
    assert len(rows) > 30
    assert run(course, "export", "--format", "csv", "--out", out) == 1


def test_a_pseudonymous_copy_names_nobody(course: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    assert run(course, "export", "--format", "fhir", "--out", out, "--pseudonymous") == 0
    text = out.read_text("utf-8")
    for word in ("Rivera", "Shah", "1988-03-14", "555"):
        assert word not in text


def test_choices_of_a_document_go_with_fhir_alone(course: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        run(course, "export", "--format", "json", "--out", tmp_path / "a", "--pseudonymous")
    assert ended.value.code == 2


def test_an_import_can_be_looked_at_first(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive, other = tmp_path / "a.json", tmp_path / "other"
    run(course, "export", "--format", "json", "--out", archive)
    sample.fill(other, days=1, seed=1, until=date(2026, 11, 23))
    again = tmp_path / "other.json"
    run(other, "export", "--format", "json", "--out", again)
    before = again.read_bytes()
    capsys.readouterr()
    assert run(other, "import", archive, "--preview") == 0
    told = capsys.readouterr().out
    assert "38 new check-ins" in told, told
    run(other, "export", "--format", "json", "--out", again)
    assert again.read_bytes() == before
