"""Environments of their own: python tests/environments.py floors|extras installs the wheel and uses every command.

`floors` takes the lowest version that `pyproject.toml` allows of each direct dependency, with every extra. `extras`
takes a plain install, then each extra alone, at the versions of `constraints.txt`. What was installed goes again.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: dict[str, list[str]] = {
    name: needed for name, needed in PROJECT["optional-dependencies"].items() if name != "dev"
}


def floors() -> Iterator[str]:
    """The lowest allowed version of every direct dependency, a constraint a line."""
    for requirement in sorted({*PROJECT["dependencies"], *(one for needed in EXTRAS.values() for one in needed)}):
        if not requirement.startswith("costmodel["):
            name, lowest = re.sub(r"\[.*?\]", "", requirement).split(">=")
            yield f"{name}=={lowest}"


def reached(extra: str) -> set[str]:
    """An extra and those that it brings along."""
    found = {extra}
    for requirement in EXTRAS[extra]:
        if requirement.startswith("costmodel["):
            found |= {deeper for name in requirement[10:-1].split(",") for deeper in reached(name)}
    return found - {"all"}


def use(wheel: Path, extra: str, constraints: Path) -> bool:
    """Installs the wheel with an extra (none where it is empty) and uses every command; whether all is well."""
    with TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-c", constraints]
        subprocess.run([*pip, f"{wheel}[{extra}]" if extra else wheel], check=True)
        size = sum(file.lstat().st_size for file in Path(folder).rglob("*") if file.is_file()) // 1_000_000
        print(f"{extra or 'plain'}: {size} MB", flush=True)
        installed = sorted(reached(extra)) if extra else ()
        return subprocess.run([python, ROOT / "tests" / "smoke.py", *installed], check=False).returncode == 0


def main(what: str) -> int:
    """0 where every environment did what it says."""
    with TemporaryDirectory() as folder:
        build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(folder).glob("*.whl")
        constraints = ROOT / "constraints.txt"
        chosen = ["", *EXTRAS]
        if what == "floors":
            constraints = Path(folder, "floors.txt")
            constraints.write_text("\n".join(floors()) + "\n", encoding="utf-8")
            chosen = ["all"]
        well = [use(wheel, extra, constraints) for extra in chosen]
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
