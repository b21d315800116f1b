# SPDX-License-Identifier: Apache-2.0
"""The PDF: tagged, told apart by nothing but its words, the same for the same record."""

import io
import time
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import chain
from pathlib import Path
from typing import cast

import pikepdf
import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, PdfObject, StreamObject

from companion.domain.records import Grade, Snapshot
from companion.problem import Problem
from companion.report import pdf
from companion.report.parts import Options, Paper, Section
from companion.report.pdf import beginning, compile_pages, compile_pdf, density, document
from companion.report.summary import summarise
from companion.report.typesetting import Refused
from tests.report.records import (
    CONTENT,
    FIRST,
    LAST,
    NOW,
    at,
    course,
    effect,
    long_course,
    note,
    question,
)

OPTIONS = Options(first=FIRST, last=LAST)


def made(snapshot: Snapshot, options: Options = OPTIONS) -> PdfReader:
    summary = summarise(snapshot, CONTENT, options, NOW)
    return PdfReader(io.BytesIO(compile_pdf(summary, options.paper)))


def text_of(reader: PdfReader) -> str:
    text = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(text.replace("\u00a0", " ").split())


def elements(root: PdfObject | None) -> Iterator[DictionaryObject]:
    if isinstance(root, IndirectObject):
        root = root.get_object()
    if isinstance(root, ArrayObject):
        yield from chain.from_iterable(elements(child) for child in root)
    elif isinstance(root, DictionaryObject) and (
        "/S" in root or root.get("/Type") == "/StructTreeRoot"
    ):
        yield root
        yield from elements(root.raw_get("/K") if "/K" in root else None)


def root_of(reader: PdfReader) -> DictionaryObject:
    root = reader.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject)
    return root


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return made(course())


def test_it_is_a_tagged_pdf_in_its_language(reader: PdfReader) -> None:
    root = root_of(reader)
    assert "'/Marked': True" in str(root["/MarkInfo"])
    assert str(root["/Lang"]) == "en"
    tags = {element.get("/S") for element in elements(root["/StructTreeRoot"])}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/P"} <= tags


def test_the_chart_says_its_numbers(reader: PdfReader) -> None:
    found = elements(root_of(reader)["/StructTreeRoot"])
    told = [str(element["/Alt"]) for element in found if element.get("/S") == "/Figure"]
    assert len(told) == 1
    assert "recorded on 39 of 43 days, 4 missing" in told[0]
    assert "PHQ-9 (0–27), lower is better: 21 on 14\u00a0Oct" in told[0]


def test_the_properties_tell_nothing_about_the_patient(reader: PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "Patient summary"
    assert reader.metadata.author is None
    assert str(reader.metadata["/CreationDate"]).startswith("D:20261123000000")
    assert str(reader.metadata["/ModDate"]).startswith("D:20261123000000")
    assert "Rivera" not in str(reader.metadata)
    assert "etamine" not in str(reader.metadata)


def test_six_weeks_fit_on_two_pages_with_every_value(reader: PdfReader) -> None:
    assert len(reader.pages) == 2
    text = text_of(reader)
    for words in (
        "Ketamine therapy: patient summary", "12 October to 23 November 2026 (6 weeks)",
        "Alex Rivera", "born 14 Mar 1988", "for Dr. N. Shah, visit 24 Nov",
        "21 → 9", "−57 %: response. Not remission (< 5).", "15 → 8", "4 of 6",
        "2 on 14 Oct · 1 on 29 Oct · 1 on 9 Nov · 0 on 23 Nov",
        "0 does not exclude risk; not assessed by a clinician here.",
        "132/84 · 158/96 · 136/86", "IV 40 mg (0.5 mg/kg)", "mild since 19 Nov",
        "78 of 80 items met before 4 sessions.", "Sertraline 100 mg", "1. Can the next sessions",
        "Not included by the patient’s choice: notes.", "1 hard day without a number.",
        "Self-reported, made 23 Nov 2026. Not a diagnosis. Not monitored.", "Page 1 of 2",
    ):  # fmt: skip
        assert words in text, words


def test_the_same_record_gives_the_same_bytes() -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    first = compile_pdf(summary, Paper.A4)
    time.sleep(1.1)
    assert compile_pdf(summary, Paper.A4) == first


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_the_paper_is_the_one_chosen(paper: Paper, size: tuple[int, int]) -> None:
    box = made(course(), replace(OPTIONS, paper=paper)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


def test_pages_are_pictures_of_the_same_document() -> None:
    snapshot = long_course(date(2026, 1, 1), 320, 7)
    options = Options(first=date(2026, 1, 1), last=LAST)
    summary = summarise(snapshot, CONTENT, options, NOW)
    pages = compile_pages(summary, Paper.A4, 30)
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(pages) == len(PdfReader(io.BytesIO(compile_pdf(summary, Paper.A4))).pages)


def test_a_long_period_keeps_page_one_and_repeats_the_header() -> None:
    days = 700
    first = date(2025, 1, 1)
    pdf_reader = made(long_course(first, days, 7), Options(first=first, last=LAST))
    pages = [page.extract_text() for page in pdf_reader.pages]
    assert "Decided today:" in pages[0]
    assert sum("Route and dose" in page for page in pages) >= 3
    assert all("Alex Rivera" in page for page in pages)
    assert all("Not a diagnosis." in page for page in pages)


def test_what_was_typed_is_never_markup() -> None:
    typed = '#import "@preview/x:0.1.0": * #read("/etc/passwd") *bold* $x$ <end>'
    snapshot = replace(course(), questions=(question(typed),))
    text = text_of(made(snapshot)).replace("\u200b", "")
    assert '#import "@preview/x:0.1.0": * #read("/etc/passwd") *bold* $x$ <end>' in text


def test_what_no_font_shows_is_counted() -> None:
    snapshot = replace(
        course(),
        notes=(note("你好"),),
        side_effects=(effect(None, at(LAST), 2, Grade.MILD, own="한기"),),
    )
    options = replace(OPTIONS, sections=frozenset(Section), notes=frozenset({"note"}))
    text = text_of(made(snapshot, options))
    assert "[U+4F60][U+597D]" in text
    assert "[U+D55C]" in text
    assert "4 characters that this PDF cannot show stand as their numbers" in text


def test_an_empty_record_is_one_page_that_says_so() -> None:
    empty = made(Snapshot())
    assert len(empty.pages) == 1
    assert "Nothing was recorded in this period." in text_of(empty)


def test_what_the_fonts_refuse_is_set_in_latin_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = summarise(replace(course(), questions=(question("你 why?"),)), CONTENT, OPTIONS, NOW)
    monkeypatch.setattr(pdf, "printable", lambda text: (text, 0))
    text = text_of(PdfReader(io.BytesIO(compile_pdf(summary, Paper.A4))))
    assert "[U+4F60] why?" in text


def test_the_fonts_alone_would_refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    summary = summarise(replace(course(), questions=(question("你"),)), CONTENT, OPTIONS, NOW)
    for name in ("printable", "plain"):
        monkeypatch.setattr(pdf, name, lambda text: (text, 0))
    with pytest.raises(Refused, match="could not be displayed"):
        compile_pdf(summary, Paper.A4)


def test_colours_come_from_the_theme() -> None:
    data = document(summarise(course(), CONTENT, OPTIONS, NOW), Paper.A4)
    colours = data["colours"]
    assert isinstance(colours, dict)
    assert colours["accent"] == "#1B6B66"


def test_a_preview_and_a_saving_at_the_same_time_do_not_collide() -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    alone = compile_pdf(summary, OPTIONS.paper)
    with ThreadPoolExecutor(2) as pool:
        previews = [pool.submit(compile_pages, summary, OPTIONS.paper, 40) for _ in range(4)]
        saved = [pool.submit(compile_pdf, summary, OPTIONS.paper) for _ in range(4)]
    assert all(preview.result() for preview in previews)
    assert {each.result() for each in saved} == {alone}


COPY = '{"resourceType": "Bundle", "said": "Zoë \u2028 你好 #import"}\n'.encode()


def metadata_of(pdf_reader: PdfReader) -> str:
    """Give the XMP as it stands in the file."""
    stream = root_of(pdf_reader)["/Metadata"].get_object()
    assert isinstance(stream, StreamObject)
    return stream.get_data().decode()


@pytest.mark.parametrize("paper", list(Paper))
def test_it_is_an_archive_file_and_an_accessible_one_in_one_with_the_copy_inside(
    paper: Paper,
) -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    made = compile_pdf(summary, paper, attachment=COPY)
    found = PdfReader(io.BytesIO(made))
    told = metadata_of(found)
    assert "<pdfaid:part>3</pdfaid:part>" in told
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in told
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert found.attachments == {"summary.fhir.json": [COPY]}
    [reference] = cast(ArrayObject, root_of(found)["/AF"])
    carried = cast(DictionaryObject, reference.get_object())
    assert str(carried["/AFRelationship"]) == "/Alternative"
    assert str(carried["/Desc"]) == "The same report for a computer (HL7 FHIR R4, JSON)"
    stream = cast(DictionaryObject, cast(DictionaryObject, carried["/EF"])["/F"])
    assert str(stream["/Subtype"]) == "/application/fhir+json"
    assert compile_pdf(summary, paper, attachment=COPY) == made


def test_tables_have_headers_and_nothing_is_attached_unasked(reader: PdfReader) -> None:
    assert not reader.attachments
    tables = [
        element
        for element in elements(root_of(reader)["/StructTreeRoot"])
        if element.get("/S") == "/Table"
    ]
    assert tables
    for table in tables:
        tags = [element.get("/S") for element in elements(table)]
        assert "/TH" in tags


def test_an_independent_program_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(compile_pdf(summarise(course(), CONTENT, OPTIONS, NOW), Paper.A4))
    with pikepdf.open(path) as found:
        assert not found.check_pdf_syntax()
        with found.open_metadata() as metadata:
            assert metadata.pdfa_status == "3A"


PASSWORD = "sorrel Häuser 42"


def test_with_a_password_it_opens_with_that_one_only() -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    made = compile_pdf(summary, Paper.LETTER, attachment=COPY, password=PASSWORD)
    for readable in (b"Patient summary", b"pdfuaid", b"summary.fhir", b"Bundle"):
        assert readable not in made
    for wrong in ("", "sorrel Haeuser 42", PASSWORD.upper()):
        assert not PdfReader(io.BytesIO(made)).decrypt(wrong)
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(io.BytesIO(made), password=wrong)
    with pikepdf.open(io.BytesIO(made), password=unicodedata.normalize("NFC", PASSWORD)) as opened:
        assert opened.encryption.R == 6
        assert opened.encryption.file_method.name == "aesv3"
        assert opened.allow.accessibility
        assert opened.allow.extract
    found = PdfReader(io.BytesIO(made), password=PASSWORD)
    assert "Alex Rivera" in text_of(found)
    assert found.attachments == {"summary.fhir.json": [COPY]}
    told = metadata_of(found)
    assert "<pdfuaid:part>1</pdfuaid:part>" in told
    assert "pdfaid:part" not in told, "an encrypted file is no archive file and does not claim it"
    tags = {element.get("/S") for element in elements(root_of(found)["/StructTreeRoot"])}
    assert {"/H1", "/Table", "/Figure"} <= tags


def test_a_password_opens_it_however_its_letters_are_put_together() -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    typed = unicodedata.normalize("NFD", PASSWORD)
    assert typed != PASSWORD
    made = compile_pdf(summary, Paper.A4, password=typed)
    assert PdfReader(io.BytesIO(made)).decrypt(PASSWORD)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "The password is empty."),
        ("        ", "The password is empty."),
        ("short42", "This password is too easy to guess."),
        ("aaaaaaaaaaaa", "This password is too easy to guess."),
        ("ababababab", "This password is too easy to guess."),
        ("lang €" * 30, "This password is longer than a PDF can take."),
    ],
)
def test_a_password_that_protects_nothing_is_refused(password: str, told: str) -> None:
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    with pytest.raises(Problem) as refused:
        compile_pdf(summary, Paper.A4, password=password)
    assert refused.value.happened == told


def test_very_long_reports_are_looked_at_in_part_and_printed_less_densely() -> None:
    short = summarise(course(), CONTENT, OPTIONS, NOW)
    assert density(short, 300) == 300
    assert beginning(short) is None
    options = Options(first=date(2024, 1, 1), last=LAST, sections=frozenset(Section))
    long = summarise(long_course(date(2024, 1, 1), 1050, 7), CONTENT, options, NOW)
    assert 150 <= density(long, 300) < 250
    first = beginning(long)
    assert first is not None
    rows = [len(table.rows) for table in (*first.further, *first.appendix)]
    assert sum(rows) == pdf.ROWS_LOOKED_AT
    assert "{all}" not in first.numbering
    assert first.paragraph == long.paragraph
