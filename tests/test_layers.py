"""The direction of imports: a module imports only from its left, and third parties stay at their edge."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "costmodel"
ORDER = (
    ("faults",),
    ("folders", "record"),
    ("yaml_file",),
    ("text", "money", "table_file", "distributions", "correlation"),
    ("exact", "copula", "histogram", "correlation_file"),
    ("sampling",),
    ("exchange",),
    ("rate_sources",),
    ("facts",),
    ("cost_table", "risk_facts", "evaluation_facts"),
    ("reference",),
    ("life_facts",),
    ("price_book",),
    ("spec",),
    ("bundles",),
    ("components",),
    ("rate_card", "basis"),
    ("estimate", "assumptions"),
    ("sensitivity", "risk"),
    ("totals", "schedule", "terms"),
    ("quote_lines",),
    ("budget",),
    ("quote",),
    ("ownership", "delivered", "discounting"),
    ("lifecycle",),
    ("break_even", "gap_cost", "cheaper", "award"),
    ("comparison",),
    ("statements", "ceiling"),
    ("need",),
    ("documents", "spec_words"),
    ("charts",),
    ("output", "printed", "json_out"),
    ("printed_life", "printed_risk", "printed_compare", "json_compare"),
    ("cli_shared",),
    ("cli_facts", "cli_decide", "cli_risk"),
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
        "sampling",
    },
    "scipy": {"cheaper", "distributions", "exact", "copula", "sampling"},
    "openpyxl": {"rate_card"},
    "altair": {"charts"},
    "docx": {"documents"},
    "docxtpl": {"documents"},
    "jinja2": {"documents"},
    "lxml": {"documents"},
    "xlsxwriter": {"documents"},
    "click": {"cli", "cli_decide", "cli_facts", "cli_risk", "cli_shared"},
    "tabulate": {"printed"},
    "forex_python": {"rate_sources"},
    "requests": {"rate_sources"},
    "hmrc_rates": {"rate_sources"},
    "pandas": {"comparison", "estimate", "lifecycle", "risk", "sensitivity"},
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
            assert RANK[there] < RANK[here] or (there == here in ("documents", "charts")), f"{here} imports {there}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_third_parties_stay_at_their_edge(path: Path) -> None:
    for name in imports(path):
        root = name.split(".")[0]
        if root in EDGES:
            assert layer(path) in EDGES[root], f"{root} belongs in {EDGES[root]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_what_is_slow_to_import_is_imported_inside_functions(path: Path) -> None:
    slow = {"pandas", "scipy", "altair", "openpyxl", "docx", "docxtpl", "xlsxwriter", "forex_python", "hmrc_rates", "tabulate"}
    assert not slow & {name.split(".")[0] for name in imports(path, top_only=True)}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_clock_randomness_environment_or_printing_left_of_the_command_line(path: Path) -> None:
    if layer(path).startswith("cli"):
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
    """Facts are data: the only floats in the formulas are 0 and 1."""
    for name in ("components", "basis", "estimate", "quote", "quote_lines", "totals", "schedule", "bundles",
                 "ownership", "delivered", "discounting", "lifecycle", "break_even"):  # fmt: skip
        for node in ast.walk(ast.parse((PACKAGE / f"{name}.py").read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, float):
                assert node.value in (0.0, 1.0), f"{name}: {node.value}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
