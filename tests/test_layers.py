"""The direction of imports: a module imports only from its left, and third parties stay at their edge."""

from __future__ import annotations

import ast
from decimal import Decimal
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "costmodel"
ORDER = (
    ("faults",),
    ("folders", "record", "normal"),
    ("yaml_file",),
    ("text", "money", "table_file", "correlation", "overrides", "picture", "colour"),
    ("distributions", "amount_words"),
    ("exact", "copula", "histogram", "correlation_file"),
    ("sampling",),
    ("exchange",),
    ("rate_sources",),
    ("facts",),
    ("cost_table", "risk_facts", "evaluation_facts"),
    ("reference",),
    ("life_facts", "requirement_facts"),
    ("price_book",),
    ("spec", "changed_facts", "messages"),
    ("bundles",),
    ("components",),
    ("rate_card", "basis"),
    ("estimate", "assumptions"),
    ("sensitivity", "risk"),
    ("totals", "schedule", "terms", "discounting"),
    ("quote_lines", "look"),
    ("budget",),
    ("quote",),
    ("requote",),
    ("ownership", "delivered", "two_currencies", "compliance"),
    ("lifecycle",),
    ("break_even", "gap_cost", "cheaper", "award"),
    ("comparison",),
    ("statements", "ceiling"),
    ("need",),
    ("documents", "spec_words"),
    ("charts",),
    ("output", "printed", "json_out"),
    ("printed_life", "printed_risk", "printed_compare", "json_decide"),
    ("cli_shared",),
    ("cli_files",),
    ("cli_batch",),
    ("cli_facts", "cli_decide", "cli_forms", "cli_pdf", "cli_quote", "cli_read", "cli_risk", "cli_template"),
    ("ui",),
    ("cli_app",),
    ("cli",),
)
EDGES = {
    "yaml": {"yaml_file"},
    "babel": {"text"},
    "numpy": {
        "award",
        "cheaper",
        "components",
        "distributions",
        "correlation",
        "exact",
        "copula",
        "histogram",
        "normal",
        "sampling",
    },
    "scipy": {"distributions", "normal"},
    "openpyxl": {"documents", "rate_card"},
    "altair": {"charts", "ui"},
    "streamlit": {"ui"},
    "docx": {"documents"},
    "docxtpl": {"documents"},
    "jinja2": {"documents"},
    "lxml": {"documents"},
    "xlsxwriter": {"documents"},
    "click": {
        "cli",
        "cli_app",
        "cli_decide",
        "cli_facts",
        "cli_forms",
        "cli_quote",
        "cli_pdf",
        "cli_read",
        "cli_risk",
        "cli_shared",
        "cli_template",
    },
    "tabulate": {"printed"},
    "forex_python": {"rate_sources"},
    "requests": {"rate_sources"},
    "hmrc_rates": {"rate_sources"},
    "pandas": {"ceiling", "comparison", "estimate", "lifecycle", "risk", "sensitivity", "ui"},
}
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path, *, top_only: bool = False) -> list[str]:
    tree = ast.parse(path.read_text())
    nodes = tree.body if top_only else list(ast.walk(tree))
    names: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    here = layer(path)
    if here in ("__init__", "__main__"):
        return
    for name in imports(path):
        if name.startswith("costmodel."):
            there = name.split(".")[1]
            assert RANK[there] < RANK[here] or (there == here in ("documents", "charts", "ui")), (
                f"{here} imports {there}"
            )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_stay_at_their_edge(path: Path) -> None:
    for name in imports(path):
        root = name.split(".")[0]
        if root in EDGES:
            assert layer(path) in EDGES[root], f"{root} belongs in {EDGES[root]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_slow_to_import_is_imported_inside_functions(path: Path) -> None:
    slow = {
        "pandas", "scipy", "altair", "openpyxl", "docx", "docxtpl", "xlsxwriter", "forex_python", "hmrc_rates",
        "tabulate",
    }  # fmt: skip
    assert not slow & {name.split(".")[0] for name in imports(path, top_only=True)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_clock_randomness_environment_or_printing_left_of_the_command_line(path: Path) -> None:
    if layer(path).startswith("cli") or layer(path) == "ui":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {
                ("date", "today"),
                ("datetime", "now"),
                ("os", "environ"),
                ("os", "getenv"),
                ("time", "time"),
            }
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print"
    assert not {"random", "time"} & set(imports(path))


def test_every_module_has_its_place() -> None:
    assert {layer(path) for path in MODULES} - {"__init__", "__main__"} == set(RANK)


def test_no_price_rate_tax_or_percentage_in_python() -> None:
    """Facts are data: of numbers that are not whole the formulas hold only places, tolerances and percentiles."""
    # risk, exact, sampling, distributions, copula, correlation and cheaper are numerical method, whose grids, tails and
    # tolerances are no facts; risk names the percentiles that a summary lists
    for name in ("components", "basis", "estimate", "quote", "quote_lines", "totals", "schedule", "bundles",
                 "assumptions", "sensitivity", "budget", "ownership", "delivered", "discounting", "lifecycle",
                 "break_even", "gap_cost", "award", "comparison", "ceiling", "statements"):  # fmt: skip
        source = (PACKAGE / f"{name}.py").read_text()
        allowed = {Decimal(number) for number in (*ALLOWED, *ALLOWED_IN.get(name, ()))}
        assert numbers(source) <= allowed, name


ALLOWED = ("0", "1", "12", "100", "0.1", "0.001")
"""Nothing and all of it, months, percent; tenths and thousandths are places to which a share is shown."""
ALLOWED_IN = {
    "award": ("1e-9", "1e-12"),  # points that are the same
    "break_even": ("0.0001",),  # places of a rate
    "budget": ("0.5", "0.9"),  # percentiles that are shown
    "discounting": ("10",),  # the base of places
    "quote": ("10",),  # the base of the largest total
    "schedule": ("365",),  # days of a year
}


def numbers(source: str) -> set[Decimal]:
    """The floats of a module, and what it makes a Decimal of."""
    found: list[object] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(repr(node.value))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decimal" and node.args:
            found += [node.args[0].value] if isinstance(node.args[0], ast.Constant) else []
    return {Decimal(str(value)) for value in found}


def test_a_rate_in_python_would_be_found() -> None:
    found = numbers('tax = Decimal("0.16")\nhigh = 1.3 * price\nnone = Decimal(0)\nwords = "0.5"')
    assert found == {Decimal("0.16"), Decimal("1.3"), 0}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
