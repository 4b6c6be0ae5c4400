"""The notebooks are true: a run from a clean kernel gives what is committed, and they open with pictures anywhere."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TITLES = ("1 From need to quote", "2 How sure is the price", "3 Which bundle", "4 Sensitivities")


@pytest.fixture(scope="module")
def execute() -> Callable[[Path], Any]:
    """The execution that `make notebooks` uses."""
    specification = importlib.util.spec_from_file_location("run_notebooks", FOLDER / "run.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.execute  # type: ignore[no-any-return]


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)


def outputs(notebook: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Every output as (cell, kind, text); a picture only as being one."""
    found = []
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "stream":
                found.append((cell["id"], output["name"], joined(output["text"])))
            else:
                assert output["output_type"] in ("execute_result", "display_data"), output
                for kind, data in sorted(output["data"].items()):
                    found.append((cell["id"], kind, "" if kind.startswith("image/") else joined(data)))
    return found


def test_there_are_four_with_these_titles() -> None:
    assert tuple(joined(read(path)["cells"][0]["source"]).splitlines()[0] for path in NOTEBOOKS) == tuple(
        f"# {title}" for title in TITLES
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_fresh_run_gives_what_is_committed(path: Path, execute: Callable[[Path], Any]) -> None:
    committed, fresh = outputs(read(path)), outputs(execute(path))
    assert [one for one in fresh if one[1] == "stderr"] == []
    assert fresh == committed, "run `make notebooks` and look at what changed"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_has_pictures(path: Path) -> None:
    notebook = read(path)
    assert 8 <= len(notebook["cells"]) <= 14
    assert path.stat().st_size < 400_000
    pictures = [cell for cell, kind, _ in outputs(notebook) if kind == "image/png"]
    assert len(pictures) >= 2


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_nothing_of_the_machine_that_ran_it(path: Path) -> None:
    notebook = read(path)
    assert notebook["metadata"] == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert all(cell["metadata"] == {} for cell in notebook["cells"])
    texts = [joined(cell["source"]) for cell in notebook["cells"]] + [text for *_, text in outputs(notebook)]
    for text in texts:
        assert not re.search(
            r"(?<![\w.])/(home|root|work|tmp|usr|Users|opt)/|[A-Z]:\\|0x[0-9a-f]{6,}|site-packages", text
        )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_were_executed_in_their_order(path: Path) -> None:
    counts = [cell["execution_count"] for cell in read(path)["cells"] if cell["cell_type"] == "code"]
    assert counts == list(range(1, len(counts) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("folder", [FOLDER, FOLDER.parent], ids=["in its folder", "from the top"])
def test_examples_are_found_wherever_jupyter_was_started(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    source = "\n".join(joined(cell["source"]) for cell in read(path)["cells"] if cell["cell_type"] == "code")
    (line,) = re.findall(r"^EXAMPLES = .*$", source, re.M)
    names = {"Path": Path}
    exec(line, names)  # noqa: S102  (the line is the notebook's own)
    assert (Path(str(names["EXAMPLES"])) / "regional_hospital.yaml").is_file()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_table_of_amounts_names_its_currency(path: Path) -> None:
    tables = [text for _, kind, text in outputs(read(path)) if kind == "text/html"]
    assert tables
    for table in tables:
        amounts = re.findall(r"<td>\d{1,3}(?:,\d{3})+</td>", table)
        assert not amounts or "<th>currency</th>" in table or "studies/year" in table
