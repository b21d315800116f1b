# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: S314 -- it reads what it wrote, starts what it names, speaks by printing
"""Whether another program reads the CSV tables as they are meant: LibreOffice without a window.

Part of `dev.py conformance`. Each table is opened twice: as a person opens it, where no cell may
become a formula and every number must be the number that was written; and with every column as
text, through a spreadsheet file and back to CSV, where every cell must come back.
"""

import csv
import io
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from datetime import date
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from companion import sample  # noqa: E402
from companion.content import Content  # noqa: E402
from companion.domain.records import Snapshot  # noqa: E402
from companion.exchange import tables  # noqa: E402

OFFICE = ("soffice", "libreoffice")
UTF8, AMERICAN = "76", "1033"
DETECT = "true"
WIDEST = 60
"""Columns; no table has as many."""
OFFICE_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value"
CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
ROWS = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-row"
REPEATED = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}number-columns-repeated"

Rows = list[list[str]]


class Found(NamedTuple):
    """How many cells were compared, and what was not as it was written."""

    cells: int
    numbers: int
    faults: tuple[str, ...]


def main() -> int:
    """Write, convert and compare; give the exit code."""
    office = next(filter(None, map(shutil.which, OFFICE)), None)
    if office is None:
        print("LibreOffice is not here: apt-get install libreoffice-calc-nogui", flush=True)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="companion-csv-") as name:
        folder = Path(name)
        found = checked(office, folder)
    seconds = time.monotonic() - began
    print(
        f"CSV in LibreOffice: {found.cells} cells compared as text and {found.numbers} as "
        f"numbers, {len(found.faults)} not as written ({seconds:.0f} s).",
        flush=True,
    )
    for fault in found.faults:
        print(f"  {fault}", flush=True)
    return 0 if found.cells > 1000 and found.numbers > 100 and not found.faults else 1


def checked(office: str, folder: Path) -> Found:
    """Export two courses, let the other program read both, and compare."""
    content = Content()
    cells = numbers = 0
    faults: list[str] = []
    for course, snapshot in courses(folder).items():
        source = folder / course
        tables.write(snapshot, source, content)
        files = sorted(source.glob("*.csv"))
        opened = converted(office, files, folder / f"{course}-opened", "ods", text=False)
        sheets = converted(office, files, folder / f"{course}-sheets", "xlsx", text=True)
        again = converted(office, sheets, folder / f"{course}-again", "csv", text=True)
        numeric = number_columns(source)
        for file, as_opened, as_text in zip(files, opened, again, strict=True):
            written = rows_of(file)
            come_back = rows_of(as_text)
            cells += sum(len(row) for row in written)
            faults += differences(f"{course}/{file.name}", written, come_back)
            read, wrong = as_numbers(
                f"{course}/{file.name}", file, as_opened, numeric.get(file.name, set())
            )
            numbers += read
            faults += wrong
    return Found(cells, numbers, tuple(faults))


def courses(folder: Path) -> dict[str, Snapshot]:
    """Give a believable course, and one of every kind with words that break careless programs."""
    from tests.storage import samples

    sample.fill(folder / "diary", days=120, seed=7, until=date(2026, 11, 20))
    from companion.storage import diary

    believable = diary.open_(folder / "diary", samples.Clock())
    hostile = samples.begin(folder / "hostile-diary")
    samples.fill(hostile)
    for words in HOSTILE:
        hostile.add(samples.check_in(words))
    found = {"sample": believable.snapshot(), "hostile": hostile.snapshot()}
    believable.close()
    hostile.close()
    return found


HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "  =1",
    "\uff1d1",
    "\u22121",
    '=HYPERLINK("http://x","y")',
    "'=1",
    "007",
    "1/2",
    'a, "b"; c',
    "one\ntwo\n\nthree",
    "مرحبا 🙂👩‍🚀 你好",
)
"""What a spreadsheet takes for something else, and what breaks a row."""


def converted(
    office: str, files: list[Path], target: Path, ending: str, *, text: bool
) -> list[Path]:
    """Let the other program turn files into another form; give what it wrote, in their order."""
    target.mkdir()
    # Comma, double quote, UTF-8, from line 1; then every column as text, or each as it looks.
    columns = "/".join(f"{number}/2" for number in range(1, WIDEST + 1)) if text else ""
    # No quoted text forced to be text, numbers with an exponent found only where the rest is.
    way_in = f"CSV:44,34,{UTF8},1,{columns},{AMERICAN},false,{DETECT if not text else 'false'}"
    way_out = f":Text - txt - csv (StarCalc):44,34,{UTF8},1,,{AMERICAN},false,true"
    command = [
        office,
        f"-env:UserInstallation={(target.parent / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        *([f"--infilter={way_in}"] if files[0].suffix == ".csv" else []),
        "--convert-to",
        f"{ending}{way_out if ending == 'csv' else ''}",
        "--outdir",
        str(target),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    return [target / f"{file.stem}.{ending}" for file in files]


def rows_of(file: Path) -> Rows:
    """Read a CSV file with Python's own reader."""
    text = file.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def differences(name: str, written: Rows, come_back: Rows) -> list[str]:
    """Give the cells that did not come back."""
    if len(written) != len(come_back):
        return [f"{name}: {len(written)} rows went in, {len(come_back)} came back"]
    return [
        f"{name}: row {number}, {column}: {one!r} came back as {other!r}"
        for number, (row, back) in enumerate(zip(written, come_back, strict=True), 1)
        for column, one, other in zip(written[0], row, [*back, *[""] * len(row)], strict=False)
        if shown(one) != other
    ]


def shown(text: str) -> str:
    """Give text as a spreadsheet holds it: its lines end with a line feed, and no NUL is in it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def number_columns(folder: Path) -> dict[str, set[str]]:
    """Give the columns that hold numbers, by file, as the table of columns has them."""
    found: dict[str, set[str]] = {}
    for file, column, *_rest, values in rows_of(folder / tables.COLUMNS):
        found.setdefault(file, set()).update({column} if values.startswith("number") else ())
    return found


def as_numbers(name: str, source: Path, opened: Path, numeric: set[str]) -> tuple[int, list[str]]:
    """Give how many numbers were read as the numbers they are, and what was not."""
    written = rows_of(source)
    content = zipfile.ZipFile(opened).read("content.xml")
    tree = ET.fromstring(content)
    faults = [
        f"{name}: a formula, {cell.get(FORMULA)}"
        for cell in tree.iter(CELL)
        if FORMULA in cell.attrib
    ]
    read = 0
    rows = [spread(row) for row in tree.iter(ROWS)]
    for number, (row, cells) in enumerate(zip(written, rows, strict=False), 1):
        for column, cell, value in zip(written[0], row, cells, strict=False):
            if number > 1 and column in numeric and cell:
                read += 1
                if value is None or float(value) != float(cell):
                    faults.append(f"{name}: row {number}, {column}: {cell} is {value}")
    return read, faults


def spread(row: ET.Element) -> list[str | None]:
    """Give the numbers of a row's cells, None where a cell holds none."""
    found: list[str | None] = []
    for cell in row.iter(CELL):
        found += [cell.get(OFFICE_VALUE)] * min(int(cell.get(REPEATED, "1")), WIDEST)
    return found


if __name__ == "__main__":
    sys.exit(main())
