"""Sends requests to a store: again when that helps, and never for longer or with more than was agreed."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

import httpx2

from kg.errors import ServerError, UsageError
from kg.exporters.remote.credentials import Credentials, Login

ANSWER: Final = 1 << 20  # bytes of an answer that are read: we ask for small ones only
LONGEST: Final = 60.0  # seconds to wait between two tries
_CONNECT: Final = 10.0
_AGAIN: Final = frozenset((408, 425, 429, 500, 502, 503, 504))
_TOLD: Final = 200  # characters of what a server says about a failure
_MEANING: Final = {
    401: (
        "does not know who asks",
        "Set KG_PUSH_USER and KG_PUSH_PASSWORD, or KG_PUSH_TOKEN, or use ~/.netrc.",
    ),
    403: ("does not allow it", "Ask whoever runs it for the right to write."),
    404: ("has nothing there", "Is the address right? docs/how-to/ has those of common stores."),
    405: ("does not take that there", "Is the address right? docs/how-to/ has those of common stores."),
    415: ("does not take that format", "Try --protocol update."),
}


class TooLargeError(ServerError):
    """The server takes less at a time."""


class Answer(NamedTuple):
    """What came back, however it was asked for."""

    status: int
    text: str


class Client:
    """A connection to a store.

    Args:
        who: Credentials, which only the server at ``origin`` sees.
        origin: The store's address.
        ca_file: Certificates to trust instead of the system's.
        tries: How often to try what may work later.
        timeout: Seconds to wait for a server that says nothing.
        sleep: What waits.
        remark: Told when something is tried again.
    """

    def __init__(
        self,
        who: Credentials,
        origin: str,
        *,
        ca_file: Path | None = None,
        tries: int = 5,
        timeout: float = 900.0,
        sleep: Callable[[float], object] = time.sleep,
        remark: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._who, self._tries, self._sleep, self._remark = who, tries, sleep, remark
        self._reached = False
        self._http = httpx2.Client(
            auth=Login(who, httpx2.URL(origin)),
            verify=_trusted(ca_file),
            timeout=httpx2.Timeout(timeout, connect=_CONNECT),
            headers={"User-Agent": "kg"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def post(
        self,
        url: str,
        content: bytes | Callable[[], Iterator[bytes]],
        *,
        media_type: str,
        accept: str = "*/*",
        parameters: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send content. It has to be such that sending it twice does no harm.

        Args:
            url: Where to.
            content: The content, or what makes it anew for each try, piece by piece.
            media_type: What it is.
            accept: What to answer with.
            parameters: What to add to the address.

        Returns:
            The answer to a success.

        Raises:
            TooLargeError: The server takes less at a time.
            ServerError: It cannot be reached, or refuses, also after all tries.
        """
        target = httpx2.URL(url).copy_merge_params(dict(parameters or {}))
        headers = {"Content-Type": media_type, "Accept": accept}
        for number in range(1, self._tries + 1):
            wait, failure = self._once(target, content, headers)
            if isinstance(failure, Answer):
                return failure
            if wait is None or number == self._tries:
                raise failure
            pause = wait or min(0.5 * 2 ** (number - 1), LONGEST)
            self._remark(f"{failure.message} Trying again in {pause:g} s.")
            self._sleep(pause)
        raise ServerError("No try is allowed.")

    def get(self, url: str, *, accept: str, parameters: Mapping[str, str]) -> Iterator[bytes]:
        """Fetch content of any size, piece by piece; tried once, as pieces cannot be taken back.

        Raises:
            ServerError: The server cannot be reached, refuses, or breaks off.
        """
        target = httpx2.URL(url).copy_merge_params(dict(parameters))
        where = _named(target)
        try:
            with self._http.stream("GET", target, headers={"Accept": accept}) as response:
                if not response.is_success:
                    raise self._failure(where, Answer(response.status_code, _text(response)), "")
                yield from response.iter_bytes()
        except httpx2.TransportError as error:
            raise _unreachable(where, error) from error

    def _once(
        self, url: httpx2.URL, content: bytes | Callable[[], Iterator[bytes]], headers: dict[str, str]
    ) -> tuple[float | None, ServerError | Answer]:
        """An answer, or an error with the seconds to wait before trying again: 0 as usual, None for never."""
        where = _named(url)
        body = content if isinstance(content, bytes) else content()
        try:
            with self._http.stream("POST", url, content=body, headers=headers) as response:
                answer = Answer(response.status_code, _text(response))
                asked = _retry_after(response.headers.get("retry-after", ""))
        except httpx2.TransportError as error:
            return (0.0 if self._passing(error) else None), _unreachable(where, error)
        self._reached = True
        if response.is_success:
            return None, answer
        failure = self._failure(where, answer, response.headers.get("location", ""))
        if answer.status not in _AGAIN:
            return None, failure
        if asked > LONGEST:
            return None, ServerError(f"{failure.message} It asks to wait for {asked:g} s.", hint="Try later.")
        return asked, failure

    def _passing(self, error: httpx2.TransportError) -> bool:
        """Whether another try may help: not where nobody ever was, nor with one who is still at work."""
        if isinstance(error, httpx2.ReadTimeout) or _untrusted(error):
            return False
        return self._reached or not isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout)

    def _failure(self, where: str, answer: Answer, location: str) -> ServerError:
        if answer.status == 413:
            return TooLargeError(f"{where} takes less at a time.", hint="Try a smaller --chunk.")
        if 300 <= answer.status < 400:
            moved = f" to {self._who.hidden_in(location)}" if location else ""
            return ServerError(f"{where} has moved{moved}.", hint="Give the new address.")
        meaning, hint = _MEANING.get(answer.status, ("refuses", ""))
        said = " ".join(self._who.hidden_in(answer.text).split())[:_TOLD]
        behind = f": {said}" if said and not said.startswith("<") else ""
        return ServerError(f"{where} {meaning} ({answer.status}){behind}.", hint=hint)


def _named(url: httpx2.URL) -> str:
    """An address without what was asked there."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}{url.path}"


def _text(response: httpx2.Response) -> str:
    """The answer, as far as we read."""
    parts, size = [], 0
    for part in response.iter_bytes():
        parts.append(part[: ANSWER - size])
        size += len(part)
        if size >= ANSWER:
            break
    return b"".join(parts).decode("utf-8", "replace")


def _retry_after(header: str) -> float:
    """Seconds a server asks to wait (RFC 9110, 10.2.3); 0 if it does not.

    >>> _retry_after("7"), _retry_after("Thu, 01 Jan 1970 00:00:00 GMT"), _retry_after("soon")
    (7.0, 0.0, 0.0)
    """
    if header.isascii() and header.isdigit():
        return float(header)
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    return 0.0


def _unreachable(where: str, error: httpx2.TransportError) -> ServerError:
    if _untrusted(error):
        return ServerError(
            f"{where} has a certificate that is not trusted.",
            hint="If it is yours, name its authority with --ca-file or SSL_CERT_FILE.",
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return ServerError(f"{where} cannot be reached.", hint="Does it run, and is the address right?")
    if isinstance(error, httpx2.TimeoutException):
        return ServerError(
            f"{where} took too long.", hint="Push again with a longer --timeout: it goes on from here."
        )
    if isinstance(error, httpx2.RemoteProtocolError):
        return ServerError(f"{where} answers something that is not HTTP, or breaks off.")
    return ServerError(f"{where} dropped the connection.")


def _untrusted(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE_VERIFY_FAILED" in str(cause):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _trusted(ca_file: Path | None) -> ssl.SSLContext | bool:
    if ca_file is None:
        return True  # the system's certificates, or those of SSL_CERT_FILE
    try:
        return ssl.create_default_context(cafile=str(ca_file))
    except (OSError, ssl.SSLError) as error:
        raise UsageError(
            f"{str(ca_file)!r} holds no certificates.", hint="Name a file in PEM form."
        ) from error
