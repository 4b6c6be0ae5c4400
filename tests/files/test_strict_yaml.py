"""YAML and JSON as they are read: what a scalar means, what is refused, and the words of each refusal."""

from __future__ import annotations

import io
import sys
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tries import tries

from costmodel.files import limits
from costmodel.files.faults import InputError
from costmodel.files.numbers import MAX_DIGITS
from costmodel.files.records import MAX_DEPTH, Keyed, Record, dotted, validate
from costmodel.files.strict_yaml import (
    load,
    parse_yaml,
    read_json,
    read_yaml,
)
from costmodel.files.yaml_writer import to_yaml


def parsed(text: str) -> object:
    return parse_yaml(text, where="need.yaml")[0]


def message(text: str) -> str:
    with pytest.raises(InputError) as error:
        parsed(text)
    return str(error.value)


# ------------------------------------------------------------------ scalars


@pytest.mark.parametrize(
    ("written", "means"),
    [
        # whole numbers
        ("0", 0),
        ("-0", 0),
        ("42", 42),
        ("+5", 5),
        ("-3", -3),
        ("1_000", 1000),
        ("5_000_000", 5_000_000),
        # numbers with a fraction or an exponent are exact
        ("0.1", Decimal("0.1")),
        ("1.10", Decimal("1.10")),
        ("-2.5", Decimal("-2.5")),
        ("1_000.5", Decimal("1000.5")),
        ("1e3", Decimal("1E+3")),
        ("2.5E-2", Decimal("0.025")),
        # what is not written as a number stays text
        ("010", "010"),
        ("007", "007"),
        ("0x10", "0x10"),
        ("0o7", "0o7"),
        (".5", ".5"),
        ("5.", "5."),
        ("1__000", "1__000"),
        ("1000_", "1000_"),
        ("_1", "_1"),
        ("1,000", "1,000"),
        ("1 000", "1 000"),
        ("5 %", "5 %"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("nan", "nan"),
        ("1e1000", "1e1000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2026-041", "2026-041"),
        ("٤٢", "٤٢"),
        # days
        ("2026-11-24", date(2026, 11, 24)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2026-1-5", "2026-1-5"),
        ("24/11/2026", "24/11/2026"),
        ("2026-11-24T10:00:00", "2026-11-24T10:00:00"),
        # words
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("Null", "Null"),
        ("y", "y"),
        # quotes make text
        ("'42'", "42"),
        ('"0.5"', "0.5"),
        ("'2026-11-24'", "2026-11-24"),
        ("'true'", "true"),
        ("''", ""),
        ("! 42", 42),
        ('"a\\tb"', "a\tb"),
        ("Centre hospitalier de Kiffa", "Centre hospitalier de Kiffa"),
        ("A & B <Co>", "A & B <Co>"),
        ("مستشفى", "مستشفى"),
    ],
)
def test_a_scalar_means_what_it_says(written: str, means: object) -> None:
    value = parsed(f"key: {written}")
    assert value == {"key": means}
    assert type(value["key"]) is type(means)


def test_lists_mappings_and_blocks() -> None:
    text = "a: [1, x, {b: 2}]\nc:\n  - 3\n  - d: |\n      two\n      lines\n    e: >-\n      one\n      line\n"
    assert parsed(text) == {"a": [1, "x", {"b": 2}], "c": [3, {"d": "two\nlines\n", "e": "one line"}]}


def test_the_line_of_every_path_is_known() -> None:
    _, lines = parse_yaml("a: 1\n\nb:\n  - x\n  - c: 2\n", where="f")
    assert lines["a",] == 1
    assert lines["b",] == 3
    assert lines["b", 0] == 4
    assert lines["b", 1, "c"] == 5


@pytest.mark.parametrize(
    ("path", "shown"), [((), ""), (("a",), "a"), (("a", 2, "b"), "a[2].b"), ((0, "b"), "[0].b"), (("a\nb",), "a b")]
)
def test_paths_as_people_read_them(path: tuple[str | int, ...], shown: str) -> None:
    assert dotted(path) == shown


@pytest.mark.parametrize("day", ["2026-02-29", "2026-02-30", "2026-13-01", "2026-00-10", "2026-04-31", "0000-01-01"])
def test_an_impossible_day_is_refused(day: str) -> None:
    assert message(f"a: 1\non: {day}") == f"need.yaml: on: line 2: '{day}' is not a day of the calendar."


@pytest.mark.parametrize("digits", ["9" * 5_000, "0." + "3" * 70, "1_" * 60 + "0"])
def test_a_number_too_long_to_be_one_is_refused(digits: str) -> None:
    words = message(f"amount: {digits}")
    assert words.startswith("need.yaml: amount: line 1: the number ")
    assert f"at most {MAX_DIGITS} digits" in words
    assert len(words) < 200


# ------------------------------------------------------------------ what is refused


def test_every_duplicate_key_is_reported_with_its_line() -> None:
    words = message("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 2\ne: [{f: 1, f: 2}]\na: 3\n")
    assert words.splitlines() == [
        "need.yaml: b.c: line 5: the key is there twice (first on line 3); keep one of the two.",
        "need.yaml: a: line 6: the key is there twice (first on line 1); keep one of the two.",
        "need.yaml: e[0].f: line 7: the key is there twice (first on line 7); keep one of the two.",
        "need.yaml: a: line 8: the key is there twice (first on line 6); keep one of the two.",
    ]


def test_duplicates_and_impossible_days_are_reported_together() -> None:
    assert len(message("on: 2026-02-30\non: 2026-02-31\n").splitlines()) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &x 1\nb: *x\n", "need.yaml: line 1: uses an anchor or alias (& or *)"),
        ("a: 1\nb: &x [1]\n", "need.yaml: line 2: uses an anchor or alias"),
        ("a: *x\n", "need.yaml: line 1: uses an anchor or alias"),
        ("&x a: 1\n", "need.yaml: line 1: has a key that is not a plain word"),
        ("? [a, b]\n: 1\n", "need.yaml: line 1: has a key that is not a plain word"),
        ("? {a: b}\n: 1\n", "need.yaml: line 1: has a key that is not a plain word"),
        ("a:\n  <<: {b: 1}\n", "need.yaml: line 2: uses a merge key (<<)"),
        ("base: &b {x: 1}\nuse:\n  <<: *b\n", "need.yaml: line 1: uses an anchor or alias"),
        ("a: !!str 1\n", "need.yaml: line 1: uses the tag 'tag:yaml.org,2002:str'; tags are not allowed."),
        ("!!str a: 1\n", "tags are not allowed"),
        ("a: 1\nb: !x {c: 1}\n", "need.yaml: line 2: uses the tag '!x'; tags are not allowed."),
        ("a: !!python/object/apply:os.system [ls]\n", "tags are not allowed"),
        ("a: !!python/name:os.system\n", "tags are not allowed"),
        ("a: 1\n---\nb: 2\n", "need.yaml: line 2: starts a second document; keep one."),
        ("a: 1\n---\n", "need.yaml: line 2: starts a second document; keep one."),
        ("a: b: c\n", "need.yaml: line 1, column 5: is not valid YAML"),
        ("a: [1, 2\n", "need.yaml: line 2, column 1: is not valid YAML"),
        ("a: 1\n\tb: 2\n", "need.yaml: line 2, column 1: is not valid YAML"),
        ("a: 'x\n", "is not valid YAML"),
        ("@a: 1\n", "is not valid YAML"),
        ("a: %x\n", "Check indentation, colons and quotes."),
        ("a: 1\nb: x\x00y\n", "need.yaml: line 2: holds U+0000, which is not a character of text; remove it."),
        ("a: 1\nb: x\x1b[31my\n", "need.yaml: line 2: holds U+001B"),
        ("a: x\x92y\n", "need.yaml: line 1: holds U+0092"),
        ("a: \ud800\n", "need.yaml: line 1: holds U+D800"),
        ("a: \uffff\n", "need.yaml: line 1: holds U+FFFF"),
    ],
)
def test_what_is_refused_and_in_which_words(text: str, words: str) -> None:
    assert words in message(text)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_quickly(opening: str) -> None:
    start = time.perf_counter()
    words = message(opening * 100_000)
    assert time.perf_counter() - start < 2
    assert "deeper" in words or "not a plain word" in words


def test_thirty_levels_are_enough_and_allowed() -> None:
    assert parsed("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert f"is nested deeper than {MAX_DEPTH} levels" in message("[" * 32 + "]" * 32)


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    laughs = 'a: &a ["lol", "lol", "lol"]\n' + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    start = time.perf_counter()
    assert "need.yaml: line 1: uses an anchor" in message(laughs)
    assert time.perf_counter() - start < 1


FREELY = tries(300)


@FREELY
@given(st.text())
@example("a: 1__0")
@example("a: 1_")
@example("a: " + "9" * 5000)
@example("\ud800")
@example("a: \ufeff")
@example("a: 2026-02-30\na: 2")
@example("? ")
@example("%TAG ! x")
@example("a: !<tag:x> 1")
def test_any_text_loads_or_is_refused_as_input(text: str) -> None:
    with suppress(InputError):
        parse_yaml(text, where="f")


@FREELY
@given(st.text(alphabet="a1-:.{}[],&*!|>'\"#%@ \n\t_eE0?<", max_size=60))
def test_any_text_of_yaml_signs_loads_or_is_refused_as_input(text: str) -> None:
    with suppress(InputError):
        parse_yaml(text, where="f")


@FREELY
@given(st.from_regex(r"[-+]?[0-9][0-9_]{0,5}\.?[0-9_]{0,4}([eE][-+]?[0-9]{0,4})?", fullmatch=True))
def test_anything_like_a_number_is_exact_or_stays_text(text: str) -> None:
    value = parse_yaml(f"key: {text}", where="f")[0]["key"]
    if isinstance(value, (int, Decimal)):
        assert value == Decimal(text.replace("_", ""))
    else:
        assert value in (text, None)


# ------------------------------------------------------------------ files


@pytest.mark.parametrize("read", [read_yaml, read_json])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nom: 1\nville: ¹²¤\n".encode("latin-1"), "line 2: is not UTF-8, and its letters do not tell which encoding"),
        (b"\xff\xfea", "line 1: is not text in utf-16. Save the file with the encoding UTF-8."),
        (b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", "is not text. Is it the right file?"),
        (b"PK\x03\x04\x14\x00", "not"),
        (b"\x00" * 100, "not"),
        (b"x" * 10_000_000, f"is larger than {limits.TEXT.packed:,} bytes. Is it the right file?"),
        (bytes(range(256)) * 40_000, "is larger than"),
    ],
)
def test_files_that_are_not_text(tmp_path: Path, read: object, content: bytes, words: str) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    start = time.perf_counter()
    with pytest.raises(InputError, match=f"^{path}") as error:
        read(path)  # type: ignore[operator]
    assert words in str(error.value)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("read", [read_yaml, read_json])
def test_folders_missing_files_and_impossible_names(tmp_path: Path, read: object) -> None:
    for path, words in (
        (tmp_path, "is a folder; a file is needed."),
        (tmp_path / "none.yaml", "cannot be read: No such file or directory. Check the name and the rights."),
        (tmp_path / "a\0b", "cannot be read: embedded null byte."),
        (tmp_path / ("a" * 300), "cannot be read: File name too long."),
    ):
        with pytest.raises(InputError) as error:
            read(path)  # type: ignore[operator]
        assert words in str(error.value)


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path)[0] == {"a": 1}
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(path) == {"a": 1}


def test_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"a: 1\r\nb: [x,\r\n  y]\r\n")
    value, lines = read_yaml(path)
    assert value == {"a": 1, "b": ["x", "y"]}
    assert lines["b", 1] == 3


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n", "null\n"])
def test_an_empty_file_is_nothing_and_no_record(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    assert read_yaml(path)[0] is None
    with pytest.raises(InputError, match="must be a mapping of 'key: value' lines"):
        load(path, Record)


# ------------------------------------------------------------------ JSON


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ('{"a": 0.1}', {"a": Decimal("0.1")}),
        ('{"a": 12, "b": [true, null, "x"]}', {"a": 12, "b": [True, None, "x"]}),
        ('{"a": 1e3}', {"a": Decimal("1E+3")}),
        ('{"a": -0}', {"a": 0}),
        ("[1]", [1]),
    ],
)
def test_json_is_exact(tmp_path: Path, text: str, means: object) -> None:
    path = tmp_path / "list.json"
    path.write_text(text)
    assert read_json(path) == means


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"a": 1, "a": 2}', "list.json: a: the key is there twice; keep one of the two."),
        ('{"a": NaN}', "list.json: is not valid JSON: NaN is not a number."),
        ('{"a": Infinity}', "is not valid JSON: Infinity is not a number."),
        ('{"a": 1,}', "list.json: line 1, column 9: is not valid JSON"),
        ('{"a": 1\n "b": 2}', "list.json: line 2, column 2: is not valid JSON"),
        ("{'a': 1}", "is not valid JSON"),
        ('{"a": 010}', "is not valid JSON"),
        ("", "list.json: line 1, column 1: is not valid JSON"),
        ("[" * 100_000, "is not valid JSON: nested too deep."),
        ('{"a":' * 100_000, "is not valid JSON: nested too deep."),
        ('{"a": 1e99999999999999999999}', "the number 1e99999999999999999… is too long"),
        ('{"a": ' + "9" * 5_000 + "}", f"at most {MAX_DIGITS} digits"),
    ],
)
def test_json_that_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "list.json"
    path.write_text(text)
    start = time.perf_counter()
    with pytest.raises(InputError) as error:
        read_json(path)
    assert words in str(error.value)
    assert time.perf_counter() - start < 1


def test_every_duplicate_key_of_json_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_text('{"a": {"b": 1, "b": 2}, "c": 1, "c": 2, "d": 1, "d": 2, "d": 3}')
    with pytest.raises(InputError) as error:
        read_json(path)
    assert [fault.path for fault in error.value.faults] == ["b", "c", "d"]


def test_standard_input_is_read_like_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for content, words in (
        (b'{"a": "\xe9"}', "UTF-8"),
        (b"9" * (limits.TEXT.packed + 5), "is larger than"),
        (b"{", "line 1"),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content), encoding="utf-8"))
        with pytest.raises(InputError, match=r"^standard input") as error:
            read_json(Path("-"))
        assert words in str(error.value)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO('{"a": "é"}'.encode()), encoding="ascii"))
    assert read_json(Path("-")) == {"a": "é"}


# ------------------------------------------------------------------ records


class Room(Record):
    id: str
    name: str
    beds: int = 0
    opened_on: date | None = None


class Clinic(Record):
    city: str
    open: bool = True
    share: Decimal = Decimal(0)
    rooms: Keyed[Room] = ()
    tags: tuple[str, ...] = ()
    pair: tuple[Decimal, Decimal] = (Decimal(0), Decimal(1))


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "clinic.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load(path, Clinic)
    return [str(fault).replace(f"{path}: ", "") for fault in error.value.faults]


def test_a_record_reads_a_mapping_as_records_with_ids(tmp_path: Path) -> None:
    path = tmp_path / "clinic.yaml"
    path.write_text("city: Kiffa\nshare: 0.1\nrooms:\n  ct: {name: CT, beds: 2}\n")
    clinic = load(path, Clinic)
    assert clinic.share == Decimal("0.1")
    assert clinic.rooms == (Room(id="ct", name="CT", beds=2),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", ["city: line 1: is missing; it must be given."]),
        (
            "city: x\nctiy: y",
            [
                "ctiy: line 2: 'ctiy' is not a known key. "
                "Allowed: city, open, share, rooms, tags, pair. Nearest: 'city'."
            ],
        ),
        ("city: 5", ["city: line 1: input should be text, in quotes; got '5'."]),
        ("city: x\nopen: perhaps", ["open: line 2: input should be true or false; got 'perhaps'."]),
        ("city: x\nshare: lots", ["share: line 2: 'lots' is not a number; write digits, such as 1250.50."]),
        ("city: x\nshare: true", ["share: line 2: input should be a valid decimal; got 'True'."]),
        ("city: x\ntags: a", ["tags: line 2: input should be a list such as [a, b]; got 'a'."]),
        ("city: x\ntags:\n  - a\n  - 5", ["tags[1]: line 4: input should be text, in quotes; got '5'."]),
        ("city: x\npair: [1]", ["pair[1]: line 2: is missing; it must be given."]),
        (
            "city: x\nrooms:\n  ct: yes",
            ["rooms.ct: line 3: input should be a mapping of 'key: value' lines; got 'yes'."],
        ),
        ("city: x\nrooms:\n  ct:\n    beds: 2", ["rooms.ct.name: line 3: is missing; it must be given."]),
        (
            "city: x\nrooms:\n  ct:\n    name: CT\n    bed: 2",
            ["rooms.ct.bed: line 5: 'bed' is not a known key. Allowed: name, beds, opened_on. Nearest: 'beds'."],
        ),
        (
            "city: x\nrooms:\n  ct: {name: CT, id: mri}",
            ["rooms: line 2: 'ct' has a key 'id'; the name before the colon is its id."],
        ),
        (
            "city: x\nrooms:\n  ct: {name: CT, beds: 1.5}",
            ["rooms.ct.beds: line 3: input should be a whole number; got '1.5'."],
        ),
        (
            "city: x\nrooms:\n  ct: {name: CT, opened_on: 24/11/2026}",
            ["rooms.ct.opened_on: line 3: input should be a day such as 2026-11-24; got '24/11/2026'."],
        ),
        ('city: "a\\0b"', ["city: line 1: holds U+0000, which is not a character of text; remove it."]),
        ('city: x\n"ta\\x07gs": 1', ["line 1: holds U+0007, which is not a character of text; remove it."]),
    ],
)
def test_the_words_of_every_fault(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert faults(tmp_path, text) == expected


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    found = faults(tmp_path, "open: perhaps\nshare: x\nrooms:\n  ct: {beds: two}\nfoo: 1")
    assert [fault.partition(":")[0] for fault in found] == [
        "city",
        "open",
        "share",
        "rooms.ct.name",
        "rooms.ct.beds",
        "foo",
    ]


@pytest.mark.parametrize("value", [None, [], "x", 5, [1]])
def test_only_a_mapping_is_a_record(value: object) -> None:
    with pytest.raises(InputError, match="f: must be a mapping"):
        validate(value, Clinic, where="f")


def test_plain_values_nested_too_deep_are_refused() -> None:
    deep: object = "x"
    for _ in range(500):
        deep = [deep]
    with pytest.raises(InputError, match="nested deeper"):
        validate({"tags": deep}, Clinic, where="f")


def test_a_record_is_frozen_and_closed() -> None:
    clinic = Clinic(city="Kiffa")
    with pytest.raises(ValueError, match="frozen"):
        clinic.city = "Néma"  # type: ignore[misc]
    with pytest.raises(ValueError, match="not permitted"):
        Clinic(city="Kiffa", beds=2)  # type: ignore[call-arg]


# ------------------------------------------------------------------ writing


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n"))
LOOKS_LIKE_MORE = st.sampled_from(
    ["", "~", "null", "true", "1", "007", "-0", "1_000", "1e5", "+5", ".5", "2026-11-24", "2026-02-30", "NO", "12:30",
     "<<", "=", "- a", "a: b", "# a", "&a", "*a", "!a", "| a", "> a", "%a", "@a", "`a", "'", '"', "\\", "{", "[", " a ",
     "a\n\nb\n", "\ta", "? a", "--- a", "...", "\xa0", "\u2028", "\ufeffa"]
)  # fmt: skip
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=9),
    st.dates(),
    TEXT,
    LOOKS_LIKE_MORE,
)
KEYS = st.one_of(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=20), LOOKS_LIKE_MORE)
PLAIN = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


@FREELY
@given(PLAIN)
@example(Decimal("1E+5"))
@example({"a": [], "b": {}, "c": [[], {}]})
@example(["x" * 300, "word " * 60, "\n", " \n a"])
@example(Decimal("123456789012345678901234567890.123456789"))
def test_what_is_written_reads_back_alike(value: object) -> None:
    assert parsed(to_yaml(value)) == value


def test_what_is_written_is_plain_to_a_reader() -> None:
    again = {"a": 1}
    values = {"number": "007", "day": date(2026, 11, 24), "price": Decimal("1E+3"), "share": Decimal("0.050"),
              "name": "Hôpital: A", "year": "2026", "rooms": [True, None], "one": again, "two": again}  # fmt: skip
    assert to_yaml(values).splitlines() == [
        "number: '007'",
        "day: 2026-11-24",
        "price: 1000",
        "share: 0.05",
        "name: 'Hôpital: A'",
        'year: "2026"',
        "rooms:",
        "- true",
        "- null",
        "one:",
        "  a: 1",
        "two:",
        "  a: 1",
    ]
