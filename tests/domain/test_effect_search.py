# SPDX-License-Identifier: Apache-2.0
"""A side effect is found by the words people use: in any order, with slips and without accents."""

import pytest

from companion.content import Content
from companion.domain.effect_search import has, holding, near, wanted, words_in

CONTENT = Content()


def found(typed: str) -> list[str]:
    return [effect.id for effect in CONTENT.find_effects(typed)]


def suggested(typed: str) -> list[str]:
    return [effect.id for effect in CONTENT.near_effects(typed)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Dizzy, light-headed", ("dizzy", "light", "headed")),
        ("Can’t sleep", ("cant", "sleep")),
        ("  DIARRHÉE\n", ("diarrhee",)),
        ("STRASSE straße", ("strasse", "strasse")),
        ("", ()),
        ("…!?", ()),
    ],
)
def test_words_are_compared_small_and_plain(text: str, words: tuple[str, ...]) -> None:
    assert words_in(text) == words


@pytest.mark.parametrize(
    ("typed", "told"), [("blood in my pee", ("blood", "pee")), ("BP", ("bp",)), ("in", ("in",))]
)
def test_short_words_count_only_where_there_are_no_others(
    typed: str, told: tuple[str, ...]
) -> None:
    assert wanted(typed) == told


@pytest.mark.parametrize(
    ("typed", "effect"),
    [
        ("sick", "nausea"),
        ("queasy", "nausea"),
        ("threw up", "vomiting"),
        ("spinning", "vertigo"),
        ("peeing a lot", "urinary_freq"),
        ("a lot of peeing", "urinary_freq"),
        ("blood in pee", "blood_urine"),
        ("burns when I pee", "painful_urination"),
        ("can't pee", "cannot_pass_urine"),
        ("cant hold it", "urinary_urgency"),
        ("out of body", "dissociation"),
        ("not real", "dissociation"),
        ("my heart is racing", "tachycardia"),
        ("pins and needles", "tingling"),
        ("seeing things", "hallucination"),
        ("brain fog", "foggy"),
        ("dizzy", "dizziness"),
        ("lightheaded", "dizziness"),
        ("BP", "bp_up"),
        ("can't sleep", "insomnia"),
        ("exhausted", "tired"),
        ("forgetting", "memory"),
        ("diarrhea", "diarrhea"),
        ("DIARRHŒA".replace("Œ", "oe"), "diarrhea"),
        ("nauséa", "nausea"),
        ("want to die", "suicidal_thoughts"),
        ("kill myself", "might_act_suicide"),
        ("self harm", "suicidal_thoughts"),
        ("passed out", "cannot_be_woken"),
        ("fainted", "syncope"),
        ("can't breathe", "breathless"),
        ("chest hurts", "chest_pain"),
        ("throat closing", "swelling_face_throat"),
        ("took too much", "too_much_drowsy"),
        ("yellow eyes", "jaundice"),
        ("worst headache of my life", "sudden_severe_headache"),
    ],
)
def test_what_people_type_finds_what_they_mean(typed: str, effect: str) -> None:
    assert effect in found(typed)


@pytest.mark.parametrize(
    ("typed", "effect"),
    [
        ("siezure", "seizure"),
        ("nausia", "nausea"),
        ("palpatations", "palpitations"),
        ("terrible headache", "headache"),
        ("pee with blood", "blood_urine"),
        ("my chest really hurts", "chest_pain"),
    ],
)
def test_what_is_near_is_suggested_only(typed: str, effect: str) -> None:
    assert found(typed) == []
    assert effect in suggested(typed)


@pytest.mark.parametrize("typed", ["Zzz in my left ear", "ear", "qqqqqq", "…", "🙂"])
def test_nothing_is_near_to_what_is_like_nothing(typed: str) -> None:
    assert found(typed) == []
    assert suggested(typed) == []


def test_words_may_stand_in_several_texts_and_each_is_needed() -> None:
    texts = {"a": ("Blood in urine", "pee"), "b": ("Passing urine often", "pee")}
    assert holding(texts, "pee blood") == ("a",)
    assert holding(texts, "ur") == ("a", "b")
    assert holding(texts, "ine") == ()
    assert holding(texts, "") == ("a", "b")
    assert near(texts, "bloody urine") == ("a",)
    assert near(texts, "often blood urine") == ("a", "b")
    assert not has(texts["b"], "pee blood")
