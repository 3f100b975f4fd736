"""The sockets: takes requests from clients one may have to distrust, and hands them to the app.

The standard library's server is enough here: few readers, small answers, all of it on one machine. It has
one thread a connection; how many there are, how much they may send and how long they may be silent is
bounded.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import urlsplit

from kg.serve.message import Request, Response, plain

CONNECTIONS: Final = 64
BODY: Final = 1 << 20  # bytes of a request
SILENCE: Final = 30.0  # seconds a client may be silent
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Server(ThreadingHTTPServer):
    """Listens, and answers what the app says.

    Args:
        address: Host and port; port 0 for any that is free.
        respond: What answers.
        origin: Origin of the pages whose scripts may read answers; empty for none but our own.
    """

    daemon_threads = True
    request_queue_size = CONNECTIONS

    def __init__(
        self, address: tuple[str, int], respond: Callable[[Request], Response], *, origin: str = ""
    ) -> None:
        self.respond, self.origin, self.host = respond, origin, address[0]
        self._free = BoundedSemaphore(CONNECTIONS)
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, unless there are too many."""
        if not self._free.acquire(blocking=False):
            with suppress(OSError):
                request.sendall(
                    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                )
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no event."""

    def knows(self, host: str) -> bool:
        """Whether a request is meant for us, by its header ``Host``.

        A page of a stranger can give its own name our address, and then read what we say (DNS rebinding).
        An address as such, or a name that is ours, it cannot have.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in {"localhost", self.host.lower()}:
            return True
        with suppress(ValueError):
            return bool(ip_address(name))
        return False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "kg", ""
    timeout = SILENCE
    server: Server

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  # its name there
        """Say nothing: what somebody asks is nobody's business."""

    def version_string(self) -> str:
        """Who answers."""
        return self.server_version

    def _do(self) -> None:
        self._send(self._response())

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = _do  # noqa: N815

    def _response(self) -> Response:
        if not self.server.knows(self.headers.get("Host", "")):
            self.close_connection = True
            return plain(421, "This name is not ours: ask for 127.0.0.1 or localhost.")
        refusal, body = self._body()
        if refusal is not None:
            self.close_connection = True
            return refusal
        path, _, query = self.path.partition("?")
        if not path.startswith("/"):
            return plain(400, "An address starts with a slash.")
        if self.command == "OPTIONS":
            return Response(204, headers={"Allow": "GET, HEAD, POST, OPTIONS"})
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            return self.server.respond(Request(self.command, path, query, headers, body))
        except Exception as error:  # noqa: BLE001  # one request must not stop the server
            return plain(500, f"This went wrong here: {type(error).__name__}.")

    def _body(self) -> tuple[Response | None, bytes]:
        """The content, or why it is not read."""
        if "Transfer-Encoding" in self.headers:
            return plain(411, "Say how long the content is."), b""
        length = self.headers.get("Content-Length", "0")
        if not (length.isascii() and length.isdigit()):
            return plain(400, "The length of the content is no number."), b""
        if int(length) > BODY:
            return plain(413, f"A request has at most {BODY:,} bytes."), b""
        body = self.rfile.read(int(length))
        return (None, body) if len(body) == int(length) else (plain(400, "The content is cut short."), b"")

    def _send(self, response: Response) -> None:
        self.send_response(response.status, HTTPStatus(response.status).phrase)
        media_type = response.media_type
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        if response.status not in {204, 303}:
            self.send_header("Content-Type", media_type)
        for name, value in {**_ALWAYS, **response.headers, **self._shared()}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.content)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.content)

    def _shared(self) -> Mapping[str, str]:
        """What lets the scripts of one other origin read the answer (CORS)."""
        if not self.server.origin:
            return {}
        return {
            "Access-Control-Allow-Origin": self.server.origin,
            "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
            "Access-Control-Allow-Headers": "Accept, Content-Type",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Accept, Origin",
        }
