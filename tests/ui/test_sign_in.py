"""Signing in over a network, in a real browser, at a sign-in service that the test itself plays."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from browser import WAIT_MS, settled, start_server
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
pytest.importorskip("authlib")

SECRETS = """[auth]
redirect_uri = "http://localhost:{{port}}/oauth2callback"
cookie_secret = "0123456789012345678901234567890123456789"
client_id = "costmodel"
client_secret = "confidential"
server_metadata_url = "{service}/.well-known/openid-configuration"
[roles]
"aminata@supplier.example" = "seller"
"purchasing@hospital.example" = "buyer"
"""


class Service(ThreadingHTTPServer):
    """An OpenID Connect provider that signs in whoever `person` says, without a question."""

    def __init__(self) -> None:
        from joserfc.jwk import RSAKey

        super().__init__(("localhost", 0), Answers)
        self.key = RSAKey.generate_key(2048, {"kid": "test", "use": "sig", "alg": "RS256"})
        self.address = f"http://localhost:{self.server_port}"
        self.person: dict[str, Any] = {}
        self.asked: dict[str, str] = {}


class Answers(BaseHTTPRequestHandler):
    server: Service

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  (the library's own name)
        pass

    def do_GET(self) -> None:
        at, here = urlsplit(self.path), self.server.address
        asked = dict(parse_qsl(at.query))
        if at.path == "/authorize":
            self.server.asked["code"] = asked["nonce"]
            self.send_response(302)
            back = urlencode({"code": "code", "state": asked["state"]})
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        elif at.path == "/keys":
            self.tell({"keys": [self.server.key.as_dict(private=False)]})
        else:
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            self.tell({"issuer": here, **{name: f"{here}/{path}" for name, path in ends.items()}})

    def do_POST(self) -> None:
        from joserfc import jwt

        now = int(time.time())
        claims = {"iss": self.server.address, "aud": "costmodel", "iat": now, "exp": now + 600}
        claims |= {"nonce": self.server.asked["code"], **self.server.person}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self.server.key)
        self.tell({"access_token": "none", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def tell(self, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with Service() as provider:
        Thread(target=provider.serve_forever, daemon=True).start()
        yield provider
        provider.shutdown()


@pytest.fixture(scope="module")
def closed_app(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an app that lets in who is on its list."""
    home = tmp_path_factory.mktemp("closed")
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "secrets.toml").write_text(SECRETS.format(service=service.address))
    server, address = start_server(home)
    yield address
    server.terminate()
    server.wait(timeout=30)
    assert "Traceback" not in (home / "server.log").read_text(encoding="utf-8")


@pytest.fixture
def page(closed_app: str, chromium: Browser) -> Iterator[Page]:
    """The app before anybody signed in."""
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
    opened = context.new_page()
    opened.goto(f"{closed_app}/quote?lang=fr")
    opened.get_by_role("heading", name="Connexion").wait_for()
    assert opened.locator('[data-testid="stMetric"]').count() == 0
    yield opened
    context.close()


def sign_in(
    page: Page,
    service: Service,
    email: str,
    *,
    account: str = "1",
    confirmed: bool = True,
    button: str = "Se connecter",
) -> None:
    service.person = {"sub": account, "email": email, "email_verified": confirmed}
    page.get_by_role("button", name=button).click()


@pytest.mark.parametrize(
    ("email", "role"), [("Aminata@supplier.example", "fournisseur"), ("purchasing@hospital.example", "acheteur")]
)
def test_who_is_on_the_list_comes_in_by_the_role_and_goes_out_again(
    email: str, role: str, page: Page, service: Service
) -> None:
    sign_in(page, service, email)
    settled(page)
    side = page.locator('[data-testid="stSidebar"]')
    assert f"{email} · {role}" in side.inner_text()
    assert side.get_by_text("Vue du vendeur").count() == (role == "fournisseur")
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("heading", name="Connexion").wait_for()
    assert page.locator('[data-testid="stMetric"]').count() == 0


def test_the_language_stays_through_signing_in_and_out(closed_app: str, chromium: Browser, service: Service) -> None:
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    page.goto(f"{closed_app}/quote?lang=en")
    page.get_by_role("heading", name="Sign in").wait_for()
    sign_in(page, service, "aminata@supplier.example", button="Sign in with your account")
    page.get_by_role("heading", name="Quotes for PACS, RIS and workstations").wait_for()
    settled(page)
    assert page.url == f"{closed_app}/?lang=en"
    sign_out(page, "Sign out")
    page.get_by_role("heading", name="Sign in").wait_for()
    page.wait_for_url(f"{closed_app}/?lang=en")
    stranger = chromium.new_page()
    stranger.goto(closed_app)
    stranger.get_by_role("heading", name="Connexion").wait_for()
    stranger.close()
    context.close()


def test_settings_are_those_of_who_signed_in(closed_app: str, chromium: Browser, service: Service) -> None:
    context = chromium.new_context()
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    one, other = (f"{name} at {time.time_ns()}" for name in ("one", "other"))
    for account, email, counted in (
        (one, "aminata@supplier.example", False),
        (other, "purchasing@hospital.example", False),
        (one, "aminata@supplier.example", True),
    ):
        page.goto(f"{closed_app}/risk?lang=fr")
        sign_in(page, service, email, account=account)
        settled(page)
        page.goto(f"{closed_app}/risk?lang=fr")
        switch = page.get_by_role("switch", name="Compter le taux de change")
        switch.wait_for()
        assert switch.is_checked() is counted
        if account == one and not counted:
            page.get_by_text("Compter le taux de change").click()
            page.get_by_text("200\u202f000 tirages").wait_for()
        settled(page)
        sign_out(page, "Se déconnecter")
        page.get_by_role("heading", name="Connexion").wait_for()
    context.close()


def sign_out(page: Page, button: str) -> None:
    """Sign out, and wait until the browser has forgotten who signed in; the page says so before."""
    with page.expect_response(re.compile("/auth/logout")):
        page.get_by_role("button", name=button).click()


@pytest.mark.parametrize(
    ("email", "confirmed", "says"),
    [
        ("somebody@else.example", True, "somebody@else.example n’a pas accès à cette application"),
        ("aminata@supplier.example", False, "ne confirme pas que l’adresse aminata@supplier.example est la vôtre"),
    ],
)
def test_who_is_not_is_turned_away(email: str, confirmed: bool, says: str, page: Page, service: Service) -> None:
    sign_in(page, service, email, confirmed=confirmed)
    page.get_by_role("heading", name="Vous n’êtes pas inscrit").wait_for()
    assert says in page.locator('[data-testid="stMain"]').inner_text()
    assert page.locator('[data-testid="stMetric"]').count() == 0
