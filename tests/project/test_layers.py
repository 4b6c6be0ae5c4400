"""The rooms of the house: each imports only from its left, and third parties stay at their edge.

The table is the one that ARCHITECTURE.md prints.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

import costmodel
from costmodel import documents
from costmodel.files.doors import homes

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "costmodel"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
TABLES = re.findall(r"^\| `(\w+)` \| (.+?) \|(?: (.+?) \|)?$", ARCHITECTURE, re.MULTILINE)
ROOMS = tuple(room for room, _, parties in TABLES if parties)
EDGES = {room: set(parties.split(", ")) for room, _, parties in TABLES if parties}
INSIDE = {room: tuple(rooms.split(", ")) for room, rooms, parties in TABLES if not parties}
AT_THE_EDGE = set().union(*EDGES.values()) - {"pydantic"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.parent != PACKAGE)


def name_of(path: Path) -> str:
    """The dotted name of a module inside the package: `money.exchange`."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


NAMES = {name_of(path) for path in MODULES}


def imports(path: Path, *, top_only: bool = False) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if top_only else list(ast.walk(tree))
    names: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = [name for name in inside if name.removeprefix("costmodel.") in NAMES]
            names += modules if modules else [node.module]
    return names


def own_imports(path: Path, *, top_only: bool = False) -> list[str]:
    found = (name for name in imports(path, top_only=top_only) if name.startswith("costmodel."))
    return [name.removeprefix("costmodel.") for name in found]


def test_the_table_names_every_room() -> None:
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))} == set(ROOMS)
    for room, rooms in INSIDE.items():
        folders = (path for path in (PACKAGE / room).iterdir() if path.is_dir() and list(path.glob("*.py")))
        assert {path.name for path in folders} == set(rooms)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_from_its_left(path: Path) -> None:
    here = name_of(path).split(".")
    for name in own_imports(path):
        there = name.split(".")
        assert ROOMS.index(there[0]) <= ROOMS.index(here[0]), f"{here[0]} imports {name}"
        inner = INSIDE.get(here[0], ())
        if here[0] == there[0] and len(here) > 1 < len(there) and here[1] in inner and there[1] in inner:
            assert inner.index(there[1]) <= inner.index(here[1]), f"{'.'.join(here)} imports {name}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {name_of(path): set(own_imports(path)) & NAMES for path in MODULES}
    while leaves := [name for name, needed in graph.items() if not needed & graph.keys() - {name}]:
        for name in leaves:
            del graph[name]
    assert not graph


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_at_its_door_what_it_is_and_may_import(room: str) -> None:
    words = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))) or ""
    assert " ".join(words.split()).count(". ") >= 2
    assert "import" in words


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_third_parties_stay_at_their_edge(path: Path) -> None:
    for name in imports(path):
        party = name.split(".")[0]
        if party in AT_THE_EDGE:
            assert party in EDGES[name_of(path).split(".")[0]], f"{party} does not belong here"


SLOW = {
    "pandas", "scipy", "altair", "openpyxl", "docx", "docxtpl", "jinja2", "lxml", "xlsxwriter", "forex_python",
    "hmrc_rates",
}  # fmt: skip


def slow_at_the_top(path: Path) -> set[str]:
    return SLOW & {name.split(".")[0] for name in imports(path, top_only=True)}


def test_what_is_slow_to_import_stands_at_the_top_only_behind_the_door_of_documents() -> None:
    """Elsewhere it is imported inside functions; the door imports what stands behind it when it is asked for."""
    slow = {name_of(path) for path in MODULES if slow_at_the_top(path)}
    assert {name.split(".")[0] for name in slow} == {"documents"}
    graph = {name_of(path): set(own_imports(path, top_only=True)) & NAMES for path in MODULES}
    behind = set(slow)
    while more := {name for name, needed in graph.items() if needed & behind} - behind:
        behind |= more
    assert {name.split(".")[0] for name in behind} == {"documents"}, "reached without the door"
    opened = {home.removeprefix("costmodel.") for home in homes(str(documents.__file__)).values()}
    assert opened >= {name for name in behind if not any(name in graph[other] for other in behind)}, (
        "what no module behind the door needs is what the door opens"
    )
    assert not behind & {"documents", "documents.quote_files", "documents.pdf", "documents.forms.make"}


@pytest.mark.parametrize(
    "names",
    [
        ("costmodel", "costmodel.cli.main", "costmodel.quoting.need", "costmodel.comparing.comparison"),
        ("costmodel.charts", "costmodel.documents.quote_files", "costmodel.documents.forms.make"),
        tuple(f"costmodel.{name}" for name in sorted(NAMES) if name.startswith("ui.state.")),
    ],
    ids=["library", "documents", "app"],
)
def test_an_import_brings_nothing_slow_along(names: tuple[str, ...]) -> None:
    """Streamlit brings pandas and Jinja itself, so a state of the app is asked only for what writes documents."""
    unwanted = SLOW - {"pandas", "jinja2", "altair", "scipy"} if "ui" in names[0] else SLOW
    asked = f"import sys, {', '.join(names)}; print(*sorted({unwanted} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_each_document_brings_only_what_it_needs() -> None:
    for asked, unwanted in (("to_xlsx", {"docx", "docxtpl", "openpyxl"}), ("from_xlsx", {"docx", "xlsxwriter"})):
        code = f"import sys; from costmodel import documents; documents.{asked}; print(*{unwanted} & set(sys.modules))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.split() == [], asked


@pytest.mark.parametrize("door", [costmodel, documents], ids=["front", "documents"])
def test_a_door_opens_what_type_checkers_are_told(door: ModuleType) -> None:
    told = ast.parse(Path(str(door.__file__)).with_suffix(".pyi").read_text(encoding="utf-8"))
    typed = {node.names[0].name: node.module for node in told.body if isinstance(node, ast.ImportFrom)}
    assert typed == homes(str(door.__file__))
    assert all(callable(getattr(door, name)) or name == "charts" for name in typed)
    with pytest.raises(AttributeError, match="has no attribute 'to_pptx'"):
        door.to_pptx  # noqa: B018


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_clock_randomness_environment_or_printing_left_of_the_command_line(path: Path) -> None:
    if name_of(path).split(".")[0] in ("cli", "ui"):
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


def test_no_price_rate_tax_or_percentage_in_python() -> None:
    """Facts are data: of numbers that are not whole the formulas hold only places, tolerances and percentiles."""
    # risk, exact, sampling, distributions, copula, correlation and cheaper are numerical method, whose grids, tails and
    # tolerances are no facts; risk names the percentiles that a summary lists
    places = {
        "estimating": ("formulas", "basis", "estimate", "scope", "assumptions", "sensitivity"),
        "quoting": ("quote", "lines", "totals", "schedule", "budget"),
        "comparing": ("ownership", "delivered", "discounting", "life_cycle", "break_even", "gap_cost", "award",
                      "comparison", "ceiling", "statements"),
    }  # fmt: skip
    for name in (f"{room}/{module}" for room, modules in places.items() for module in modules):
        source = (PACKAGE / f"{name}.py").read_text(encoding="utf-8")
        allowed = {Decimal(number) for number in (*ALLOWED, *ALLOWED_IN.get(name.rpartition("/")[2], ()))}
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


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_idea(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400
