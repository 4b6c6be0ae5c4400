"""`costmodel risk`: how sure a price is, as a page and as JSON; a correlation matrix from a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

import command
import pytest
from click.testing import CliRunner

from costmodel.cli.main import cli
from costmodel.cli.printed.risk import risk_json, risk_table
from costmodel.estimating.estimate import Estimate, estimate
from costmodel.estimating.pricing import Pricing
from costmodel.estimating.spec import make_spec
from costmodel.files.faults import InputError
from costmodel.money.currencies import Currency
from costmodel.price_book.book import PriceBook
from costmodel.risk.correlation_file import load_matrix
from costmodel.risk.simulation import TRIALS, RiskLine, simulate, simulate_lines
from costmodel.words.text import Text

ROOT = Path(__file__).parents[2]
NEED = ROOT / "examples" / "regional_hospital.yaml"
GOLDEN = Path(__file__).parents[1] / "golden"
MEDIUM = ("--preset", "medium", "--on", "2026-11-24")
LINES = (
    "licence.pacs_ris", "licence.workstation", "implementation", "migration", "hardware", "training", "support",
    "project_management",
)  # fmt: skip


run = partial(command.run, "risk")
read = partial(command.read, "risk")


@pytest.fixture
def medium(book: PriceBook) -> Estimate:
    spec, bundle = make_spec(book, {}, preset="medium"), book.bundle("on_premise")
    return estimate(spec, bundle, Pricing(book=book, on=date(2026, 11, 24)))


# ------------------------------------------------------------------ JSON


def test_the_contract() -> None:
    found = read(NEED)
    assert list(found) == [
        "currency", "point_estimate", "mean", "sd", "p10", "p50", "p80", "p90", "p95", "contingency", "correlation",
        "trials", "seed", "sampling_error_p80", "drivers", "method", "confidence", "within_point_estimate",
        "within_budget", "sum_of_lows", "sum_of_highs", "distributions", "remarks",
    ]  # fmt: skip
    amounts = ("point_estimate", "mean", "sd", "p10", "p50", "p80", "p90", "p95", "contingency", "sum_of_lows")
    assert all(isinstance(found[name], str) for name in amounts)
    assert (found["currency"], found["correlation"], found["confidence"]) == ("MRU", 0.6, 0.8)
    assert (found["method"], found["trials"], found["seed"]) == ("exact", 0, None)
    assert (found["sampling_error_p80"], found["within_budget"], found["remarks"]) == ("0.00", None, [])
    assert {tuple(driver) for driver in found["drivers"]} == {("id", "share")}
    assert {tuple(line) for line in found["distributions"]} == {("id", "kind", "minimum", "mode", "maximum")}


def test_the_figures_are_those_of_the_estimate_and_agree_with_each_other() -> None:
    found = read(NEED)
    priced = json.loads(CliRunner().invoke(cli, ["estimate", str(NEED), "--json"]).stdout)
    assert found["point_estimate"] == priced["totals"]["first_year"]
    for name, plain in (("sum_of_lows", "low"), ("sum_of_highs", "high")):
        assert Decimal(found[name]) == sum(Decimal(line[plain]) for line in priced["lines"])
    assert Decimal(found["contingency"]) == Decimal(found["p80"]) - Decimal(found["point_estimate"])
    names = ("sum_of_lows", "p10", "p50", "p80", "p90", "p95")
    assert all(Decimal(found[below]) < Decimal(found[above]) for below, above in pairwise(names))
    assert sum(driver["share"] for driver in found["drivers"]) == pytest.approx(1, abs=1e-5)
    modes = {line["id"]: line["mode"] for line in found["distributions"]}
    assert modes == {line["id"]: line["likely"] for line in priced["lines"]}


def test_the_command_says_what_the_library_says(book: PriceBook, medium: Estimate) -> None:
    found, library = read(*MEDIUM), simulate(medium)
    for name, probability in (("p10", 0.1), ("p50", 0.5), ("p80", 0.8), ("p90", 0.9), ("p95", 0.95)):
        assert found[name] == str(library.percentile(probability))
    assert (found["mean"], found["sd"]) == (str(library.mean), str(library.sd))
    within = library.probability_within(library.point_estimate)
    assert found["within_point_estimate"] == pytest.approx(within, abs=1e-6)
    shares = {driver.id: pytest.approx(driver.share, abs=1e-6) for driver in library.drivers}
    assert {driver["id"]: driver["share"] for driver in found["drivers"]} == shares


def test_the_budget_of_a_quote_is_the_same_to_three_figures(tmp_path: Path) -> None:
    found = read(NEED)
    CliRunner().invoke(cli, ["quote", str(NEED), "--out", str(tmp_path)])
    budget = json.loads((tmp_path / "2026-041.json").read_text(encoding="utf-8"))["budget"]
    assert budget["point_estimate"] == found["point_estimate"]
    assert float(budget["before_tax"]) == pytest.approx(float(found["p80"]), rel=0.005)
    assert float(budget["within_point"]) == pytest.approx(found["within_point_estimate"], abs=0.0006)


def test_the_contracted_years_are_the_need_s(tmp_path: Path) -> None:
    path = tmp_path / "need.yaml"
    path.write_text("preset: medium\nissue_date: 2026-11-24\nterms: {contracted_years: 3}\n", encoding="utf-8")
    assert read(path)["point_estimate"] == read(*MEDIUM, "--years", 3)["point_estimate"]
    assert read(path, "--years", 1)["point_estimate"] == read(*MEDIUM)["point_estimate"]


def test_a_budget_has_its_probability() -> None:
    found = read(*MEDIUM, "--budget", 5_000_000)
    more = read(*MEDIUM, "--budget", 6_012_530)
    assert found["within_point_estimate"] < found["within_budget"] < more["within_budget"]
    assert more["within_budget"] == pytest.approx(0.8, abs=1e-4)
    assert read(*MEDIUM, "--budget", 1)["within_budget"] == 0


def test_a_budget_in_dollars_prices_in_dollars() -> None:
    found = read(*MEDIUM, "--budget", "120000 USD")
    assert found["currency"] == "USD"
    in_dollars = read(*MEDIUM, "--currency", "USD", "--budget", "120000")
    assert found == in_dollars
    assert (
        "--budget is in USD and --currency says EUR"
        in run(*MEDIUM, "--budget", "1 USD", "--currency", "EUR", code=2).stderr
    )


def test_a_confidence_of_ones_own() -> None:
    found = read(*MEDIUM, "--confidence", "0.9")
    assert found["confidence"] == 0.9
    assert Decimal(found["contingency"]) == Decimal(found["p90"]) - Decimal(found["point_estimate"])


@pytest.mark.parametrize("currency", ["MRU", "MRO", "USD", "EUR"])
def test_every_currency(currency: str) -> None:
    assert read(*MEDIUM, "--currency", currency, "--exchange")["currency"] == currency


# ------------------------------------------------------------------ sampling


def test_trials_or_a_seed_mean_sampling(book: PriceBook, medium: Estimate) -> None:
    trials, seed, both = (
        read(*MEDIUM, *words) for words in (("--trials", 50_000), ("--seed", 7), ("--trials", 50_000, "--seed", 7))
    )
    assert [(found["trials"], found["seed"]) for found in (trials, seed, both)] == [
        (50_000, 1), (TRIALS, 7), (50_000, 7),
    ]  # fmt: skip
    assert {found["method"] for found in (trials, seed, both)} == {"sampling"}
    assert len({found["p80"] for found in (trials, seed, both)}) == 3
    library = simulate(medium, trials=50_000, seed=7)
    assert (both["p80"], both["sampling_error_p80"]) == (str(library.percentile(0.8)), str(library.sampling_error(0.8)))
    assert Decimal(trials["sampling_error_p80"]) > 0


def test_the_same_command_gives_the_same_numbers_on_any_number_of_threads() -> None:
    words = (*MEDIUM, "--risks", "all", "--exchange", "--trials", 200_000, "--seed", 3)
    assert read(*words) == read(*words) == read(*words, "--threads", 2)


def test_sampled_and_exact_agree_within_the_sampling_error() -> None:
    exact, sampled = read(*MEDIUM), read(*MEDIUM, "--trials", 500_000)
    off = abs(Decimal(exact["p80"]) - Decimal(sampled["p80"]))
    assert off < 4 * Decimal(sampled["sampling_error_p80"])


def test_what_may_happen_is_counted(book: PriceBook) -> None:
    plain, found = read(*MEDIUM), read(*MEDIUM, "--risks", "all", "--exchange")
    assert Decimal(found["mean"]) > Decimal(plain["mean"])
    ids = {driver["id"] for driver in found["drivers"]}
    assert ids == {*LINES, *(risk.id for risk in book.risks), "exchange"}
    one = read(*MEDIUM, "--risks", "legacy_archive, import_delay")
    assert {driver["id"] for driver in one["drivers"]} == {*LINES, "legacy_archive", "import_delay"}


def test_a_risk_that_touches_nothing_is_told_of() -> None:
    result = run(*MEDIUM, "--set", "legacy_tb=0", "--risks", "legacy_archive", "--json")
    (remark,) = json.loads(result.stdout)["remarks"]
    assert remark == "“Legacy archive worse than surveyed” touches no line of this estimate and is not counted."
    assert f"Note: {remark}" in result.stderr


# ------------------------------------------------------------------ distributions


def test_distributions_for_all_lines_and_for_some(tmp_path: Path) -> None:
    def kinds(*words: object) -> dict[str, str]:
        return {line["id"]: line["kind"] for line in read(NEED, *words)["distributions"]}

    assert set(kinds().values()) == {"pert"}
    assert set(kinds("--distribution", "triangular").values()) == {"triangular"}
    one = kinds("--distribution", "training=lognormal")
    assert one == {**kinds(), "training": "lognormal"}
    both = kinds("--distribution", "triangular", "--distribution", "training=pert")
    assert both == {**dict.fromkeys(LINES, "triangular"), "training": "pert"}


def test_a_lognormal_has_no_maximum() -> None:
    found = read(NEED, "--distribution", "hardware=lognormal")
    (hardware,) = (line for line in found["distributions"] if line["id"] == "hardware")
    assert hardware["maximum"] is None
    assert "open" in run(NEED, "--distribution", "hardware=lognormal").stdout


# ------------------------------------------------------------------ correlation


@pytest.mark.parametrize("correlation", ["0", "0.3", "1"])
def test_a_correlation_of_ones_own(correlation: str) -> None:
    found = read(*MEDIUM, "--correlation", correlation)
    assert (found["correlation"], found["method"]) == (float(correlation), "exact")


def table(rho: float, *, size: int = 8) -> list[list[float]]:
    return [[1 if row == column else rho for column in range(size)] for row in range(size)]


def test_a_matrix_from_yaml_or_csv(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("\n".join(f"- {row}" for row in table(0.6)))
    (tmp_path / "m.csv").write_text("\n".join(",".join(map(str, row)) for row in table(0.6)))
    french = "\n".join(";".join(str(cell).replace(".", ",") for cell in row) for row in table(0.6))
    (tmp_path / "french.csv").write_text(french)
    of_files = [read(*MEDIUM, "--correlation", tmp_path / name) for name in ("m.yaml", "m.csv", "french.csv")]
    assert of_files[0] == of_files[1] == of_files[2]
    found = of_files[0]
    assert (found["correlation"], found["method"], found["trials"]) == (None, "sampling", TRIALS)
    assert float(found["p80"]) == pytest.approx(float(read(*MEDIUM)["p80"]), rel=0.005)


def test_a_matrix_with_names_may_have_an_order_of_its_own(tmp_path: Path) -> None:
    """Training and hardware go together, whatever the order of rows and columns."""
    ids = sorted(LINES, reverse=True)
    pair = {"training", "hardware"}
    rows = [["", *ids]]
    rows += [[a, *("1" if a == b else "0.9" if {a, b} == pair else "0" for b in reversed(ids))] for a in ids]
    rows[0] = ["line", *reversed(ids)]
    path = tmp_path / "named.csv"
    path.write_text("\n".join(",".join(row) for row in rows))
    found = load_matrix(path, lines=LINES)
    places = LINES.index("training"), LINES.index("hardware")
    assert found[places[0]][places[1]] == found[places[1]][places[0]] == 0.9
    assert sum(map(sum, found)) == pytest.approx(8 + 2 * 0.9)


def test_a_matrix_that_cannot_exist_is_repaired_and_said(tmp_path: Path) -> None:
    rows = table(0)
    for a, b in ((0, 1), (1, 2)):
        rows[a][b] = rows[b][a] = 1
    path = tmp_path / "m.json"
    path.write_text(json.dumps(rows))
    result = run(*MEDIUM, "--correlation", path, "--json")
    (remark,) = json.loads(result.stdout)["remarks"]
    assert remark.startswith("The correlation matrix cannot exist as it stands; the nearest one that can was used")
    assert remark in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("m.yaml", "- [1, 0.5]\n- [0.5, 1]\n", "has 2 rows; one for each line is needed, in this order: licence."),
        ("m.yaml", "rows: []\n", "must be a list of rows, such as - [1, 0.6, 0.3], one for each line."),
        ("m.yaml", "- [1, no]\n", "row 1: 'no' is not a number; write a correlation such as 0.6."),
        ("m.yaml", json.dumps(table(60)), "row 1, column 2: 60 is outside −1 to 1; write 60 % as 0.6."),
        ("m.csv", "1,0.5\n0.5,x\n", "row 2: 'x' is not a number"),
        ("m.csv", "line,training,hardwear\ntraining,1,0\nhardwear,0,1\n", "'hardwear' is not a line of this estimate."),
        ("m.csv", "line,training,hardware\ntraining,1,0\nhardware,0,1\n", "lacks a row or a column for licence."),
        ("m.csv", "", "has 0 rows; one for each line is needed"),
        ("m.json", "[[1, 0.5", "is not valid YAML"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_matrix(tmp_path: Path, name: str, content: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(content)
    message = run(*MEDIUM, "--correlation", path, code=1).stderr
    assert message.startswith(f"Error: {path}")
    assert words in message


def test_a_table_with_names_needs_a_number_in_each_cell(tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    rows = [["line", *LINES], *([a, *("1" if a == b else "0" for b in LINES)] for a in LINES)]
    rows[-1] = rows[-1][:-1]
    path.write_text("\n".join(",".join(row) for row in rows))
    with pytest.raises(InputError, match="must have one row and one column for each line, and a number in each cell"):
        load_matrix(path, lines=LINES)
    rows[-1] = ["training", *rows[1][1:]]
    path.write_text("\n".join(",".join(row) for row in rows))
    with pytest.raises(InputError, match="lacks a row or a column for project_management"):
        load_matrix(path, lines=LINES)


# ------------------------------------------------------------------ what is printed

PAGES = {
    "risk_regional": (NEED,),
    "risk_sampled": (
        NEED, "--risks", "all", "--exchange", "--budget", "5000000", "--years", 3, "--confidence", "0.9",
        "--distribution", "hardware=lognormal",
    ),
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_the_page(page: str) -> None:
    """Change the golden with `COSTMODEL_GOLDEN=write` and read the difference like a reader."""
    printed, golden = run(*PAGES[page]).stdout, GOLDEN / f"{page}.txt"
    if os.environ.get("COSTMODEL_GOLDEN") == "write":
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        (NEED,),
        ("--preset", "large", "--currency", "MRO", "--risks", "all", "--exchange", "--on", "2026-11-24"),
        (*MEDIUM, "--bundle", "hybrid", "--years", 10, "--trials", 1000, "--budget", "99999999999"),
        (*MEDIUM, "--bundle", "open_source", "--currency", "USD"),
    ],
)
def test_a_page_fits_100_columns(words: tuple[object, ...]) -> None:
    printed = run(*words).stdout
    assert max(map(len, printed.splitlines())) <= 100


def test_the_page_says_the_chance_of_the_point_estimate_and_why_sums_lie_outside() -> None:
    printed = run(*MEDIUM).stdout
    rows = {line[:16].strip(): line.split()[-2:] for line in printed.splitlines()[2:12]}
    assert rows["point estimate"] == ["3,454,585", "34.9%"]
    assert rows["P80"] == ["6,010,000", "80.0%"]
    assert float(rows["sum of all lows"][1].rstrip("%")) < 10
    assert float(rows["sum of all highs"][1].rstrip("%")) > 90
    assert "lie outside P10 and P90: all lines are hardly ever low, or high, together." in " ".join(printed.split())
    assert "an assumption (plausible 0.3 to 0.8)" in printed
    assert "Computed exactly, without sampling." in printed
    assert "1,000 trials with seed 1: the standard error of P80 is" in run(*MEDIUM, "--trials", 1000).stdout


def test_the_longest_bar_is_that_of_the_largest_share() -> None:
    bars = [line.count("█") for line in run(*MEDIUM).stdout.splitlines() if line.startswith(LINES) and "%" in line]
    assert bars == sorted(bars, reverse=True)
    assert bars[0] == 24
    assert len(bars) == 8


def test_a_total_that_is_certain_is_said_so(book: PriceBook) -> None:
    """Nothing makes it wide, so nothing is drawn."""
    price = Decimal("100.00")
    money = Currency(id="MRU", decimals=2, printed_decimals=2)
    found = simulate_lines([RiskLine("a", Text.same("a"), price, price, price)], book, currency=money)
    printed = risk_table(found, book, years=0)
    assert "Nothing of it is uncertain: every line has one price." in printed
    assert "what makes it wide" not in printed
    assert risk_json(found)["distributions"] == [
        {"id": "a", "kind": "fixed", "minimum": "100.00", "mode": "100.00", "maximum": "100.00"}
    ]


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--correlation", "1.5"), "correlation: 1.5 is not a correlation of one common factor; write a number from 0"),
        (("--correlation", "-0.1"), "is not a correlation of one common factor"),
        (("--correlation", "high"), "--correlation: 'high' is neither a number from 0 to 1 nor a file (.csv, .yaml"),
        (("--correlation", "none.yaml"), "none.yaml: cannot be read: No such file"),
        (("--correlation", "m.txt"), "is neither a number from 0 to 1 nor a file"),
        (("--confidence", "80"), "confidence: 80 is not a probability; write one between 0 and 1, such as 0.8."),
        (("--confidence", "1"), "confidence: 1 is not a probability"),
        (("--confidence", "often"), "--confidence: 'often' is not a number"),
        (("--trials", "0"), "trials: 0 is not allowed; write a whole number from 1 to 100,000,000"),
        (("--trials", "1000000000"), "trials: 1,000,000,000 would take some "),
        (("--trials", "100", "--seed", "-1"), "seed: -1 "),
        (("--trials", "100", "--threads", "0"), "threads: 0 "),
        (("--years", "-1"), "years: -1 is out of bounds. Allowed: 0 (one-off prices alone) to 15 contracted years."),
        (("--years", "1000000000000000000000000000000"), "is out of bounds. Allowed: 0 (one-off prices alone) to 15"),
        (("--distribution", "normal"), "distribution: 'normal' is not a distribution. Allowed: pert, triangular,"),
        (("--distribution", "trainning=pert"), "distribution: 'trainning' is not a line of this estimate."),
        (("--distribution", "training=lognormal"), "training: the lognormal distribution cannot fit: through 39,"),
        (("--risks", "import_dellay"), "--risks: 'import_dellay' is not a risk of the register. Allowed: legacy"),
        (("--risks", ""), "--risks: '' is not a risk of the register."),
        (("--budget", "a lot"), "--budget"),
        (("--budget", "5 XXX"), "XXX"),
        (("--preset", "medum"), "Nearest: 'medium'"),
    ],
)  # fmt: skip
def test_what_is_refused(words: tuple[str, ...], message: str) -> None:
    given = words if "--preset" in words else (*MEDIUM, *words)
    error = run(*given, code=1).stderr
    assert error.startswith("Error: ")
    assert message in error


@pytest.mark.parametrize(
    "words",
    [
        (),
        (*MEDIUM, "--trials", "many"),
        (*MEDIUM, "--seed", "1.5"),
        (*MEDIUM, "--years", "x"),
        (*MEDIUM, "--distribution", "pert", "--distribution", "triangular"),
        (*MEDIUM, "--distribution", "training=pert", "--distribution", "training=triangular"),
        (*MEDIUM, "--nonsense"),
    ],
)
def test_wrong_usage_exits_with_2(words: tuple[object, ...]) -> None:
    run(*words, code=2)


def test_the_program_itself() -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "costmodel", "risk", str(NEED), "--trials", "6000000", "--json"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["trials"] == 6_000_000
