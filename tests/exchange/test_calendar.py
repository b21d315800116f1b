# SPDX-License-Identifier: Apache-2.0
"""The calendar file says the same times to every reader, and nothing of what they are about."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace

from companion.content import Content
from companion.domain import checklist
from companion.domain.checklist import Step
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Rule,
    Session,
    Whose,
)
from companion.exchange import calendar
from companion.exchange.calendar import Titles
from companion.problem import Problem
from tests.domain.making import DUBLIN, LORD_HOWE, at, few, plan
from tests.storage.samples import begin

CONTENT = Content()
NOW = at("2026-01-02 03:04")

Alarms = tuple[datetime, ...]


class Read(NamedTuple):
    """An event as a reader gives it; alarms at their moment, those of a whole day on its clock."""

    title: str
    at: datetime | date
    until: datetime | None
    alarms: Alarms
    said: tuple[str, ...]
    sequence: int
    stamp: datetime
    classification: str
    transparency: str


Reader = Callable[[bytes], dict[str, Read]]


def rung(begins: datetime | date, triggers: list[timedelta]) -> Alarms:
    """Count alarms from their event as RFC 5545 does."""
    origin = begins if isinstance(begins, datetime) else datetime.combine(begins, time())
    return tuple(origin + trigger for trigger in triggers)


def by_vobject(content: bytes) -> dict[str, Read]:
    file = vobject.readOne(content.decode())
    assert (file.prodid.value, file.method.value) == ("-//Companion//EN", "PUBLISH")
    found = {
        event.uid.value: Read(
            title=event.summary.value,
            at=event.dtstart.value,
            until=event.dtend.value if "dtend" in event.contents else None,
            alarms=rung(event.dtstart.value, [one.trigger.value for one in event.valarm_list]),
            said=tuple(one.description.value for one in event.valarm_list),
            sequence=int(event.sequence.value),
            stamp=event.dtstamp.value,
            classification=event.contents["class"][0].value,
            transparency=event.transp.value,
        )
        for event in file.vevent_list
    }
    assert len(found) == len(file.vevent_list)
    return found


def by_ical(content: bytes) -> dict[str, Read]:
    file = IcsCalendarStream.calendar_from_ics(content.decode())
    assert (file.prodid, file.method) == ("-//Companion//EN", "PUBLISH")
    found = {}
    for event in file.events:
        triggers = [one.trigger for one in event.alarm]
        assert event.uid
        assert event.dtstart
        assert event.classification
        assert isinstance(event.dtstamp, datetime)
        found[event.uid] = Read(
            title=event.summary or "",
            at=event.dtstart,
            until=event.dtend if isinstance(event.dtend, datetime) else None,
            alarms=rung(event.dtstart, [one for one in triggers if isinstance(one, timedelta)]),
            said=tuple(one.description or "" for one in event.alarm),
            sequence=event.sequence or 0,
            stamp=event.dtstamp,
            classification=event.classification.value,
            transparency=event.transparency or "",
        )
        assert len(found[event.uid].alarms) == len(triggers)
    assert len(found) == len(file.events)
    return found


READERS = [by_vobject, by_ical]


def entry(session: Session, name: str = "s", revision: int = 1) -> Entry[Session]:
    return Entry(id=name, revision=revision, created_at=NOW, record=session)


def walk(
    session: Session, route: str = "iv", run: ChecklistRun | None = None, *rules: Rule
) -> tuple[Step, ...]:
    return checklist.steps(CONTENT.checklists[route], session, run, rules)


def timeline(step: Step) -> str:
    return CONTENT.item_words(step).timeline


def own(words: str) -> Rule:
    """Make an item of the patient's own, an hour before the start and first in the walk."""
    return Rule(
        item="own", whose=Whose.OWN, question=words, minutes=-60, anchor=Anchor.START, after=""
    )


def file_with(words: str) -> bytes:
    """Give a file with plain titles and an item of the patient's own."""
    session = Session(plan=plan("2026-06-10 12:00"))
    steps = walk(session, "iv", None, own(words))
    return calendar.encoded(entry(session), steps, timeline, now=NOW, titles=Titles.PLAIN)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def skeleton(content: bytes) -> list[str]:
    return [line.split(":")[0] for line in unfolded(content)]


# --- times ----------------------------------------------------------------------------------------

SESSIONS = [
    ("2026-06-10 12:00", DUBLIN),
    ("2026-06-10 00:30", DUBLIN),
    ("2026-06-10 00:00", DUBLIN),
    ("2026-03-29 06:00", DUBLIN),  # the last meal is before the clock goes forward
    ("2026-03-29 01:30", DUBLIN),  # a time that is skipped
    ("2026-03-28 20:00", DUBLIN),  # the evening after goes on into summer time
    ("2026-10-25 06:00", DUBLIN),  # the last meal is in the hour that comes twice
    ("2026-10-25 01:30", DUBLIN),  # a time that comes twice
    ("2026-10-25 19:30", DUBLIN),  # more than a day after the evening before, and an hour of winter
    ("2026-03-08 20:00", "America/Los_Angeles"),
    ("2026-11-01 02:15", "America/New_York"),
    ("2028-02-29 07:00", "America/New_York"),
    ("2028-03-01 05:00", "Asia/Kolkata"),
    ("2026-06-10 03:00", "Asia/Kathmandu"),
    ("2026-10-04 06:00", LORD_HOWE),  # a night half an hour shorter
    ("2026-04-05 06:00", LORD_HOWE),  # and half an hour longer
    ("2026-04-05 03:10", "Pacific/Chatham"),
    ("2027-01-01 00:15", "Pacific/Kiritimati"),
    ("2026-12-31 23:50", "Pacific/Pago_Pago"),
]


def ringing(step: Step) -> Alarms:
    """Give when the alarms of a step are to be."""
    if step.at is None:
        return (datetime.combine(step.day, time(9)),)
    early = (step.at - timedelta(minutes=30),) if step.item.id == "leave_home" else ()
    return (*early, step.at)


def ringing_for(session: Session) -> Alarms:
    """Give when the alarms of a session are to be."""
    evening = datetime.combine(session.plan.day, time(18)) - timedelta(days=1)
    return (
        evening.replace(tzinfo=ZoneInfo(session.plan.zone)).astimezone(UTC),
        session.plan.moment() - timedelta(hours=2),
    )


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("route", ["iv", "esketamine"])
@pytest.mark.parametrize(("start", "zone"), SESSIONS)
def test_every_reader_gives_the_times_of_the_checklist(
    start: str, zone: str, route: str, read: Reader
) -> None:
    session = Session(plan=plan(start, zone), arrive_before=20, travel=45)
    steps = walk(session, route)
    found = read(calendar.encoded(entry(session), steps, timeline, now=NOW, titles=Titles.PLAIN))
    (appointment, *reminders) = found.values()
    assert appointment.title == "Session"
    assert appointment.at == session.plan.moment()
    assert appointment.until == checklist.ending(session)
    assert appointment.alarms == ringing_for(session)
    assert [(one.title, one.at, one.until, one.alarms) for one in reminders] == [
        (timeline(step), step.at or step.day, None, ringing(step)) for step in steps
    ]
    assert {type(one.at) for one in reminders} == {date, datetime}


@pytest.mark.parametrize("read", READERS)
def test_a_time_that_is_not_known_yet_is_for_the_whole_day(read: Reader) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    leaving = Rule(item="last_meal_iv", whose=Whose.CLINIC, minutes=0, anchor=Anchor.LEAVING)
    (step,) = [one for one in walk(session, "iv", None, leaving) if one.item.id == leaving.item]
    (_, found) = read(calendar.encoded(entry(session), (step,), timeline, now=NOW)).values()
    assert (found.at, found.alarms) == (date(2026, 6, 10), (datetime(2026, 6, 10, 9),))


@pytest.mark.parametrize("read", READERS)
def test_times_after_a_session_follow_what_was_recorded(read: Reader) -> None:
    ready = at("2026-06-10 16:10")
    session = Session(plan=plan("2026-06-10 12:00"), start=at("2026-06-10 12:20"), ready=ready)
    (step,) = [one for one in walk(session) if one.item.id == "no_driving"]
    (appointment, reminder) = read(
        calendar.encoded(entry(session), (step,), timeline, now=NOW)
    ).values()
    assert (appointment.at, appointment.until) == (session.plan.moment(), ready)
    assert reminder.at == ready + timedelta(minutes=15)


@pytest.mark.parametrize("read", READERS)
def test_a_session_that_was_over_before_its_time_has_no_end(read: Reader) -> None:
    session = Session(plan=plan("2026-06-10 12:00"), ready=at("2026-06-10 11:00"))
    (found,) = read(calendar.encoded(entry(session), (), timeline, now=NOW)).values()
    assert (found.at, found.until) == (session.plan.moment(), None)


# --- what each event says besides -----------------------------------------------------------------


@pytest.mark.parametrize("read", READERS)
def test_events_are_private_and_only_the_session_takes_time(read: Reader) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    content = calendar.encoded(entry(session, revision=7), walk(session), timeline, now=NOW)
    (appointment, *reminders) = read(content).values()
    everything = [appointment, *reminders]
    assert {one.classification for one in everything} == {"PRIVATE"}
    assert {one.sequence for one in everything} == {7}
    assert {one.stamp for one in everything} == {NOW}
    assert all(one.said == (one.title,) * len(one.alarms) for one in everything)
    assert appointment.transparency == "OPAQUE"
    assert {one.transparency for one in reminders} == {"TRANSPARENT"}


@pytest.mark.parametrize("read", READERS)
def test_what_is_settled_is_left_out(read: Reader) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    choices = {step.item.id: choice for step, choice in zip(walk(session), Choice, strict=False)}
    answers = tuple(Answer(item=item, choice=choice, at=NOW) for item, choice in choices.items())
    steps = walk(session, "iv", ChecklistRun(session_id="s", checklist="iv", answers=answers))
    settled = [item for item, choice in choices.items() if choice in ("yes", "not_applicable")]
    content = calendar.encoded(entry(session), steps, timeline, now=NOW, titles=Titles.PLAIN)
    (_, *reminders) = read(content).values()
    assert len(settled) == 2
    assert [one.title for one in reminders] == [
        timeline(step) for step in steps if step.item.id not in settled
    ]


@pytest.mark.parametrize("read", READERS)
def test_what_is_open_is_never_for_a_time_that_is_over(read: Reader) -> None:
    session = Session(plan=plan("2026-06-10 12:00"), arrive_before=30, travel=40)
    now = at("2026-06-10 10:30")
    content = calendar.encoded(
        entry(session), walk(session), timeline, now=now, titles=Titles.PLAIN
    )
    (appointment, *reminders) = read(content).values()
    assert appointment.at == session.plan.moment()
    found = {one.title: one.at for one in reminders}
    steps = {step.item.id: step for step in walk(session)}
    whole_days = [step for step in steps.values() if step.at is None]
    assert {step.day < now.date() for step in whole_days} == {True, False}
    assert [found[timeline(step)] for step in whole_days] == [
        max(step.day, now.date()) for step in whole_days
    ]
    assert timeline(steps["last_meal_iv"]) not in found, "it was at 06:00"
    leaving = steps["leave_home"]
    assert found[timeline(leaving)] == leaving.at == at("2026-06-10 10:50")


@pytest.mark.parametrize("read", READERS)
def test_a_moved_session_changes_its_events_and_doubles_none(read: Reader, tmp_path: Path) -> None:
    diary = begin(tmp_path / "diary")
    session = Session(plan=plan("2026-06-10 12:00"), travel=40)
    first = diary.add(session)
    moved = diary.change(first.id, replace(session, plan=plan("2026-10-25 06:00"), moves=1))
    before, after = (
        read(calendar.encoded(each, walk(each.record), timeline, now=now))
        for each, now in ((first, NOW), (moved, NOW + timedelta(days=1)))
    )
    assert list(before) == list(after)
    assert all(after[name].at > before[name].at for name in before)
    assert all(after[name].sequence > before[name].sequence for name in before)
    assert all(after[name].stamp > before[name].stamp for name in before)


def test_names_stay_when_other_items_come_and_go_and_sessions_share_none() -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    off = Rule(item="bag_packed", whose=Whose.CLINIC, off=True)
    everything, changed, other = (
        set(by_vobject(calendar.encoded(entry(session, name), steps, timeline, now=NOW)))
        for name, steps in (
            ("s", walk(session)),
            ("s", walk(session, "iv", None, own("Feed the cat"), off)),
            ("t", walk(session)),
        )
    )
    assert (len(everything - changed), len(changed - everything)) == (1, 1)
    assert not everything & other


# --- neutral titles -------------------------------------------------------------------------------

TELLING = re.compile(
    r"ketamin|spravato|clinic|medic|infus|dose|session|therap|treat|drug|hospital|doctor|meal|drink"
    r"|driv|nasal|spray|blood|Mulberry|Maria|feed|cat\b",
    re.IGNORECASE,
)
NEUTRAL = {
    "ACTION", "BEGIN", "CLASS", "DESCRIPTION", "DTEND", "DTSTAMP", "DTSTART", "DTSTART;VALUE=DATE",
    "END", "METHOD", "PRODID", "SEQUENCE", "SUMMARY", "TRANSP", "TRIGGER", "UID", "VERSION",
}  # fmt: skip


def unasked(_: Step) -> str:
    raise AssertionError("words were asked for")


@pytest.mark.parametrize("route", ["iv", "esketamine"])
def test_nothing_in_the_file_says_what_it_is_about(route: str) -> None:
    session = Session(
        plan=plan("2026-06-10 12:00"), travel=40, place="Mulberry House", companion="Maria"
    )
    steps = walk(session, route, None, own("Feed the cat"))
    content = calendar.encoded(entry(session, "ketamine-1"), steps, unasked, now=NOW)
    assert not TELLING.findall("\n".join(unfolded(content)))
    assert set(skeleton(content)) == NEUTRAL
    titles = [one.title for one in by_vobject(content).values()]
    assert titles == ["Appointment", *("Reminder" for _ in steps)]


def test_the_search_for_telling_words_finds_them_where_they_are() -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    content = calendar.encoded(
        entry(session), walk(session), timeline, now=NOW, titles=Titles.PLAIN
    )
    assert TELLING.search("\n".join(unfolded(content)))


# --- plain titles ---------------------------------------------------------------------------------


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "words",
    [
        "أطعِم القطّة، ثمّ خُذ المفاتيح؛ ولا تنسَ الماء",
        "האכל את החתול",
        "👩🏽‍⚕️ ring; 🐈‍⬛ feed, then go" * 20,
        "猫に餌をやる" * 30,
        "a, b; c: d \"e\" 'f' ^n %s {x} =?",
        "C:\\new\\no\\;\\,\\\\",
        "one\ntwo\n\n three",
        "BEGIN:VEVENT",
        "\ttab  and  spaces",
        "e\u0301 and é stay two",
        "x" * 74 + "é" * 3,
    ],
)
def test_own_words_come_through_byte_for_byte(words: str, read: Reader) -> None:
    (_, first, *_) = read(file_with(words)).values()
    assert first.title.encode() == words.encode()
    assert {said.encode() for said in first.said} == {words.encode()}


END_OF_EVENT = "END:VALARM{0}END:VEVENT{0}BEGIN:VEVENT{0}UID:x{0}SUMMARY:y{0}ATTACH:file:///"


@pytest.mark.parametrize(
    "line_end", ["\r\n", "\r", "\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_own_words_cannot_write_lines_of_the_file(line_end: str) -> None:
    hostile = line_end + END_OF_EVENT.format(line_end) + line_end
    content = file_with("a" + hostile + "b")
    assert skeleton(content) == skeleton(file_with("harmless"))
    assert len(content.decode().splitlines()) == content.count(b"\r\n")
    for read in READERS:
        (_, first, *_) = read(content).values()
        assert first.title == "a\n" + END_OF_EVENT.format("\n") + "\nb"


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("words", ["\0", "\x1b\x07", "\r\n", " \t", "\0\n\0"])
def test_words_without_a_letter_give_a_reminder_all_the_same(words: str, read: Reader) -> None:
    (_, first, *_) = read(file_with(words)).values()
    assert (first.title, first.said) == ("Reminder", ("Reminder",))


@few
@given(words=st.text(min_size=1).filter(lambda words: bool(squeezed(words))))
@example(words="\0\x01\x7f\x9f.\ufeff\ufffe")
def test_any_words_leave_the_file_whole(words: str) -> None:
    content = file_with(words)
    assert skeleton(content) == skeleton(file_with("harmless"))
    titles = {list(read(content).values())[1].title for read in READERS}
    (title,) = titles
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", title)
    assert squeezed(title) == squeezed(words)


def squeezed(words: str) -> str:
    """Leave out what takes no ink: spaces, line ends and control characters."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", "", "".join(words.split()))


def test_lines_are_as_short_as_the_format_wants_and_never_cut_a_letter() -> None:
    content = file_with("猫👩🏽‍⚕️é" * 60)
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in lines)
    assert all(line.decode() for line in lines)
    assert b"\n" not in b"".join(lines)


# --- the file itself ------------------------------------------------------------------------------


def test_a_file_is_written_for_its_owner_alone_and_replaced(tmp_path: Path) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    path = tmp_path / "reminders.ics"
    for revision in (1, 2):
        calendar.export(entry(session, revision=revision), walk(session), timeline, path, now=NOW)
        assert {one.sequence for one in by_ical(path.read_bytes()).values()} == {revision}
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("where", ["missing/reminders.ics", "taken"])
def test_a_target_that_cannot_be_written_is_a_problem(tmp_path: Path, where: str) -> None:
    (tmp_path / "taken").mkdir()
    session = Session(plan=plan("2026-06-10 12:00"))
    with pytest.raises(Problem):
        calendar.export(entry(session), walk(session), timeline, tmp_path / where, now=NOW)
    assert list(tree(tmp_path)) == [tmp_path / "taken"]


def test_a_full_disk_is_a_problem_and_leaves_the_earlier_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(plan=plan("2026-06-10 12:00"))
    path = tmp_path / "reminders.ics"
    path.write_bytes(b"earlier")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Problem, match="no room left"):
        calendar.export(entry(session), walk(session), timeline, path, now=NOW)
    assert path.read_bytes() == b"earlier"
    assert list(tree(tmp_path)) == [path]


def tree(folder: Path) -> Iterator[Path]:
    return folder.rglob("*")


def test_the_library_is_loaded_when_a_file_is_written_and_not_before() -> None:
    asked = "import sys, companion.exchange.calendar; sys.exit('icalendar' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
