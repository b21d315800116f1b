# SPDX-License-Identifier: Apache-2.0
"""Having Typst set the report's pages: here, or in a process of its own where there are very many.

Typst keeps most of what it took for a table of thousands of rows. A process of its own gives all of
it back, and can be ended at once. What it needs goes to it through a pipe, and the pages come back
the same way: nothing of the record lies in a file meanwhile.
"""

import subprocess
import sys
from contextlib import suppress
from functools import cache
from threading import Event, Lock
from typing import TYPE_CHECKING, Literal

import msgspec
from msgspec import Struct

from companion import hardening, program
from companion.report.sheet import compiler
from companion.stopping import Stopped, go_on

if TYPE_CHECKING:
    import typst
    from typst import PDFStandard

LOOKS_EVERY = 0.05
"""Seconds between two looks whether it is to stop."""

_one_at_a_time = Lock()


class Order(Struct, frozen=True, kw_only=True):
    """What to set: the template's data, and as what. ``pixels`` are those per inch of a picture."""

    data: str
    format: Literal["pdf", "png"]
    standards: tuple[str, ...] = ()
    pixels: float | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """The pages, or why Typst refused them."""

    pages: list[bytes] = []
    refused: str | None = None


class Refused(Exception):
    """Typst refused the document: a font lacks a character, or the template is wrong."""


def pages(order: Order) -> list[bytes]:
    """Set the pages in this process. Raises Refused."""
    import typst

    # One input alone: the binding hands several over in any order, and to Typst another order is
    # another document, of which it knows nothing that was set before.
    inputs = {"data": order.data}
    standards: list[PDFStandard] = msgspec.convert(list(order.standards), list[str])
    # One compiler serves the preview and the saving, each in a thread of its own.
    with _one_at_a_time:
        try:
            made = _compiler().compile(
                format=order.format, sys_inputs=inputs, pdf_standards=standards, ppi=order.pixels
            )
        except typst.TypstError as error:
            raise Refused(error.diagnostic) from error
    if made is None:
        raise RuntimeError("the compiler gave nothing")
    return made if isinstance(made, list) else [made]


def pages_aside(order: Order, stop: Event | None = None) -> list[bytes]:
    """Set the pages in a process of its own; here where there is none to be had.

    Raises Refused, and Stopped soon after ``stop`` was set.
    """
    go_on(stop)
    try:
        process = program.start_piped(program.SET_PAGES)
    except OSError:
        return pages(order)
    with process:
        said = _answer_of(process, msgspec.msgpack.encode(order), stop)
    if not said and process.returncode >= 0:
        return pages(order)
    if process.returncode:
        raise RuntimeError(f"the pages were not set: {process.returncode}")
    answer = msgspec.msgpack.decode(said, type=Answer)
    if answer.refused is not None:
        raise Refused(answer.refused)
    return answer.pages


def serve() -> int:
    """Set what comes in, and give it out: all that this program does when started with the flag."""
    hardening.keep_private()
    order = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Order)
    try:
        answer = Answer(pages=pages(order))
    except Refused as error:
        answer = Answer(refused=str(error))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))
    sys.stdout.buffer.flush()
    return 0


def _answer_of(process: "subprocess.Popen[bytes]", order: bytes, stop: Event | None) -> bytes:
    """Give what a process answers to an order; end it where it is to stop."""
    stdin, process.stdin = process.stdin, None
    assert stdin is not None
    # All of it is read before anything is answered; one that ended at once reads nothing.
    with suppress(OSError), stdin:
        stdin.write(order)
    while True:
        try:
            return process.communicate(timeout=LOOKS_EVERY)[0]
        except subprocess.TimeoutExpired:
            if stop is not None and stop.is_set():
                process.kill()
                raise Stopped from None


@cache
def _compiler() -> "typst.Compiler":
    """Give the compiler with the report's template, made once."""
    return compiler("report.typ")
