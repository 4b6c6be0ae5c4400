"""The facts of a folder as they were read and checked before, kept in a file so that they need not be again.

The file holds plain JSON and is used only for the very bytes that it was made from, by the very modules that checked
them, and only where it belongs to its user and nobody else may write it; what does not fit its digests is ignored. So
it is trusted as far as Python trusts its own compiled modules, and no further: it names records, and never imports.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from costmodel import __version__
from costmodel.files.records import Record

PACKAGE = Path(__file__).parents[1]
NAME = f"facts-{hashlib.sha256(os.fsencode(PACKAGE)).hexdigest()[:12]}.json"
"""Each installation has a file of its own, so that two of them do not overwrite each other's."""

ROOMS = ("files", "words", "money", "price_book")
"""The rooms whose modules read and check facts."""

NUMBER, DAY, LIST, RECORD = 0, 1, 2, 3
"""How the list begins that stands for a Decimal, a day, a tuple, or the first kind of record."""

_FAULTS = (OSError, ValueError, LookupError, TypeError, ArithmeticError, AttributeError, RecursionError)
"""What a file may do that was not written here."""


def key_of(folder: Path) -> str:
    """What kept facts must have been made from: the content of every file, this version, its modules and Python."""
    made_by = [__version__, sys.version]
    for room in ROOMS:
        with os.scandir(PACKAGE / room) as modules:
            found = [(one.name, one.stat()) for one in modules if one.name.endswith(".py")]
        made_by += [f"{room}/{name} {is_.st_mtime_ns} {is_.st_size}" for name, is_ in sorted(found)]
    key = hashlib.sha256("\n".join(made_by).encode())
    for path in sorted((*folder.glob("*.yaml"), *folder.glob("*.csv"))):
        key.update(f"\n{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return key.hexdigest()


def kept(cache: Path, key: str, names: Iterable[str]) -> dict[str, Any] | None:
    """The tables of facts of these names, whose modules must be imported; None where they are not kept or not sound."""
    try:
        with (cache / NAME).open("rb") as stream:
            if not (_ours(os.fstat(stream.fileno())) and _ours(cache.stat())):
                return None
            digest, head = stream.readline().strip(), stream.readline()
            if hashlib.sha256(head).hexdigest().encode() != digest:
                return None
            known = json.loads(head)
            if known["key"] != key:
                return None
            start = stream.tell()
            found = {}
            for name in names:
                place, length, digest_of_table = known["tables"][name]
                stream.seek(start + place)
                table = stream.read(length)
                if hashlib.sha256(table).hexdigest() != digest_of_table:
                    return None
                found[name] = _thawed(json.loads(table))
            return found
    except _FAULTS:
        return None


def keep(cache: Path, key: str, tables: Mapping[str, Any]) -> None:
    """Keep tables of facts for the next time; where nothing can be written, nothing is said."""
    import tempfile

    content, index = b"", {}
    for name, table in tables.items():
        frozen = json.dumps(_frozen(table), ensure_ascii=False, separators=(",", ":")).encode()
        index[name] = (len(content), len(frozen), hashlib.sha256(frozen).hexdigest())
        content += frozen
    head = json.dumps({"key": key, "tables": index}).encode() + b"\n"
    with suppress(OSError):
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=cache, prefix=".facts-")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(hashlib.sha256(head).hexdigest().encode() + b"\n" + head + content)
            os.replace(part, cache / NAME)
        except BaseException:
            os.unlink(part)
            raise


def _ours(status: os.stat_result) -> bool:
    """Whether a file or folder belongs to this user, and nobody else may write it."""
    return os.name != "posix" or (status.st_uid == os.getuid() and not status.st_mode & 0o022)


def _frozen(table: Any) -> dict[str, Any]:
    """A table as plain values: each record by the number of its kind, which of its fields were set, and all fields."""
    kinds: dict[type[Record], int] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, Record):
            kind = kinds.setdefault(type(value), len(kinds))
            fields = type(value).model_fields
            were_set = sum(1 << place for place, name in enumerate(fields) if name in value.model_fields_set)
            return [RECORD + kind, were_set, *(plain(getattr(value, name)) for name in fields)]
        if isinstance(value, tuple):
            return [LIST, *(plain(one) for one in value)]
        if isinstance(value, Decimal):
            return [NUMBER, str(value)]
        if isinstance(value, date):
            return [DAY, value.isoformat()]
        if value is None or isinstance(value, (str, bool, int)):
            return value
        raise TypeError(type(value))

    facts = plain(table)
    return {"kinds": [f"{kind.__module__} {kind.__name__}" for kind in kinds], "facts": facts}


def _thawed(table: Mapping[str, Any]) -> Any:
    """A table from its plain values; they were checked when they were kept, so a record is only filled again."""
    kinds = [_kind(*word.split()) for word in table["kinds"]]
    fields = [tuple(kind.model_fields) for kind in kinds]
    sets: dict[tuple[int, int], set[str]] = {}
    fill = object.__setattr__

    def thawed(value: Any) -> Any:
        if type(value) is not list:
            return value
        what = value[0]
        if what >= RECORD:
            names = fields[what - RECORD]
            were_set = sets.get((what, value[1]))
            if were_set is None:
                were_set = {name for place, name in enumerate(names) if value[1] >> place & 1}
                sets[what, value[1]] = were_set
            record = object.__new__(kinds[what - RECORD])
            inside = [thawed(one) if type(one) is list else one for one in value[2:]]
            fill(record, "__dict__", dict(zip(names, inside, strict=True)))
            fill(record, "__pydantic_fields_set__", were_set.copy())
            fill(record, "__pydantic_extra__", None)
            fill(record, "__pydantic_private__", None)
            return record
        if what == LIST:
            return tuple([thawed(one) if type(one) is list else one for one in value[1:]])
        return Decimal(value[1]) if what == NUMBER else date.fromisoformat(value[1])

    return thawed(table["facts"])


def _kind(module: str, name: str) -> type[Record]:
    """A kind of record that is already imported, and nothing else."""
    found = getattr(sys.modules[module], name)
    if not (module.startswith("costmodel.") and issubclass(found, Record)):
        raise TypeError(name)
    return found  # type: ignore[no-any-return]
