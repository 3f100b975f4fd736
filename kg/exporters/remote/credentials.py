"""Finds credentials in the environment or in netrc, and shows them to one server only, in its own way."""

from __future__ import annotations

import netrc
import os
from base64 import b64encode
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import NamedTuple

import httpx2

from kg.errors import UsageError

USER, PASSWORD, TOKEN = "KG_PUSH_USER", "KG_PUSH_PASSWORD", "KG_PUSH_TOKEN"


class Credentials(NamedTuple):
    """Who asks: a name with a password, or a token; all empty for nobody in particular."""

    user: str = ""
    password: str = ""
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"  # a traceback must not tell the rest

    def __bool__(self) -> bool:
        return bool(self.user or self.token)

    def hidden_in(self, text: str) -> str:
        """The text without any of what must stay secret, however a server gave it back.

        >>> Credentials("ann", "hush").hidden_in("no: ann:hush, Basic YW5uOmh1c2g=")
        'no: ann:***, Basic ***'
        """
        pair = b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in (pair if self.password else "", self.password, self.token):
            text = text.replace(secret, "***") if secret else text
        return text


def credentials(host: str, *, environment: Mapping[str, str] = os.environ) -> Credentials:
    """The credentials for a server: those of the environment, else those of netrc.

    Args:
        host: Its name.
        environment: ``KG_PUSH_TOKEN``, or ``KG_PUSH_USER`` and ``KG_PUSH_PASSWORD``; ``NETRC`` names another
            file than ``~/.netrc``.

    Raises:
        UsageError: The environment is contradictory, or netrc cannot be read.

    Example:
        >>> credentials("example.org", environment={"KG_PUSH_USER": "ann", "KG_PUSH_PASSWORD": "hush"})
        Credentials(user='ann')
    """
    user, password, token = (environment.get(name, "") for name in (USER, PASSWORD, TOKEN))
    if token and user:
        raise UsageError(f"Both {TOKEN} and {USER} are set.", hint="Unset one of them.")
    if token:
        return Credentials(token=token)
    if user or password:
        if not (user and password):
            raise UsageError(f"{USER} and {PASSWORD} go together, and one of them is not set.")
        return Credentials(user, password)
    return _from_netrc(Path(environment.get("NETRC") or Path.home() / ".netrc"), host)


def _from_netrc(path: Path, host: str) -> Credentials:
    try:
        found = netrc.netrc(str(path)).authenticators(host)
    except FileNotFoundError:
        return Credentials()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{str(path)!r} cannot be read.") from error
    except netrc.NetrcParseError as error:
        raise UsageError(
            f"{str(path)!r} cannot be read: line {error.lineno} is not as it should be."
        ) from None
    return Credentials(found[0] or "", found[2] or "") if found else Credentials()


class Login(httpx2.Auth):
    """Shows credentials to one server: a token at once, a name and password in the way it asks for.

    Args:
        who: The credentials.
        origin: Address of the server; nobody else sees them.
    """

    def __init__(self, who: Credentials, origin: httpx2.URL) -> None:
        self._who, self._origin = who, _origin(origin)
        self._way: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send a request, again if the server asks who it is."""
        if not self._who or _origin(request.url) != self._origin:
            yield request
            return
        if self._who.token:
            request.headers["Authorization"] = f"Bearer {self._who.token}"
            yield request
            return
        if self._way is None:
            response = yield request
            if response.status_code != 401:
                return
            self._way = self._asked_for(response.headers.get_list("www-authenticate"))
            if self._way is None:
                return
        yield from self._way.auth_flow(request)

    def _asked_for(self, challenges: list[str]) -> httpx2.Auth | None:
        """Digest before basic: it does not send the password."""
        ways = {challenge.partition(" ")[0].lower() for challenge in challenges}
        if "digest" in ways:
            return httpx2.DigestAuth(self._who.user, self._who.password)
        if "basic" in ways:
            return httpx2.BasicAuth(self._who.user, self._who.password)
        return None


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
