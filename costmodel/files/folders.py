"""Where the shipped facts and templates are: inside an installed package, or at the top of a checkout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from costmodel.files.faults import InputError


def data_folder() -> Path:
    """The folder of the shipped facts."""
    return _beside("pricing_data")


def template_folder() -> Path:
    """The folder of the shipped Word templates."""
    return _beside("templates")


def app_folder() -> Path:
    """The folder of `app.py` and of the app's settings."""
    package = Path(__file__).resolve().parents[1]
    return _beside("app") if (package / "app").is_dir() else package.parent


def cache_folder(environment: Mapping[str, str], *, system: str) -> Path | None:
    """Where a user's programs keep what they can make again, by the habit of the system (`sys.platform`).

    XDG_CACHE_HOME or ~/.cache on Linux, %LOCALAPPDATA% on Windows, ~/Library/Caches on a Mac; None without a home.
    """
    if system == "win32":
        base = environment.get("LOCALAPPDATA", "")
    elif system == "darwin":
        base = f"{environment['HOME']}/Library/Caches" if environment.get("HOME") else ""
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        if not Path(base).is_absolute():  # the specification says to ignore any other
            base = f"{environment['HOME']}/.cache" if environment.get("HOME") else ""
    return Path(base) / "costmodel" if base and Path(base).is_absolute() else None


def _beside(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise InputError.one(str(package / name), "", "is missing; install costmodel again.")
