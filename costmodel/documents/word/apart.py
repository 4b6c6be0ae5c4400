"""A template that is not ours is filled in by a process of its own, with limits of time, computing and memory.

The sandbox of the templates keeps Python out of reach, but a template can still loop for hours or ask for gigabytes.
Where the system can fork, and nothing else runs in this process, a fork does it (some hundredths of a second more);
elsewhere, Windows and macOS among them, a new Python starts (a second). Windows knows no limit of memory and macOS
does not keep it; the limits of time hold everywhere.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from costmodel.documents.word.charts import ChartParts
from costmodel.documents.word.fill import render
from costmodel.documents.word.package import read_template
from costmodel.documents.word.seller_look import Dress
from costmodel.files.faults import CostmodelError, shorten

_DONE, _FAULT = b"\0", b"\1"
_WHERE = "'costmodel template check' says where; what a profile leaves out stands inside {% if chapters.prices %}."
_REMEDY = "Look for loops inside loops, and for texts that are multiplied."


class Limits(NamedTuple):
    """What a template may use: seconds on the clock, seconds of computing, bytes of memory, bytes of its document."""

    seconds: float = 30
    computing: int = 5
    memory: int = 600_000_000
    result: int = 60_000_000


def render_apart(
    variables: dict[str, Any],
    template: Path,
    *,
    charts: Mapping[str, ChartParts] = MappingProxyType({}),
    dress: Dress = Dress(),
    limits: Limits = Limits(),
) -> bytes:
    """As `render`, for a template that may hold anything.

    Raises InputError for a file that is no sound Word file, CostmodelError for a template that cannot be filled in
    or that needs more than the limits.
    """
    content = read_template(template)
    context = multiprocessing.get_context(_way())
    here, there = context.Pipe(duplex=False)
    work = (there, variables, template, content, dict(charts), dress, limits)
    child = context.Process(target=_work, args=work, daemon=False)  # type: ignore[attr-defined]
    child.start()
    there.close()
    answer, in_time = b"", True
    try:
        in_time = here.poll(limits.seconds)
        if in_time:
            answer = here.recv_bytes(limits.result + 1)
    except (EOFError, OSError):
        pass  # it ended without a word, or said too much
    finally:
        here.close()
        if in_time:
            child.join(1)
        child.kill()
        child.join()
    if answer[:1] == _DONE:
        return answer[1:]
    raise CostmodelError(answer[1:].decode() or f"{template}: {_why(in_time, child.exitcode, limits)}")


def _way() -> str:
    """How the process starts: a fork of a process with several threads may wait for ever for one that is not there."""
    return "fork" if sys.platform == "linux" and threading.active_count() == 1 else "spawn"


def _why(in_time: bool, code: int | None, limits: Limits) -> str:
    """What a process that gave no answer died of."""
    if not in_time:
        return f"the template was not filled in within {limits.seconds:g} seconds, and was stopped. {_REMEDY}"
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"filling in the template needs more than {limits.computing} seconds of computing. {_REMEDY}"
    return f"the template cannot be filled in: it needs more than it may have ({limits.memory:,} bytes). {_REMEDY}"


def _work(
    answer: Connection,
    variables: dict[str, Any],
    template: Path,
    content: bytes,
    charts: dict[str, ChartParts],
    dress: Dress,
    limits: Limits,
) -> None:
    """What the process does: fill in the template, and send back the document or the fault."""
    _limit(limits)
    memory = f"{template}: filling in the template needs more than {limits.memory:,} bytes of memory. {_REMEDY}"
    try:
        made = _DONE + render(variables, template, charts=charts, dress=dress, content=content)
        if len(made) > limits.result:
            made = _FAULT + f"{template}: the document would have more than {limits.result:,} bytes. {_REMEDY}".encode()
    except MemoryError:
        made = _FAULT + memory.encode()
    except CostmodelError as error:
        cause = error.__cause__
        deep = f"{template}: the template calls itself too deeply (RecursionError). {_REMEDY}"
        other = f"{error} {_WHERE}" if "does not exist" in str(error) else str(error)
        known = memory if isinstance(cause, MemoryError) else deep if isinstance(cause, RecursionError) else other
        made = _FAULT + known.encode()
    except Exception as error:
        made = _FAULT + f"{template}: the template cannot be filled in ({shorten(error, 200)}).".encode()
    answer.send_bytes(made)
    answer.close()


def _limit(limits: Limits) -> None:
    """Sets the limits of this process, as far as the system has them."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, most in (
        (resource.RLIMIT_CPU, limits.computing),
        (resource.RLIMIT_AS, _size() + limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):  # macOS has no limit of addresses
            resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))  # a signal first, then the end


def _size() -> int:
    """The addresses that this process has already, in bytes."""
    import resource

    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * resource.getpagesize()
