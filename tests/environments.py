"""Environments of their own: python tests/environments.py floors|extras|release installs and uses every command.

`floors` takes the lowest version that `pyproject.toml` allows of each direct dependency, with every extra. `extras`
takes a plain install, then each extra alone, at the versions of `constraints.txt`. `release` builds wheel and source
distribution into `dist/` and takes each of them with its documents. What was installed goes again, nothing is uploaded.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import costmodel

ROOT = Path(__file__).parents[1]
DIST, CONSTRAINTS = ROOT / "dist", ROOT / "constraints.txt"
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


def use(package: Path, extra: str, constraints: Path) -> bool:
    """Installs a package with an extra (none where it is empty) and uses every command; whether all is well."""
    with TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        wanted = f"{package}[{extra}]" if extra else str(package)
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([python, "-m", "pip", "install", *quiet, "-c", constraints, wanted], check=True)
        size = sum(file.lstat().st_size for file in Path(folder).rglob("*") if file.is_file()) // 1_000_000
        print(f"{package.name}, {extra or 'plain'}: {size} MB", flush=True)
        installed = sorted(reached(extra)) if extra else ()
        return subprocess.run([python, ROOT / "tests" / "smoke.py", *installed], check=False).returncode == 0


def built(folder: Path, *kinds: str) -> list[Path]:
    """The wheel, or the kinds of package that are asked for (`--wheel`, `--sdist`), built into a folder."""
    how: list[str | Path] = [*(kinds or ("--wheel",)), "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run([sys.executable, "-m", "build", *how], check=True, stdout=subprocess.DEVNULL)
    return sorted(folder.iterdir())


def try_floors() -> bool:
    """The lowest versions."""
    with TemporaryDirectory() as folder:
        lowest = Path(folder, "floors.txt")
        lowest.write_text("\n".join(floors()) + "\n", encoding="utf-8")
        (wheel,) = built(Path(folder, "dist"))
        return use(wheel, "all", lowest)


def try_extras() -> bool:
    """A plain install, and each extra."""
    with TemporaryDirectory() as folder:
        (wheel,) = built(Path(folder))
        well = [use(wheel, extra, CONSTRAINTS) for extra in ("", *EXTRAS)]
    return all(well)


def unready(changelog: str, version: str) -> str:
    """What keeps a version from being released; empty where its changes are told under its number at the top."""
    heads = re.findall(r"^## (\S+)", changelog, re.MULTILINE)
    if not heads or heads[0] != version:
        first = heads[0] if heads else "nothing"
        return f"CHANGELOG.md begins with {first}, but costmodel/__init__.py says {version}; make them agree."
    told = re.split(r"^## .*$", changelog, flags=re.MULTILINE)[1]
    return "" if re.search(r"^- ", told, re.MULTILINE) else f"CHANGELOG.md tells no change under {version}."


def try_release() -> bool:
    """Both packages of the version, ready to be handed over."""
    version = costmodel.__version__
    fault = unready((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    if fault:
        print(fault, file=sys.stderr)
        return False
    shutil.rmtree(DIST, ignore_errors=True)
    packages = built(DIST, "--wheel", "--sdist")
    well = [use(package, "documents", CONSTRAINTS) for package in packages]
    if not all(well):
        return False
    print(f"costmodel {version} is in dist/: {', '.join(package.name for package in packages)}.")
    print(f"Next: commit, git tag v{version}, and hand over the wheel with constraints.txt; pip install 'FILE[all]'.")
    print("Nothing was uploaded: on the public index the name costmodel belongs to another project.")
    return True


if __name__ == "__main__":
    sys.exit(0 if {"floors": try_floors, "extras": try_extras, "release": try_release}[sys.argv[1]]() else 1)
