"""Errors in three languages: what they say, that none is without words, and that no words are left over."""

from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from click.testing import CliRunner
from pydantic import Field, StringConstraints

from costmodel.cli.main import cli
from costmodel.estimating.rate_card import RateItem
from costmodel.files import records
from costmodel.files.faults import (
    MAX_SHOWN,
    CostmodelError,
    Fault,
    InputError,
    Message,
    MoneyError,
    RateError,
    not_among,
    phrase,
    renamed,
    said,
    sentences,
    together,
)
from costmodel.files.records import Record, validate
from costmodel.files.strict_yaml import parse_yaml
from costmodel.money.currencies import Money
from costmodel.money.exchange import RateTable, load_rate_file
from costmodel.price_book.book import PriceBook
from costmodel.price_book.messages import in_language, key, sentence_in
from costmodel.quoting.need import load_need
from costmodel.words.text import Language, bare

PACKAGE = Path(__file__).parents[2] / "costmodel"


def shown(error: CostmodelError, language: Language, book: PriceBook) -> str:
    """Visible: < > around what reads from left to right, [ > a date, ( > what was typed, ~ a no-break space."""
    marks = str.maketrans("\u2066\u2067\u2068\u2069\u00a0\u202f", "<[(>~_")
    return in_language(error, language, book).translate(marks)


def error_of(fails: Callable[[], object]) -> CostmodelError:
    with pytest.raises(CostmodelError) as error:
        fails()
    return error.value


# ------------------------------------------------------------------ a message


def test_a_message_is_its_english_sentence() -> None:
    message = said("'{word}' has {count:,} letters; at most {most:.1f} are read.", word="x", count=1_200, most=60)
    assert message == "'x' has 1,200 letters; at most 60.0 are read."
    assert key(message.template) == "'{word}' has {count} letters; at most {most} are read."
    assert str(InputError.one("a.yaml", "b", message)) == f"a.yaml: b: {message}"
    assert str(MoneyError(message)) == message


def test_a_message_outlives_a_process() -> None:
    message = pickle.loads(pickle.dumps(said("{n} rows", n=7)))  # noqa: S301  (made here)
    assert (message, message.template, message.values) == ("7 rows", "{n} rows", {"n": 7})


def test_sentences_stand_one_after_another_and_come_apart_again() -> None:
    one, two, three = "One.", said("{n} two.", n=2), "Three."
    assert together(together(one, two), three) == "One. 2 two. Three."
    assert list(sentences(together(together(one, two), three))) == ["One.", "2 two.", "Three."]
    assert list(sentences("One. Two.")) == ["One. Two."]


def test_a_name_is_replaced_wherever_it_was_filled_in(book: PriceBook) -> None:
    rate = {"from_": "USD", "to": "MRU", "on": date(2026, 11, 24)}
    inner = RateError(said("{where}: two rates from {from_} to {to} on {on}; keep one.", where="/tmp/x.csv", **rate))
    outer = said("{where}: {what}", where="/tmp/x.csv", what=inner)
    assert renamed(outer, "/tmp/x.csv", "mine.csv") == (
        "mine.csv: mine.csv: two rates from USD to MRU on 2026-11-24; keep one."
    )
    assert "mine.csv~: deux taux de USD" in shown(RateError(renamed(inner, "/tmp/x.csv", "mine.csv")), "fr", book)


# ------------------------------------------------------------------ what errors say


NEED = """preset: medium
sites: 900
annual_studies: 12.5
bundl: hybrid
customer: ''
terms:
  discounts: [{label: x, share: 1.5}]
levers: [thin_client]
"""


def test_a_faulty_need_in_three_languages(book: PriceBook, tmp_path: Path) -> None:
    file = tmp_path / "need.yaml"
    file.write_text(NEED, encoding="utf-8")
    error = error_of(lambda: load_need(file, book))
    assert in_language(error, "en", book) == str(error)
    french, arabic = (shown(error, language, book).replace(f"{tmp_path}/", "") for language in ("fr", "ar"))
    assert french.startswith(
        "need.yaml~: bundl~: ligne 4~: «~bundl~» n’est pas une clé de besoin. Valeurs possibles~: "
    )
    assert french.splitlines()[0].endswith(" … (46 en tout). Le plus proche~: «~bundle~».")
    assert set(french.splitlines()[1:]) == {
        "need.yaml~: customer~: ligne 5~: il faut au moins 1 caractère~; reçu~: «~~».",
        "need.yaml~: terms.discounts[0].share~: ligne 7~: il faut au plus 1~; reçu~: «~1.5~».",
        "need.yaml~: annual_studies~: ligne 3~: 12.5 n’est pas un nombre entier. Valeurs possibles~: 1 à 5000000, en "
        "nombres entiers.",
        "need.yaml~: sites~: ligne 2~: 900 est hors limites. Valeurs possibles~: 1 à 100, en nombres entiers.",
        "need.yaml~: levers~: ligne 8~: «~thin_client~» n’est pas une mesure d’économie. Valeurs possibles~: phases, "
        "refurbished_workstations, thin_clients, storage_tiers, bulk_purchase, negotiated_support. Le plus proche~: "
        "«~thin_clients~».",
    }
    assert "(need.yaml>: (sites>: السطر <2>: (900> خارج الحدود. القيم الممكنة: من <1> إلى <100>، أعدادًا صحيحة" in arabic
    assert "(need.yaml>: (customer>: السطر <5>: يجب ألا يقل عدد الأحرف عن <1>؛ القيمة المُدخلة: «»." in arabic
    assert "«(thin_client>» ليس وسيلة توفير. " in arabic
    assert arabic.splitlines()[0].endswith(" … (العدد الإجمالي: <46>). الأقرب: «(bundle>».")


def test_a_faulty_rate_file_in_three_languages(book: PriceBook, tmp_path: Path) -> None:
    file = tmp_path / "rates.csv"
    file.write_text("on,from,to,value,source\n2026-11-20,USD,MRU,399.5,our bank\n", encoding="utf-8")
    error = error_of(lambda: load_rate_file(file, currencies=book.currencies, bands=book.exchange.bands))
    assert shown(error, "fr", book).replace(f"{tmp_path}/", "") == (
        "rates.csv~: 1 USD = 399,5 MRU au 20 novembre 2026 (our bank) n’est pas crédible~: de USD vers MRU, on attend "
        "de 30 à 45. Il est dix fois trop élevé~: était-il en ouguiyas anciens (MRO)~? S’il est juste, ajoutez "
        "--accept-rate."
    )
    assert shown(error, "ar", book).replace(f"{tmp_path}/", "") == (
        "(rates.csv>: <<1> (USD> = <399,5> (MRU>> بتاريخ [20 نوفمبر 2026> ((our bank>) غير معقول: المتوقع من (USD> إلى "
        "(MRU> بين <30> و<45>. هو أعلى بعشر مرات مما ينبغي: هل كان بالأوقية القديمة (<MRO>)؟ إن كان صحيحًا، أضف "
        "(--accept-rate>."
    )
    file.write_text("on,from,to,value,source\n2026-11-20,USD,MRU,forty,our bank\n", encoding="utf-8")
    error = error_of(lambda: load_rate_file(file, currencies=book.currencies, bands=()))
    assert shown(error, "fr", book).endswith(
        "rates[0].value~: ligne 2~: «~forty~» n’est pas un nombre~; écrivez des chiffres, comme 1250.50."
    )
    assert shown(error, "ar", book).endswith("«(forty>» ليس عددًا؛ اكتب أرقامًا، مثل (1250.50>.")


def test_faulty_yaml_in_three_languages(book: PriceBook) -> None:
    error = error_of(lambda: parse_yaml("a: 1\na: 2\nd: 2026-02-31\n", where="need.yaml"))
    assert shown(error, "fr", book).splitlines() == [
        "need.yaml~: a~: ligne 2~: la clé s’y trouve deux fois (d’abord à la ligne 1)~; gardez-en une.",
        "need.yaml~: d~: ligne 3~: «~2026-02-31~» n’est pas un jour du calendrier.",
    ]
    assert shown(error, "ar", book).splitlines() == [
        "(need.yaml>: (a>: السطر <2>: المفتاح مكرر (ورد أولًا في السطر <1>)؛ أبقِ واحدًا منهما.",
        "(need.yaml>: (d>: السطر <3>: «(2026-02-31>» ليس يومًا من أيام التقويم.",
    ]
    error = error_of(lambda: parse_yaml("a: [1\n", where="need.yaml"))
    assert shown(error, "fr", book).startswith("need.yaml~: ligne 2, colonne 1~: YAML incorrect~: ")
    assert shown(error, "ar", book).startswith("(need.yaml>: السطر <2>، العمود <1>: صيغة <YAML> غير صحيحة: ")


def test_money_and_rates_in_three_languages(book: PriceBook, rates: RateTable) -> None:
    ten, one = Money.of(Decimal(10), "MRU"), Money.of(Decimal(1), "USD")
    error = error_of(lambda: ten + one)
    assert shown(error, "en", book) == "cannot add MRU and USD; convert one first."
    assert shown(error, "fr", book) == "impossible d’additionner MRU et USD~; convertissez d’abord l’un des deux."
    assert shown(error, "ar", book) == "تعذَّر جمع (MRU> و(USD>؛ حوِّل أحدهما أولًا."
    error = error_of(lambda: Money.of(Decimal("1E+15") * 2, "MRU"))
    assert shown(error, "fr", book) == ("2e+15 MRU est trop grand~; le maximum est de 1_000_000_000_000_000.")
    assert shown(error, "ar", book) == "المبلغ <<2e+15> (MRU>> كبير جدًا؛ الحد الأقصى <1.000.000.000.000.000>."
    error = error_of(lambda: rates.find("USD", "MRU", on=date(1990, 1, 1), currencies=book.currencies))
    assert shown(error, "fr", book).startswith("bundled rates~: aucun taux de USD vers MRU jusqu’au 1er janvier 1990. ")
    assert shown(error, "ar", book).endswith(
        "أول سعر بتاريخ [1 يناير 2018>. أعطِ سعر صرف في ملف (الأعمدة <on, from, to, value, source>) مع <--rates FILE>، "
        "أو تاريخًا آخر مع <--on>."
    )


def test_an_error_inside_another_is_said_too(book: PriceBook) -> None:
    item = {"line": "training", "item_name": "x", "quantity": 1, "unit_cost": "900000000000000 MRU", "margin": "0.99"}
    error = error_of(lambda: validate(item, RateItem, where="card.csv"))
    assert shown(error, "fr", book).startswith("card.csv~: 9,00000e+16 MRU est trop grand~; le maximum est de 1_000")
    error = error_of(lambda: parse_yaml("a: " + "1" * 1_001, where="a.yaml"))
    assert shown(error, "fr", book).startswith("a.yaml~: a~: ligne 1~: le nombre 1111111111111111111… est trop long~; ")


def test_what_was_typed_stays_as_it_was_typed(book: PriceBook) -> None:
    typed = "<b>*1.5*</b> {word} \u2069\u202e"
    error = InputError.one("a", "", not_among(typed, ["en"], what="a language"))
    kept = "<b>*1.5*</b> {word} \ufffd\ufffd"
    assert f"«\u00a0{kept}\u00a0» n’est pas une langue." in in_language(error, "fr", book)
    assert f"«\u2068{kept}\u2069» ليس لغة." in in_language(error, "ar", book)
    error = InputError.one("a", "", said("holds {code}, which is not a character of text; remove it.", code="\u2069x"))
    assert in_language(error, "ar", book).count("\u2069") == 2, "a mark that was typed closes nothing"


def test_without_words_of_its_own_a_message_is_english(book: PriceBook) -> None:
    error = InputError.one("a.yaml", "b", said("is {what} of {n:,}.", what=phrase("quite new {braces}"), n=1_234))
    assert shown(error, "fr", book) == "a.yaml~: b~: is quite new {braces} of 1_234."
    assert shown(error, "ar", book) == "(a.yaml>: (b>: <is <quite new {braces}> of <1.234>.>"
    assert sentence_in("another one.", "fr", book) == "another one."
    assert shown(CostmodelError(), "fr", book) == ""


def test_more_faults_than_are_shown_are_counted(book: PriceBook) -> None:
    error = InputError([Fault("a", "", "has no size.")] * (MAX_SHOWN + 2))
    assert shown(error, "fr", book).splitlines()[-1] == "… et 2 autres."
    assert len(shown(error, "ar", book).splitlines()) == MAX_SHOWN + 1


# ------------------------------------------------------------------ pydantic's own


def one(annotation: Any) -> type[Record]:
    return type("One", (Record,), {"__annotations__": {"x": annotation}, "__module__": __name__})


PYDANTIC: dict[str, tuple[Any, object]] = {
    "input should be greater than {gt}": (Annotated[Decimal, Field(gt=0)], 0),
    "input should be greater than or equal to {ge}": (Annotated[Decimal, Field(ge=2)], 1),
    "input should be less than {lt}": (Annotated[Decimal, Field(lt=1)], 1),
    "input should be less than or equal to {le}": (Annotated[Decimal, Field(le=Decimal("0.5"))], 1),
    "input should be a finite number": (Decimal, float("inf")),
    "string should have at least {min_length} character": (Annotated[str, StringConstraints(min_length=1)], ""),
    "string should have at least {min_length} characters": (Annotated[str, StringConstraints(min_length=3)], "ab"),
    "string should have at most {max_length} characters": (Annotated[str, StringConstraints(max_length=20)], "a" * 21),
    "tuple should have at most {max_length} items after validation, not {actual_length}": (
        Annotated[tuple[int, ...], Field(max_length=2)],
        [1, 2, 3],
    ),
    "tuple should have at least {min_length} items after validation, not {actual_length}": (
        Annotated[tuple[int, ...], Field(min_length=2)],
        [1],
    ),
}
"""What pydantic itself says of a value, where nothing else is said."""


@pytest.mark.parametrize("template", PYDANTIC)
def test_what_pydantic_says_is_said_in_every_language(template: str, book: PriceBook) -> None:
    annotation, value = PYDANTIC[template]
    error = error_of(lambda: validate({"x": value}, one(annotation), where="a"))
    assert isinstance(error, InputError)
    (what,) = [fault.what for fault in error.faults]
    assert isinstance(what, Message)
    assert isinstance(wrong := what.values["wrong"], Message)
    assert wrong.template == template
    assert shown(error, "fr", book).startswith("a~: x~: il faut ")
    assert re.search("يجب|المطلوب", shown(error, "ar", book))


# ------------------------------------------------------------------ every message has its words


ELSEWHERE = (
    "cli/", "__main__", "ui/launch.py", "documents/templates/", "documents/word/apart.py",
    "documents/word/package.py", "documents/workbook/reader.py",
)  # fmt: skip
"""Modules whose messages stay in English: the command line's, and those that it alone calls."""
TOLD = {
    "said": 0, "phrase": 0, "one": -1, "Fault": -1, "at_line": -1, "_fault": -1, "_refused": -1, "_same": 1,
    "ValueError": 0, "InputError": 0, "MoneyError": 0, "RateError": 0, "OutputError": 0, "CostmodelError": 0,
}  # fmt: skip
"""Which argument of a call is a message."""
SENTENCE = re.compile(r"[^\n<>]*[a-z]{2,}[^\n<>]* [^\n<>]*\.")
NOUN = re.compile(r"(an?|the|in|given|allowed) [A-Za-z0-9 ,().'-]+")
PROSE = re.compile(r"[A-Za-z]{2,},? [a-z(]{2,}|[a-z]{3}\.$|: $")
EXPLAINED = {
    "__init__.py", "documents/__init__.py", "money/in_words.py", "estimating/basis.py", "estimating/formulas.py",
    "estimating/estimate.py", "comparing/ceiling.py", "comparing/comparison.py", "comparing/life_cycle.py",
    "price_book/book.py", "risk/simulation.py",
    "money/rate_sources.py", "ui/parts/style.py",
}  # fmt: skip
"""Modules whose f-strings also write what is no message: steps of an explanation, titles of results, styles."""


def covered() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if not place.startswith(ELSEWHERE):
            yield place, ast.parse(path.read_text(encoding="utf-8"))


def parts_of(node: ast.AST) -> Iterator[ast.AST]:
    """What a call is given: either way of an if, and each of an or."""
    if isinstance(node, ast.IfExp):
        yield from (*parts_of(node.body), *parts_of(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from parts_of(value)
    else:
        yield node


def messages_in(call: ast.Call) -> Iterator[ast.AST]:
    """The arguments of a call that are messages."""
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name == "together":
        for argument in call.args:
            yield from parts_of(argument)
    elif name in TOLD and call.args:
        yield from parts_of(call.args[TOLD[name]])
    elif name in ("not_among", "find"):
        for keyword in call.keywords:
            if keyword.arg == "what":
                yield from parts_of(keyword.value)


class Said:
    """What the program says: the templates of its messages, all its texts, and the messages that are f-strings."""

    def __init__(self) -> None:
        self.templates: dict[str, str] = {}
        self.texts: set[str] = set()
        self.filled: list[str] = []
        for place, tree in covered():
            inside = {id(part) for node in ast.walk(tree) for part in self._inside(node)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Call):
                    self._call(node, place)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
                    self.texts.add(key(node.value))
                    if SENTENCE.fullmatch(node.value) or NOUN.fullmatch(node.value):
                        self.templates.setdefault(key(node.value), f"{place}:{node.lineno}")
                elif isinstance(node, ast.JoinedStr) and id(node) not in inside and place not in EXPLAINED:
                    self._prose(node, place)

    @staticmethod
    def _inside(node: ast.AST) -> Iterator[ast.AST]:
        """Docstrings, and the parts of f-strings."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (part for part in ast.walk(node) if part is not node)

    def _call(self, call: ast.Call, place: str) -> None:
        for part in messages_in(call):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                self.templates.setdefault(key(part.value), f"{place}:{part.lineno}")
            elif isinstance(part, (ast.JoinedStr, ast.BinOp)):
                self.filled.append(f"{place}:{part.lineno}")

    def _prose(self, node: ast.JoinedStr, place: str) -> None:
        words = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        if PROSE.search(words) and "<" not in words:
            self.filled.append(f"{place}:{node.lineno}: {words}")


@pytest.fixture(scope="module")
def program() -> Said:
    return Said()


def test_every_message_is_there_in_every_language(program: Said, book: PriceBook) -> None:
    worded = {
        words: place for words, place in program.templates.items() if re.search("[a-z]", re.sub("{.*?}", "", words))
    }
    assert len(worded) > 350
    assert {words: place for words, place in worded.items() if book.message(words) is None} == {}


def test_no_message_is_filled_in_before_it_is_said(program: Said) -> None:
    assert program.filled == []


def test_every_sentence_of_the_data_is_said(program: Said, book: PriceBook) -> None:
    said_here = program.texts | set(PYDANTIC)
    assert [sentence.en for sentence in book.messages.sentences if sentence.en not in said_here] == []


def test_what_records_need_is_said_in_every_language(book: PriceBook) -> None:
    assert [needed for needed in records._KINDS.values() if book.message(needed) is None] == []


def imported(path: Path) -> set[Path]:
    """The modules of the package that a module imports."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("costmodel."):
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            places = [PACKAGE.parent / f"{name.replace('.', '/')}.py" for name in names]
            found |= {place for place in places if place.exists()}
    return found


def test_the_app_reaches_no_module_that_speaks_english_alone() -> None:
    """Templates of one's own aside: the app fills in the shipped ones alone."""
    reached: set[Path] = set()
    waiting = {path for path in (PACKAGE / "ui").rglob("*.py") if path.name != "launch.py"}
    while waiting:
        path = waiting.pop()
        reached.add(path)
        waiting |= imported(path) - reached
    places = {path.relative_to(PACKAGE).as_posix() for path in reached}
    assert len(places) > 100
    assert {place for place in places if place.startswith(ELSEWHERE)} <= {
        place for place in places if place in ("documents/word/apart.py", "documents/word/package.py")
    }


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("fr", "ligne 1"),
        ("ar", "السطر 1"),
        ("en", "line 1: 'medum' is not a preset."),
        ("de", "line 1: 'medum' is not a preset."),
        ("", "line 1: 'medum' is not a preset."),
    ],
)
def test_the_command_line_says_errors_in_the_language_that_is_asked_for(
    language: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = tmp_path / "need.yaml"
    need.write_text("preset: medum\n", encoding="utf-8")
    monkeypatch.setenv("COSTMODEL_LANGUAGE", language)
    done = CliRunner().invoke(cli, ["estimate", str(need)])
    assert (done.exit_code, says in bare(done.output)) == (1, True), done.output
