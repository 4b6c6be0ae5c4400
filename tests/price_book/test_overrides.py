"""Own facts take the place of shipped ones for a quote that says so; the shipped files stay as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tries import tries

from costmodel.cli.main import cli
from costmodel.comparing.comparison import compare
from costmodel.comparing.statements import remarks
from costmodel.documents.proposal.make import to_docx
from costmodel.documents.workbook.make import to_xlsx
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import Fault, InputError
from costmodel.files.folders import data_folder
from costmodel.files.limits import TEXT
from costmodel.money.exchange import RateTable
from costmodel.price_book.book import PriceBook, files, subjects
from costmodel.price_book.changes import LONGEST, change_notes, value_text
from costmodel.price_book.load import load_price_book
from costmodel.price_book.overrides import FIXED, ChangedFact, Overrides, facts_of, load_overrides, overrides_of
from costmodel.quoting.quote import Quote, make_quote
from costmodel.words.text import NBSP, bare

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "facts.yaml"
NEED = ROOT / "examples" / "regional_hospital.yaml"
DAY = date(2026, 11, 24)
HEAD = "source: our price list 2026\non: 2026-11-24\nfacts:\n"


def own(facts: str) -> Overrides:
    """Own facts, written as in a file, each line a step in."""
    return overrides_of(HEAD + "\n".join(f"  {line}" for line in facts.splitlines()), where="own.yaml")


def book_of(facts: str) -> PriceBook:
    return load_price_book(overrides=own(facts))


def faults_of(facts: str) -> list[str]:
    with pytest.raises(InputError) as error:
        book_of(facts)
    return [str(fault) for fault in error.value.faults]


def fault_of(facts: str) -> str:
    (fault,) = faults_of(facts)
    return fault


def priced_by(book: PriceBook, bundle: str = "on_premise") -> Estimate:
    chosen = book.bundle(bundle)
    return estimate(make_spec(book, {}, preset="medium"), chosen, Pricing(book=book, on=DAY))


TRAINING = "components:\n  rows.training.published_low: 350_000\n  rows.training.published_high: 2_400_000"


# ------------------------------------------------------------------ what they change


def test_an_own_value_takes_the_place_of_the_shipped_one_and_nothing_else_changes(book: PriceBook) -> None:
    changed = book_of(TRAINING)
    row = changed.row("training")
    assert (row.published_low, row.published_high) == (Decimal(350_000), Decimal(2_400_000))
    others = [name for name in subjects() if getattr(changed, name) != getattr(book, name)]
    assert others == ["components"]
    before = {line.id: line.likely for line in priced_by(book).lines}
    after = {line.id: line.likely for line in priced_by(changed).lines}
    assert {id_ for id_ in before if before[id_] != after[id_]} == {"training"}
    assert after["training"] > before["training"]


def test_each_change_is_told_with_both_values_and_whose_it_is() -> None:
    assert book_of(TRAINING).changed == (
        ChangedFact(file="components", path="rows.training.published_low", shipped=300_000, own=350_000,
                    source="our price list 2026", on=DAY),
        ChangedFact(file="components", path="rows.training.published_high", shipped=2_000_000, own=2_400_000,
                    source="our price list 2026", on=DAY),
    )  # fmt: skip


WAYS = (
    "tax: {'rates[0].rate': 0.18}",
    "tax: {rates.0.rate: 0.18}",
    "tax:\n  rates:\n    '0':\n      rate: 0.18",
    "tax:\n  rates:\n    '[0]': {rate: 0.18}",
    "tax.yaml:\n  rates[0]:\n    rate: 0.18",
    "tax.rates[0].rate: 0.18",
)


@pytest.mark.parametrize("facts", WAYS)
def test_a_path_may_be_written_in_one_piece_or_nested(facts: str) -> None:
    book = book_of(facts)
    assert book.tax_rate("S", DAY).rate == Decimal("0.18")
    assert [(fact.file, fact.path) for fact in book.changed] == [("tax", "rates[0].rate")]


def test_keys_with_dots_in_them_are_found() -> None:
    book = book_of("components: {rows.licence.pacs_ris.parts.licence.pacs.share.plausible: [0.4, 0.9]}")
    part = book.row("licence.pacs_ris").parts[0]
    assert part.share is not None
    assert part.share.plausible == (Decimal("0.4"), Decimal("0.9"))


def test_a_list_of_plain_values_is_one_fact() -> None:
    book = book_of("policy: {display_currencies: [MRU, EUR]}")
    assert book.policy.display_currencies == ("MRU", "EUR")
    assert book.changed[0].shipped == ("MRU", "MRO", "USD", "EUR")


def test_what_is_as_shipped_is_no_change(book: PriceBook) -> None:
    training = "rows.training.published_low: 300_000.0, rows.training.published_high: 2_000_000"
    same = book_of(f"policy: {{validity_days: 90}}\ncomponents: {{{training}}}")
    assert same.changed == ()
    assert same == book


def test_the_shipped_files_are_not_touched() -> None:
    def prints() -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data_folder().iterdir()}

    before = prints()
    book_of(TRAINING)
    assert prints() == before
    assert load_price_book().changed == ()


def test_a_folder_of_ones_own_can_be_changed_too(tmp_path: Path) -> None:
    for name in files():
        (tmp_path / name).write_bytes((data_folder() / name).read_bytes())
    policy = tmp_path / "policy.yaml"
    policy.write_text(policy.read_text(encoding="utf-8").replace("validity_days: 90", "validity_days: 30"))
    found = load_price_book(tmp_path, overrides=own("policy: {validity_days: 60}")).changed
    assert [(fact.shipped, fact.own) for fact in found] == [(30, 60)]


def test_the_example_loads_and_changes_what_it_says() -> None:
    changed = load_price_book(overrides=load_overrides(EXAMPLE)).changed
    assert [(fact.file, fact.path) for fact in changed] == [
        ("components", "rows.training.published_low"),
        ("components", "rows.training.published_high"),
        ("bundles", "cloud_native.subscription.value"),
        ("bundles", "cloud_native.subscription.plausible"),
        ("service_levels", "tiers.standard.annual_share.value"),
    ]


@pytest.mark.parametrize("file", [name for name in subjects() if name not in FIXED])
def test_every_fact_that_is_listed_can_be_named(file: str) -> None:
    """Each path of a file, with its shipped value, is accepted and is no change."""
    listed = facts_of(file)
    assert listed
    given = {"source": "x", "on": DAY, "where": "own.yaml"}
    for start in range(0, len(listed), 400):
        facts = [{"file": file, "path": path, "value": _held(value)} for path, value in listed[start : start + 400]]
        assert load_price_book(overrides=Overrides.model_validate({**given, "facts": facts})).changed == ()


def _held(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


# ------------------------------------------------------------------ faults, in words


def test_a_wrong_path_is_told_with_its_line_and_the_nearest_one() -> None:
    assert fault_of("components:\n  rows.trainning.published_low: 350_000") == (
        "own.yaml: facts.components.rows.trainning.published_low: line 5: 'rows.trainning.published_low' is not a fact "
        "of components.yaml; only what is there can be changed. Nearest: 'rows.training.published_low'."
    )


def test_a_value_is_checked_as_a_shipped_one_with_the_path_and_the_line() -> None:
    both = "components:\n  rows.training.published_low: 3_500_000\n  rows.training.published_high: 2_000_000"
    assert fault_of(both) == (
        "own.yaml: facts.components.rows.training: line 5: published_low must be above 0 and below published_high."
    )
    assert fault_of("policy:\n  validity_days: long") == (
        "own.yaml: facts.policy.validity_days: line 5: 'long' is not a number; write digits, such as 1250.50."
    )


def test_an_own_multiplier_must_lie_in_its_plausible_range() -> None:
    path = "cloud_native.subscription"
    assert "the value 0.6 must lie in its plausible range 0.30 to 0.55" in fault_of(f"bundles: {{{path}.value: 0.6}}")
    assert book_of(f"bundles: {{{path}.value: 0.6, {path}.plausible: [0.5, 0.7]}}").changed


def test_facts_that_do_not_fit_each_other_are_told_where_they_show() -> None:
    assert faults_of("drivers: {sites.minimum: 2}") == [
        "presets.yaml: small.drivers.sites: 1 is out of bounds. Allowed: 2 to 100. This follows from own.yaml.",
        "presets.yaml: medium.drivers.sites: 1 is out of bounds. Allowed: 2 to 100. This follows from own.yaml.",
    ]
    assert fault_of("policy: {'payment[0].share': 0.4}") == (
        "own.yaml: facts.policy.payment: the shares add up to 1.1; they must add up to 1."
    )
    assert "own.yaml: facts.tax.rates[0].source: 'me' is not in sources.yaml." in fault_of(
        "tax: {'rates[0].source': me}"
    )


def test_all_faults_are_told_at_once() -> None:
    told = faults_of("policy: {validity_days: long}\ntax: {rate: 1}\nlevers: {phases: 3}")
    assert [fault.split(": ")[1] for fault in told] == [
        "facts.levers.phases", "facts.policy.validity_days", "facts.tax.rate",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("component: {rows.training.published_low: 1}", "'component' is not a file of facts. Allowed: sources, "),
        ("component: {rows.training.published_low: 1}", "Nearest: 'components'."),
        ("texts: {line.contingency.en: Reserve}", "'texts' is not a file of facts."),
        ("currencies: {working_currency: USD}", "'currencies' is not a file of facts."),
        ("components: {rows.training: 3}", "name one inside it, such as 'rows.training.component'."),
        ("tax: {rates: [1, 2]}", "line 4: is not a single value; name one inside it, such as 'rates[0].category'."),
        ("tax: {'rates[9].rate': 0.2}", "'rates[9].rate' is not a fact of tax.yaml;"),
        ("tax: {'rates[0].rate': 0.2, rates.0.rate: 0.1}", "is given twice; keep one of the two."),
        ("tax: {rates: [{rate: 0.2}]}", "is a list of mappings; name single values instead"),
        ("tax: {}", "names no value; give a path and its value"),
        ("tax: 3", "names no value; give a path and its value"),
        ("tax: {withholding.note.en: 'none {percent}'}", "must keep what is filled in: {rate}."),
        ("tax: {withholding.note.en: '{rate:>99999}'}", "must keep what is filled in: {rate}."),
        ("tax: {withholding.note.en: '{rate'}", "must keep what is filled in: {rate}."),
        ("tax: {unconfirmed.en: 'a {b}'}", "must keep what is filled in: no braces."),
    ],
)  # fmt: skip
def test_faults_say_what_is_allowed(facts: str, says: str) -> None:
    assert says in fault_of(facts)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("hello", "own.yaml: must be a mapping of 'key: value' lines."),
        ("on: 2026-11-24\nfacts: {tax: {withholding.rate: 0.1}}", "own.yaml: source: line 1: is missing"),
        ("source: ours\nfacts: {tax: {withholding.rate: 0.1}}", "own.yaml: on: line 1: is missing"),
        ("source: ' '\non: 2026-11-24\nfacts: {tax: {withholding.rate: 0.1}}", "own.yaml: source: line 1: "),
        ("source: ours\non: 24/13/2026\nfacts: {}", "input should be a day such as 2026-11-24"),
        ("source: ours\non: 2026-11-24", "own.yaml: facts: line 1: is missing"),
        ("source: ours\non: 2026-11-24\nfacts: [a]", "must be a mapping of a file's name to paths and values"),
        ("source: ours\non: 2026-11-24\nfacts: {}", "must be a mapping of a file's name to paths and values"),
        ("source: ours\non: 2026-11-24\nfact: {}\n", "'fact' is not a known key. Allowed: source, on, facts."),
        ("source: ours\non: 2026-11-24\nfacts:\n  tax: {a: 1, a: 2}", "the key is there twice"),
        ("source: !!python/object:os.system x", "tags are not allowed"),
        (b"\xff\xfe\x00", "line 1: is not text in utf-16"),
        ("a" * (TEXT.packed + 1), "is larger than 1,000,000 bytes"),
    ],
)  # fmt: skip
def test_a_file_of_another_form_is_refused_in_words(content: str | bytes, says: str) -> None:
    with pytest.raises(InputError) as error:
        overrides_of(content, where="own.yaml")
    assert says in str(error.value)


def test_a_very_long_file_is_refused() -> None:
    many = "\n".join(f"  a{n}: 1" for n in range(501))
    with pytest.raises(InputError, match="holds 501 facts; at most 500 are read"):
        overrides_of(f"{HEAD}  tax:\n" + many.replace("  a", "    a"), where="own.yaml")
    wrong = "\n".join(f"  a{n}: 1" for n in range(400))
    assert len(faults_of("tax:\n" + wrong)) == 50


LEAVES = [(file, path) for file in subjects() if file not in FIXED for path, _ in facts_of(file)]
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 10**7), st.decimals(-2, 2, places=2), st.dates(),
    st.sampled_from(["", "x", "{", "assumption", "MRO", "*a* <b>", "é" * 80, (), (1, 2), ("pacs",)]),
)  # fmt: skip


def outcome(asked: Overrides) -> tuple[PriceBook | None, tuple[Fault, ...]]:
    try:
        return load_price_book(overrides=asked), ()
    except InputError as error:
        return None, error.faults


@tries(60)
@given(st.sampled_from(LEAVES), VALUES)
def test_any_value_in_any_place_is_either_refused_in_words_or_a_sound_book_with_its_note(
    leaf: tuple[str, str], value: Any
) -> None:
    facts = [{"file": leaf[0], "path": leaf[1], "value": value}]
    asked = Overrides.model_validate({"where": "own.yaml", "source": "x", "on": DAY, "facts": facts})
    book, faults = outcome(asked)
    assert all("own.yaml" in str(fault) and fault.what for fault in faults)
    assert bool(book) != bool(faults)
    if book is not None:
        assert len(change_notes(book)) == len(book.changed) <= 1


# ------------------------------------------------------------------ a quote says it


@pytest.fixture(scope="module")
def quoted() -> Callable[[str], tuple[PriceBook, Quote]]:
    def quote_of(facts: str) -> tuple[PriceBook, Quote]:
        book = book_of(facts)
        return book, make_quote(priced_by(book), number="2026-001")

    return quote_of


def test_a_quote_says_first_which_facts_are_own(quoted: Callable[[str], tuple[PriceBook, Quote]]) -> None:
    _, quote = quoted(TRAINING)
    assert quote.notes[0].en == (
        "Facts changed by the user (our price list 2026, 24 November 2026), in place of those of the price book: "
        "components.rows.training.published_low: 300,000 → 350,000; "
        "components.rows.training.published_high: 2,000,000 → 2,400,000."
    )
    assert quote.notes[0].fr.replace(NBSP, "~").replace("\u202f", "_") == (
        "Données modifiées par l’utilisateur (our price list 2026, 24 novembre 2026), à la place de celles du "
        "référentiel de prix~: components.rows.training.published_low~: 300_000 → 350_000~; "
        "components.rows.training.published_high~: 2_000_000 → 2_400_000."
    )
    assert bare(quote.notes[0].ar) == (
        "معطيات عدَّلها المستخدم (our price list 2026، 24 نوفمبر 2026) لتحل محل معطيات مرجع الأسعار: "
        "components.rows.training.published_low: 350.000 بدلًا من 300.000؛ "
        "components.rows.training.published_high: 2.400.000 بدلًا من 2.000.000."
    )


def test_a_quote_on_the_shipped_facts_says_nothing_of_it(book: PriceBook) -> None:
    assert change_notes(book) == ()
    assert not any("changed by the user" in note.en for note in make_quote(priced_by(book)).notes)


def test_word_and_excel_print_it(quoted: Callable[[str], tuple[PriceBook, Quote]]) -> None:
    book, quote = quoted(TRAINING)
    document = Document(BytesIO(to_docx(quote, book)))
    assert any("Données modifiées par l’utilisateur" in paragraph.text for paragraph in document.paragraphs)
    cells = [
        str(cell.value)
        for sheet in load_workbook(BytesIO(to_xlsx(quote, book)))
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert any("Données modifiées par l’utilisateur" in cell for cell in cells)


def test_a_quote_keeps_it_when_it_is_read_back(quoted: Callable[[str], tuple[PriceBook, Quote]]) -> None:
    _, quote = quoted(TRAINING)
    assert Quote.model_validate_json(quote.model_dump_json()).notes[0] == quote.notes[0]


def test_a_comparison_says_it_too(rates: RateTable) -> None:
    book = book_of(TRAINING)
    found = compare(
        make_spec(book, {}, preset="medium"), Pricing(book=book, on=DAY, rates=rates), bundles=("on_premise", "hybrid")
    )
    assert "Facts changed by the user" in remarks(found)[0].en


def test_many_changes_are_told_in_several_notes_that_each_fit() -> None:
    facts = "\n".join(
        f"  {path}: 'something else'" for path, _ in facts_of("scope_of_work") if path.endswith(".name.en")
    )
    drivers = "\n".join(f"  {path}: 'other words'" for path, _ in facts_of("drivers") if path.endswith(".help.fr"))
    book = book_of(f"scope_of_work:\n{facts}\ndrivers:\n{drivers}")
    notes = change_notes(book)
    assert len(notes) > 1
    assert sum(note.en.count(" → ") for note in notes) == len(book.changed) > 15
    assert all(len(note.fr) < LONGEST + 500 for note in notes)


@pytest.mark.parametrize(
    ("value", "english", "french", "arabic"),
    [
        (True, "yes", "oui", "نعم"),
        (1_250_000, "1,250,000", "1_250_000", "1.250.000"),
        (Decimal("0.40"), "0.4", "0,4", "0,4"),
        (DAY, "24 November 2026", "24 novembre 2026", "24 نوفمبر 2026"),
        ((Decimal("0.3"), Decimal("0.5")), "0.3 to 0.5", "0,3 à 0,5", "من 0,3 إلى 0,5"),
        (("MRU", "EUR"), "“MRU”, “EUR”", "«~MRU~», «~EUR~»", "«MRU»، «EUR»"),
        ("a  long\ntext", "“a long text”", "«~a long text~»", "«a long text»"),
        (None, "–", "–", "–"),
        ((), "–", "–", "–"),
    ],
)
def test_values_are_written_as_the_language_writes_them(
    value: Any, english: str, french: str, arabic: str, book: PriceBook
) -> None:
    text = value_text(value, book)
    assert (text.en, text.fr.replace(NBSP, "~").replace("\u202f", "_")) == (english, french)
    assert bare(text.ar) == arabic


# ------------------------------------------------------------------ the command line


def run(*words: object, code: int = 0) -> Result:
    result = CliRunner().invoke(cli, [str(word) for word in words], prog_name="costmodel")
    assert result.exit_code == code, result.output
    return result


COMMANDS = (
    ("estimate", NEED), ("explain", NEED, "training"), ("risk", NEED), ("tco", NEED),
    ("compare", NEED, "--bundles", "on_premise,hybrid"), ("fit", NEED, "--budget", "9000000"),
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_commands_price_with_own_facts_and_say_so(words: tuple[object, ...]) -> None:
    shipped, changed = run(*words, "--on", DAY), run(*words, "--on", DAY, "--facts", EXAMPLE)
    assert changed.stdout != shipped.stdout
    assert "5 facts differ from the shipped ones" in changed.stderr
    assert "our price list 2026, 2026-11-24" in changed.stderr


def test_the_quote_command_writes_it_into_the_quote(tmp_path: Path) -> None:
    run("quote", NEED, "--facts", EXAMPLE, "--out", tmp_path, "--number", "Q1", "--on", DAY, "--no-comparison")
    quote = Quote.model_validate_json((tmp_path / "Q1.json").read_text(encoding="utf-8"))
    assert quote.notes[0].en.startswith("Facts changed by the user (our price list 2026")


def test_the_file_of_own_facts_is_never_written_over(tmp_path: Path) -> None:
    facts = tmp_path / "Q1.json"
    facts.write_bytes(EXAMPLE.read_bytes())
    words = ("quote", NEED, "--facts", facts, "--out", tmp_path, "--number", "Q1", "--on", DAY, "--force")
    assert "is one that is read" in run(*words, "--no-comparison", code=1).stderr
    assert facts.read_bytes() == EXAMPLE.read_bytes()


def test_a_fault_of_own_facts_ends_a_command_in_words(tmp_path: Path) -> None:
    facts = tmp_path / "own.yaml"
    facts.write_text(f"{HEAD}  tax: {{rate: 1}}\n", encoding="utf-8")
    said = run("estimate", NEED, "--facts", facts, code=1).stderr
    assert f"{facts}: facts.tax.rate: line 4: 'rate' is not a fact of tax.yaml" in said
    assert "Traceback" not in said
    assert "cannot be read" in run("estimate", NEED, "--facts", tmp_path / "none.yaml", code=1).stderr


def test_own_facts_that_change_nothing_are_told_as_such(tmp_path: Path) -> None:
    facts = tmp_path / "own.yaml"
    facts.write_text(f"{HEAD}  policy: {{validity_days: 90}}\n", encoding="utf-8")
    assert "no fact differs from the shipped ones" in run("estimate", NEED, "--facts", facts).stderr


def test_own_bands_hold_for_a_file_of_rates(tmp_path: Path) -> None:
    facts, rates = tmp_path / "own.yaml", tmp_path / "rates.csv"
    facts.write_text(f"{HEAD}  exchange: {{bands.usd_mru.high: 60}}\n", encoding="utf-8")
    rates.write_text("on,from,to,value,source\n2026-11-20,USD,MRU,55,bank\n", encoding="utf-8")
    words = ("estimate", NEED, "--currency", "USD", "--on", DAY, "--rates", rates)
    assert "is not credible" in run(*words, code=1).stderr
    run(*words, "--facts", facts)


@pytest.mark.parametrize(
    ("fact", "most"), [("validity_days", "730"), ("contracted_years", "15"), ("max_rate_age_days", "3660")]
)
def test_the_policy_of_ones_own_keeps_the_bounds_of_terms(fact: str, most: str) -> None:
    said = fault_of(f"{{policy: {{{fact}: 1000000000}}}}")
    assert f"policy.{fact}" in said
    assert f"input should be less than or equal to {most}" in said


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ("rows.training.published_low: 35_000", "published_high too, even where it stays 2,000,000."),
        ("rows.training.published_high: 200_000", "published_low too, even where it stays 300,000."),
        (
            "rows.training.currency: MRU",
            "published_low and published_high too, even where it stays 300,000, 2,000,000.",
        ),
        (
            "rows: {training: {currency: MRU, published_low: 30_000}}",
            "published_high too, even where it stays 2,000,000.",
        ),
    ],
)
def test_a_range_is_changed_whole(given: str, missing: str) -> None:
    """A low end in new ouguiyas beside a high end left in old ones would price training at three times."""
    assert f"changes a range in part: give {missing}" in fault_of(f"components:\n  {given}")
