# SPDX-License-Identifier: Apache-2.0
"""A visit: when it is near, the three things to raise, and what changed since the one before."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from companion.content import Content
from companion.domain.records import (
    Appointment,
    DoseChange,
    Entry,
    Grade,
    Medicine,
    Person,
    Question,
    Response,
    SideEffect,
    Snapshot,
    Sought,
)
from companion.domain.visit import (
    ScaleChange,
    answered_between,
    first_day,
    in_places,
    is_near,
    moved,
    near_visits,
    one_after,
    one_before,
    raised,
    since,
    with_answer,
)
from tests.domain.making import answers, at, cancelled, check_in, entry, held, plan

PHQ_9 = Content().instruments["phq-9"]


def visit(text: str, decided: str = "") -> Entry[Appointment]:
    return entry(Appointment(plan=plan(text), decided=decided))


def question(words: str, place: int | None = None, *, answered: bool = False) -> Entry[Question]:
    record = Question(at=at("2026-06-01 09:00"), words=words, to_raise=place, answered=answered)
    return entry(record, record.at)


def response(text: str, total: int) -> Entry[Response]:
    moment = at(text)
    record = Response(
        instrument="phq-9", started=moment, finished=moment, answers=answers(PHQ_9, total)
    )
    return entry(record, moment)


def effect(start: str, *, end: str = "", sought: Sought | None = None) -> Entry[SideEffect]:
    return entry(
        SideEffect(
            own_name="rash",
            grade=Grade.MILD,
            start=at(start),
            end=at(end) if end else None,
            sought=sought,
        )
    )


def words_of(entries: tuple[Entry[Question], ...]) -> list[str]:
    return [one.record.words for one in entries]


# --- near -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "decided", "near"),
    [
        (-4, "", False),
        (-3, "", True),
        (0, "", True),
        (14, "", True),
        (15, "", False),
        (0, "Go on", False),
        (0, " \n", True),
    ],
)
def test_a_visit_is_near_from_three_days_before_until_it_is_written_down(
    days: int, decided: str, *, near: bool
) -> None:
    one = visit("2026-06-10 11:00", decided)
    today = date(2026, 6, 10) + timedelta(days=days)
    assert is_near(one.record, today) is near
    assert near_visits([one], today) == ((one,) if near else ())


def test_the_visits_around_one_go_by_their_moments() -> None:
    one, two, three = map(visit, ("2026-05-01 11:00", "2026-06-10 09:00", "2026-06-10 11:00"))
    visits = [three, one, two]
    assert one_before(visits, two) == one
    assert one_before(visits, three) == two
    assert one_before(visits, one) is None
    assert one_after(visits, one) == two
    assert one_after(visits, three) is None


# --- three things to raise ------------------------------------------------------------------------


def test_the_open_ones_are_raised_in_their_places_and_three_at_most() -> None:
    asked = [
        question("c", 3),
        question("done", 1, answered=True),
        question("a", 1),
        question("other"),
        question("b", 2),
    ]
    assert words_of(raised(asked)) == ["a", "b", "c"]
    assert len(raised([*asked, question("d", 1)])) == 3


def test_places_are_given_in_order_and_only_what_changes_is_written() -> None:
    a, b, c = question("a", 1), question("b", 2), question("c")
    assert in_places((a, b)) == ()
    assert [(one.id, record.to_raise) for one, record in in_places((a, b, c))] == [(c.id, 3)]
    assert {one.id: record.to_raise for one, record in in_places((b,), (a,))} == {
        a.id: None,
        b.id: 1,
    }
    with pytest.raises(ValueError, match="4"):
        in_places((a, b, c, question("d")))


@pytest.mark.parametrize(
    ("by", "of", "order"),
    [(-1, "b", "bac"), (1, "b", "acb"), (-1, "a", "abc"), (1, "c", "abc"), (1, "a", "bac")],
)
def test_one_is_moved_up_or_down_and_stays_at_an_end(by: int, of: str, order: str) -> None:
    three = tuple(question(name, place) for place, name in enumerate("abc", 1))
    found = moved(three, next(one for one in three if one.record.words == of), by)
    assert "".join(words_of(found)) == order


def test_any_order_can_be_kept_and_read_again() -> None:
    three = tuple(question(name, place) for place, name in enumerate("abc", 1))
    for order in permutations(three):
        changed = {one.id: record for one, record in in_places(order)}
        kept = [replace(one, record=changed.get(one.id, one.record)) for one in three]
        assert words_of(raised(kept)) == words_of(order)


def test_an_answered_question_gives_its_place_free() -> None:
    record = with_answer(question("a", 2).record, "Yes")
    assert (record.answered, record.answer, record.to_raise) == (True, "Yes", None)


def test_what_was_answered_at_a_visit_goes_by_when_it_was_written() -> None:
    def answered(text: str) -> Entry[Question]:
        return replace(question(text, answered=True), edited_at=at(text))

    early, first, later = map(
        answered, ("2026-06-09 23:59", "2026-06-10 00:00", "2026-06-20 12:00")
    )
    asked = [later, first, early, question("open")]
    assert answered_between(asked, date(2026, 6, 10), None) == (first, later)
    assert answered_between(asked, date(2026, 6, 10), date(2026, 6, 20)) == (first,)


# --- what changed ---------------------------------------------------------------------------------

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 10)


def test_nothing_recorded_is_nothing_claimed() -> None:
    found = since(Snapshot(), {"phq-9": PHQ_9}, FIRST, LAST)
    assert (found.days, found.sessions, found.recorded, found.hard) == (10, 0, 0, 0)
    assert (found.scales, found.effects, found.sought) == ((), (), ())
    assert (found.started, found.stopped, found.changed) == ((), (), ())


def test_sessions_held_on_the_first_and_the_last_day_count() -> None:
    days = ("2026-05-31 23:00", "2026-06-01 00:30", "2026-06-10 23:30", "2026-06-11 00:30")
    sessions = (*map(held, days), cancelled("2026-06-05 10:00"))
    assert since(Snapshot(sessions=sessions), {}, FIRST, LAST).sessions == 2


def test_a_scale_goes_from_its_first_to_its_last_in_the_time() -> None:
    told = [("2026-05-31 10:00", 20), ("2026-06-01 10:00", 15), ("2026-06-05 10:00", 17)]
    told += [("2026-06-10 10:00", 9), ("2026-06-11 10:00", 2)]
    responses = tuple(response(text, total) for text, total in told)
    (scale,) = since(Snapshot(responses=responses), {"phq-9": PHQ_9}, FIRST, LAST).scales
    assert (scale.first, scale.last, scale.is_one) == (15, 9, False)
    assert scale.first_at == at("2026-06-01 10:00")
    assert not since(Snapshot(responses=responses[:1]), {"phq-9": PHQ_9}, FIRST, LAST).scales
    alone = since(Snapshot(responses=responses[:2]), {"phq-9": PHQ_9}, FIRST, LAST).scales
    assert alone == (
        ScaleChange(
            instrument=PHQ_9,
            first=15,
            first_at=at("2026-06-01 10:00"),
            last=15,
            last_at=at("2026-06-01 10:00"),
        ),
    )
    assert alone[0].is_one


VISITED = "2026-06-01 12:00"


@pytest.mark.parametrize(
    ("told", "visited", "changed"),
    [
        # The last score up to the visit, also one from before its day; never the first after it.
        (("2026-05-20 9", "2026-05-25 12", "2026-06-05 10", "2026-06-08 11"), VISITED, (12, 11)),
        (("2026-05-25 12", "2026-06-01 13", "2026-06-05 10"), VISITED, (13, 10)),
        (("2026-05-25 12", "2026-06-05 10", "2026-06-11 2"), VISITED, (12, 10)),
        # None came after the visit, or none stood at it: what there is in the time.
        (("2026-05-25 12", "2026-06-01 13"), VISITED, (13, 13)),
        (("2026-06-05 10", "2026-06-08 11"), VISITED, (10, 11)),
        # No visit before: from the course's baseline, which is the last before its first session.
        (("2026-05-20 20", "2026-06-01 18", "2026-06-03 14", "2026-06-08 11"), "", (18, 11)),
        (("2026-05-20 20", "2026-06-03 14", "2026-06-08 11"), "", (20, 11)),
        (("2026-06-03 14", "2026-06-08 11"), "", (14, 11)),
        (("2026-06-01 18",), "", (18, 18)),
    ],
)
def test_a_scale_starts_from_the_score_that_stood_then_as_in_the_report(
    told: tuple[str, ...], visited: str, changed: tuple[int, int]
) -> None:
    responses = [response(f"{day} 10:00", int(total)) for day, total in map(str.split, told)]
    snapshot = Snapshot(responses=tuple(responses), sessions=(held("2026-06-02 09:00"),))
    before = at(visited) if visited else None
    (scale,) = since(snapshot, {"phq-9": PHQ_9}, FIRST, LAST, visit_before=before).scales
    assert (scale.first, scale.last) == changed


def test_days_with_a_mood_and_hard_days_are_counted_apart() -> None:
    check_ins = (
        check_in("2026-05-31 20:00", 5),
        check_in("2026-06-01 20:00", 5),
        check_in("2026-06-01 21:00", 7),
        check_in("2026-06-03 20:00", None, hard=True),
        check_in("2026-06-11 20:00", None, hard=True),
    )
    found = since(Snapshot(check_ins=check_ins), {}, FIRST, LAST)
    assert (found.recorded, found.hard) == (1, 1)


def test_side_effects_still_there_and_those_for_which_somebody_was_turned_to() -> None:
    there, gone = effect("2026-05-20 10:00"), effect("2026-06-02 10:00", end="2026-06-03 10:00")
    helped = effect("2026-06-04 10:00", end="2026-06-04 12:00", sought=Sought.EMERGENCY)
    alone = effect("2026-06-04 10:00", end="2026-06-04 12:00", sought=Sought.NOBODY)
    before = effect("2026-05-04 10:00", end="2026-05-04 12:00", sought=Sought.CLINIC)
    later = effect("2026-06-11 10:00")
    found = since(
        Snapshot(side_effects=(there, gone, helped, alone, before, later)), {}, FIRST, LAST
    )
    assert found.effects == (there.record,)
    assert found.sought == (helped.record,)


def test_medicines_started_changed_and_stopped_in_the_time() -> None:
    new = Medicine(name="New", started=date(2026, 6, 1))
    old = Medicine(name="Old", started=date(2026, 1, 1), stopped=date(2026, 6, 10))
    more = DoseChange(since=date(2026, 6, 5), dose="100 mg")
    other = Medicine(
        name="More", dose="50 mg", changes=(more, DoseChange(since=date(2026, 7, 1), dose="1 g"))
    )
    found = since(Snapshot(medicines=tuple(map(entry, (new, old, other)))), {}, FIRST, LAST)
    assert (found.started, found.stopped) == ((new,), (old,))
    assert found.changed == ((other, more),)


@pytest.mark.parametrize(
    ("snapshot", "first"),
    [
        (Snapshot(appointments=(visit("2026-05-02 11:00"),)), date(2026, 5, 2)),
        (Snapshot(sessions=(held("2026-05-20 11:00"),)), date(2026, 5, 6)),
        (
            Snapshot(person=entry(Person(treatment_started=date(2026, 4, 15)))),
            date(2026, 4, 1),
        ),
        (Snapshot(check_ins=(check_in("2026-05-11 11:00", 4),)), date(2026, 5, 11)),
        (Snapshot(responses=(response("2026-05-12 11:00", 4),)), date(2026, 5, 12)),
        (Snapshot(), date(2026, 6, 10)),
    ],
)
def test_it_is_counted_from_the_visit_before_else_from_the_course(
    snapshot: Snapshot, first: date
) -> None:
    assert first_day(snapshot, visit("2026-06-10 11:00")) == first
