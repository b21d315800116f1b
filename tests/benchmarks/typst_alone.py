# SPDX-License-Identifier: Apache-2.0
"""Typst setting the report's template with data from files: `python -m tests.benchmarks.typst_alone DATA`.

The compiler is made beforehand. With a further word, pictures of the pages are too, as the app has
made them when someone saves what they see: Typst keeps what it has laid out.
"""

import sys
import time
from pathlib import Path

from companion.report.sheet import compiler

DATA, ATTACHMENT = "data.json", "attachment.json"
PREPARED = "prepared"


def main(folder: Path, *, prepared: bool) -> None:
    """Set it once."""
    from tests.benchmarks.window import give, memory

    data = (folder / DATA).read_text(encoding="utf-8")
    attachment = (folder / ATTACHMENT).read_text(encoding="utf-8")
    made = compiler("report.typ")
    inputs = {"data": data, "attachment": attachment}
    if prepared:
        made.compile(format="png", sys_inputs=inputs, ppi=150)
    begun = time.perf_counter()
    pdf = made.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-3a", "ua-1"])
    assert isinstance(pdf, bytes)
    (folder / "alone.pdf").write_bytes(pdf)
    took = time.perf_counter() - begun
    give({"seconds": took, "peak": memory("VmHWM"), "bytes": len(pdf)})


if __name__ == "__main__":
    main(Path(sys.argv[1]), prepared=PREPARED in sys.argv[2:])
