# SPDX-License-Identifier: Apache-2.0
"""Printing the pages of a document: the system's dialog, then page after page in the pool.

What is printed are pictures of the very pages that the PDF has. Nothing is written to a file, save
where the person prints into one.
"""

import os
import sys
from collections.abc import Callable
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPageSize, QPainter
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.problem import Problem
from companion.report.parts import Paper
from companion.stopping import Stopped
from companion.ui.file_dialogs import leave_no_traces
from companion.ui.task import Task

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

PIXELS_PER_INCH = 300.0
PRINT_SERVICE = "/run/cups/cups.sock"
"""Where Linux has its own print service: a socket of this computer, of no network."""
Pages = Callable[[], list[bytes]]


class Printing(QObject):
    """Prints for one place of the window.

    Signals: ``told`` with what goes on or went wrong, and whether it is a fault; ``ended``.
    """

    told = Signal(str, bool)
    ended = Signal()

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        self._stop = Event()

    def ask_and_print(self, make: Pages, paper: Paper, *, title: str = "") -> bool:
        """Show the print dialog, with a title of its own; False where the person left it."""
        _stay_on_this_computer()
        # Imported late: the library is of no use until somebody prints.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare(printer, paper)
        dialog = QPrintDialog(printer, self._place)
        dialog.setWindowTitle(title or _("Print the report"))
        with leave_no_traces():
            accepted = bool(dialog.exec())
        dialog.deleteLater()
        if accepted:
            self.print_on(printer, make)
        return accepted

    def print_on(self, printer: "QPrinter", make: Pages) -> None:
        """Make the pages and paint them on a printer, aside."""
        self._stop.clear()
        self.told.emit(_("Making the pages…"), False)
        task = Task(lambda: self._make_and_paint(printer, make), self)
        task.done.connect(self._on_done)
        task.failed.connect(self._on_failed)
        task.start()

    @property
    def stopping(self) -> Event:
        """Set once no further page is wanted, for whoever makes them."""
        return self._stop

    def stop(self) -> None:
        """Print no further page."""
        self._stop.set()

    def _make_and_paint(self, printer: "QPrinter", make: Pages) -> bool:
        try:
            pages = make()
        except Stopped:
            return False
        return self._paint(printer, pages)

    def _paint(self, printer: "QPrinter", pages: list[bytes]) -> bool:
        """Paint the chosen pages; False where it was stopped. The GUI thread hears of each."""
        first = max(1, printer.fromPage())
        last = min(printer.toPage() or len(pages), len(pages))
        painter = QPainter()
        if self._stop.is_set() or not painter.begin(printer):
            return self._ended_early()
        for number in range(first, last + 1):
            told = _("Printing page {n} of {all} …").format(n=number, all=last)
            self.told.emit(told, False)
            if number > first and not printer.newPage():
                painter.end()
                return self._ended_early()
            painter.drawImage(painter.viewport(), QImage.fromData(pages[number - 1]))
            if self._stop.is_set():
                printer.abort()
                break
        painter.end()
        return not self._stop.is_set()

    def _ended_early(self) -> bool:
        if self._stop.is_set():
            return False
        raise Problem(
            happened=_("The printer did not take the pages."),
            safe=_("Your diary is unchanged."),
            next_step=_(
                "Check the printer and try again, or save the PDF and print it from there."
            ),
        )

    def _on_done(self, printed: bool) -> None:
        said = _("Sent to the printer.") if printed else _("Stopped. Some pages may have come out.")
        self.told.emit(said, False)
        self.ended.emit()

    def _on_failed(self, error: Exception) -> None:
        self.ended.emit()
        if not isinstance(error, Problem):
            raise error
        self.told.emit(str(error), True)


def _stay_on_this_computer() -> None:
    """Let the system's own print service be asked alone, and by its socket.

    The library for it would ask at a network address otherwise, if only at that of this computer.
    """
    if sys.platform.startswith("linux"):
        os.environ["CUPS_SERVER"] = PRINT_SERVICE


def prepare(printer: "QPrinter", paper: Paper) -> None:
    """Set the paper; the pages bring their own margins. The job's name says nothing of the person."""
    size = QPageSize.PageSizeId.A4 if paper is Paper.A4 else QPageSize.PageSizeId.Letter
    printer.setPageSize(QPageSize(size))
    printer.setFullPage(True)
    printer.setDocName("Companion")
    printer.setCreator("Companion")
