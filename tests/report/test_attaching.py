# SPDX-License-Identifier: Apache-2.0
"""The structured copy takes the place of its stand-in, and the file is whole."""

import io
import re

import msgspec
import pikepdf
import pytest
from pypdf import PdfReader

from companion.report.attaching import STAND_IN, packed, with_copy
from companion.report.parts import Paper
from companion.report.pdf import document
from companion.report.summary import summarise
from companion.report.typesetting import Order, pages
from tests.report.records import CONTENT, NOW, course
from tests.report.test_pdf import OPTIONS


@pytest.fixture(scope="module")
def made() -> dict[bool, bytes]:
    """Give the pages as set with the stand-in, and without."""
    summary = summarise(course(), CONTENT, OPTIONS, NOW)
    standards = ("a-3a", "ua-1")
    data = {one: as_json(document(summary, Paper.A4, attached=one)) for one in (True, False)}
    return {
        attached: pages(Order(data=data[attached], format="pdf", standards=standards))[0]
        for attached in data
    }


def as_json(data: dict[str, object]) -> str:
    return msgspec.json.encode(data).decode()


@pytest.mark.parametrize("size", [0, 3, 200_000])
def test_the_table_leads_to_every_object(made: dict[bool, bytes], size: int) -> None:
    copy = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    found = with_copy(made[True], packed(copy))
    start = int(found.rpartition(b"startxref\n")[2].split()[0])
    head = re.compile(rb"xref\n0 (\d+)\n").match(found, start)
    assert head is not None
    for number in range(1, int(head[1])):
        at = int(found[head.end() + 20 * number :][:10])
        assert found.startswith(b"%d 0 obj\n" % number, at)
    assert PdfReader(io.BytesIO(found)).attachments == {"summary.fhir.json": [copy]}
    with pikepdf.open(io.BytesIO(found)) as opened:
        assert not opened.check_pdf_syntax()
        parameters = opened.attachments["summary.fhir.json"].get_file()
        assert parameters.size == len(copy)


def test_the_stand_in_is_gone_and_nothing_else_is_another(made: dict[bool, bytes]) -> None:
    found = with_copy(made[True], packed(b"[1, 2, 3]"))
    assert STAND_IN.encode() in made[True]
    assert b"stream\n{}\n" not in found
    before, after = PdfReader(io.BytesIO(made[True])), PdfReader(io.BytesIO(found))
    for old, new in zip(before.pages, after.pages, strict=True):
        assert old.extract_text() == new.extract_text()
    assert after.trailer["/ID"] == before.trailer["/ID"]


def test_a_file_without_the_stand_in_is_refused(made: dict[bool, bytes]) -> None:
    for refused in (made[False], with_copy(made[True], packed(b"a copy"))):
        with pytest.raises(RuntimeError, match="stand-in"):
            with_copy(refused, packed(b"another copy"))
