"""The sockets: who may ask, how much, and that the server outlives all of it."""

import http.client
import socket
import subprocess
import sys
import time

import pytest

import kg
from kg.errors import ServerError, UsageError
from kg.serve.run import Options, serving

EMPTY = {"a.md": ""}


def raw(client, data):
    with socket.create_connection(("127.0.0.1", client.port), 10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
        return b"".join(parts)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example:8000", 421),
        ("localhost.evil.example", 421),
        ("", 421),
        ("[", 421),
    ],
)
def test_only_our_own_names_are_answered(client, host, status):
    assert client("/style.css", headers={"Host": host}).status == status


def test_no_other_origin_may_read_unless_named(client, serve):
    asked = {"Origin": "https://other.example"}
    assert "Access-Control-Allow-Origin" not in client("/sparql", headers=asked).headers
    with serve(EMPTY, cors="https://notes.example") as shared:
        found = shared("/", method="OPTIONS", headers=asked)
        assert (found.status, found.headers["Access-Control-Allow-Origin"]) == (204, "https://notes.example")
        assert shared("/style.css").headers["Access-Control-Allow-Origin"] == "https://notes.example"


@pytest.mark.parametrize("origin", ["*", "notes.example"])
def test_an_origin_has_to_be_one(origin):
    with pytest.raises(UsageError, match="no origin"), serving(kg.build(EMPTY), Options(cors=origin)):
        pass


def test_head_is_get_without_content(client):
    got, head = client("/style.css"), client("/style.css", method="HEAD")

    assert head.body == b""
    assert head.headers["Content-Length"] == str(len(got.body))


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n", b"413"),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab", b"400"),
        (b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"501"),
        (b"\x16\x03\x01\x02\x00\r\n\r\n", b"400"),
    ],
)
def test_malformed_requests_are_told_and_the_server_goes_on(client, request_, status):
    assert status in raw(client, request_).partition(b"\r\n")[0] + raw(client, request_)
    assert client("/style.css").status == 200


def test_many_silent_connections_leave_the_server_standing(client):
    silent = [socket.create_connection(("127.0.0.1", client.port), 10) for _ in range(80)]
    try:
        time.sleep(0.3)
        refused = silent[-1].recv(100)
    finally:
        for connection in silent:
            connection.close()
    time.sleep(0.3)

    assert b"503" in refused
    assert client("/style.css").status == 200


def test_a_query_longer_than_any_is_refused(client):
    body = "ASK {} #" + "x" * (1 << 16)
    assert (
        client(
            "/sparql", method="POST", headers={"Content-Type": "application/sparql-query"}, body=body
        ).status
        == 413
    )


def test_a_taken_port_is_told(client):
    with (
        pytest.raises(ServerError, match="another --port") as error,
        serving(kg.build(EMPTY), Options(port=client.port)),
    ):
        pass
    assert error.value.exit_code == 3


def test_the_command_serves_and_ends_on_a_signal(tmp_path):
    kg.write(kg.build({"a.md": "[[b]]"}), tmp_path / "graph")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", str(tmp_path / "graph"), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        told = ""
        while "serving" not in told:
            line = process.stderr.readline()
            assert line
            told += line
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/sparql?query=ASK%20%7B%3Fx%20a%20ng%3AWantedTopic%7D")
        answer = connection.getresponse().read()
        connection.close()
        process.terminate()
        rest = process.stderr.read()

        assert process.wait(30) == 0
        assert b'"boolean":true' in answer
        assert rest == "stopped\n"
        assert (tmp_path / "graph" / "rdf-core").is_dir()
