"""The built wheel, installed into an empty environment, prices a quote on its own facts and templates."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

from costmodel.files.folders import data_folder, template_folder

ROOT = Path(__file__).parents[2]
APP = ("app.py", ".streamlit/config.toml", ".streamlit/secrets.toml.example")


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
        shipped = {path.name for path in (ROOT / kind).iterdir() if path.is_file() and path.suffix != ".py"}
        carried = {name for name in names if name.startswith(f"costmodel/{kind}/")}
        assert carried == {f"costmodel/{kind}/{name}" for name in shipped}, "all of it, and no script that builds it"
    assert {f"costmodel/app/{name}" for name in APP} <= names
    assert {"costmodel/ui/assets/mark.svg", "costmodel/py.typed"} <= names
    assert not [name for name in names if name.endswith("secrets.toml")]
    assert not [name for name in names if name.startswith(("tests/", "pricing_data/", "benchmarks/"))]


@pytest.fixture(scope="session")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment in which there is nothing but the wheel and what its app needs."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "env", with_pip=True)
    python = folder / "env" / "bin" / "python"
    installed = run(
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "-c", ROOT / "constraints.txt", f"{wheel}[app]", folder=folder,
    )  # fmt: skip
    if installed.returncode != 0 and os.environ.get("CI") != "true":
        pytest.skip(f"the dependencies cannot be installed here: {installed.stderr[-300:]}")
    assert installed.returncode == 0, installed.stderr
    return python.parent


def test_the_wheel_prices_a_quote_in_an_empty_environment(programs: Path, tmp_path: Path) -> None:
    (tmp_path / "need.yaml").write_text("preset: small\nissue_date: 2026-11-24\ncustomer: Clinique du Nord\n")
    done = run(programs / "costmodel", "quote", "need.yaml", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    offer = json.loads(done.stdout)
    assert offer["totals"]["lines_net"] == "1324465.87"
    assert {Path(path).suffix for path in offer["files"].values()} == {".docx", ".xlsx", ".json"}
    home = run(
        programs / "python",
        "-c",
        "from costmodel.files.folders import data_folder; print(data_folder())",
        folder=tmp_path,
    ).stdout
    assert Path(home.strip()).is_relative_to(programs.parent)


def test_the_wheel_serves_the_app_with_its_own_settings(programs: Path, tmp_path: Path) -> None:
    refused = run(programs / "costmodel", "app", "--address", "0.0.0.0", folder=tmp_path)  # noqa: S104
    assert refused.returncode == 1
    example = re.search(r"copy (.*) to .streamlit/secrets.toml", refused.stderr)
    assert example is not None
    assert Path(example[1]).is_relative_to(programs.parent)
    assert Path(example[1]).is_file()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [str(programs / "costmodel"), "app", "--port", str(port), "--language", "en"]
    environment = {**{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}, "HOME": str(tmp_path)}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            assert server.stderr.readline() == f"The app is at http://localhost:{port}/?lang=en\n"
            with urlopen(f"http://localhost:{port}/_stcore/health", timeout=10) as answer:
                assert answer.read() == b"ok"
        finally:
            server.terminate()
    assert server.returncode in (0, 128 + 15, -15)


def test_a_checkout_reads_its_own_facts_and_no_stale_copy() -> None:
    assert data_folder() == ROOT / "pricing_data"
    assert template_folder() == ROOT / "templates"
