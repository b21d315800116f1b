# SPDX-License-Identifier: Apache-2.0
"""help.json: exactly what was chosen, whole or not there, and gone with everything else."""

import json
import os
import stat
from pathlib import Path

import pytest

from companion import paths
from companion.domain.records import Person, SafetyPlan
from companion.domain.safety_plan import STEPS, is_written, steps_alone
from companion.problem import Problem
from companion.storage import erase, lock, own_numbers
from tests.storage.samples import begin

PERSON = Person(
    name="Alex",
    indication="depression",
    clinic="Oakfield",
    clinic_phone="555 0100",
    clinic_phone_after_hours="555 0199",
    person_name="Maria",
    person_phone="555 0134",
)
PLAN = SafetyPlan(**{name: f"words of {name}" for name in STEPS}, better_day="the dog needs you")
NUMBERS = {"Oakfield", "555 0100", "555 0199", "Maria", "555 0134"}


def texts(value: object) -> set[str]:
    if isinstance(value, dict):
        return {text for part in value.values() for text in texts(part)}
    return {str(value)}


def kept(folder: Path) -> set[str]:
    return texts(json.loads((folder / own_numbers.NAME).read_bytes()))


def test_with_the_plan_it_holds_the_numbers_and_the_six_steps(tmp_path: Path) -> None:
    own_numbers.keep(tmp_path, PERSON, PLAN)
    assert kept(tmp_path) == NUMBERS | {f"words of {name}" for name in STEPS}
    found = own_numbers.read(tmp_path)
    assert found.plan == steps_alone(PLAN)
    assert found.person == Person(
        **{name: getattr(PERSON, name) for name in PERSON.__struct_fields__ if "_" in name}
        | {"clinic": "Oakfield"}
    )


def test_with_the_numbers_alone_it_holds_no_word_of_the_plan(tmp_path: Path) -> None:
    own_numbers.keep(tmp_path, PERSON, PLAN)
    own_numbers.keep(tmp_path, PERSON)
    assert kept(tmp_path) == NUMBERS
    assert not is_written(own_numbers.read(tmp_path).plan)


def test_with_nothing_there_is_no_file(tmp_path: Path) -> None:
    own_numbers.keep(tmp_path, None)
    own_numbers.keep(tmp_path, PERSON, PLAN)
    own_numbers.keep(tmp_path, None)
    assert list(tmp_path.iterdir()) == []
    assert own_numbers.read(tmp_path) == own_numbers.read(None) == own_numbers.Readable()


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_only_its_owner_can_read_it_and_it_is_replaced_whole(tmp_path: Path) -> None:
    own_numbers.keep(tmp_path, PERSON, PLAN)
    path = tmp_path / own_numbers.NAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    first = path.stat().st_ino
    own_numbers.keep(tmp_path, PERSON, PLAN)
    assert path.stat().st_ino == first, "written again though nothing changed"
    own_numbers.keep(tmp_path, PERSON)
    assert path.stat().st_ino != first, "written over instead of replaced"
    assert [each.name for each in tmp_path.iterdir()] == [own_numbers.NAME]


def test_what_cannot_be_taken_away_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "not allowed")

    own_numbers.keep(tmp_path, PERSON, PLAN)
    monkeypatch.setattr(Path, "unlink", refused)
    with pytest.raises(Problem, match="not allowed"):
        own_numbers.keep(tmp_path, None)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b"null", b"\x00" * 90, b'{"clinic_phone": 5}', b'{"plan": "x"}', b"\xff{}"],
)
def test_a_damaged_file_reads_as_none(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / own_numbers.NAME).write_bytes(damaged)
    assert own_numbers.read(tmp_path) == own_numbers.Readable()
    own_numbers.keep(tmp_path, PERSON, PLAN)
    assert own_numbers.read(tmp_path).plan == steps_alone(PLAN)


def test_a_file_of_an_earlier_version_is_read(tmp_path: Path) -> None:
    (tmp_path / own_numbers.NAME).write_text(
        '{"clinic":"","clinic_phone":"555 0100","clinic_phone_after_hours":"",'
        '"person_name":"","person_phone":""}'
    )
    assert own_numbers.read(tmp_path) == (Person(clinic_phone="555 0100"), SafetyPlan())


def test_deleting_everything_takes_it(tmp_path: Path) -> None:
    places = paths.places(tmp_path / "Companion")
    paths.private_folder(places.data)
    begin(places.data).close()
    own_numbers.keep(places.data, PERSON, PLAN)
    held = places.data / own_numbers.NAME
    other = tmp_path / "the same file"
    os.link(held, other)
    with lock.take(places.data):
        assert erase.erase(places).stuck == ()
    assert not held.exists()
    assert b"words of" not in other.read_bytes(), "removed, and its blocks left as they were"
