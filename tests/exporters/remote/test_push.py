"""A push leaves the very graph in real stores, and the old one whatever goes wrong on the way."""

import io
import json
import logging
import shutil
import ssl
import subprocess
import threading
from dataclasses import replace

import pyoxigraph as ox
import pytest

import kg
from kg.errors import ServerError, UsageError
from kg.exporters.rdf.formats import write_rdf
from kg.exporters.rdf.model import statements
from kg.exporters.rdf.syntax import NTriples
from kg.exporters.rdf.writing import serialised
from kg.exporters.remote import push as pushing
from kg.exporters.remote import store as remote
from kg.exporters.remote.client import Client
from kg.exporters.remote.credentials import Credentials, credentials
from kg.exporters.remote.push import Target, push

BASE = "https://notes.example/v/"
GRAPH = f"{BASE}dataset"
AWKWARD = {
    "a.md": "---\ntitle: 'back\\slash \\u0041 \\\\U0001F600 \"quote\"'\ncount: 7\n---\n[[b]] [[50% off?]]\n",
    "ü/עברית b.md": '---\ntitle: 日本 <b>&amp;\u2028\naliases: ["C:\\\\users"]\n---\n![[p 1.png]]\n',
    "p 1.png": b"",
}


@pytest.fixture(scope="module")
def told():
    return statements(kg.build(AWKWARD), base=BASE)


@pytest.fixture(scope="module")
def large():
    return statements(kg.build({f"{n}.md": f"[[{n + 1}]] [[wanted {n % 7}]]" for n in range(150)}), base=BASE)


def lines(notes):
    stream = io.BytesIO()
    write_rdf(kg.build(notes), stream, format="ntriples", base=BASE)
    return {f"{quad.triple} ." for quad in ox.parse(stream.getvalue(), ox.RdfFormat.N_TRIPLES)}


def written(told):
    return b"".join(serialised(told, NTriples(told.base)))


def texts(content):
    return {line for line in content if "^^" not in line}


# --- real stores ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", ["gsp", "update"])
def test_a_store_has_the_very_graph(store, told, protocol):
    done = push(told, Target(getattr(store, protocol), protocol=protocol, graph=f"{GRAPH}/{protocol}"))
    found = store.content(done.graph)

    assert done.statements == len(told) == len(found)
    assert texts(found) == texts(lines(AWKWARD))  # Virtuoso writes some numbers in its own way
    assert store.name == "virtuoso" or found == lines(AWKWARD)
    assert not any("push" in graph for graph in store.graphs())


def test_the_graph_is_replaced_and_no_other(store, told):
    other = statements(kg.build({"x.md": "[[y]]"}), base=BASE)
    push(other, Target(store.gsp, graph="https://notes.example/other"))
    push(other, Target(store.gsp, graph=GRAPH))

    push(told, Target(store.gsp, graph=GRAPH))

    assert len(store.content(GRAPH)) == len(told)
    assert len(store.content("https://notes.example/other")) == len(other)


# --- a server that misbehaves ---------------------------------------------------------------------------


@pytest.fixture
def old(oxigraph):
    """What stood in the store before."""
    push(statements(kg.build({"old.md": ""}), base=BASE), Target(oxigraph.gsp, graph=GRAPH))
    return oxigraph.content(GRAPH)


def pushed(gate, told, **options):
    target = {"tries": 2, "chunk": 1 << 14, "timeout": 5.0, **options.pop("target", {})}
    return push(told, Target(f"{gate.start}/store", graph=GRAPH, **target), **options)


def status(number, headers=(), body=b""):
    return lambda handler: handler.answer(number, headers, body)


def garbage(handler):
    handler.wfile.write(b"\x00\xff nonsense\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("fault", [status(500), status(503, {"Retry-After": "0"}), garbage, "drop"])
def test_what_works_at_the_second_try_is_tried_again(gate, large, oxigraph, fault):
    gate.script.extend([None, (lambda handler: handler.drop()) if fault == "drop" else fault])
    remarks = []

    done = pushed(gate, large, remark=remarks.append)

    assert done.statements == len(oxigraph.content(GRAPH)) == len(large)
    assert ["Trying again" in remark for remark in remarks] == [True]


@pytest.mark.parametrize("fault", [500, 401, 403, 404, 507, 302])
def test_after_a_failure_in_the_middle_the_old_graph_stands(gate, large, oxigraph, old, fault):
    gate.script.extend([None, None, status(fault), status(fault)])
    message = "moved" if fault == 302 else str(fault)
    with pytest.raises(ServerError, match=message) as error:
        pushed(gate, large)

    assert error.value.exit_code == 3
    assert "\n" not in str(error.value)
    assert oxigraph.content(GRAPH) == old
    assert not any("push" in graph for graph in oxigraph.graphs())


def test_a_push_goes_on_where_it_stopped(gate, large, oxigraph, old, tmp_path):
    gate.script.extend([None] * 5 + [status(500)] * 2)
    with pytest.raises(ServerError):
        pushed(gate, large, folder=tmp_path)
    assert oxigraph.content(GRAPH) == old
    (kept,) = tmp_path.glob("push-*.json")
    before = sum(asked.size for asked in gate.sent[:5])
    assert json.loads(kept.read_text())["done"] == before
    gate.reset()

    done = pushed(gate, large, folder=tmp_path)

    assert done.resumed > 0
    assert len(oxigraph.content(GRAPH)) == done.statements == len(large)
    assert sum(asked.size for asked in gate.sent) + before == len(written(large))
    assert list(tmp_path.iterdir()) == []
    assert not any("push" in graph for graph in oxigraph.graphs())


# --- in one request -------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", [0, pushing.CHANGE])
def test_one_request_makes_a_graph_and_another_one_changes_it(oxigraph, told, large, monkeypatch, change):
    monkeypatch.setattr(remote, "_STEP", 100)  # what was sent beside it goes in several steps
    monkeypatch.setattr(pushing, "CHANGE", change)  # at most that much by one update
    for content in (told, large, told):
        done = push(content, Target(oxigraph.gsp, graph=f"{GRAPH}/bulk", protocol="bulk"))

        assert done.statements == len(content)
        assert oxigraph.content(f"{GRAPH}/bulk") == {
            f"{quad.triple} ." for quad in ox.parse(written(content), ox.RdfFormat.N_TRIPLES)
        }
        assert not any("push" in graph for graph in oxigraph.graphs())


def test_a_small_change_is_all_that_is_sent(gate, told, oxigraph, send):
    target = Target(f"{gate.start}/store", graph=f"{GRAPH}/small", protocol="bulk")
    push(told, replace(target, url=oxigraph.gsp))
    line = min(oxigraph.content(target.graph))
    form = {"Content-Type": "application/sparql-update"}
    update = f"DELETE DATA {{ GRAPH <{target.graph}> {{ {line} }} }} ;"
    strange = f'INSERT DATA {{ GRAPH <{target.graph}> {{ <x:s> <x:p> "a \\\\users \\n\\" é", 05 }} }}'
    assert send(oxigraph.update, (update + strange).encode(), form)[0] == 204
    gate.reset()

    assert push(told, target).statements == len(told)
    assert line in oxigraph.content(target.graph)
    assert not any(text.startswith("<x:s>") for text in oxigraph.content(target.graph))
    assert max(asked.size for asked in gate.asked) < 2000


def half(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"<x:s> <x:p> <x:o> .\n")
    handler.close_connection = True


@pytest.mark.parametrize("fault", [status(500), status(401), half, lambda handler: handler.drop()])
def test_a_graph_that_cannot_be_fetched_is_left_as_it_is(gate, told, oxigraph, old, fault):
    gate.reads = fault
    with pytest.raises(ServerError):
        pushed(gate, told, target={"protocol": "bulk"})

    assert oxigraph.content(GRAPH) == old
    assert not any("push" in graph for graph in oxigraph.graphs())


def test_what_cannot_be_named_goes_as_well(oxigraph, told, send):
    target = Target(oxigraph.gsp, graph=f"{GRAPH}/nameless", protocol="bulk")
    form = {"Content-Type": "application/sparql-update"}
    update = f"INSERT DATA {{ GRAPH <{target.graph}> {{ <x:s> <x:p> [ <x:q> 1 ] }} }}"
    assert send(oxigraph.update, update, form)[0] == 204

    assert push(told, target).statements == len(oxigraph.content(target.graph)) == len(told)


@pytest.mark.parametrize("before", [False, True])
def test_one_request_that_is_cut_short_changes_nothing(oxigraph, told, large, before, monkeypatch):
    monkeypatch.setattr(pushing, "CHANGE", 0)
    target = Target(oxigraph.gsp, graph=f"{GRAPH}/cut/{before}", protocol="bulk", chunk=1024)
    if before:
        push(told, target)
    stood = oxigraph.content(target.graph)

    def stop(step, done, total):
        if done > 100:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push(large, target, progress=stop)

    assert oxigraph.content(target.graph) == stood
    assert len(stood) == (len(told) if before else 0)
    assert not any("push" in graph for graph in oxigraph.graphs())


@pytest.mark.parametrize("lost", ["content", "staging", "file"])
def test_what_was_sent_of_something_else_does_not_count(gate, large, told, oxigraph, tmp_path, lost, send):
    gate.script.extend([None] * 5 + [status(500)] * 2)
    with pytest.raises(ServerError):
        pushed(gate, large, folder=tmp_path)
    gate.reset()
    (kept,) = tmp_path.glob("push-*.json")
    if lost == "staging":
        staging = json.loads(kept.read_text())["staging"]
        send(oxigraph.update, f"DROP GRAPH <{staging}>", {"Content-Type": "application/sparql-update"})
    elif lost == "file":
        kept.write_text('{"staging": 1}')
    content = told if lost == "content" else large

    done = pushed(gate, content, folder=tmp_path)

    assert done.resumed == 0
    assert len(oxigraph.content(GRAPH)) == len(content)
    assert lost == "file" or not any("push" in graph for graph in oxigraph.graphs())
    if lost == "file":  # nobody knows what that staging graph was called; it is not ours to guess
        for graph in [graph for graph in oxigraph.graphs() if "push" in graph]:
            send(oxigraph.update, f"DROP GRAPH <{graph}>", {"Content-Type": "application/sparql-update"})


def test_chunks_shrink_until_the_server_takes_them(gate, large, oxigraph):
    gate.most = 10_000

    done = pushed(gate, large, target={"chunk": 1 << 20})

    assert len(oxigraph.content(GRAPH)) == done.statements
    assert max(asked.size for asked in gate.sent[-5:]) <= 10_000


def test_a_server_that_takes_nothing_is_told(gate, large, oxigraph, old):
    gate.most = 0
    with pytest.raises(ServerError, match="takes less at a time"):
        pushed(gate, large)

    assert oxigraph.content(GRAPH) == old


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>Welcome</html>",
        b"[]",
        b'{"results": {"bindings": []}}',
        b'{"results":' * 100_000,
        b"x" * (3 << 20),
    ],
    ids=["html", "list", "empty", "deep", "large"],
)
def test_an_answer_that_makes_no_sense_is_told(gate, large, answer):
    gate.script.extend([None] * 1000)
    gate.always = lambda handler: handler.answer(200, {}, answer)
    with pytest.raises(ServerError, match="no SPARQL result"):
        pushed(gate, large)


def test_a_store_that_loses_statements_keeps_the_old_graph(gate, large, oxigraph, old):
    before = oxigraph.graphs()
    gate.script.extend([None, status(204)])
    with pytest.raises(ServerError, match=r"has [\d,]+ statements"):
        pushed(gate, large)

    assert oxigraph.content(GRAPH) == old
    assert oxigraph.graphs() == before


def test_a_copy_that_was_done_though_its_answer_got_lost_is_done_once_more(
    gate, large, oxigraph, monkeypatch
):
    copied = []

    def copy(self, source, target):
        copied.append(original(self, source, target))
        original(self, source, target)

    original = remote.RemoteStore.copy
    monkeypatch.setattr(remote.RemoteStore, "copy", copy)

    assert pushed(gate, large).statements == len(oxigraph.content(GRAPH))
    assert copied


# --- how long to wait -----------------------------------------------------------------------------------


def waits(gate, *answers, tries=5):
    slept = []
    gate.script.extend(answers)
    with Client(Credentials(), gate.start, tries=tries, sleep=slept.append) as client:
        client.post(
            f"{gate.start}/store",
            b"",
            media_type="application/n-triples",
            parameters={"graph": "https://notes.example/empty"},
        )
    return slept


def test_the_pause_doubles_and_the_server_may_set_it(gate):
    assert waits(gate, status(500), status(500), status(500)) == [0.5, 1.0, 2.0]
    assert waits(gate, status(429, {"Retry-After": "7"}), status(503)) == [7.0, 1.0]


def test_nobody_waits_for_a_server_that_asks_for_an_hour(gate):
    with pytest.raises(ServerError, match="asks to wait for 3600 s"):
        waits(gate, status(503, {"Retry-After": "3600"}))


def test_a_server_that_is_not_there_is_told_at_once(told):
    with pytest.raises(ServerError, match="cannot be reached"):
        push(told, Target("http://127.0.0.1:1/store", tries=50))


# --- who asks -------------------------------------------------------------------------------------------

SECRETS = ("hush/hush", "t0ken", "w5hubjpodXNoL2h1c2g=")


@pytest.fixture
def known(monkeypatch):
    def know(guard):
        if guard == "bearer":
            monkeypatch.setenv("KG_PUSH_TOKEN", "t0ken")
        else:
            monkeypatch.setenv("KG_PUSH_USER", "änn")
            monkeypatch.setenv("KG_PUSH_PASSWORD", "hush/hush")

    return know


def test_each_way_to_ask_who_is_there(guarded, known, large, oxigraph, caplog, tmp_path):
    gate, guard = guarded
    known(guard)
    caplog.set_level(logging.DEBUG)
    gate.script.extend([None, status(500)])  # a failure tells, and a bookmark is written

    assert pushed(gate, large, folder=tmp_path).statements == len(oxigraph.content(GRAPH))
    assert not any(secret in caplog.text for secret in SECRETS)
    assert guard == "basic" or not any(SECRETS[2] in asked.authorization for asked in gate.asked)
    assert all(asked.size < 1000 for asked in gate.asked if not asked.authorization)


def test_without_credentials_a_guarded_server_says_no(guarded, large):
    with pytest.raises(ServerError, match=r"does not know who asks \(401\).*KG_PUSH_USER") as error:
        pushed(guarded[0], large)

    assert error.value.exit_code == 3


def test_a_server_that_repeats_what_it_was_shown_is_not_quoted(gate, known, large):
    known("basic")
    gate.always = lambda handler: (
        handler.answer(401, {"WWW-Authenticate": "Basic"})
        if not handler.headers.get("Authorization")
        else handler.answer(500, {}, f"no: {handler.headers['Authorization']} hush/hush".encode())
    )
    with pytest.raises(ServerError, match=r"\*\*\*") as error:
        pushed(gate, large)

    assert not any(secret in str(error.value) for secret in SECRETS)


def test_nobody_but_the_store_sees_credentials(gate, known, large, oxigraph):
    known("bearer")
    seen = []

    class Other(type(gate)):
        pass

    other = Other(oxigraph.gsp.removesuffix("/store"))
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        target = {"update_url": f"{other.start}/update", "query_url": f"{other.start}/query"}
        pushed(gate, large, target=target)
        seen = [asked.authorization for asked in other.asked]
    finally:
        other.shutdown()
        thread.join()
        other.server_close()

    assert set(seen) == {""}
    assert {asked.authorization for asked in gate.asked} == {"Bearer t0ken"}


def test_netrc_is_read_for_the_server_at_hand(tmp_path):
    place = tmp_path / "netrc"
    place.write_text(
        "machine other.example login x password y\nmachine notes.example login ann password hush\n"
    )
    place.chmod(0o600)
    environment = {"NETRC": str(place)}

    assert credentials("notes.example", environment=environment)[:2] == ("ann", "hush")
    assert not credentials("third.example", environment=environment)
    assert "hush" not in repr(credentials("notes.example", environment=environment))
    place.write_text("machine notes.example login ann password hush secret\n")
    with pytest.raises(UsageError, match="cannot be read: line") as error:
        credentials("notes.example", environment=environment)
    assert "hush" not in str(error.value)


@pytest.mark.parametrize(
    "environment",
    [
        {"KG_PUSH_USER": "ann"},
        {"KG_PUSH_PASSWORD": "hush"},
        {"KG_PUSH_USER": "ann", "KG_PUSH_PASSWORD": "hush", "KG_PUSH_TOKEN": "t"},
    ],
)
def test_half_a_credential_is_told(environment):
    with pytest.raises(UsageError):
        credentials("notes.example", environment=environment)


# --- TLS ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    words = (
        "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    )
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    openssl = shutil.which("openssl")
    assert openssl, "openssl is not installed"
    subprocess.run([openssl, *words.split(), *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def tls(certificate, gate, oxigraph):
    other = type(gate)(oxigraph.gsp.removesuffix("/store"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    other.socket = context.wrap_socket(other.socket, server_side=True)
    thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"https://127.0.0.1:{other.server_port}/store"
    other.shutdown()
    thread.join()
    other.server_close()


def test_a_certificate_has_to_be_trusted(tls, certificate, told, monkeypatch):
    with pytest.raises(ServerError, match=r"not trusted.*--ca-file"):
        push(told, Target(tls))
    assert push(told, Target(tls, ca_file=certificate / "cert.pem")).statements == len(told)
    with pytest.raises(UsageError, match="holds no certificates"):
        push(told, Target(tls, ca_file=certificate / "key.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    assert push(told, Target(tls)).statements == len(told)
