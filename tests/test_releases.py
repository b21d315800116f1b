# SPDX-License-Identifier: Apache-2.0
"""What is new: told by one file, in every language, of the version that this is."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from companion import __version__, language, releases
from companion.releases import Part, Release, is_update, parted

WRITTEN = """<?xml version="1.0" encoding="UTF-8"?>
<component><releases>
  <release version="0.9.0" date="2027-01-02"/>
  <release version="0.10.0" date="2027-03-04" type="stable">
    <description>
      <p>Two things
         are <em>new</em>:</p>
      <p xml:lang="es">Dos cosas nuevas:</p>
      <ul>
        <!-- not to be read -->
        <li>one</li>
        <li xml:lang="es">una</li>
        <li xml:lang="de">eine</li>
        <li>other</li>
      </ul>
    </description>
  </release>
</releases></component>
"""


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "metainfo.xml"
    path.write_text(WRITTEN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("spoken", "told"),
    [
        ("en", ("Two things are new:", "one", "other")),
        ("es", ("Dos cosas nuevas:", "una", "other")),
        ("de", ("Two things are new:", "eine", "other")),
        ("fr", ("Two things are new:", "one", "other")),
    ],
)
def test_each_part_is_told_in_the_language_or_else_in_english(
    written: Path, spoken: str, told: tuple[str, ...]
) -> None:
    newest, older = releases.read(written, spoken)
    assert newest == Release(
        version="0.10.0",
        day=date(2027, 3, 4),
        parts=(Part(told[0]), Part(told[1], is_point=True), Part(told[2], is_point=True)),
    )
    assert older == Release(version="0.9.0", day=date(2027, 1, 2), parts=())


def test_the_newest_release_is_this_version_and_none_is_dated_before_an_older_one() -> None:
    found = releases.releases("en")
    assert found[0].version == __version__
    assert all(newer.day > older.day for newer, older in pairwise(found))
    assert len({each.version for each in found}) == len(found)


@pytest.mark.parametrize("code", [code for code in language.available() if code != "en"])
def test_every_release_is_told_in_every_language(code: str) -> None:
    for english, other in zip(releases.releases("en"), releases.releases(code), strict=True):
        assert english.parts
        assert [part.is_point for part in english.parts] == [part.is_point for part in other.parts]
        for here, there in zip(english.parts, other.parts, strict=True):
            assert there.text != here.text, f"{here.text!r} is not told in {code}"


@pytest.mark.parametrize("code", language.available())
def test_no_part_is_empty_or_holds_markup(code: str) -> None:
    for release in releases.releases(code):
        for part in release.parts:
            assert part.text == part.text.strip() != ""
            assert not set(part.text) & set("<>*_`&#")


@pytest.mark.parametrize(
    ("ran", "this", "is_newer"),
    [
        ("", "0.1.0", False),
        ("0.1.0", "0.1.0", False),
        ("0.0.9", "0.1.0", True),
        ("0.9.0", "0.10.0", True),
        ("0.10.0", "0.9.0", False),
        ("1.0", "1.0.1", True),
        ("of tomorrow", "0.1.0", False),
    ],
)
def test_an_update_is_a_higher_version_after_a_first_run(
    monkeypatch: pytest.MonkeyPatch, ran: str, this: str, *, is_newer: bool
) -> None:
    monkeypatch.setattr(releases, "__version__", this)
    assert is_update(ran) is is_newer


def test_a_version_is_its_numbers() -> None:
    assert parted("0.10.2") == (0, 10, 2)
    assert parted("0.10.2b1") == ()
