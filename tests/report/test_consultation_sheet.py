# SPDX-License-Identifier: Apache-2.0
"""The consultation's page: what was written, what to mention first, and what is only missing."""

import re
import time
from datetime import UTC, date, datetime
from itertools import cycle, pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion import language
from companion.content import Content, ItemWords
from companion.domain.checklist import Step, steps_on_their_own
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Medicine,
    Person,
    Question,
    Schedule,
)
from companion.problem import Problem
from companion.report.consultation_sheet import (
    FILE_NAME,
    LIMITS,
    LONGEST_NAME,
    ConsultationSheet,
    consultation_sheet,
    pdf,
    shorter,
    write,
)
from companion.report.parts import Paper, Phrase
from tests.report.sheets import (
    HOSTILE,
    LongTranslations,
    check_page,
    check_properties,
    longer,
    opened,
    words_of,
)

CONTENT = Content()
SHIPPED = CONTENT.checklist_for(None, Walk.CONSULTATION)
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
PERSON = Person(name="Alex Rivera", born=date(1988, 3, 14), allergies="Penicillin\nnuts")
GROUPS = {"story": "About you", "to_mention": "To tell the clinician", "clinic": "The clinic"}
MEDICINES = (
    Medicine(
        name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED, started=date(2025, 2, 3)
    ),
    Medicine(name="Lorazepam", schedule=Schedule.AS_NEEDED),
    Medicine(name="Mirtazapine", dose="15 mg", stopped=date(2026, 1, 9)),
)
QUESTIONS = (
    Question(at=NOW, words="Is lorazepam the night before a problem?"),
    Question(at=NOW, words="Where do I park?", answered=True),
    Question(at=NOW, words="Can my partner come in?"),
)
CUT = "… continues in the app"


def item(key: str, group: str) -> Item:
    return Item(id=key, strength=Strength.OURS, group=group)


WALK = Checklist(
    id="made_up",
    walk=Walk.CONSULTATION,
    clinician_review="none",
    item=(
        item("history", "story"),
        item("support", "story"),
        item("heart", "to_mention"),
        item("psychosis", "to_mention"),
        item("glaucoma", "to_mention"),
        item("pregnancy", "to_mention"),
        item("thoughts", "to_mention"),
        item("costs", "clinic"),
        item("licence", "clinic"),
        item("sharing", "clinic"),
    ),
)


def plain_words(step: Step) -> ItemWords:
    return ItemWords(
        label=step.item.id.capitalize(),
        question="",
        says="",
        why="",
        unmet="",
        yes="Yes, I know",
        timeline="",
    )


def answer(key: str, choice: Choice, words: str = "", reason: str = "") -> Answer:
    return Answer(item=key, choice=choice, at=NOW, words=words, reason=reason)


ANSWERS = (
    answer("history", Choice.YES, "Low since spring.\n  Two good summers.\n"),
    answer("heart", Choice.YES, "High blood pressure since 2015"),
    answer("psychosis", Choice.NOT_APPLICABLE),
    answer("glaucoma", Choice.ASK, "an uncle had it"),
    answer("pregnancy", Choice.NOT_APPLICABLE, reason="had the operation"),
    answer("thoughts", Choice.YES),
    answer("costs", Choice.NOT_YET),
    answer("licence", Choice.YES),
)


def made(
    answers: tuple[Answer, ...] = ANSWERS,
    checklist: Checklist = WALK,
    *,
    person: Person = PERSON,
    medicines: tuple[Medicine, ...] = MEDICINES,
    questions: tuple[Question, ...] = QUESTIONS,
    paper: Paper = Paper.A4,
) -> ConsultationSheet:
    run = ChecklistRun(checklist=checklist.id, begun=NOW, answers=answers)
    shipped = checklist is SHIPPED
    return consultation_sheet(
        steps_on_their_own(checklist, NOW.date(), run),
        CONTENT.item_words if shipped else plain_words,
        CONTENT.groups if shipped else GROUPS,
        person=person,
        medicines=medicines,
        questions=questions,
        paper=paper,
        language="en",
        now=NOW,
    )


def printed(sheet: ConsultationSheet) -> str:
    return words_of(opened(pdf(sheet)))


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_it_is_one_tagged_page_of_the_chosen_paper(paper: Paper, size: tuple[int, int]) -> None:
    check_page(pdf(made(paper=paper)), size)


def test_it_says_whose_it_is_and_when_it_was_printed() -> None:
    text = printed(made())
    assert "Alex Rivera born 14 Mar 1988 printed 25 Nov 2026" in text
    assert "Written by the patient. Not a diagnosis." in text
    assert "Content not yet reviewed by a clinician." in text


def test_what_to_mention_and_was_answered_with_yes_stands_first() -> None:
    sheet = made()
    assert sheet.mention.lines == (
        Phrase("Heart", "High blood pressure since 2015"),
        Phrase("Thoughts", ""),
    )
    text = printed(sheet)
    places = [
        text.index(words)
        for words in (
            "To mention first",
            "Heart: High blood pressure since 2015",
            "Thoughts",
            "Medicines, from the diary",
            "About you",
        )
    ]
    assert places == sorted(places)


def test_the_answers_stand_under_their_headings_in_the_patients_words() -> None:
    assert [(part.title, part.lines) for part in made().parts] == [
        ("About you", (Phrase("History", "Low since spring. · Two good summers."),)),
        ("To tell the clinician", (Phrase("Glaucoma", "I need to ask; an uncle had it"),)),
        ("The clinic", (Phrase("Costs", "not yet"), Phrase("Licence", "Yes, I know"))),
    ]
    text = printed(made())
    for words in (
        "About you History: Low since spring. · Two good summers.",
        "To tell the clinician Glaucoma: I need to ask; an uncle had it",
        "The clinic Costs: not yet Licence: Yes, I know",
    ):
        assert words in text, words


def test_not_answered_and_does_not_apply_are_told_apart() -> None:
    text = printed(made())
    assert "Doesn’t apply: Psychosis, Pregnancy (had the operation)." in text
    assert "Not answered, which is not a no: Support, Sharing." in text


def test_nothing_answered_is_not_nothing_to_mention() -> None:
    text = printed(made(answers=(), medicines=(), questions=(), person=Person()))
    names = ", ".join(one.id.capitalize() for one in WALK.item)
    assert f"Not answered, which is not a no: {names}." in text
    assert "Nothing was marked here. What was not answered is not a no." in text
    assert "No medicine is written down, which is not the same as none." in text
    assert "Allergies: none written down, which is not the same as none" in text
    for words in ("Doesn’t apply", "Open questions", "About you", "Cut after"):
        assert words not in text, words


def test_medicines_come_from_the_diary_as_they_are_taken_now() -> None:
    text = printed(made())
    assert "Sertraline 100 mg, regularly since 3 Feb 2025" in text
    assert "Lorazepam dose not written down, as needed start not written down" in text
    assert "Allergies: Penicillin · nuts" in text
    assert "Mirtazapine" not in text


def test_open_questions_keep_their_order_and_answered_ones_stay_out() -> None:
    text = printed(made())
    asked = "Open questions 1. Is lorazepam the night before a problem? 2. Can my partner come in?"
    assert asked in text
    assert "park" not in text


def test_the_same_sheet_gives_the_same_bytes_and_its_properties_tell_nothing() -> None:
    first = pdf(made())
    time.sleep(1.1)
    assert pdf(made()) == first
    check_properties(first, "For the first consultation")
    assert FILE_NAME == "companion-sheet.pdf"


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    write(made(), tmp_path / FILE_NAME)
    assert (tmp_path / FILE_NAME).read_bytes() == pdf(made())
    with pytest.raises(Problem):
        write(made(), tmp_path / "missing" / FILE_NAME)


# --- the shipped walk -----------------------------------------------------------------------------


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("choice", [*Choice, None])
def test_every_shipped_point_is_on_the_page_whatever_was_answered(
    choice: Choice | None, paper: Paper
) -> None:
    assert SHIPPED is not None
    assert len(SHIPPED.item) > 20
    answers = tuple(answer(one.id, choice) for one in SHIPPED.item) if choice else ()
    sheet = made(answers, SHIPPED, paper=paper)
    reader = opened(pdf(sheet))
    assert len(reader.pages) == 1
    text = words_of(reader)
    for one in SHIPPED.item:
        assert CONTENT.items[one.id].label in text, one.id
    assert "in the app" not in text
    firsts = [one.id for one in SHIPPED.item if one.group == "to_mention"]
    assert len(firsts) > 5
    expected = len(firsts) if choice is Choice.YES else 0
    assert len(sheet.mention.lines) == expected
    assert ("Not answered, which is not a no:" in text) is (choice is None)
    for lead in ("Doesn’t apply:", "No, nothing to mention:"):
        assert (lead in text) is (choice is Choice.NOT_APPLICABLE)


# --- one page, whatever is in it ------------------------------------------------------------------


def test_short_texts_are_whole_and_nothing_is_said_of_cutting() -> None:
    text = printed(made())
    assert CUT not in text
    assert "Cut after" not in text


def test_limits_only_get_tighter() -> None:
    for earlier, later in pairwise(LIMITS):
        assert later.letters <= earlier.letters
        assert later.rows <= earlier.rows
        assert later != earlier


def test_a_text_is_cut_no_more_than_needed_and_the_page_says_which() -> None:
    """One long text alone is cut late; among many, all are cut at the same number of letters."""
    long = " ".join(f"w{number:04}" for number in range(1000))
    alone = printed(made((answer("history", Choice.YES, long), *ANSWERS[1:])))
    assert f"History: {long[:1150]}" in alone
    assert long not in alone
    assert f"Cut after {LIMITS[0].letters} letters" in alone
    assert "whole in the app: History." in alone

    every = tuple(answer(one.id, Choice.YES, long) for one in WALK.item)
    sheet = made(every, questions=(Question(at=NOW, words=long),))
    text = printed(sheet)
    found = re.search(
        r"Cut after (\d+) letters to fit on one page, and whole in the app: (.+?)\.", text
    )
    assert found
    assert 100 < int(found[1]) < LIMITS[0].letters
    assert text.count(CUT) == len(WALK.item) + 1
    names = {one.id.capitalize() for one in WALK.item} | {"Open questions"}
    assert set(found[2].split(", ")) == names
    shown = re.search(r"History: (.+?) …", text)
    assert shown
    assert len(shown[1]) <= int(found[1])
    assert long.startswith(shown[1])


def test_rows_that_have_no_room_are_counted() -> None:
    medicines = tuple(Medicine(name=f"Medicine{number}", dose="1 mg " * 20) for number in range(90))
    questions = tuple(Question(at=NOW, words=f"Question{number} " * 9) for number in range(70))
    reader = opened(pdf(made(medicines=medicines, questions=questions)))
    assert len(reader.pages) == 1
    text = words_of(reader)
    taken = set(re.findall(r"Medicine\d+", text))
    asked = set(re.findall(r"Question\d+", text))
    more = [int(count) for count in re.findall(r"(\d+) more are in the app\.", text)]
    assert more == [90 - len(taken), 70 - len(asked)]
    assert taken >= {"Medicine0", "Medicine5"}


def test_what_to_mention_first_is_never_left_out() -> None:
    sheet = made(tuple(answer(one.id, Choice.YES, "x" * 3000) for one in WALK.item))
    names = [line.lead for line in sheet.mention.lines]
    assert len(names) == 5
    for version in shorter(sheet):
        assert [line.lead for line in version.mention.lines] == names


HOSTILE_WORDS = (
    HOSTILE * 90,
    "W" * 2000,
    "محمد الأمين " * 200,
    "👩‍👩‍👧‍👦🙂" * 300,
    "你 \x00 \u202e" * 400,
    "a\n" * 900,
)


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("words", HOSTILE_WORDS, ids=range(len(HOSTILE_WORDS)))
def test_hostile_words_are_words_and_stay_on_one_page(words: str, paper: Paper) -> None:
    assert SHIPPED is not None
    choices = zip(SHIPPED.item, cycle(Choice), strict=False)
    sheet = made(
        tuple(answer(one.id, choice, words, words) for one, choice in choices),
        SHIPPED,
        person=Person(name=words, allergies=words),
        medicines=(Medicine(name=words, dose=words),) * 40,
        questions=(Question(at=NOW, words=words),) * 40,
        paper=paper,
    )
    reader = opened(pdf(sheet))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert CUT in text
    if words.startswith(HOSTILE):
        assert f"Your story in a few lines: {HOSTILE}" in text
    if words.startswith("你"):
        assert "[U+4F60]" in text
        assert "characters that this PDF cannot show stand as their numbers" in text


@pytest.mark.parametrize("paper", Paper)
def test_many_points_of_ones_own_stay_on_one_page(paper: Paper) -> None:
    choices = (Choice.YES, Choice.NOT_YET, Choice.NOT_APPLICABLE, None)
    items = tuple(item(f"own_point_{number}_" + "x" * 80, "clinic") for number in range(200))
    answers = tuple(
        answer(one.id, choice, "words " * 200, "because " * 90)
        for number, one in enumerate(items)
        if (choice := choices[number % 4])
    )
    reader = opened(pdf(made(answers, replace(WALK, item=items), paper=paper)))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert re.search(r"\d+ more are in the app\.", text)
    assert re.search(r"Not answered, which is not a no: .+ \d+ more in the app\.", text)
    assert len(max(text.split(), key=len)) <= LONGEST_NAME + len(CUT)


@pytest.mark.parametrize("times", [1.5, 2.5])
@pytest.mark.parametrize("paper", Paper)
def test_the_longer_words_of_another_language_stay_on_one_page(
    paper: Paper, times: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SHIPPED is not None
    monkeypatch.setattr(language._language, "translations", LongTranslations(times))

    def long_words(step: Step) -> ItemWords:
        words = CONTENT.item_words(step)
        return replace(words, label=longer(words.label, times), yes=longer(words.yes, times))

    answers = tuple(answer(one.id, Choice.YES, "word and more " * 150) for one in SHIPPED.item)
    sheet = consultation_sheet(
        steps_on_their_own(SHIPPED, NOW.date(), ChecklistRun(checklist="c", answers=answers)),
        long_words,
        {key: longer(words, times) for key, words in CONTENT.groups.items()},
        person=PERSON,
        medicines=MEDICINES * 20,
        questions=QUESTIONS * 20,
        paper=paper,
        language="en",
        now=NOW,
    )
    reader = opened(pdf(sheet))
    assert len(reader.pages) == 1
    text = words_of(reader)
    for group in {one.group for one in SHIPPED.item} - {"to_mention"}:
        assert longer(CONTENT.groups[group], times) in text, group
