"""Plain tables: columns as wide as what they show, by the columns of a terminal."""

from __future__ import annotations

from costmodel.words.tables import table


def test_a_table_of_words_and_amounts() -> None:
    assert table(["line", "likely"], [["training", "1,250.00"], ["support", "99.50"]], right=(1,)).splitlines() == [
        "line        likely",
        "--------  --------",
        "training  1,250.00",
        "support      99.50",
    ]


def test_a_heading_keeps_room_beside_it() -> None:
    assert table(["id", "none"], [["a", None]]).splitlines()[1] == "----  ------"


def test_a_cell_of_several_lines_stands_beside_its_row() -> None:
    assert table(["id", "help"], [["a", "one\ntwo"], ["b", "three"]]).splitlines()[2:] == [
        "a     one",
        "      two",
        "b     three",
    ]


def test_accents_take_no_room_and_east_asian_letters_two() -> None:
    rows = [["مُستشفى", "x"], ["e\u0301te\u0301", "x"], ["病院", "x"], ["\u2068MRU\u2069", "x"]]
    shown = table(["", "end"], rows).splitlines()[2:]
    assert [line.rpartition("x")[0].rstrip() + "|" for line in shown] == [f"{name}|" for name, _ in rows]
    spaces = [len(line) - len(line.rpartition("x")[0].rstrip()) for line in shown]
    assert spaces == [3, 6, 5, 6]
