"""The need file: what it may hold, and the words with file, line and path in which a fault is told."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tries import tries

from costmodel.estimating.spec import make_spec
from costmodel.files.faults import CostmodelError, InputError
from costmodel.files.yaml_writer import to_yaml
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook
from costmodel.price_book.load import load_price_book
from costmodel.quoting.need import (
    Need,
    day_of,
    estimate_need,
    load_need,
    load_seller,
    need_of,
    pricing_of,
    quote_need,
    seller_of,
)
from costmodel.words.text import LANGUAGES, Language

BOOK = load_price_book()
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "need.yaml"


def read(file: Path, text: str, **how: Any) -> Need:
    file.write_text(text, encoding="utf-8")
    return load_need(file, BOOK, **how)


def told(file: Path, text: str, **how: Any) -> list[str]:
    """The faults of a need file, each without the file's name, which every one of them must carry."""
    with pytest.raises(InputError) as error:
        read(file, text, **how)
    faults = [str(fault) for fault in error.value.faults]
    assert all(fault.startswith((f"{file}: ", "--set: ")) for fault in faults)
    return [fault.removeprefix(f"{file}: ") for fault in faults]


# ------------------------------------------------------------------ what a need file holds


def test_a_preset_is_enough(file: Path) -> None:
    need = read(file, "preset: medium\n")
    assert need.spec == make_spec(BOOK, {}, preset="medium")
    request = need.request
    assert (request.number, request.issue_date, request.language) == (None, None, "fr")
    assert (request.currency, request.bundle, request.customer) == (None, "on_premise", None)
    assert need.rate_card is None


def test_everything_at_once(file: Path) -> None:
    need = read(
        file,
        """
        number: 2026-041
        issue_date: 2026-11-24
        language: en
        currency: USD
        bundle: hybrid
        customer: {name: A & B <Co>, city: Kiffa}
        preset: small
        sites: 2
        levers: [phases]
        survey: {on: 2026-10-12, by: Nous}
        terms: {discounts: [{label: Launch, amount: 5_000 USD}], validity_days: 30}
        """,
    )
    assert need.request.number == "2026-041"
    assert need.request.issue_date == date(2026, 11, 24)
    assert need.request.customer is not None
    assert need.request.customer.name == "A & B <Co>"
    assert need.request.terms.discounts is not None
    assert need.request.terms.discounts[0].amount == Money(amount=Decimal(5000), currency="USD")
    assert (need.spec.sites, need.spec.answered, need.spec.levers) == (Decimal(2), ("sites",), ("phases",))
    assert need.spec.survey is not None


@pytest.mark.parametrize("name", ["regional_hospital", "district_clinic", "national_hospital"])
def test_the_examples_are_needs(book: PriceBook, name: str) -> None:
    need = load_need(EXAMPLES / f"{name}.yaml", book)
    assert need.request.customer is not None
    assert (need.rate_card is not None) == (name == "national_hospital")


def test_the_example_seller_is_a_seller() -> None:
    seller = load_seller(EXAMPLES / "seller.yaml")
    assert seller.tax_id == "00000000"
    assert seller.resident


@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_a_preset_written_to_a_file_is_a_need(file: Path, preset: str) -> None:
    spec = make_spec(BOOK, {}, preset=preset)
    assert read(file, to_yaml(spec.need())).spec == spec


def test_drivers_that_the_file_answers_are_remembered(file: Path) -> None:
    need = read(file, "preset: medium\nworkstations: 6\nannual_studies: 42_000\nlegacy_data: mixed\n")
    assert need.spec.answered == ("annual_studies", "workstations")


def test_a_customer_is_a_name_or_a_mapping(file: Path) -> None:
    by_name = read(file, "preset: small\ncustomer: A & B <Co>\n").request.customer
    by_mapping = read(file, "preset: small\ncustomer:\n  name: A & B <Co>\n").request.customer
    assert by_name == by_mapping
    assert by_name is not None
    assert by_name.name == "A & B <Co>"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("2026-041", "2026-041"),
        ("'2026-041'", "2026-041"),
        ("2026", "2026"),
        ("007", "007"),
        ("2026-11-24", "2026-11-24"),
        ("D/7 & Co", "D/7 & Co"),
        ("NO", "NO"),
        ("", None),
    ],
)
def test_a_number_is_what_is_written(file: Path, written: str, number: str | None) -> None:
    assert read(file, f"preset: small\nnumber: {written}\n").request.number == number


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_is_quoted_in_its_language_unless_another_is_asked_for(
    language: Language, file: Path, book: PriceBook, rates: RateTable
) -> None:
    need = read(file, f"preset: small\nlanguage: {language}\n")
    priced = estimate_need(need, pricing_of(need, book, rates=rates, today=DAY))
    assert quote_need(need, priced).language == language
    for asked in LANGUAGES:
        assert quote_need(need, priced, language=asked).language == asked


# ------------------------------------------------------------------ the day of the price

EARLIER, DAY, LATER = date(2026, 1, 5), date(2026, 11, 24), date(2027, 2, 1)


def test_the_day_asked_for_goes_before_that_of_the_need_and_that_before_today(file: Path) -> None:
    dated, open_ = read(file, "preset: small\nissue_date: 2026-11-24\n"), read(file, "preset: small\n")
    assert day_of(dated, on=EARLIER, today=LATER) == EARLIER
    assert (day_of(dated, today=LATER), day_of(dated), day_of(dated, on=EARLIER)) == (DAY, DAY, EARLIER)
    assert (day_of(open_, today=LATER), day_of(open_, on=EARLIER)) == (LATER, EARLIER)


def test_a_need_is_priced_for_on_alone_or_today_alone(file: Path, book: PriceBook, rates: RateTable) -> None:
    need = read(file, "preset: small\n")
    asked = estimate_need(need, pricing_of(need, book, rates=rates, on=DAY))
    assert asked == estimate_need(need, pricing_of(need, book, rates=rates, today=DAY))
    assert asked.on == DAY


def test_where_nothing_says_a_day_the_remedy_is_told(file: Path, book: PriceBook, rates: RateTable) -> None:
    with pytest.raises(InputError) as error:
        estimate_need(read(file, "preset: small\n"), pricing_of(read(file, "preset: small\n"), book, rates=rates))
    assert str(error.value) == (
        "on: the need has no issue_date and no day was given; pass on=, such as date(2026, 11, 24), or today=."
    )


# ------------------------------------------------------------------ the command line's answers


def test_settings_overlay_the_file_and_count_as_answers(file: Path) -> None:
    need = read(file, "preset: medium\nsites: 2\n", settings={"sites": 3, "vendor_tier": "premium"})
    assert (need.spec.sites, need.spec.vendor_tier, need.spec.answered) == (Decimal(3), "premium", ("sites",))
    assert read(file, "preset: medium\n", preset="large").spec.preset == "large"
    assert load_need(None, BOOK, preset="small").spec.preset == "small"


def test_a_fault_is_told_where_it_was_made(file: Path) -> None:
    text = "preset: medium\nsites: 2\nmodalities: -1\n"
    assert told(file, text, settings={"sites": 0, "colour": 1, "survey": {"by": "x"}}) == [
        "--set: " + _unknown("colour"),
        "modalities: line 3: -1 is out of bounds. Allowed: 0 to 500, whole numbers.",
        "--set: sites: 0 is out of bounds. Allowed: 1 to 100, whole numbers.",
        "--set: survey.on: is missing; it must be given.",
    ]
    assert told(file, "preset: medium\n", preset="huge") == [
        "preset: 'huge' is not a preset. Allowed: small, medium, large."
    ]


def _unknown(word: str) -> str:
    with pytest.raises(InputError) as error:
        make_spec(BOOK, {word: 1}, preset="small", where="")
    return str(error.value)


# ------------------------------------------------------------------ faults


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        # keys
        ("colour: blue", "colour: line 2: 'colour' is not a key of a need. Allowed: preset, customer_type, use_cases,"),
        ("costumer: X", "Nearest: 'customer'."),
        ("annual_study: 5", "Nearest: 'annual_studies'."),
        ("answered: [sites]", "answered: line 2: 'answered' is not a key of a need."),
        ("sites: 1\nsites: 2", "sites: line 3: the key is there twice (first on line 2); keep one of the two."),
        ("<<: {sites: 1}", "line 2: uses a merge key (<<)"),
        # drivers and conditions
        ("sites: 0", "sites: line 2: 0 is out of bounds. Allowed: 1 to 100, whole numbers."),
        ("sites: 1.5", "sites: line 2: 1.5 is not a whole number. Allowed: 1 to 100, whole numbers."),
        ("sites: two", "sites: line 2: 'two' is not a number. Allowed: 1 to 100, whole numbers."),
        ("sites: true", "sites: line 2: 'True' is not a number."),
        ("sites:", "sites: line 2: is empty; write its value, or leave the key out."),
        ("annual_studies: 9.000", "annual_studies: line 2: '9.000' has two readings; write 9000 or 9."),
        ("annual_studies: 42,000", "annual_studies: line 2: '42,000' has two readings; write 42000 or 42."),
        ("vendor_tier: premum", "vendor_tier: line 2: 'premum' is not an option here. Allowed: value, mid, premium."),
        ("local_it: NO", "local_it: line 2: 'NO' is not an option here. Allowed: good, some, none."),
        ("levers:\n  - phase", "levers: line 2: 'phase' is not a saving lever."),
        ("modules: [pax]", "modules: line 2: 'pax' is not a module. Allowed: pacs, ris, workstations."),
        ("use_cases: [performence]", "Nearest: 'performance'."),
        ("survey:\n  on: 2026-10-12", "survey.by: line 2: is missing; it must be given."),
        ("survey: {on: 2026-13-12, by: x}", "survey.on: line 2: '2026-13-12' is not a day of the calendar."),
        # around the need
        ("bundle: hibrid", "bundle: line 2: 'hibrid' is not a bundle. Allowed: on_premise, cloud_native,"),
        ("bundle: hibrid", "Nearest: 'hybrid'."),
        ("bundle: 5", "bundle: line 2: input should be text, in quotes; got '5'."),
        ("language: de", "language: line 2: 'de' is not allowed here. Allowed: en, fr, ar."),
        ("language: FR", "Nearest: 'fr'."),
        ("language: NO", "language: line 2: 'NO' is not allowed here."),
        ("currency: CFA", "currency: line 2: 'CFA' is not a currency used here. Allowed: MRU, MRO, USD, EUR."),
        ("currency: usd", "Nearest: 'USD'."),
        ("issue_date: 03/11/2026", "issue_date: line 2: '03/11/2026' can be two days; write 2026-11-03 or 2026-03-11."),
        ("issue_date: 2026-11-31", "issue_date: line 2: '2026-11-31' is not a day of the calendar."),
        ("issue_date: 20261124", "issue_date: line 2: input should be a day such as 2026-11-24; got '20261124'."),
        ("issue_date: 0", "issue_date: line 2: input should be a day such as 2026-11-24; got '0'."),
        ("number: 12.5", "number: line 2: input should be text, in quotes; got '12.5'."),
        ("number: true", "number: line 2: input should be text, in quotes; got 'True'."),
        ("number: [1]", "number: line 2: input should be text, in quotes; got '[1]'."),
        ("customer: ''", "customer: line 2: string should have at least 1 character; got ''."),
        ("customer: 12", "customer: line 2: input should be a mapping of 'key: value' lines; got '12'."),
        ("customer: {city: Kiffa}", "customer.name: line 2: is missing; it must be given."),
        (
            "customer:\n  name: X\n  nmae: Y",
            "customer.nmae: line 4: 'nmae' is not a known key. Allowed: name, address,",
        ),
        ('customer: "A\\0B"', "customer: line 2: holds U+0000, which is not a character of text; remove it."),
        ("rate_card: 5", "line 2: must be the name of a file, or the items of a rate card as a list; got '5'."),
        # terms
        (
            "terms:\n  discounts:\n    - {label: Launch, amount: 5000}",
            "terms.discounts[0].amount: line 4: the amount 5000 has no currency; write it as '5000 MRU'.",
        ),
        ("terms: {prepaid: lots}", "'lots' is not an amount with its currency; write it as '250000 MRU'."),
        ("terms:\n  discount: 5", "terms.discount: line 3: 'discount' is not a known key."),
        ("terms:\n  discount: 5", "Nearest: 'discounts'."),
        ("terms: {discounts: [{label: x, share: 1.5}]}", "terms.discounts[0].share: line 2: input should be less than"),
        ("terms: {validity_days: 0}", "terms.validity_days: line 2: input should be greater than or equal to 1"),
        ("terms: [a]", "terms: line 2: input should be a mapping of 'key: value' lines"),
    ],
)
def test_a_fault_carries_file_path_and_line(file: Path, text: str, fault: str) -> None:
    [words] = told(file, f"preset: small\n{text}\n")
    assert fault in words


def test_all_faults_of_a_file_at_once(file: Path) -> None:
    text = """preset: small
colour: blue
bundle: hibrid
language: de
issue_date: soon
sites: 0
modalities: many
levers: [phase]
survey: {by: x}
terms:
  validity_days: 0
  discounts: [{label: x}]
"""
    paths = [words.partition(":")[0] for words in told(file, text)]
    assert set(paths) == {
        "colour",
        "language",
        "issue_date",
        "sites",
        "modalities",
        "levers",
        "survey.on",
        "terms.validity_days",
        "terms.discounts[0]",
        "bundle",
    }
    assert len(paths) == 10


def test_one_driver_missing_and_no_preset(file: Path) -> None:
    values = {name: value for name, value in make_spec(BOOK, {}, preset="small").values().items() if name != "preset"}
    assert read(file, to_yaml(values)).spec.preset is None
    del values["sites"]
    assert told(file, to_yaml(values)) == [
        "sites: is missing; answer it, or start from a preset (preset: small, medium or large)."
    ]


@pytest.mark.parametrize("preset", ["medum", "[medium]", "5", "{a: 1}"])
def test_an_unknown_preset_is_told_with_its_line(file: Path, preset: str) -> None:
    [words] = told(file, f"sites: 2\npreset: {preset}\n")
    assert words.startswith("preset: line 2: ")
    assert "is not a preset. Allowed: small, medium, large." in words


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "- preset: medium\n", "medium\n", "42\n"])
def test_a_file_that_holds_no_mapping_gets_an_example(file: Path, text: str) -> None:
    assert told(file, text) == ["must be a mapping such as 'preset: medium'. Start from examples/."]


@pytest.mark.parametrize(
    ("rate_card", "words"),
    [
        ("none.csv", "none.csv: cannot be read: No such file or directory."),
        ("card.doc", "card.doc: is not a rate card; allowed: .yaml, .csv, .xlsx."),
        ("/etc/passwd", "/etc/passwd: is not a rate card"),
        (".", "is not a rate card"),
    ],
)
def test_a_rate_card_that_cannot_be_read(file: Path, rate_card: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        read(file, f"preset: small\nrate_card: {rate_card}\n")
    assert words in str(error.value)


@pytest.mark.parametrize("name", ["none.yaml", ".", "a\0b"])
def test_a_need_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"cannot be read|is a folder"):
        load_need(tmp_path / name, BOOK)
    with pytest.raises(InputError, match=r"cannot be read|is a folder"):
        load_seller(tmp_path / name)


LINES = st.sampled_from(
    [
        "preset: medium",
        "sites: 2",
        "sites: -1",
        "modules: [ris]",
        "levers: [phases, x]",
        "customer: X",
        "terms: {}",
        "terms: {discounts: [{share: 0.1, label: x}]}",
        "number: 5",
        "bundle: hybrid",
        "language: en",
    ]
)


@settings(tries(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(LINES, st.text(alphabet="abc:_- [],{}1.0&*!'\"\n", max_size=12)), max_size=8))
@example(["preset: medium", "survey:", "  on: 5"])
@example(["preset: {medium: 1}"])
@example(["preset: medium", "levers: {a: 1}", "modules: [[pacs]]"])
@example(["preset: medium", "mandatory: [1, null, {a: b}]", "use_cases: 2026-01-01"])
def test_whatever_a_file_holds_it_is_a_need_or_the_users_fault(file: Path, lines: list[str]) -> None:
    with suppress(CostmodelError):
        assert read(file, "\n".join(lines)).spec.sites >= 1


# ------------------------------------------------------------------ values at hand instead of a file

CARD = [
    {"line": "training", "item_name": "Cours", "quantity": 4, "unit": "DAY", "unit_price": "21000 MRU"},
    {
        "line": "training",
        "item_name": "Voyage",
        "quantity": 3,
        "unit_cost": "300 EUR",
        "margin": Decimal("0.2"),
    },
]


def test_plain_values_are_a_need_as_their_file_is(file: Path) -> None:
    values = {"preset": "medium", "annual_studies": 42_000, "customer": "A & B", "terms": {"validity_days": 30}}
    assert need_of(values, BOOK) == read(file, to_yaml(values))
    assert need_of({}, BOOK, preset="small", settings={"sites": 2}) == read(file, "sites: 2\npreset: small\n")


def test_a_rate_card_may_stand_in_the_need_itself(file: Path, book: PriceBook, rates: RateTable) -> None:
    inline = need_of({"preset": "medium", "rate_card": CARD}, book)
    (file.parent / "card.yaml").write_text(
        "items:\n"
        "  - {line: training, item_name: Cours, quantity: 4, unit: DAY, unit_price: 21000 MRU}\n"
        "  - {line: training, item_name: Voyage, quantity: 3, unit_cost: 300 EUR, margin: 0.2}\n",
        encoding="utf-8",
    )
    beside = read(file, "preset: medium\nrate_card: card.yaml\n")
    assert inline.rate_card == beside.rate_card
    assert (inline.card_path, beside.card_path) == (None, file.parent / "card.yaml")
    priced = [estimate_need(need, pricing_of(need, book, rates=rates, today=DAY)) for need in (inline, beside)]
    one, other = (quote_need(inline, made) for made in priced)
    assert one == other
    nothing: tuple[object, ...] = (None, [])
    for none in nothing:
        assert need_of({"preset": "medium", "rate_card": none}, book).rate_card is None


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("card.csv", r"need: rate_card: names a file, card\.csv, that is not at hand; give the items .* here\."),
        (CARD * 1_001, r"a rate card has 1 to 2,000 items; this one has 2,002"),
        ([{"line": "training"}], r"need: rate_card\[0\]\.item_name: is missing"),
        ([{**CARD[0], "unit_price": "5 GBP"}], r"rate_card: training: 'GBP' is not a currency used here"),
        ([{**CARD[0], "unit_price": 5}], r"the amount 5 has no currency"),
        (5, r"need: rate_card"),
        ({"items": CARD}, r"need: rate_card"),
    ],
)
def test_a_rate_card_in_the_need_is_as_strict_as_a_file(card: object, words: str) -> None:
    with pytest.raises(InputError, match=words):
        need_of({"preset": "medium", "rate_card": card}, BOOK)


@pytest.mark.parametrize("values", [None, [], "medium", 5])
def test_only_a_mapping_is_a_need(values: object) -> None:
    with pytest.raises(InputError, match=r"^my need: must be a mapping such as 'preset: medium'"):
        need_of(values, BOOK, where="my need")


def test_a_seller_is_read_from_the_content_of_its_file() -> None:
    path = EXAMPLES / "seller.yaml"
    assert seller_of(path.read_bytes(), where="x") == seller_of(path.read_text("utf-8"), where="x") == load_seller(path)
    with pytest.raises(InputError) as error:
        seller_of("name: A\nnamme: B\nterms: {validity_days: 0}\n", where="my seller.yaml")
    assert [str(fault).partition(": line ")[0] for fault in error.value.faults] == [
        "my seller.yaml: terms.validity_days",
        "my seller.yaml: namme",
    ]
    with pytest.raises(InputError, match=r"^my seller\.yaml: line 1: is not text"):
        seller_of(b"\x00\xff", where="my seller.yaml")
