# SPDX-License-Identifier: Apache-2.0
"""The language of everything: which there are, which one is taken, and that it is then spoken."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from companion import cli, language, preferences
from companion.content import Content
from companion.language import _, ngettext
from companion.preferences import Preferences
from companion.report.wording import Wording


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    language.use("en")


def test_english_is_the_first_language_and_needs_no_catalogue() -> None:
    assert language.available()[:2] == ("en", "es")
    language.use("en")
    assert (language.current(), _("Undo")) == ("en", "Undo")


def test_spanish_says_sentences_counts_content_dates_and_numbers() -> None:
    language.use("es")
    assert _("Undo") == "Deshacer"
    assert ngettext("{n} day", "{n} days", 1) == "{n} día"
    assert ngettext("{n} day", "{n} days", 2) == "{n} días"
    assert Content().language == "es"
    assert Content().effect_name("nausea", "") != Content("en").effect_name("nausea", "")
    written = Wording()
    assert written.period(date(2026, 10, 12), date(2026, 11, 23)) == (
        "del 12 de octubre al 23 de noviembre de 2026"
    )
    assert written.number(1234.5) == "1234,5"


def test_a_language_that_is_not_there_is_english() -> None:
    language.use("xx")
    assert (language.current(), _("Undo")) == ("en", "Undo")


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (["es-MX", "en-US"], "es"),
        (["es_ES.UTF-8"], "es"),
        (["de-DE", "es-ES", "en"], "es"),
        (["de_DE.UTF-8"], "en"),
        (["C"], "en"),
        (["C.UTF-8"], "en"),
        ([""], "en"),
        ([], "en"),
    ],
)
def test_the_first_wanted_language_that_is_there_is_taken(wanted: list[str], code: str) -> None:
    assert language.best_of(wanted) == code


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "es_ES.UTF-8"}, "es"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LANGUAGE": "de:es"}, "es"),
        ({}, "en"),
    ],
)
def test_the_environment_says_which(
    variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.of_environment() == code


def test_the_command_line_speaks_the_language_chosen_in_the_window(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    preferences.write(tmp_path / "preferences.json", Preferences(language="es"))
    asked = ["sample", "--data-dir", str(tmp_path), "--days", "14", "--seed", "7"]
    assert cli.main([*asked, "--until", "2026-11-23"]) == 0
    assert "del 10 al 23 de noviembre de 2026" in capsys.readouterr().out
    assert cli.main(["report", "--data-dir", str(tmp_path / "none"), "--out", "x.pdf"]) == 1
    assert capsys.readouterr().err.startswith("companion: ")
