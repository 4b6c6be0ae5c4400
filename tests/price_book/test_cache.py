"""Facts that are kept once they are checked: the same as read anew, and never used where anything is not as it was."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from costmodel.estimating.estimate import estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import Spec, make_spec
from costmodel.files.faults import InputError
from costmodel.files.folders import cache_folder, data_folder
from costmodel.files.records import Record
from costmodel.money.exchange import load_bundled
from costmodel.price_book.book import PriceBook, subjects
from costmodel.price_book.cache import NAME, keep, kept, key_of
from costmodel.price_book.load import load_price_book
from costmodel.price_book.overrides import load_overrides
from costmodel.quoting.quote import make_quote

ON = date(2026, 11, 24)
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """A data folder of one's own, with its cache beside it."""
    return Path(shutil.copytree(data_folder(), tmp_path / "facts"))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be read and checked from here on."""

    def never(*_: Any) -> Any:
        raise AssertionError("the facts were read again")

    monkeypatch.setattr("costmodel.price_book.load.load_with", never)


def same(one: object, other: object) -> bool:
    """Equal in every value, kind, and which fields were set."""
    if type(one) is not type(other):
        return False
    if isinstance(one, Record) and isinstance(other, Record):
        fields = type(one).model_fields
        return one.model_fields_set == other.model_fields_set and all(
            same(getattr(one, name), getattr(other, name)) for name in fields
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other and str(one) == str(other)


def test_the_kept_book_is_the_book(cache: Path, book: PriceBook, request: pytest.FixtureRequest) -> None:
    first = load_price_book(cache=cache)
    request.getfixturevalue("unread")
    second = load_price_book(cache=cache)
    assert second is not first
    assert first == second == book
    assert same(second, book)
    assert second.model_dump_json() == book.model_dump_json()
    rates = kept(cache, key_of(data_folder()), ["exchange_rates"])
    assert rates is not None
    assert rates["exchange_rates"] == load_bundled(data_folder()).rates


def medium_of(facts: PriceBook) -> Spec:
    return make_spec(facts, {}, preset="medium")


def test_a_kept_book_gives_the_same_estimate_and_quote(cache: Path, book: PriceBook) -> None:
    load_price_book(cache=cache)
    again = load_price_book(cache=cache)
    for bundle in ("on_premise", "hybrid", "cloud_native"):
        fresh, of_kept = (
            make_quote(
                estimate(make_spec(facts, {}, preset="medium"), facts.bundle(bundle), Pricing(book=facts, on=ON))
            )
            for facts in (book, again)
        )
        assert fresh == of_kept
        assert fresh.model_dump_json() == of_kept.model_dump_json()


def test_a_changed_fact_is_read_again(facts: Path, cache: Path) -> None:
    before = load_price_book(facts, cache=cache).policy.validity_days
    file = facts / "policy.yaml"
    file.write_text(file.read_text("utf-8").replace(f"validity_days: {before}", "validity_days: 17"), "utf-8")
    assert load_price_book(facts, cache=cache).policy.validity_days == 17 != before


def test_a_fault_is_told_with_or_without_what_was_kept(facts: Path, cache: Path) -> None:
    load_price_book(facts, cache=cache)
    (facts / "policy.yaml").write_text("validity_days: soon\n", "utf-8")
    with pytest.raises(InputError, match="validity_days"):
        load_price_book(facts, cache=cache)


def test_own_facts_are_never_kept(cache: Path, book: PriceBook) -> None:
    own = load_overrides(EXAMPLES / "facts.yaml")
    assert load_price_book(overrides=own, cache=cache).changed
    assert not cache.exists()
    load_price_book(cache=cache)
    assert load_price_book(overrides=own, cache=cache).changed
    assert load_price_book(cache=cache) == book


# ------------------------------------------------------------------ what is not as it was


def dearer(content: bytes) -> bytes:
    """A published price ten times as high, everything else as it was."""
    assert content.count(b'[0,"5000000"]') >= 1
    return content.replace(b'[0,"5000000"]', b'[0,"9000000"]', 1)


def dearer_with_a_digest_of_the_head_alone(content: bytes) -> bytes:
    changed = dearer(content)
    _, head, rest = changed.split(b"\n", 2)
    return hashlib.sha256(head + b"\n").hexdigest().encode() + b"\n" + head + b"\n" + rest


@pytest.mark.parametrize(
    "spoilt",
    [
        dearer,
        dearer_with_a_digest_of_the_head_alone,
        lambda content: content[: len(content) // 2],
        lambda content: b"",
        lambda content: b"\x80" + content,
        lambda content: content.replace(b'"key"', b'"kex"', 1),
        lambda content: b"[" * 100_000,
    ],
)
def test_a_spoilt_cache_is_left_alone_and_made_anew(
    cache: Path, book: PriceBook, spoilt: Callable[[bytes], bytes]
) -> None:
    load_price_book(cache=cache)
    file = cache / NAME
    sound = file.read_bytes()
    file.write_bytes(spoilt(sound))
    assert kept(cache, key_of(data_folder()), subjects()) is None
    assert load_price_book(cache=cache) == book
    assert file.read_bytes() == sound


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
@pytest.mark.parametrize("place", [".", NAME])
def test_what_others_may_write_is_not_trusted(cache: Path, place: str) -> None:
    load_price_book(cache=cache)
    (cache / place).chmod(0o777)
    assert kept(cache, key_of(data_folder()), subjects()) is None


@pytest.mark.skipif(os.name != "posix", reason="rights of files are POSIX's")
def test_what_is_kept_is_its_users_alone(cache: Path) -> None:
    load_price_book(cache=cache)
    assert (cache.stat().st_mode & 0o777, (cache / NAME).stat().st_mode & 0o777) == (0o700, 0o600)
    assert [path.name for path in cache.iterdir()] == [NAME]


def test_where_nothing_can_be_written_nothing_is_said(tmp_path: Path, book: PriceBook) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert load_price_book(cache=tmp_path / "file" / "cache") == book


@pytest.mark.parametrize("word", ["os system", "pathlib Path", "costmodel.files.faults InputError", "costmodel.x Y"])
def test_a_file_that_names_something_else_than_a_record_is_left_alone(cache: Path, word: str) -> None:
    """Even one whose digests are right."""
    keep(cache, "key", {"policy": Decimal(1)})
    file = cache / NAME
    assert kept(cache, "key", ["policy"]) == {"policy": 1}
    table = json.dumps({"kinds": [word], "facts": [3, 1, "echo"]}).encode()
    tables = {"policy": [0, len(table), hashlib.sha256(table).hexdigest()]}
    head = json.dumps({"key": "key", "tables": tables}).encode() + b"\n"
    file.write_bytes(hashlib.sha256(head).hexdigest().encode() + b"\n" + head + table)
    assert kept(cache, "key", ["policy"]) is None


# ------------------------------------------------------------------ where


@pytest.mark.parametrize(
    ("system", "environment", "wanted"),
    [
        ("linux", {"HOME": "/home/a"}, "/home/a/.cache/costmodel"),
        ("linux", {"HOME": "/home/a", "XDG_CACHE_HOME": "/var/c"}, "/var/c/costmodel"),
        ("linux", {"HOME": "/home/a", "XDG_CACHE_HOME": "c"}, "/home/a/.cache/costmodel"),
        ("linux", {}, None),
        ("darwin", {"HOME": "/Users/a"}, "/Users/a/Library/Caches/costmodel"),
        ("win32", {"LOCALAPPDATA": "/appdata"}, "/appdata/costmodel"),
        ("win32", {}, None),
    ],
)
def test_each_system_has_its_place(system: str, environment: dict[str, str], wanted: str | None) -> None:
    assert cache_folder(environment, system=system) == (wanted and Path(wanted))
