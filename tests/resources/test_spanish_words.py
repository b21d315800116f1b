# SPDX-License-Identifier: Apache-2.0
"""Spanish says all that English says, in Spanish, and gives no more advice than English does."""

import re

import pytest

from companion.content import Content
from companion.domain.item import Item, Strength, Walk
from companion.domain.records import Route
from tests.resources.test_languages import ENGLISH, SEARCH, flat

SPANISH = flat("es")
SENTENCES = {way: text for way, text in SPANISH.items() if not SEARCH.match(way)}

SAME = {
    "alcohol": "the same word",
    "angioedema": "the same word",
    "nasal": "the same word",
    "plan": "the same word",
    "terror": "the same word",
    "Austria": "the same name",
    "Australia": "the same name",
    "India": "the same name",
    "Portugal": "the same name",
    "PHQ-9": "a questionnaire’s name",
    "GAD-7": "a questionnaire’s name",
    "PHQ-2": "a questionnaire’s name",
    "GAD-2": "a questionnaire’s name",
    "PCL-5": "a questionnaire’s name",
    "PEG": "a questionnaire’s name",
    "MADRS": "a questionnaire’s name",
    "Alex Rivera": "an invented name that goes with both languages",
    "Lorazepam": "a medicine’s name",
    "555 0100": "a phone number",
    "555 0199": "a phone number",
    "555 0134": "a phone number",
    "100 mg": "an amount",
    "50 mg": "an amount",
    "2 mg": "an amount",
    "": "nothing is said",
}
"""What is the same in Spanish as in English, and why it may be."""

LEFT_OVER = re.compile(
    r"\b(the|your|you|and|with|for|of|is|are|was|were|from|this|that|these|those|or|not|have|"
    r"will|when|what|which|they|it|if|call|ask|tell|about|before|after|by|on|at|to|dose)\b",
    re.IGNORECASE,
)

# What stands in the English text, and what then has to stand in the Spanish one.
GOES_WITH = [
    (r"call emergency services now", r"llam(a|ar) ya a emergencias"),
    (r"emergency services", r"\bemergencias\b"),
    (r"get help now", r"Pedir ayuda ya"),
    (r"this app cannot alert anyone", r"Esta aplicación no puede avisar a nadie"),
    (r"\bcall \{clinic\} today", r"llama hoy a \{clinic\}"),
    (r"call them today", r"llama (allí hoy|también hoy)"),
    (r"\btoday\b", r"\b(hoy|mañana)\b"),
    (r"our suggestion", r"sugerencia nuestra"),
    (r"we found no\b", r"no encontramos ning|no encontramos pruebas"),
    (r"off-label", r"fuera de indicación"),
    (r"esketamine", r"esketamina"),
    (r"suicid", r"suicid"),
    (r"thoughts of suicide", r"pensamientos de suicidio"),
    (r"stopping some suddenly can be dangerous", r"Dejar algunos de golpe puede ser peligroso"),
    (r"don’t stop suddenly", r"no lo dejes de golpe"),
    (r"as prescribed", r"como te los recetaron|lo recetado"),
    (r"don’t drive", r"no (conduzcas|puedes conducir)"),
    (r"until you have slept a full night", r"hasta (haber|que hayas) dormido una noche entera"),
    (r"very drowsy", r"mucha somnolencia|somnolencia intensa"),
    (r"breath(e|ing) slowly", r"respir(a|as|ación) (despacio|lenta)"),
    (r"check-in", r"registro del día"),
    (r"side effect", r"efectos? secundarios?|efectos"),
    (r"doesn’t apply", r"«No procede»"),
    (r"“not yet”", r"«Todavía no»"),
    (r"“i need to ask”", r"«Tengo que preguntar»"),
    (r"your prescriber", r"quien te receta"),
    (r"guideline", r"guía"),
    (r"\bthe label\b|nasal spray label", r"ficha"),
    (r"common default", r"lo habitual"),
    (r"at least", r"al menos"),
    (r"the longer (rule|time|list) counts", r"vale (la regla|el tiempo|la lista) más larg[oa]"),
    (r"the stricter (rule|one) counts", r"vale la (regla )?más estricta"),
]

FORBIDDEN = [
    r"deberías (dejar|suspender|empezar|saltarte|tomar|no tomar|subir|bajar|aumentar|reducir)",
    r"(puedes|debes|tienes que|hay que) (dejar|saltarte|suspender|empezar) (de tomar|tus? |la medic)",
    r"(puedes|debes|tienes que|hay que) (dejar|saltarte|suspender|empezar) (una?|el|la) (dosis|trata)",
    r"(?<!no )(deja|suspende|interrumpe|para) de tomar",
    r"(?<!no )(deja|suspende|interrumpe|cambia) (tus?|las?|el|los) (medic|trata|dosis|pastilla)",
    r"sáltate (tus?|las?|el|los|una?)\b",
    r"(sube|aumenta|baja|reduce|dobla|duplica|ajusta) (tus?|las?|el|los) (dosis|medic|pastilla)",
    r"una dosis (más alta|más baja|mayor|menor)",
    r"\b(eres|no eres) (apt[oa]|elegible|candidat[oa])|buen[oa]? candidat[oa]",
    r"(no )?cumples los (requisitos|criterios)",
    r"(?<!lo que )(?<!cuándo )\b(es|resulta) segur[oa] (para ti|que|irse|irte|ir|tomar|dejar)",
    r"tienes (un )?riesgo|(corres|tienes) (poco|bajo|ningún|mucho|alto) riesgo",
    r"tienes (depresión|ansiedad|trastorno bipolar|cistitis)",
    r"te diagnostic",
    r"curará|sanará|(te|lo|la) va a curar|cura definitiv",
    r"bien hecho|buen trabajo|enhorabuena|felicidades|felicitaciones|\bracha\b|sigue así",
    r"por tu culpa|(?<!no )(es|son|fue) culpa tuya|(?<!no )has fallado|tendrías que haber|deberías haber",
    r"(debes|deberías|tienes que|conviene) (dejar|suspender|saltarte|interrumpir|empezar)",
    r"(^|[.;:] )(deja|suspende|sáltate|interrumpe) (de tomar|(tu|la|el) (medic|trat|past|dosis))",
    r"(aumenta|sube|reduce|baja|dobla|cambia|ajusta) (tu|la) (dosis|medicación)",
]
"""The phrases that are refused in English, as they are said in Spanish, and words of blame."""


def advice(text: str) -> list[str]:
    """Give the phrases of a Spanish text that judge, advise, praise or blame."""
    return [phrase for phrase in FORBIDDEN if re.search(phrase, text, re.IGNORECASE)]


def lost(english: str, spanish: str) -> list[str]:
    """Give what stands in the English text and does not in the Spanish one."""
    return [
        said
        for said, then in GOES_WITH
        if re.search(said, english, re.IGNORECASE) and not re.search(then, spanish, re.IGNORECASE)
    ]


def test_nothing_was_left_in_english() -> None:
    same = {way: text for way, text in SPANISH.items() if ENGLISH.get(way) == text}
    assert {way: text for way, text in same.items() if text not in SAME} == {}
    words = set(ENGLISH.values()) & set(SPANISH.values())
    assert words >= set(SAME)


def test_no_english_words_stand_in_spanish_texts() -> None:
    found = {way: said.group() for way, text in SPANISH.items() if (said := LEFT_OVER.search(text))}
    assert found == {}
    assert sum(bool(LEFT_OVER.search(text)) for text in ENGLISH.values()) > 800


def test_warnings_and_whose_rule_it_is_are_all_there() -> None:
    found = {
        way: missing
        for way, text in SENTENCES.items()
        if not way.startswith("sample.toml") and (missing := lost(ENGLISH[way], text))
    }
    assert found == {}


@pytest.mark.parametrize("said", [said for said, _ in GOES_WITH])
def test_every_pair_of_phrases_is_used(said: str) -> None:
    assert any(re.search(said, text, re.IGNORECASE) for text in ENGLISH.values())


def test_a_lost_warning_is_found() -> None:
    english = "Call emergency services now. This app cannot alert anyone."
    assert lost(english, "Llama ya a emergencias. Esta aplicación no puede avisar a nadie.") == []
    assert len(lost(english, "Llama a emergencias si quieres.")) == 2


def test_no_spanish_words_judge_dose_or_advise() -> None:
    found = {way: phrases for way, text in SPANISH.items() if (phrases := advice(text))}
    assert found == {}


@pytest.mark.parametrize(
    "bad",
    [
        "Deberías dejar la sertralina.",
        "Con calma. Sáltate la pastilla.",
        "Por favor, aumenta tu dosis.",
        "Puedes dejar tu medicación.",
        "Deja de tomar lorazepam.",
        "Suspende el tratamiento.",
        "Cambia la dosis.",
        "Prueba una dosis más alta.",
        "No cumples los requisitos.",
        "Eres buena candidata.",
        "Es seguro irse a casa.",
        "Tienes poco riesgo.",
        "Tienes depresión.",
        "Esto te curará.",
        "¡Bien hecho!",
        "Llevas una racha de 5 días.",
        "Es culpa tuya.",
        "Descansa. Deja de tomar el lorazepam.",
        "Aumenta tu dosis.",
        "Pide una dosis más alta.",
        "Cumples los requisitos.",
        "Es seguro para ti.",
    ],
)
def test_the_list_of_spanish_phrases_catches_what_it_is_for(bad: str) -> None:
    assert advice(bad)


@pytest.mark.parametrize(
    "good",
    [
        "No dejes ni te saltes ninguno por esta lista. Dejar algunos de golpe puede ser peligroso.",
        "No cambies ni te saltes la medicina para la diabetes por tu cuenta.",
        "Las ganas intensas son un efecto conocido, y no son culpa tuya.",
        "Puede cambiar lo que es seguro para ti ese día.",
    ],
)
def test_warnings_in_spanish_are_not_taken_for_advice(good: str) -> None:
    assert not advice(good)


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [
        (r"[“”\"]", "Elige “No procede”."),
        (r"\d\.\d", "0.5 mg"),
        (r"\b\w+[oa]s?/[oa]s?\b|\w\([oa]s?\)", "¿Estás cansado/a?"),
        (r"\b(usted|ustedes|vosotr[oa]s|vuestr[oa]s?|os)\b", "¿Cómo está usted?"),
        (r"\b(?!espráis\b)\w+[áé]is\b", "Lo decidís y lo habláis."),
        (r"\b(estás|eres|te sientes|quédate|estés|seas) (muy |más )?(sol[oa]|\w+[ai]d[oa])\b",
         "¿Estás cansada?"),
        (r"  | [,.;:?!]|[¿¡] ", "Sí ; y no."),
    ],
)  # fmt: skip
def test_spanish_is_set_and_addressed_as_agreed(pattern: str, bad: str) -> None:
    """One reader, called tú and of no gender, with the quotation marks and commas of Spanish."""
    assert re.search(pattern, bad, re.IGNORECASE)
    found = {
        way: text
        for way, text in SENTENCES.items()
        if not way.startswith("sample.toml") and re.search(pattern, text, re.IGNORECASE)
    }
    assert found == {}


def test_questions_and_exclamations_are_opened_as_well_as_closed() -> None:
    for way, text in SPANISH.items():
        assert text.count("¿") == text.count("?"), way
        assert text.count("¡") == text.count("!"), way
        assert text.count("«") == text.count("»"), way
    assert sum("?" in text for text in SPANISH.values()) > 100


CONTENT = Content("es")
ITEMS = [
    pytest.param(one.routes, item, id=f"{one.id}-{item.id}")
    for one in CONTENT.checklists.values()
    for item in one.item
]


@pytest.mark.parametrize(("routes", "item"), ITEMS)
def test_a_spanish_item_is_short_whole_and_says_whose_rule_it_is(
    routes: tuple[Route, ...], item: Item
) -> None:
    words = CONTENT.items[item.id]
    assert 0 < len(words.label) <= 27
    assert "¿" in words.question
    assert words.question.endswith("?")
    if item.must:
        assert "{clinic}" in words.unmet
    if not item.sources:
        said = f"{words.why} {words.rule}".casefold()
        assert re.search(r"sugerencia nuestra|no encontramos|con tus propias horas", said)
    if item.strength is Strength.LABEL and routes != (Route.ESKETAMINE,):
        assert "esketamina" in words.why
        assert not item.hangs or re.search("más (larg|estrict)|vale (lo suyo|ese)", words.why)
    if item.anchor is not None and item.minutes is None:
        assert words.rule in ("varía según la clínica", "solo puede decirlo quien te receta")


def test_every_walk_was_looked_at_in_spanish() -> None:
    assert {one.walk for one in CONTENT.checklists.values()} == set(Walk)
    assert len(ITEMS) > 150


@pytest.mark.parametrize("key", ["emergency", "clinic_today", "next_visit", "suicide"])
def test_every_spanish_reply_says_that_the_app_alerts_nobody(key: str) -> None:
    assert "Esta aplicación no puede avisar a nadie." in CONTENT.replies[key].body


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("me duele la cabeza", "headache"),
        ("jaqueca", "headache"),
        ("mareada", "dizziness"),
        ("ganas de devolver", "nausea"),
        ("arrojar", "vomiting"),
        ("tension alta", "bp_up"),
        ("se me subió la presión", "bp_up"),
        ("veo borroso", "blurred_vision"),
        ("oigo voces", "hallucination"),
        ("adormilado", "sedation"),
        ("no puedo dormir", "insomnia"),
        ("sangre al orinar", "blood_urine"),
        ("duele al hacer pis", "painful_urination"),
        ("mucho al baño", "urinary_freq"),
        ("comezón", "rash"),
        ("quiero morirme", "suicidal_thoughts"),
        ("ganas de morir", "suicidal_thoughts"),
        ("ataque al corazón", "chest_pain"),
        ("me falta el aire", "breathless"),
        ("derrame cerebral", "weakness_one_side"),
        ("antojo", "craving"),
        ("bajón", "low_mood"),
    ],
)
def test_effects_are_found_by_what_people_say_in_spain_and_in_latin_america(
    typed: str, key: str
) -> None:
    assert key in {effect.id for effect in CONTENT.find_effects(typed)}
