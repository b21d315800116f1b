# SPDX-License-Identifier: Apache-2.0
"""Tables as the template takes them."""

from companion.report.parts import Column, Run, Table, cell
from companion.report.rows import LONG, MOST_SHAPES, to_set


def table(*rows: tuple[tuple[Run, ...], ...]) -> Table:
    columns = tuple(Column(f"c{place}", place) for place in range(len(rows[0])))
    return Table(title="t", columns=columns, rows=rows, note="n")


def test_plain_words_are_words_and_others_keep_their_hand() -> None:
    strong = (Run("7", strong=True), Run(" (2)", faint=True))
    found = to_set(table((cell("a"), strong), (cell(""), ())), str.upper)
    assert found.rows == [["A", list(strong)], ["", []]]
    assert (found.title, found.note) == ("T", "N")
    assert found.columns == ({"words": "C0", "share": 0}, {"words": "C1", "share": 1})
    assert found.shapes is None


def test_a_long_table_tells_the_shapes_of_its_columns() -> None:
    rows = [
        (cell(f"{at} Oct"), (Run(str(at % 10), strong=at > 5), Run("/9", faint=True)))
        for at in range(LONG)
    ]
    found = to_set(table(*rows), str)
    assert found.shapes == [
        ["4 Oct", "44 Oct"],
        [
            [Run("4"), Run("/4", faint=True)],
            [Run("4", strong=True), Run("/4", faint=True)],
        ],
    ]


def test_typed_words_have_too_many_shapes() -> None:
    rows = [(cell("x" * at),) for at in range(MOST_SHAPES + 1)]
    assert to_set(table(*rows[:-1]), str).shapes is not None
    assert to_set(table(*rows), str).shapes is None
