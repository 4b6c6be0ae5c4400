"""The pages of the guides: their language and direction, where their links lead, and that a dead one is told."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))


@pytest.fixture(scope="module")
def site() -> Any:
    """The script that `make docs` runs."""
    specification = importlib.util.spec_from_file_location("make_site", ROOT / "docs" / "make_site.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_every_guide_becomes_a_page_in_its_direction(guide: Path, site: Any) -> None:
    made = site.guide_page(guide)
    language = guide.name.split(".")[1] if guide.name.count(".") == 2 else "en"
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in made
    assert "```" not in made
    assert 'href="install.md' not in made


def test_links_lead_to_pages_and_to_files(site: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "other.md").write_text("# Other\n")
    (tmp_path / "need.yaml").write_text("preset: small\n")
    guide = guides / "one.md"
    guide.write_text("# One\n\n[a](other.md#place) [b](../need.yaml) [c](https://example.org/x.md) [d](#here)\n")
    monkeypatch.setattr(site, "GUIDES", guides)
    monkeypatch.setattr(site, "BUILT", tmp_path / "build")
    made = site.guide_page(guide)
    for link in ("other.html#place", "../../need.yaml", "https://example.org/x.md", "#here"):
        assert f'href="{link}"' in made


def test_a_link_that_leads_nowhere_is_told(site: Any, tmp_path: Path) -> None:
    guide = tmp_path / "one.md"
    guide.write_text("# One\n\n[gone](gone.md)\n")
    with pytest.warns(UserWarning, match=r"one\.md: gone\.md leads nowhere"):
        site.guide_page(guide)


def test_the_first_page_lists_every_guide_by_its_title(site: Any) -> None:
    made = site.home_page(GUIDES)
    assert made.count("<li>") == len(GUIDES)
    assert '<section lang="ar" dir="rtl">' in made
    assert "&lt;" not in made
