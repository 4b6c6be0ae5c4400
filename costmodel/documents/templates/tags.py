"""What is wrong with the tags of a Word template: syntax, variables, filters, and loops that do not close."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from jinja2.exceptions import TemplateSyntaxError

from costmodel.documents.templates.expressions import ANYTHING, Expressions, Value, no_filter
from costmodel.documents.templates.fields import Field
from costmodel.documents.templates.text import Paragraph, Tag
from costmodel.documents.word.fill import environment
from costmodel.files.faults import not_among, shorten

_CURLY, _MENDED = re.compile("[“”‘’«»„‚]"), "“”‘’"
_UNSEEN = re.compile("[\u00a0\u00ad\u2000-\u200f\u202a-\u202f\u2060-\u2069\ufeff]")
_QUOTED = re.compile(r"""'[^']*'|"[^"]*\"""")
_SPACED = re.compile(r"«\s*|\s*»")
_STRAIGHT = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')
_OPENING = {"if": "endif", "for": "endfor"}
_MIDDLE = {"elif": ("if",), "else": ("if", "for")}
_ALONE = ("set", "cellbg", "colspan", "vm", "hm")
_WORDS = (*_OPENING, *_MIDDLE, *_OPENING.values(), *_ALONE)
_LOOP = Field(
    "group",
    parts={name: Field("number") for name in ("index", "index0", "revindex", "revindex0", "length", "depth", "depth0")}
    | {name: Field("yes/no") for name in ("first", "last")}
    | {name: Field("nothing") for name in ("previtem", "nextitem")},
)
_MOST = 2_000
"""Letters of a tag."""


class Found(NamedTuple):
    """A fault: where, in which tag, of which kind, in words, and whether the template cannot be used for it."""

    paragraph: Paragraph
    tag: str
    kind: str
    what: str
    stops: bool = True


class Open(NamedTuple):
    """A loop or condition that is not closed yet."""

    word: str
    tag: Tag
    paragraph: Paragraph


class Reading:
    """A template's tags read in their order; `faults` and the paths of the fields that are `used` come out."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.faults: list[Found] = []
        self._words = Expressions(fields, self._fault)
        self._open: list[Open] = []
        self._at: tuple[Paragraph, Tag]

    @property
    def used(self) -> set[str]:
        """The paths of the fields that the template names: `prices.one_off.lines[].name`."""
        return self._words.used

    def read(self, paragraphs: Iterable[Paragraph]) -> None:
        """The paragraphs of one part, from the first to the last."""
        self._open, self._words.names = [], [{}]
        rows = list(paragraphs)
        for paragraph in rows:
            for half in paragraph.halves:
                self._half(paragraph, half)
            for tag in paragraph.tags:
                self._at = (paragraph, tag)
                self._tag(paragraph, tag)
        for left in self._open:
            self._at = (left.paragraph, left.tag)
            self._fault("block", f"is never closed; put {{% {_OPENING[left.word]} %}} after what it is for.")
        self.faults += _lost(rows)

    # -------------------------------------------------------------- tags

    def _fault(self, kind: str, what: str, *, stops: bool = True) -> None:
        paragraph, tag = self._at
        self.faults.append(Found(paragraph, shorten(tag.text, 120), kind, what, stops))

    def _half(self, paragraph: Paragraph, half: str) -> None:
        if half.startswith("{") and half.strip() == half and len(half) == 2:
            what = "begins a tag that does not end in this paragraph. Write the whole tag in one paragraph."
        elif len(half) == 2:
            what = "ends a tag that does not begin in this paragraph. Write the whole tag in one paragraph."
        else:
            what = "has a space between its braces; write {{ or {% without one."
        self.faults.append(Found(paragraph, half, "unclosed", what))

    def _tag(self, paragraph: Paragraph, tag: Tag) -> None:
        if tag.kind == "{#":
            return
        if len(tag.text) > _MOST:
            return self._fault("syntax", f"is longer than {_MOST:,} letters.")
        if tag.formats > 1:
            what = f"is written in {tag.formats} formats. Mark the whole tag and give it one format (Ctrl+Space)."
            self._fault("split", what, stops=False)
        curly = _CURLY.findall(tag.inside)
        if curly:
            what = f"has curly quotes {' '.join(dict.fromkeys(curly))}; type straight ones (\" or ')."
            self._fault("quotes", what, stops=not set(curly) <= set(_MENDED))
            tag = tag._replace(inside=_SPACED.sub('"', tag.inside).translate(_STRAIGHT))
        unseen = dict.fromkeys(_UNSEEN.findall(_QUOTED.sub("", tag.inside)))
        if unseen:
            codes = ", ".join(f"U+{ord(letter):04X}" for letter in unseen)
            self._fault("syntax", f"has a no-break space or a letter that nobody sees in it ({codes}); type it anew.")
            tag = tag._replace(inside=_UNSEEN.sub(" ", tag.inside).strip())
        if tag.kind == "{{":
            return self._printed(tag)
        word, _, rest = tag.inside.partition(" ")
        if word not in _WORDS:
            return self._fault("syntax", _no_statement(word))
        if word in _OPENING:
            self._begin(word, rest, paragraph, tag)
        elif word in _ALONE:
            self._single(word, rest)
        else:
            self._continue(word, rest, paragraph, tag)

    def _printed(self, tag: Tag) -> None:
        if tag.whole:
            return self._fault("syntax", f"begins with {{{{{tag.whole}, which is not for values; write {{{{ … }}}}.")
        node = self._parsed("{{ " + tag.inside + " }}")
        if node is None:
            return
        if not node.body or len(node.body[0].nodes) != 1:
            return self._fault("syntax", "is empty; put the name of a field into it.")
        shown = self._words.value(node.body[0].nodes[0])
        if shown.field.kind == "list":
            loop = f"{{% for item in {shown.path or '…'} %}} … {{% endfor %}}"
            self._fault("print", f"is a list ({shown.field.type}), not a text; go through it with {loop}.")
        elif shown.field.kind == "group":
            parts = ", ".join(list(shown.field.parts)[:8])
            self._fault("print", f"is a group, not a text; print one of its fields: {parts}.")

    def _single(self, word: str, rest: str) -> None:
        if word in ("vm", "hm"):
            return
        if word == "set":
            node = self._parsed("{% set " + rest + " %}") if "=" in rest else None
            if node is None or not node.body or getattr(node.body[0].target, "name", None) is None:
                if "=" not in rest:
                    self._fault("syntax", "sets nothing; write {% set name = value %}.")
                return
            value = self._words.value(node.body[0].node)
            self._words.names[-1][node.body[0].target.name] = value
            return
        node = self._parsed("{{ " + rest + " }}")
        if node is not None and node.body:
            self._words.value(node.body[0].nodes[0])

    def _begin(self, word: str, rest: str, paragraph: Paragraph, tag: Tag) -> None:
        self._place(paragraph, tag)
        node = self._parsed(f"{{% {word} {rest} %}}{{% {_OPENING[word]} %}}")
        names: dict[str, Value] = {}
        if node is not None and word == "if":
            self._words.value(node.body[0].test)
        elif node is not None:
            names = self._loop(node.body[0])
        self._open.append(Open(word, tag, paragraph))
        self._words.names.append(names)

    def _loop(self, loop: Any) -> dict[str, Value]:
        """The names that a loop gives to its inside."""
        over = self._words.value(loop.iter)
        if loop.recursive:
            self._fault("access", "is recursive, which a template may not be. Write loops into each other.")
        item = Value(over.field.of or ANYTHING, f"{over.path}[]") if over.path else Value(ANYTHING)
        if over.path and over.field.kind not in ("list", "nothing"):
            self._fault("variable", f"goes through {over.path}, which is no list but a {over.field.type}.")
        names = {"loop": Value(_LOOP)}
        target = loop.target
        names |= {node.name: Value(ANYTHING) for node in getattr(target, "items", [])}
        if hasattr(target, "name"):
            names[target.name] = item
        if loop.test is not None:
            self._words.names.append(names)
            self._words.value(loop.test)
            self._words.names.pop()
        return names

    def _continue(self, word: str, rest: str, paragraph: Paragraph, tag: Tag) -> None:
        """A tag that ends what is open, or begins its second half."""
        if rest.strip() and word != "elif":
            self._fault("syntax", f"has words after {word}; write {{% {word} %}}.")
        self._place(paragraph, tag)
        if not self._open:
            return self._fault("block", "has nothing to belong to: no if or for is open here.")
        last = self._open[-1]
        fits = last.word in _MIDDLE[word] if word in _MIDDLE else _OPENING[last.word] == word
        if not fits:
            open_ = f"{shorten(last.tag.text, 60)} of paragraph {last.paragraph.number}"
            self._fault("block", f"does not fit: {open_} is open and wants {{% {_OPENING[last.word]} %}} first.")
            opened = [n for n, one in enumerate(self._open) if _OPENING[one.word] == word]
            if opened:
                self._close(opened[-1])
            return
        self._together(last, paragraph, tag)
        if word == "elif":
            node = self._parsed(f"{{% if {rest} %}}{{% endif %}}")
            if node is not None:
                self._words.value(node.body[0].test)
        elif word not in _MIDDLE:
            self._close(len(self._open) - 1)

    def _close(self, first: int) -> None:
        """Ends what is open from the first on, with the names that it gave."""
        del self._open[first:], self._words.names[first + 1 :]

    def _place(self, paragraph: Paragraph, tag: Tag) -> None:
        if tag.whole in ("tr", "tc") and paragraph.places.get(tag.whole) is None:
            self._fault("block", f"begins with {{%{tag.whole} but stands outside of a table; write {{%p … %}}.")

    def _together(self, first: Open, paragraph: Paragraph, tag: Tag) -> None:
        """That both ends of a loop or condition are of one form and stand in the same place."""
        begun = f"{shorten(first.tag.text, 60)} of paragraph {first.paragraph.number}"
        if first.tag.whole != tag.whole:
            form = "{%" + first.tag.whole + " … %}"
            return self._fault("block", f"is not of the form of {begun}; write both as {form}.")
        place = {"tr": "tr", "tc": "tc"}.get(tag.whole, "container")
        if first.paragraph.places.get(place) is not paragraph.places.get(place):
            inside = {"tr": "table", "tc": "row"}.get(tag.whole, "cell")
            remedy = "" if tag.whole in ("tr", "tc") else " For whole rows write {%tr … %} at both ends."
            self._fault("block", f"stands in another {inside} than {begun}; put both into the same one.{remedy}")

    # -------------------------------------------------------------- expressions

    def _parsed(self, source: str) -> Any:
        try:
            return environment().parse(source)
        except TemplateSyntaxError as error:
            message = str(error.message)
            filter_ = re.search(r"No filter named '([^']*)'", message)
            if filter_:
                self._fault("filter", no_filter(filter_[1]))
            else:
                self._fault("syntax", f"cannot be read: {shorten(message, 160).rstrip('.')}.")
        except RecursionError:
            self._fault("syntax", "is nested too deep.")
        return None


def _no_statement(word: str) -> str:
    if word in ("p", "tr", "tc", "r"):
        return f"has a space before {word}; write {{%{word} … %}}."
    return not_among(word, _WORDS, what="a statement of a template")


def _lost(paragraphs: list[Paragraph]) -> Iterator[Found]:
    """Text beside a tag that stands for its whole paragraph, row or cell, which goes with it."""
    for paragraph in paragraphs:
        for tag in paragraph.tags:
            if tag.whole not in ("p", "tr", "tc") or tag.kind != "{%":
                continue
            place = {"tr": "row", "tc": "cell"}.get(tag.whole, "")
            around = [paragraph]
            if place and paragraph.places.get(place) is not None:
                around = [one for one in paragraphs if one.places.get(place) is paragraph.places[place]]
            others = sum(len([one for one in other.tags if one.kind != "{#"]) for other in around) - 1
            if others or any(other.beside for other in around):
                what = {"p": "paragraph", "tr": "row", "tc": "cell"}[tag.whole]
                lost = f"stands for its whole {what}, and what else is in it would be lost."
                yield Found(paragraph, shorten(tag.text, 120), "lost", f"{lost} Give the tag a {what} of its own.")
                break
