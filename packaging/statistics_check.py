# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: S311 -- it imports what only the throw-away environment has
"""Compare two statistics with independent implementations: `python3 packaging/dev.py conformance`.

The Kaplan-Meier median is compared with lifelines' and the non-increasing fit with scikit-learn's,
on random cases that are the same on every run. Both bring numpy, which must not be beside the
program, so they are installed, pinned, in an environment that is thrown away. That needs a
network, so it is no part of `dev.py test`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from math import isinf
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from conformance import REQUIREMENTS, pins, run, say  # noqa: E402

from companion.domain.durability import isotonic, kaplan_meier_median  # noqa: E402

CASES = 2000
SAME = 1e-9
"""What two floats that are the same may differ by."""
COMPARE = "--compare"
SDIST_ONLY = "autograd-gamma"
"""Comes as source alone; everything else is installed as it was built upstream."""


def main() -> int:
    """Make the environment and compare there; give the exit code."""
    with tempfile.TemporaryDirectory(prefix="companion-statistics-") as name:
        python = environment(Path(name))
        return subprocess.run([str(python), str(Path(__file__)), COMPARE], check=False).returncode


def environment(folder: Path) -> Path:
    """Make an environment with the pinned packages and what our domain needs; give its Python."""
    wanted = folder / "needed.txt"
    statistics = (REQUIREMENTS / "statistics.txt").read_text(encoding="utf-8")
    wanted.write_text(statistics + "".join(pins(("msgspec",))), encoding="utf-8")
    run([sys.executable, "-m", "venv", str(folder / "venv")])
    python = folder / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    built = ["--only-binary", ":all:", "--no-binary", SDIST_ONLY]
    run([str(python), "-m", "pip", *install, *built, "-r", str(wanted)])
    return python


def compare() -> int:
    """Compare both on all cases and say what came of it; give the exit code."""
    began = time.monotonic()
    medians = different_medians()
    fits = different_fits()
    say(f"Both took {time.monotonic() - began:.0f} s.")
    for case in (*medians[:5], *fits[:5]):
        say(f"  {case}")
    return 1 if medians or fits else 0


def different_medians() -> list[str]:
    """Give the cases in which lifelines finds another median.

    Its survival curve is made of floats, so that one half can come out as a hair more, and the
    median that lifelines reads from it as one time too late. So the median is read from the curve
    with room for that, and how often it mattered is told.
    """
    import lifelines

    different = []
    reached = censored = rounded = 0
    for times in lifetimes():
        ours = kaplan_meier_median(times)
        fitter = lifelines.KaplanMeierFitter()
        fitter.fit([days for days, _ in times], [not cut_short for _, cut_short in times])
        curve = fitter.survival_function_.iloc[:, 0]
        theirs = next((day for day, up in curve.items() if up <= 0.5 + SAME), None)
        reached += theirs is not None
        censored += any(cut_short for _, cut_short in times)
        as_told = float(fitter.median_survival_time_)
        rounded += (None if isinf(as_told) else as_told) != theirs
        if ours != theirs:
            different.append(f"median of {times}: {ours} here, {theirs} in lifelines")
    say(
        f"Kaplan-Meier median against lifelines {lifelines.__version__}: {CASES} cases, "
        f"{censored} with censoring, {reached} reached, {CASES - reached} not reached; "
        f"{len(different)} different. (In {rounded} the curve of lifelines is exactly one half but "
        "for its rounding, and its own median is that much too late.)"
    )
    return different


def different_fits() -> list[str]:
    """Give the cases in which scikit-learn finds another fit."""
    import sklearn
    from sklearn.isotonic import IsotonicRegression

    different = []
    widest = 0.0
    pooled = 0
    for values in courses():
        ours = isotonic(values)
        fit = IsotonicRegression(increasing=False).fit_transform(range(len(values)), values)
        theirs = [float(value) for value in fit]
        apart = max(abs(mine - other) for mine, other in zip(ours, theirs, strict=True))
        widest = max(widest, apart)
        pooled += list(ours) != values
        if apart > SAME:
            different.append(f"fit to {values}: {apart} apart")
    say(
        f"Non-increasing fit against scikit-learn {sklearn.__version__}: {CASES} cases, {pooled} "
        f"with something to pool; {len(different)} different (widest {widest:.1e} points)."
    )
    return different


def lifetimes() -> Iterator[list[tuple[int, bool]]]:
    """Give random days, few and many, tied and not, with no, some and much censoring."""
    random = Random(1958)
    for _ in range(CASES):
        longest, cut_short = random.choice((5, 30, 200)), random.choice((0, 0.2, 0.5, 0.8))
        yield [
            (random.randint(1, longest), random.random() < cut_short)
            for _ in range(random.randint(1, 40))
        ]


def courses() -> Iterator[list[float]]:
    """Give random moods of 1 to 120 days that fall, stay or rise: whole numbers and means."""
    random = Random(1972)
    for _ in range(CASES):
        level, slope = random.uniform(0, 10), random.uniform(-0.2, 0.1)
        noise, check_ins = random.choice((0.3, 1, 2.5)), random.randint(1, 3)
        yield [
            round(check_ins * min(10, max(0, random.gauss(level + slope * day, noise)))) / check_ins
            for day in range(random.randint(1, 120))
        ]


if __name__ == "__main__":
    sys.exit(compare() if sys.argv[1:] == [COMPARE] else main())
