"""The built wheel, installed into an empty environment, prices a quote on its own facts and templates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from costmodel.folders import data_folder, template_folder

ROOT = Path(__file__).parents[1]


def run(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [str(word) for word in words], capture_output=True, text=True, check=False, cwd=folder, env=environment
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, folder=folder)
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_the_wheel_carries_facts_and_templates_inside_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for kind in ("pricing_data", "templates"):
        for path in (ROOT / kind).iterdir():
            if path.is_file():
                assert f"costmodel/{kind}/{path.name}" in names
    assert not [name for name in names if name.startswith(("tests/", "pricing_data/", "benchmarks/"))]


def test_the_wheel_prices_a_quote_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    installed = run(
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "-c", ROOT / "constraints.txt", wheel, folder=tmp_path,
    )  # fmt: skip
    if installed.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip(f"the dependencies cannot be installed here: {installed.stderr[-300:]}")
    assert installed.returncode == 0, installed.stderr
    (tmp_path / "need.yaml").write_text("preset: small\nissue_date: 2026-11-24\ncustomer: Clinique du Nord\n")
    program = tmp_path / "env" / "bin" / "costmodel"
    done = run(program, "quote", "need.yaml", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    offer = json.loads(done.stdout)
    assert offer["totals"]["lines_net"] == "1324465.86"
    assert {Path(path).suffix for path in offer["files"].values()} == {".docx", ".xlsx", ".json"}
    home = run(python, "-c", "import costmodel; print(costmodel.data_folder())", folder=tmp_path).stdout.strip()
    assert Path(home).is_relative_to(tmp_path / "env")


def test_a_checkout_reads_its_own_facts_and_no_stale_copy() -> None:
    assert data_folder() == ROOT / "pricing_data"
    assert template_folder() == ROOT / "templates"
