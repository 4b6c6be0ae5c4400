"""Starts the server of the app, on a free port, and says where it is."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from costmodel.files.extras import require
from costmodel.files.faults import InputError, shorten
from costmodel.files.folders import app_folder

FIRST_PORT = 8501
PORTS_TRIED = 50


def serve(*, address: str, port: int | None, language: str | None, ready: Callable[[str], None]) -> None:
    """Serve the app until it is stopped; `ready` is called with its address in the browser once it answers.

    Raises InputError for a port that is taken, an address of another computer, and where `access` refuses.
    """
    require("app")
    from streamlit.web.cli import main

    from costmodel.ui.state.access_rules import check_address, is_local

    folder = app_folder()
    files = [place / ".streamlit" / "secrets.toml" for place in (Path.home(), Path.cwd(), folder)]
    rules = check_address(address, files=files, example=folder / ".streamlit" / "secrets.toml.example")
    free = free_port(address, port)
    home = rules.home if rules and not is_local(address) else f"http://{_in_brackets(address)}:{free}"
    page = f"{home}/?lang={language}" if language else home
    Thread(target=_once_up, args=(address, free, lambda: ready(page)), daemon=True).start()
    options = {
        "server.address": address,
        "server.port": free,
        "browser.serverAddress": urlsplit(home).hostname,
        "logger.hideWelcomeMessage": "true",
        "logger.level": "warning",
    }
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    main(["run", str(folder / "app.py"), *flags], prog_name="streamlit", standalone_mode=False)


def free_port(address: str, port: int | None = None) -> int:
    """The port that was asked for, or the first free one. Raises InputError where there is none."""
    tried = (port,) if port is not None else range(FIRST_PORT, FIRST_PORT + PORTS_TRIED)
    for number in tried:
        reason = _why_not(address, number)
        if reason is None:
            return number
        if reason not in (errno.EADDRINUSE, errno.EACCES):
            what = (
                f"'{shorten(address)}' is not an address of this computer; use localhost, or 0.0.0.0 for all networks."
            )
            raise InputError.one("--address", "", what)
    if port is None:
        what = (
            f"{FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are all taken; name a free one: costmodel app --port 9000."
        )
    elif reason == errno.EACCES:
        what = f"{port} is kept for the system; take one from 1024 on, or leave --port out."
    else:
        what = f"{port} is taken; name another one, or leave --port out and a free one is found."
    raise InputError.one("--port", "", what)


def _why_not(address: str, port: int) -> int | None:
    """The system's error for listening at an address; None where it may be listened at."""
    for host in ("127.0.0.1", "::1") if address == "localhost" else (address,):
        try:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind((host, port))
                trial.listen()
        except OSError as error:
            if host == "::1" and error.errno != errno.EADDRINUSE:
                continue  # a computer without IPv6
            return error.errno or errno.EADDRNOTAVAIL
    return None


def _once_up(address: str, port: int, ready: Callable[[], None]) -> None:
    """Once the server answers, say so, and have at hand what the first page will ask for before a browser is there."""
    if _answers(address, port):
        ready()
        for module in ("costmodel.ui.main", "costmodel.ui.pages.start", "streamlit.emojis"):
            import_module(module)
        from costmodel.ui.state import offer, session

        offer.load_ahead(session.today())


def _answers(address: str, port: int) -> bool:
    """Wait for the server to answer, a minute at most."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(address, address)  # noqa: S104
    for _ in range(1_200):
        try:
            with socket.create_connection((host, port), timeout=1):
                return True
        except OSError:
            time.sleep(0.05)
    return False


def _in_brackets(address: str) -> str:
    """An address as a URL has it."""
    return f"[{address}]" if ":" in address else address
