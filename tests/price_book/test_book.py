"""The price book: the shipped facts have no fault, and every fault of a file is told in words that mend it.

`broken/` holds one file per fault, named <data file>__<fault>.yaml: the text `find` of the data file is replaced, and
the message must name the file and the `path`, and say the words of `says`.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from costmodel.files.faults import Fault, InputError
from costmodel.files.folders import data_folder
from costmodel.files.records import Record
from costmodel.files.strict_yaml import load
from costmodel.price_book.book import PriceBook, files
from costmodel.price_book.load import load_price_book
from costmodel.words.text import Text

BROKEN = sorted((Path(__file__).parents[1] / "broken").glob("*.yaml"))


class Broken(Record):
    find: str
    replace: str
    says: tuple[str, ...]
    path: str | None = None
    faults: int = 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped facts that a test may spoil."""
    return Path(shutil.copytree(data_folder(), tmp_path / "pricing_data"))


def spoil(path: Path, find: str, replace: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(find) == 1, f"{path.name} must hold the text to replace once, it does {text.count(find)} times"
    path.write_text(text.replace(find, replace), encoding="utf-8")


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(InputError) as error:
        load_price_book(folder)
    return error.value.faults


def test_the_shipped_facts_have_no_fault() -> None:
    assert load_price_book() == load_price_book(data_folder())


def test_every_file_of_the_folder_is_read() -> None:
    shipped = {path.name for path in data_folder().iterdir()}
    assert shipped - {"README.md"} == {*files(), "exchange_rates.csv", "headings.yaml"}


@pytest.mark.parametrize("case", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_in_words_that_mend_it(case: Path, folder: Path) -> None:
    broken = load(case, Broken)
    file = folder / f"{case.stem.partition('__')[0]}.yaml"
    spoil(file, broken.find, broken.replace)
    faults = faults_of(folder)
    message = "\n".join(str(fault) for fault in faults)
    assert len(faults) == broken.faults, message
    if broken.path is not None:
        assert f"{file}: {broken.path}: " in message
    for words in broken.says:
        assert words in message


def test_there_is_a_broken_file_for_every_data_file() -> None:
    assert {f"{path.stem.partition('__')[0]}.yaml" for path in BROKEN} == set(files())


# ------------------------------------------------------------------ all faults at once


def test_five_faults_of_one_file_are_reported_together_with_their_lines(folder: Path) -> None:
    file = folder / "components.yaml"
    spoil(file, "    published_low: 300_000\n", "    published_low: lots\n")
    spoil(file, "    unit: ANN\n", "")
    spoil(file, "hardware_support:\n  value: 0.08", "hardware_support:\n  value: 0.8")
    spoil(file, "    component: migration\n", "    component: migraton\n")
    spoil(file, "    name: {en: Cloud archive (annual),", "    name: {english: Cloud archive,")
    faults = faults_of(folder)
    assert {fault.path for fault in faults} == {
        "rows.training.published_low",
        "rows.support.unit",
        "hardware_support",
        "rows.migration.component",
        "added.support.cloud_archive.name.english",
        "added.support.cloud_archive.name.en",
    }
    lines = file.read_text(encoding="utf-8").splitlines()
    said = {fault.path: int(fault.what.partition(": ")[0].removeprefix("line ")) for fault in faults}
    assert lines[said["rows.training.published_low"] - 1] == "    published_low: lots"
    assert lines[said["rows.migration.component"] - 1] == "    component: migraton"
    assert lines[said["rows.support.unit"] - 1] == "  support:"


def test_faults_of_two_files_are_both_reported(folder: Path) -> None:
    spoil(folder / "tax.yaml", "    rate: 0.16\n", "    rate: 16\n")
    spoil(folder / "policy.yaml", "validity_days: 90", "validity_days: long")
    assert [Path(fault.where).name for fault in faults_of(folder)] == ["policy.yaml", "tax.yaml"]


def test_faults_between_two_files_are_both_reported(folder: Path) -> None:
    spoil(folder / "levers.yaml", "  excludes: [thin_clients]", "  excludes: [thick_clients]")
    spoil(folder / "process.yaml", "    duration_share: 0.30\n", "    duration_share: 0.25\n")
    assert {Path(fault.where).name for fault in faults_of(folder)} == {"levers.yaml", "process.yaml"}


def test_every_assumption_without_a_reason_is_reported(folder: Path) -> None:
    for file in folder.glob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("source: source-document", "source: assumption"))
    faults = faults_of(folder)
    assert len(faults) > 50
    assert {fault.what.partition(": ")[2] for fault in faults} == {
        "an assumption needs its reason (reason: {en: …, fr: …, ar: …})."
    }


# ------------------------------------------------------------------ files and folders


def test_a_file_that_is_missing(folder: Path) -> None:
    (folder / "tax.yaml").unlink()
    assert [str(fault) for fault in faults_of(folder)] == [
        f"{folder / 'tax.yaml'}: cannot be read: No such file or directory. Check the name and the rights."
    ]


def test_a_folder_without_facts(tmp_path: Path) -> None:
    assert [Path(fault.where).name for fault in faults_of(tmp_path)] == list(files())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "must be a mapping of 'key: value' lines."),
        (b"- a\n- b\n", "must be a mapping of 'key: value' lines."),
        (b"nom: \xa4\x00", "line 1: is not text. Is it the right file?"),
        (b"\x00\x01", "is not text"),
        (b"#" * 1_100_000, "is larger than 1,000,000 bytes."),
    ],
)
def test_a_file_that_is_no_data(folder: Path, content: bytes, words: str) -> None:
    (folder / "tax.yaml").write_bytes(content)
    [fault] = faults_of(folder)
    assert words in str(fault)
    assert fault.where == str(folder / "tax.yaml")


# ------------------------------------------------------------------ what a price book answers


def test_a_price_book_is_frozen(book: PriceBook) -> None:
    with pytest.raises(ValueError, match="frozen"):
        book.policy = book.policy  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        book.components.rows[0].published_low = Decimal(1)  # type: ignore[misc]
    assert isinstance(book.bundles, tuple)


def test_find_names_what_exists_and_the_nearest(book: PriceBook) -> None:
    assert book.bundle("hybrid").id == "hybrid"
    with pytest.raises(InputError) as error:
        book.bundle("hibrid", where="need.yaml")
    assert str(error.value) == (
        "need.yaml: 'hibrid' is not a bundle. Allowed: on_premise, cloud_native, modular_ris, hybrid, "
        "workstation_only, open_source. Nearest: 'hybrid'."
    )


@pytest.mark.parametrize(("category", "rate"), [("S", "0.16"), ("G", "0"), ("Z", "0"), ("E", "0"), ("O", "0")])
def test_the_tax_rate_of_a_day(book: PriceBook, category: str, rate: str) -> None:
    assert book.tax_rate(category, date(2026, 11, 24)).rate == Decimal(rate)


def test_a_tax_rate_that_is_not_there_is_an_error_not_zero(book: PriceBook) -> None:
    with pytest.raises(InputError, match="no rate of category S on 2017-12-31"):
        book.tax_rate("S", date(2017, 12, 31))
    with pytest.raises(InputError, match="no rate of category X"):
        book.tax_rate("X", date(2026, 11, 24))


def test_the_latest_tax_rate_of_a_day_wins(folder: Path) -> None:
    later = "  - {category: S, name: {en: VAT, fr: TVA, ar: الضريبة}, rate: 0.18, from: 2027-01-01, source: en-16931}\n"
    spoil(folder / "tax.yaml", "rates:\n", f"rates:\n{later}")
    book = load_price_book(folder)
    assert book.tax_rate("S", date(2026, 12, 31)).rate == Decimal("0.16")
    assert book.tax_rate("S", date(2027, 1, 1)).rate == Decimal("0.18")


def test_a_phrase_is_filled_in_in_every_language(book: PriceBook) -> None:
    said = book.say("label.replaces", line=Text(en="Hardware", fr="Matériel", ar="العتاد"))
    assert said == Text(en="replaces: Hardware", fr="remplace\u00a0: Matériel", ar="يحل محل: العتاد")


def test_a_phrase_that_is_not_there_is_told_with_its_file(book: PriceBook) -> None:
    with pytest.raises(InputError, match=r"texts\.yaml: 'form\.receipt' is not there; give it in en, fr, ar\.$"):
        book.say("form.receipt")
