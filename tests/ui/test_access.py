"""Who may see the app: everybody on this computer, and from a network only who signed in and is on the list."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from streamlit import config
from streamlit.testing.v1 import AppTest

from costmodel.cli.main import cli
from costmodel.files.extras import missing
from costmodel.files.faults import InputError
from costmodel.price_book.book import PriceBook
from costmodel.ui.launch import free_port
from costmodel.ui.state.access_rules import Rules, is_local, outsider, rules_of
from costmodel.words.text import LANGUAGES

ROOT = Path(__file__).parents[2]
NETWORK = "0.0.0.0"  # noqa: S104
EXAMPLE = ROOT / ".streamlit" / "secrets.toml.example"
AUTH = """[auth]
redirect_uri = "https://prices.example.com/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "costmodel"
client_secret = "confidential"
server_metadata_url = "https://id.example.com/.well-known/openid-configuration"
"""
ROLES = """[roles]
"Aminata@supplier.example" = "seller"
"purchasing@hospital.example" = "buyer"
"9d3f-entra" = "seller"
"""
LISTED: Mapping[str, Any] = {
    "is_logged_in": True,
    "email": "purchasing@hospital.example",
    "email_verified": True,
    "sub": "7",
}
SELLER: Mapping[str, Any] = {**LISTED, "email": "aminata@supplier.example"}

Write = Callable[[str], Path]


@pytest.fixture(autouse=True)
def _sign_in_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the browser has no cookie."""
    monkeypatch.setattr("costmodel.ui.state.access_rules.missing", lambda extra: None)
    monkeypatch.setattr("costmodel.ui.state.shelf.browser", lambda: None)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A function that writes secrets.toml."""

    def written(text: str) -> Path:
        file = tmp_path / "secrets.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written


def faults(file: Path) -> str:
    with pytest.raises(InputError) as caught:
        rules_of([file])
    return str(caught.value)


# ------------------------------------------------------------------ which addresses are this computer's


@pytest.mark.parametrize("address", ["localhost", "LocalHost", "127.0.0.1", "127.8.9.10", "::1", "[::1]"])
def test_only_this_computer_can_reach(address: str) -> None:
    assert is_local(address)
    assert outsider(address, {}) is None


@pytest.mark.parametrize("address", [NETWORK, "::", "192.168.1.7", "prices.example.com", "localhost.evil.example", " "])
def test_other_computers_can_reach(address: str) -> None:
    assert not is_local(address)
    assert outsider(address, {})


@pytest.mark.parametrize("address", [None, ""])
def test_an_address_that_is_not_set_means_every_network(address: str | None) -> None:
    assert outsider(address, {}) == NETWORK


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "localhost"])
def test_a_browser_on_this_computer_is_no_outsider(host: str) -> None:
    assert outsider("localhost", {"Host": host}) is None


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"Host": "prices.example.com"}, "prices.example.com"),
        ({"Host": "rebound.evil.example:8501"}, "rebound.evil.example:8501"),
        ({"Host": "localhost:8501", "X-Forwarded-For": "10.1.2.3"}, "10.1.2.3"),
        ({"Host": "localhost:8501", "Forwarded": "for=10.1.2.3"}, "for=10.1.2.3"),
        ({"Host": "localhost:8501", "Via": ""}, "?"),
        ({"Host": "[:"}, "[:"),
        ({"User-Agent": "no host at all"}, "?"),
    ],
)
def test_who_comes_through_another_computer_or_by_another_name_is_an_outsider(
    headers: dict[str, str], name: str
) -> None:
    assert outsider("localhost", headers) == name


# ------------------------------------------------------------------ what secrets.toml says


def test_without_secrets_there_are_no_rules(tmp_path: Path, write: Write) -> None:
    assert rules_of([tmp_path / "none.toml"]) is None
    assert rules_of([write('[other]\nkey = "value"\n')]) is None


def test_the_list_is_read_and_addresses_are_compared_without_regard_to_capitals(write: Write) -> None:
    rules = rules_of([write(AUTH + ROLES)])
    assert rules is not None
    assert rules.home == "https://prices.example.com"
    assert dict(rules.roles) == {
        "aminata@supplier.example": "seller",
        "purchasing@hospital.example": "buyer",
        "9d3f-entra": "seller",
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (AUTH, "secrets.toml: roles: is empty, so nobody could sign in"),
        (AUTH + "[roles]\n", "secrets.toml: roles: is empty, so nobody could sign in"),
        (AUTH + 'roles = "seller"\n', "secrets.toml: roles: is empty, so nobody could sign in"),
        (AUTH + '[roles]\n"a@b.example" = "admin"\n', "roles, line 1: has no role; write one of: seller, buyer."),
        (AUTH + '[roles]\n"a@b.example" = ["seller"]\n', "secrets.toml: roles, line 1: has no role"),
        (AUTH + '[roles]\n"a@b.example" = "Seller"\n', "secrets.toml: roles, line 1: has no role"),
        (AUTH + '[roles]\n" " = "seller"\n', "secrets.toml: roles, line 1: has no address or account."),
        (
            AUTH + '[roles]\n"a@b.example" = "buyer"\n"A@B.example" = "seller"\n',
            "secrets.toml: roles, line 2: is listed already; keep one line a person.",
        ),
        (ROLES, "secrets.toml: auth.cookie_secret: is missing; see secrets.toml.example."),
        ("auth = 1\n" + ROLES, "secrets.toml: auth.client_id: is missing"),
        (AUTH.replace('"confidential"', '" "') + ROLES, "secrets.toml: auth.client_secret: is missing"),
        (AUTH.replace('"confidential"', "12") + ROLES, "secrets.toml: auth.client_secret: is missing"),
        (AUTH.replace("01234567890", "") + ROLES, "secrets.toml: auth.cookie_secret: must have at least 32 characters"),
        (AUTH.replace("https://prices", "http://prices") + ROLES, "secrets.toml: auth.redirect_uri: must be https://"),
        (AUTH.replace("oauth2callback", "") + ROLES, "secrets.toml: auth.redirect_uri: must be https://"),
        (AUTH.replace("https://prices.example.com", "") + ROLES, "secrets.toml: auth.redirect_uri: must be https://"),
        (AUTH.replace("prices.example.com", "[oops") + ROLES, "secrets.toml: auth.redirect_uri: must be https://"),
        (AUTH + ROLES + "aminata@supplier.example = seller\n", "secrets.toml: cannot be read (it is not TOML)"),
    ],
)  # fmt: skip
def test_a_faulty_file_says_what_to_mend_and_lets_nobody_in(text: str, says: str, write: Write) -> None:
    assert says in faults(write(text))


def test_every_fault_is_said_at_once_and_none_tells_what_is_in_the_file(write: Write) -> None:
    said = faults(
        write(AUTH.replace("https", "http") + '[roles]\nseller = "aminata@supplier.example"\n"b@c.example" = 1\n')
    )
    assert len(said.splitlines()) == 3
    for private in ("aminata", "b@c", "confidential", "0123456789", "prices.example.com"):
        assert private not in said


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secrets.toml").write_bytes(b"\xff\xfe[auth]")
    assert "cannot be read" in faults(tmp_path / "secrets.toml")
    assert "cannot be read" in faults(tmp_path)  # a folder


def test_localhost_may_be_signed_in_to_without_https(write: Write) -> None:
    local = AUTH.replace("https://prices.example.com", "http://localhost:8501")
    rules = rules_of([write(local + ROLES)])
    assert rules is not None
    assert rules.home == "http://localhost:8501"


def test_sign_in_needs_its_library(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("costmodel.ui.state.access_rules.missing", missing)
    monkeypatch.setitem(sys.modules, "authlib", None)
    assert faults(write(AUTH + ROLES)) == (
        "The extra 'sign-in' is not installed; it brings sign-in to the app. In your copy of costmodel: "
        "pip install '.[sign-in]' (or the path of the wheel in place of the dot)."
    )


def test_the_example_lets_nobody_in_before_it_is_filled_in(write: Write) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    said = faults(write(example))
    assert {line.split(": ")[1] for line in said.splitlines()} == {
        "auth.cookie_secret", "auth.client_id", "auth.client_secret", "auth.server_metadata_url", "roles",
    }  # fmt: skip
    filled = example.replace('= ""', '= "0123456789012345678901234567890123456789"').replace('# "', '"')
    assert rules_of([write(filled)]) == Rules(
        "https://prices.example.com",
        (("aminata@supplier.example", "seller"), ("purchasing@hospital.example", "buyer")),
    )


# ------------------------------------------------------------------ who signed in


@pytest.mark.parametrize(
    ("user", "role"),
    [
        (SELLER, "seller"),
        ({**SELLER, "email": " AMINATA@Supplier.example"}, "seller"),
        (LISTED, "buyer"),
        ({**LISTED, "email_verified": "true"}, "buyer"),
        ({**SELLER, "email_verified": False}, None),
        ({**SELLER, "email_verified": None}, None),
        ({**SELLER, "email_verified": "false"}, None),
        ({"is_logged_in": True, "email": "aminata@supplier.example"}, None),
        ({**SELLER, "is_logged_in": False}, None),
        ({"email": "aminata@supplier.example", "email_verified": True}, None),
        ({**SELLER, "email": "somebody@else.example"}, None),
        ({**SELLER, "email": None}, None),
        ({"is_logged_in": True, "sub": "9d3f-entra"}, "seller"),
        ({"is_logged_in": True, "sub": "9d3f-entra", "email": "x@y.example", "email_verified": False}, "seller"),
        ({"is_logged_in": True, "sub": "aminata@supplier.example"}, None),
        ({}, None),
    ],
)
def test_a_role_is_given_to_who_is_listed_and_vouched_for(user: dict[str, Any], role: str | None, write: Write) -> None:
    rules = rules_of([write(AUTH + ROLES)])
    assert rules is not None
    assert rules.role_of(user) == role


# ------------------------------------------------------------------ the page


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """A function that sets options of the server, which are put back afterwards."""
    before = {name: config.get_option(name) for name in ("server.address", "secrets.files")}

    def put(address: str | None = "localhost", secrets: str | None = None) -> None:
        file = tmp_path / "secrets.toml"
        if secrets is not None:
            file.write_text(secrets, encoding="utf-8")
        config.set_option("server.address", address)
        config.set_option("secrets.files", [str(file)])

    yield put
    for name, value in before.items():
        config.set_option(name, value)


def page() -> None:
    import streamlit as st

    from costmodel.price_book.wording import Wording
    from costmodel.ui.parts import access
    from costmodel.ui.state.offer import price_book

    say = Wording(price_book(), st.session_state.get("language", "en"))
    access.guard(say)
    st.markdown(f"let in as {access.role()}")
    access.account(say)


def asked(user: Mapping[str, Any] | None = None, language: str = "en") -> AppTest:
    """The page as a person sees it."""
    test = AppTest.from_function(page)
    test.session_state["language"] = language
    test.user = dict(user or {})
    test.run(timeout=20)
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    said = "\n".join(element.value for kind in (test.title, test.markdown, test.caption) for element in kind)
    return said.replace("\\", "")  # what people typed is escaped


def test_on_this_computer_everybody_is_a_seller(setting: Callable[..., None]) -> None:
    setting()
    assert words(asked()) == "let in as seller"


@pytest.mark.parametrize("address", [NETWORK, "192.168.1.7", "", None])
def test_a_network_without_sign_in_sees_how_to_go_on_and_nothing_else(
    address: str | None, setting: Callable[..., None]
) -> None:
    setting(address)
    said = words(asked())
    assert "let in" not in said
    assert said.startswith("The app is not open to the network")
    assert "costmodel app" in said
    assert ".streamlit/secrets.toml.example" in said
    assert words(asked(language="fr")).startswith("L’application n’est pas ouverte au réseau")


@pytest.mark.parametrize("address", ["localhost", NETWORK])
@pytest.mark.parametrize("secrets", ["[auth", AUTH, ROLES, AUTH + "[roles]\n"])
def test_faulty_secrets_shut_the_app_everywhere(address: str, secrets: str, setting: Callable[..., None]) -> None:
    setting(address, secrets)
    for user in ({}, SELLER):
        said = words(asked(user))
        assert "let in" not in said
        assert "secrets.toml" in said


@pytest.mark.parametrize("address", ["localhost", NETWORK])
def test_who_did_not_sign_in_is_asked_to(address: str, setting: Callable[..., None]) -> None:
    setting(address, AUTH + ROLES)
    test = asked()
    assert "let in" not in words(test)
    assert [button.label for button in test.button] == ["Sign in with your account"]


@pytest.mark.parametrize(("user", "role"), [(SELLER, "seller"), (LISTED, "buyer")])
def test_who_is_listed_comes_in_by_the_role_and_may_sign_out(
    user: Mapping[str, Any], role: str, setting: Callable[..., None]
) -> None:
    setting(NETWORK, AUTH + ROLES)
    test = asked(user)
    assert f"let in as {role}" in words(test)
    assert role in test.caption[0].value
    assert [button.label for button in test.button] == ["Sign out"]


def test_who_is_not_listed_is_turned_away_with_the_way_to_go_on(setting: Callable[..., None]) -> None:
    setting(NETWORK, AUTH + ROLES)
    stranger = words(asked({**LISTED, "email": "some*body*@else.example", "sub": "42"}))
    assert stranger.startswith("You are not on the list")
    assert "some*body*@else.example may not use this app. Ask whoever runs it" in stranger
    unconfirmed = words(asked({**SELLER, "email_verified": False, "sub": "42"}))
    assert "does not confirm that the address aminata@supplier.example is yours" in unconfirmed
    assert "list the account 42" in unconfirmed
    assert "let in" not in stranger + unconfirmed


def test_who_is_taken_off_the_list_is_out_with_the_next_click(setting: Callable[..., None]) -> None:
    setting(NETWORK, AUTH + ROLES)
    test = asked(SELLER)
    assert "let in as seller" in words(test)
    setting(NETWORK, AUTH + ROLES.replace('"Aminata@supplier.example" = "seller"\n', ""))
    test.run()
    assert words(test).startswith("You are not on the list")


# ------------------------------------------------------------------ the whole app


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_app_draws_nothing_of_a_quote_for_who_was_not_let_in(
    language: str, setting: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(NETWORK)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    test.query_params["lang"] = language
    test.run()
    assert not test.exception
    assert len(test.title) == 1
    assert not test.metric
    assert "costmodel" not in test.session_state


@pytest.mark.parametrize(("user", "sees"), [(SELLER, True), (LISTED, False)])
def test_a_buyer_cannot_turn_costs_and_margins_on(
    user: Mapping[str, Any], sees: bool, setting: Callable[..., None], book: PriceBook
) -> None:
    setting(NETWORK, AUTH + ROLES)
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    test.query_params["lang"] = "en"
    test.user = dict(user)
    test.run()
    assert not test.exception
    assert test.metric[0].label.startswith("To pay")
    assert (book.say("ui.show_margin").en in [toggle.label for toggle in test.toggle]) == sees


# ------------------------------------------------------------------ costmodel app


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[Callable[..., Result], list[list[str]]]:
    """A function that runs `costmodel app` in an empty folder without serving, and what would have been served."""
    served: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda words, **_: served.append(words))
    monkeypatch.setattr("costmodel.ui.launch.Thread", lambda **_: type("Silent", (), {"start": lambda self: None})())
    monkeypatch.setattr("costmodel.ui.launch.Path.home", lambda: tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(cli, ["app", *words]), served


Started = tuple[Callable[..., Result], list[list[str]]]


def test_the_command_serves_the_app_on_this_computer(started: Started) -> None:
    run, served = started
    assert run().exit_code == 0
    (words_,) = served
    assert words_[:2] == ["run", str(ROOT / "app.py")]
    flags = dict(zip(words_[2::2], words_[3::2], strict=True))
    assert flags["--server.address"] == flags["--browser.serverAddress"] == "localhost"
    assert int(flags["--server.port"]) >= 8501


@pytest.mark.parametrize("address", [NETWORK, "192.168.1.7", "prices.example.com"])
def test_the_command_does_not_open_to_a_network_without_sign_in(address: str, started: Started) -> None:
    run, served = started
    done = run("--address", address)
    assert done.exit_code == 1
    assert f"other computers can reach {address}, and no sign-in is set up" in done.output
    assert "leave --address out" in done.output
    assert str(EXAMPLE) in done.output
    assert served == []


@pytest.mark.parametrize("words_", [("--address", NETWORK), ()])
def test_the_command_does_not_start_with_faulty_secrets(
    words_: tuple[str, ...], started: Started, tmp_path: Path
) -> None:
    run, served = started
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(AUTH)
    done = run(*words_)
    assert done.exit_code == 1
    assert "roles: is empty" in done.output
    assert served == []


def test_with_sign_in_the_command_opens_to_the_network_under_the_name_people_know(
    started: Started, tmp_path: Path
) -> None:
    run, served = started
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(AUTH + ROLES)
    assert run("--address", NETWORK).exit_code == 0
    flags = dict(zip(served[0][2::2], served[0][3::2], strict=True))
    assert flags["--server.address"] == NETWORK
    assert flags["--browser.serverAddress"] == "prices.example.com"


def test_a_port_that_is_taken_is_named_with_the_remedy_and_the_next_free_one_is_found(started: Started) -> None:
    run, served = started
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = run("--port", str(taken))
        assert done.exit_code == 1
        assert f"--port: {taken} is taken; name another one, or leave --port out" in done.output
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("costmodel.ui.launch.FIRST_PORT", taken)
            assert free_port("localhost") > taken
            patch.setattr("costmodel.ui.launch.PORTS_TRIED", 1)
            with pytest.raises(InputError, match="are all taken; name a free one: costmodel app --port 9000"):
                free_port("localhost")
    assert served == []


@pytest.mark.parametrize("address", ["203.0.113.9", "no-such-host.invalid"])
def test_an_address_of_another_computer_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="is not an address of this computer; use localhost, or "):
        free_port(address)


@pytest.mark.parametrize(
    ("words_", "says"),
    [
        (("--language", "de"), "'de' is not a language of the app. Allowed: en, fr, ar."),
        (("--port", "0"), "Invalid value for '--port'"),
        (("--port", "x"), "Invalid value for '--port'"),
    ],
)
def test_wrong_usage_says_what_is_allowed(words_: tuple[str, ...], says: str, started: Started) -> None:
    done = started[0](*words_)
    assert done.exit_code == 2
    assert says in done.output
    assert started[1] == []


def test_no_other_command_pays_for_the_app() -> None:
    check = "import sys, costmodel.cli\nassert 'streamlit' not in sys.modules and 'babel' not in sys.modules"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", check], check=True, env=environment)
