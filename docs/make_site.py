"""Builds the site of the documentation into docs/build/: python docs/make_site.py; every warning is an error.

The guides of docs/guides/ become pages, those in Arabic from right to left; beside them stands the reference of the
library, made from its docstrings. A link that leads nowhere stops the build.
"""

from __future__ import annotations

import os
import re
import shutil
import warnings
from collections.abc import Iterator
from html import escape
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules, walk_packages
from typing import get_type_hints
from urllib.parse import unquote

import pdoc
from markdown_it import MarkdownIt

import costmodel

ROOT = Path(__file__).parents[1]
GUIDES, BUILT = ROOT / "docs" / "guides", ROOT / "docs" / "build"
LANGUAGES = {"en": "English", "fr": "Français", "ar": "العربية"}
APART = {"ui", "cli", "__main__"}
"""What nobody calls from Python."""
_LINK = re.compile(r'(href|src)="([^"]+)"')
_HEADING = re.compile(r"<h([1-6])>(.*?)<(?=/h)")
_NO_DEFAULT = re.compile(r"\s*=\s*<span class=\"default_value\">PydanticUndefined</span>")
_MARKED = re.compile(r"typing\.Annotated\[((?:[^,\[\]]|\[[^\]]*\])+), .*?\](?=</span>)")
"""What pdoc prints of a record's field beside its name and type: that it has no default, and its marks."""
_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.6 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
nav { border-bottom: 1px solid; margin-bottom: 2rem; padding-bottom: 1rem; }
nav a { margin-inline-end: 1rem; }
pre, code { direction: ltr; unicode-bidi: isolate; font-size: .9em; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid; border-radius: .3rem; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: .3rem .6rem; text-align: start; }
img { max-width: 100%; }
"""


def language_of(guide: Path) -> str:
    """The language that the end of a guide's name says: `analyst.md` is English, `analyst.fr.md` French."""
    ending = guide.stem.rpartition(".")[2]
    return ending if ending in LANGUAGES else "en"


def title_of(guide: Path) -> str:
    """The first heading."""
    lines = guide.read_text(encoding="utf-8").splitlines()
    return next(line.removeprefix("# ") for line in lines if line.startswith("# "))


def page(title: str, body: str, *, language: str, home: str) -> str:
    """A whole page."""
    way = "rtl" if language == "ar" else "ltr"
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{way}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{escape(title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n"
        f'<nav><a href="{home}index.html">costmodel</a><a href="{home}reference/costmodel.html">Reference</a></nav>\n'
        f"{body}\n</body>\n</html>\n"
    )


def guide_page(guide: Path) -> str:
    """A guide as a page, with its links as they lead from there. Raises a warning for a link that leads nowhere."""
    body = MarkdownIt("commonmark").enable("table").render(guide.read_text(encoding="utf-8"))
    body = _HEADING.sub(lambda found: f'<h{found[1]} id="{_anchor(found[2])}">{found[2]}<', body)
    body = _LINK.sub(lambda found: f'{found[1]}="{_target(found[2], guide)}"', body)
    return page(title_of(guide), body, language=language_of(guide), home="../")


def _anchor(heading: str) -> str:
    """The place of a heading, as links name it: its words without marks, joined by hyphens."""
    words = re.sub(r"<[^>]*>|&\w+;", "", heading).lower()
    return re.sub(r"[^\w -]", "", words).replace(" ", "-")


def _target(link: str, guide: Path) -> str:
    """Where a link of a guide leads from its page: another guide's page, or the file itself."""
    path, mark, place = link.partition("#")
    if not path or "://" in path:
        return link
    path = unquote(path)
    target = (guide.parent / path).resolve()
    if not target.exists():
        warnings.warn(f"{guide.name}: {link} leads nowhere", stacklevel=1)
    if target.parent == GUIDES and target.suffix == ".md":
        return f"{target.stem}.html{mark}{place}"
    return os.path.relpath(target, BUILT / "guides") + mark + place


def home_page(guides: list[Path]) -> str:
    """The first page: the guides by language, and the reference."""

    def parts() -> Iterator[str]:
        yield "<h1>costmodel</h1>"
        for language, name in LANGUAGES.items():
            own = [guide for guide in guides if language_of(guide) == language]
            way = "rtl" if language == "ar" else "ltr"
            items = "".join(
                f'<li><a href="guides/{guide.stem}.html">{escape(title_of(guide))}</a></li>' for guide in own
            )
            if own:
                yield f'<section lang="{language}" dir="{way}"><h2>{name}</h2><ul>{items}</ul></section>'
        yield '<h2>Reference</h2><p><a href="reference/costmodel.html">The library, from its docstrings</a></p>'

    return page("costmodel", "\n".join(parts()), language="en", home="")


def know_types(room: str) -> None:
    """Has the tuples with names of a room say their types themselves: pdoc looks for these where there are none."""
    for found in walk_packages(import_module(room).__path__, f"{room}."):
        for value in vars(import_module(found.name)).values():
            if isinstance(value, type) and issubclass(value, tuple) and value.__module__ == found.name:
                value.__new__.__annotations__ = get_type_hints(value)


def main() -> None:
    """Builds everything anew."""
    shutil.rmtree(BUILT, ignore_errors=True)
    (BUILT / "guides").mkdir(parents=True)
    guides = sorted(GUIDES.glob("*.md"))
    for guide in guides:
        (BUILT / "guides" / f"{guide.stem}.html").write_text(guide_page(guide), encoding="utf-8")
    (BUILT / "index.html").write_text(home_page(guides), encoding="utf-8")
    pdoc.render.configure(docformat="markdown", search=True, show_source=False, footer_text="costmodel")
    rooms = {room.name for room in iter_modules(costmodel.__path__)} - APART - set(dir(costmodel))
    for room in rooms:
        know_types(f"costmodel.{room}")
    pdoc.pdoc("costmodel", *(f"costmodel.{room}" for room in sorted(rooms)), output_directory=BUILT / "reference")
    for made in (BUILT / "reference").rglob("*.html"):
        words = made.read_text(encoding="utf-8")
        made.write_text(_MARKED.sub(r"\1", _NO_DEFAULT.sub("", words)), encoding="utf-8")
    print(f"{len(guides)} guides and the reference: {BUILT / 'index.html'}")


if __name__ == "__main__":
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        main()
