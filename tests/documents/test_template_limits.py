"""A template of somebody else: whatever it tries, there is one clear error, soon, and nothing else happens."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from own_template import with_parts, word_template

from costmodel.cli.main import cli
from costmodel.documents.templates.check import check_template
from costmodel.documents.templates.fields import examples
from costmodel.documents.word import apart
from costmodel.documents.word.apart import Limits, render_apart
from costmodel.documents.word.fill import render
from costmodel.files.faults import CostmodelError, InputError
from costmodel.files.folders import template_folder
from costmodel.price_book.book import PriceBook

LIMITS = Limits(seconds=20, computing=1, memory=300_000_000, result=2_000_000)
SECONDS = 15
"""More than any of these may take on a busy machine."""
NESTED = "".join(f"{{% for a{n} in label %}}" for n in range(12)) + "{% endfor %}" * 12
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")


@pytest.fixture(scope="module")
def variables(book: PriceBook) -> dict[str, Any]:
    return examples(book)[0].variables


def fails(variables: dict[str, Any], path: Path, limits: Limits = LIMITS) -> str:
    start = time.monotonic()
    with pytest.raises(CostmodelError) as failure:
        render_apart(variables, path, limits=limits)
    assert time.monotonic() - start < SECONDS
    assert multiprocessing.active_children() == []
    return str(failure.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (NESTED, "filling in the template needs more than 1 seconds of computing. Look for loops inside loops"),
        ("{{ 10**4000000 }}", "filling in the template needs more than 1 seconds of computing."),
        ("{% for n in range(10**9) %}{% endfor %}", "the template asks for what does not exist: 'range' is undefined."),
        (
            "{% for t in summary.texts recursive %}{{ loop(summary.texts) }}{% endfor %}",
            "the template calls itself too",
        ),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", "the template calls itself too deeply (RecursionError)."),
        ("{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "the template calls itself too deeply (RecursionError)."),
        ("{{ ''.__class__.__mro__ }}", "the template asks for what is not allowed: access to attribute '__class__'"),
        ("{{ '{0.__class__}'.format(1) }}", "the template asks for what is not allowed: access to attribute"),
        ("{{ document.update({}) }}", "the template asks for what is not allowed:"),
        ("{{ summary.texts.append(1) }}", "the template asks for what is not allowed:"),
        ("{{ document | attr('title') }}", "a tag of the template is wrong: No filter named 'attr'."),
        ("{{ document.title | safe }}", "a tag of the template is wrong: No filter named 'safe'."),
        ("{% include '/etc/passwd' %}", "the template cannot be filled in (TypeError: no loader"),
    ],
)
def test_it_ends_with_one_error(variables: dict[str, Any], tmp_path: Path, text: str, said: str) -> None:
    assert fails(variables, word_template(tmp_path / "own.docx", text)).startswith(said)


@LINUX
@pytest.mark.parametrize(
    "text",
    [
        "{{ 'x' * 10**10 }}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ 'a' | center(10**9) }}",
        "{{ (1, 2) * 10**9 }}",
        "{{ [1] | batch(10**9, 0) | list | length }}",
    ],
)
def test_it_cannot_fill_the_memory(variables: dict[str, Any], tmp_path: Path, text: str) -> None:
    said = fails(variables, word_template(tmp_path / "own.docx", text))
    assert said.startswith("filling in the template needs more than 300,000,000 bytes of memory. Look for loops")


def test_it_cannot_wait_for_ever(variables: dict[str, Any], tmp_path: Path) -> None:
    said = fails(variables, word_template(tmp_path / "own.docx", NESTED), LIMITS._replace(seconds=0.5, computing=60))
    assert said.startswith("the template was not filled in within 0.5 seconds, and was stopped. Look for loops")


def test_it_cannot_make_a_document_without_end(variables: dict[str, Any], tmp_path: Path) -> None:
    """What is multiplied deflates well; what is different each time does not."""
    inner = "{% for b in label.values() %}{{ loop.index }}{{ a }}{{ b }}{% endfor %}"
    text = "{% for a in label.values() %}" + inner + "{% endfor %}"
    small = LIMITS._replace(result=40_000, computing=10)
    assert fails(variables, word_template(tmp_path / "own.docx", text), small).startswith(
        "the document would have more than 40,000 bytes."
    )


def test_a_file_that_is_unsound_is_not_even_opened(variables: dict[str, Any], tmp_path: Path) -> None:
    path = with_parts(word_template(tmp_path / "own.docx", "x"), {"word/media/a.png": bytes(30_000_000)})
    with pytest.raises(InputError, match=r"word/media/a\.png: unfolds to 30,000,000 bytes"):
        render_apart(variables, path, limits=LIMITS)


def test_what_it_makes_is_what_this_process_would_make(book: PriceBook) -> None:
    example, shipped = examples(book)[0], template_folder() / "proposal.docx"
    here = render(example.variables, shipped, charts=example.charts)
    there = render_apart(example.variables, shipped, charts=example.charts)
    assert text_of(here) == text_of(there)


def text_of(content: bytes) -> str:
    import io

    from docx import Document

    return str(Document(io.BytesIO(content)).element.xml)


def test_beside_other_threads_it_starts_a_new_python(
    variables: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fork would copy the locks of threads that it does not copy."""
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        assert apart._way() == "spawn"
        made = render_apart(variables, word_template(tmp_path / "own.docx", "{{ document.title }}"))
    finally:
        stop.set()
        other.join()
    assert variables["document"]["title"] in text_of(made)
    assert apart._way() == ("fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn")


def test_this_process_keeps_its_own_limits() -> None:
    resource = pytest.importorskip("resource")
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


@LINUX
def test_the_process_cannot_write_a_file(tmp_path: Path) -> None:
    """Even if something got out of the sandbox."""
    target = tmp_path / "made"
    code = (
        "from costmodel.documents.word.apart import Limits, _limit\n"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); _limit(Limits())\n"
        f"with open({str(target)!r}, 'w') as made: made.write('x' * 10)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=root)
    assert "File too large" in done.stderr
    assert target.read_bytes() == b""


def test_the_checker_says_it_too(book: PriceBook, tmp_path: Path) -> None:
    found = check_template(word_template(tmp_path / "own.docx", NESTED), book, limits=LIMITS)
    assert [fault.fault.split(".")[0] for fault in found if fault.kind == "filling in"] == []
    loops = [fault.fault for fault in found if fault.stops]
    assert loops[0].startswith("goes through label, which is no list but a group.")


def test_a_quote_with_such_a_template_ends_with_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.documents.proposal.make.render_apart", partial(render_apart, limits=LIMITS))
    over = "".join(f"{{% for a{n} in basis.assumptions %}}" for n in range(12)) + "{% endfor %}" * 12
    need = tmp_path / "need.yaml"
    need.write_text("preset: small\nissue_date: 2026-11-24\ncustomer: A\n", encoding="utf-8")
    template, out = word_template(tmp_path / "own.docx", over), tmp_path / "out"
    words = ["quote", str(need), "--template", str(template), "--out", str(out), "--no-comparison"]
    result = CliRunner().invoke(cli, words, prog_name="costmodel")
    assert result.exit_code == 1
    assert f"Error: {template}: filling in the template needs more than 1 seconds of computing." in result.stderr
    assert not out.exists()
