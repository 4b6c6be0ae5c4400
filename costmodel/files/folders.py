"""Where the shipped facts and templates are: inside an installed package, or at the top of a checkout."""

from __future__ import annotations

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


def _beside(name: str) -> Path:
    package = Path(__file__).resolve().parents[1]
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise InputError.one(str(package / name), "", "is missing; install costmodel again.")
