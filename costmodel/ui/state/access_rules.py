"""The rules of access: which addresses only this computer can reach, and what secrets.toml says of everybody else.

Whatever is in doubt is refused: a list that cannot be read or is empty, a role that does not exist, an address that
the sign-in service does not vouch for, an app that other computers can reach while no sign-in is set up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from costmodel.files.extras import missing
from costmodel.files.faults import Fault, InputError, phrase, said, shorten

Role = Literal["seller", "buyer"]
ROLES: tuple[Role, ...] = get_args(Role)
EVERYWHERE = "0.0.0.0"  # noqa: S104  (what an empty address means to the server)
SIGN_IN_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
CALLBACK = "/oauth2callback"
LEAST_SECRET = 32
"""Characters of the secret that signs the cookies."""
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
"""Headers that say that another computer asked."""
FILE = "secrets.toml"


class Rules(NamedTuple):
    """What secrets.toml says: the address of the app, and the role of each e-mail address or account."""

    home: str
    roles: tuple[tuple[str, Role], ...]

    def role_of(self, user: Mapping[str, Any]) -> Role | None:
        """The role of who signed in: by the e-mail address if it is confirmed, else by the account's own id."""
        if user.get("is_logged_in") is not True:
            return None
        roles = dict(self.roles)
        account = str(user.get("sub", ""))
        by_address = roles.get(str(user.get("email", "")).strip().casefold()) if confirmed(user) else None
        return by_address or (None if "@" in account else roles.get(account))


def confirmed(user: Mapping[str, Any]) -> bool:
    """Whether the sign-in service vouches that the e-mail address is this person's."""
    return user.get("email_verified") in (True, "true")


# ------------------------------------------------------------------ addresses


def _no_sign_in(address: str, example: object) -> str:
    return said(
        "{open}\n  {alone}\n  {others}",
        open=said(
            "other computers can reach {address}, and no sign-in is set up, so anybody could read your prices.",
            address=address,
        ),
        alone=said("To use the app on this computer alone, leave {option} out.", option="--address"),
        others=said(
            "To open it to others, copy {example} to .streamlit/secrets.toml, fill it in, and start it again.",
            example=example,
        ),
    )


def is_local(address: str | None) -> bool:
    """Whether only this computer can reach an address; a name other than localhost counts as a network's."""
    if not address:
        return False
    if address.casefold() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def outsider(address: str | None, headers: Mapping[str, str]) -> str | None:
    """The name by which another computer can reach an app or has reached it; None on this computer alone.

    The headers are the browser's; there are none where no browser has asked.
    """
    if not is_local(address):
        return shorten(address or "") or EVERYWHERE
    if not headers:
        return None
    names = [headers[name] for name in FORWARDED if name in headers]
    host = headers.get("Host", "")
    if not is_local(_name_of(host)):
        names.append(host)
    return shorten(names[0] or "?") if names else None


def _name_of(host: str) -> str | None:
    """The name of a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


# ------------------------------------------------------------------ secrets.toml


def check_address(address: str, *, files: Iterable[Path], example: Path) -> Rules | None:
    """The rules of an app that listens at an address; None where it needs none.

    Raises InputError for an address that other computers reach while no sign-in is set up, and for faulty secrets.
    """
    rules = rules_of(files)
    if rules is None and not is_local(address):
        raise InputError.one("--address", "", _no_sign_in(shorten(address), example))
    return rules


def rules_of(files: Iterable[Path]) -> Rules | None:
    """Who may sign in, of the files that exist; None where none speaks of sign-in. Raises InputError with every fault.

    A later file wins over an earlier one. No message repeats an address or a secret: a page shows it to whoever asks.
    """
    tables: dict[str, Any] = {}
    for file in files:
        tables.update(_tables(file))
    if "auth" not in tables and "roles" not in tables:
        return None
    faults: list[Fault] = []
    home = _home(tables.get("auth"), faults)
    roles = _roles(tables.get("roles"), faults)
    if told := missing("sign-in"):
        faults.append(Fault("", "", told))
    if faults:
        raise InputError(faults)
    return Rules(home, roles)


def _tables(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        reason = str(error.strerror) if isinstance(error, OSError) else "it is not TOML"
        raise InputError.one(
            FILE, "", said("cannot be read ({reason}); mend it or take it away.", reason=phrase(reason))
        ) from None


def _home(auth: object, faults: list[Fault]) -> str:
    """The address at which people open the app."""
    table = auth if isinstance(auth, Mapping) else {}
    given = {key: value.strip() if isinstance(value := table.get(key), str) else "" for key in SIGN_IN_KEYS}
    faults += [
        Fault(FILE, f"auth.{key}", said("is missing; see {file}.example.", file=FILE))
        for key in given
        if not given[key]
    ]
    if 0 < len(given["cookie_secret"]) < LEAST_SECRET:
        what = said(
            "must have at least {least} characters; {file}.example says how to make one.", least=LEAST_SECRET, file=FILE
        )
        faults.append(Fault(FILE, "auth.cookie_secret", what))
    back = given["redirect_uri"]
    home = back.removesuffix(CALLBACK)
    if back and not (back.endswith(CALLBACK) and _is_safe(home)):
        what = said(
            "must be {secure}, the app's own address and {callback} ({open} is for localhost only).",
            secure="https://",
            callback=CALLBACK,
            open="http://",
        )
        faults.append(Fault(FILE, "auth.redirect_uri", what))
    return home


def _is_safe(home: str) -> bool:
    """Whether nobody on the way can read what is sent to an address."""
    try:
        parts = urlsplit(home)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and is_local(parts.hostname)))


def _roles(table: object, faults: list[Fault]) -> tuple[tuple[str, Role], ...]:
    """The list of who may come in, addresses in small letters."""
    if not isinstance(table, Mapping) or not table:
        what = said(
            "is empty, so nobody could sign in; add a line such as {example}.",
            example='"name@company.example" = "seller"',
        )
        faults.append(Fault(FILE, "roles", what))
        return ()
    roles: dict[str, Role] = {}
    for line, (who, role) in enumerate(table.items(), start=1):
        key = who.strip().casefold() if "@" in who else who.strip()
        if role not in ROLES:
            faults.append(
                Fault(
                    FILE,
                    said("roles, line {line}", line=line),
                    said("has no role; write one of: {roles}.", roles=", ".join(ROLES)),
                )
            )
        elif not key:
            faults.append(Fault(FILE, said("roles, line {line}", line=line), "has no address or account."))
        elif key in roles:
            faults.append(
                Fault(FILE, said("roles, line {line}", line=line), "is listed already; keep one line a person.")
            )
        else:
            roles[key] = role
    return tuple(roles.items())
