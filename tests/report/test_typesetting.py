# SPDX-License-Identifier: Apache-2.0
"""The pages are the same wherever they are set, and nobody waits for what is not wanted."""

import io
import time
from datetime import date
from threading import Event, Timer
from typing import Any

import msgspec
import pytest
from pypdf import PdfReader

from companion import program
from companion.report import pdf, typesetting
from companion.report.parts import Column, Options, Paper, Section, Summary, Table, cell
from companion.report.pdf import compile_pages, compile_pdf, document, make_pdf
from companion.report.summary import summarise
from companion.report.typesetting import Order, Refused, pages, pages_aside
from companion.stopping import Stopped
from tests.report.records import CONTENT, LAST, NOW, course, long_course
from tests.report.test_pdf import OPTIONS


def order(summary: Summary, **more: object) -> Order:
    data = msgspec.json.encode(document(summary, Paper.A4) | more).decode()
    return Order(data=data, format="pdf", standards=("ua-1",))


@pytest.fixture
def few() -> Summary:
    return summarise(course(), CONTENT, OPTIONS, NOW)


def test_a_process_of_its_own_sets_the_same_pages(few: Summary) -> None:
    assert pages_aside(order(few)) == pages(order(few))


def test_what_is_refused_there_is_refused_here(few: Summary) -> None:
    with pytest.raises(Refused, match="could not be displayed"):
        pages_aside(order(few, paragraph="你"))


def test_it_is_stopped_before_and_meanwhile(few: Summary) -> None:
    stop = Event()
    long = msgspec.structs.replace(few, appendix=(table(20_000),))
    wanted = order(long)
    Timer(0.3, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Stopped):
        pages_aside(wanted, stop)
    assert time.monotonic() - begun < 5
    with pytest.raises(Stopped):
        pages_aside(wanted, stop)


def test_a_stop_does_not_wait_for_the_copy(few: Summary) -> None:
    stop, copying = Event(), Event()

    def copy() -> bytes:
        stop.set()
        copying.wait(20)
        return b""

    with pytest.raises(Stopped):
        make_pdf(few, Paper.A4, attachment=copy, stop=stop)
    copying.set()


def test_what_hinders_the_copy_is_told(few: Summary) -> None:
    def copy() -> bytes:
        raise TimeoutError("the copy took too long")

    with pytest.raises(TimeoutError, match="the copy took too long"):
        make_pdf(few, Paper.A4, attachment=copy)


def test_where_no_process_is_to_be_had_the_pages_are_set_here(
    few: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_arguments: str) -> None:
        raise OSError

    here = pages(order(few))
    monkeypatch.setattr(program, "start_piped", none)
    assert pages_aside(order(few)) == here


def test_only_a_long_report_gets_a_process_of_its_own(
    few: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    start = program.start_piped

    def started(*arguments: str) -> object:
        begun.extend(arguments)
        return start(*arguments)

    monkeypatch.setattr(program, "start_piped", started)
    compile_pdf(few, Paper.A4)
    assert not begun
    options = Options(first=date(2024, 1, 1), last=LAST, sections=frozenset(Section))
    long = summarise(long_course(date(2024, 1, 1), 1050, 7), CONTENT, options, NOW)
    made = make_pdf(long, Paper.A4, attachment=lambda: b"a copy")
    assert begun == [program.SET_PAGES]
    found = PdfReader(io.BytesIO(made.file))
    assert len(found.pages) == made.pages
    assert found.attachments == {"summary.fhir.json": [b"a copy"]}


def table(rows: int) -> Table:
    """Give a long table whose cells are alike but for their digits."""
    columns = (Column("Day"), Column("Mood"), Column("Remark", 1))
    told = tuple(
        (cell(f"{1 + at % 28} Oct 20{at % 90 + 10}"), cell(str(at % 11)), cell("late" * (at % 2)))
        for at in range(rows)
    )
    return Table(title="Every check-in", columns=columns, rows=told)


def test_a_long_table_is_set_the_same_whether_or_not_its_shapes_are_known(few: Summary) -> None:
    long = msgspec.structs.replace(few, appendix=(table(300),))
    handed = msgspec.to_builtins(document(long, Paper.A4))
    [found] = handed["appendix"]
    assert [len(shapes) for shapes in found["shapes"]] == [2, 2, 2]
    unknown = handed | {"appendix": [found | {"shapes": None}]}
    texts = [
        [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
        for data in (handed, unknown)
        for made in pages(
            Order(data=msgspec.json.encode(data).decode(), format="pdf", standards=("ua-1",))
        )
    ]
    assert texts[0] == texts[1]
    assert sum(page.count(" Oct 20") for page in texts[0]) >= 300


def test_words_that_may_break_are_not_taken_for_one_line(few: Summary) -> None:
    wide = "hard day, no number, and written down a good deal later than it happened " * 2
    rows = tuple((cell(str(at)), cell(wide if at == 50 else "")) for at in range(100))
    columns = (Column("Day"), Column("Remark", 1))
    told = Table(title="Every check-in", columns=columns, rows=rows)
    long = msgspec.structs.replace(few, appendix=(told,))
    text = " ".join(
        page.extract_text() for page in PdfReader(io.BytesIO(compile_pdf(long, Paper.A4))).pages
    )
    assert " ".join(text.split()).count("than it happened") == 2
    assert pdf.ROWS_SET_HERE > 100


def test_the_file_is_set_from_the_very_input_of_the_preview(
    few: Summary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typst knows again what it has set, by its inputs; two of them would come in any order."""
    handed: list[dict[str, str]] = []
    used = typesetting._compiler()

    class Noting:
        def compile(self, **order: Any) -> object:
            handed.append(order["sys_inputs"])
            return used.compile(**order)

    monkeypatch.setattr(typesetting, "_compiler", Noting)
    compile_pages(few, Paper.A4, 30, attached=True)
    compile_pdf(few, Paper.A4, attachment=b"a copy")
    preview, file = handed
    assert preview == file
    assert list(file) == ["data"]
