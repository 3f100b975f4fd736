"""Starts programs that listen on loopback, for tests and benchmarks."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import time

_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
[TempDatabase]
DatabaseFile = {folder}/t.db
TransactionFile = {folder}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {folder}
{parameters}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 100000
"""


def free_port():
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def oxigraph_command(program, folder, port, verb="serve"):
    """What starts Oxigraph over the store in a folder."""
    return [str(program), verb, "--location", str(folder), "--bind", f"127.0.0.1:{port}"]


def virtuoso_command(program, folder, port, **parameters):
    """What starts Virtuoso over a new database in a folder, with these parameters of its own."""
    told = "\n".join(f"{name} = {value}" for name, value in parameters.items())
    settings = folder / "v.ini"
    settings.write_text(
        _VIRTUOSO.format(folder=folder, port=port, sql=free_port(), parameters=told), encoding="utf-8"
    )
    return [str(program), "+foreground", "+configfile", str(settings)]


@contextlib.contextmanager
def running(command, port, folder, *, cwd=None, patience=60):
    """A program in a session of its own that listens on a port, stopped for sure at the end.

    Args:
        command: The program and its arguments.
        port: The port it is to listen at.
        folder: Where what it prints goes.
        cwd: Where it runs; there too by default.
        patience: Seconds it may take until it listens.
    """
    printed = folder / "out.txt"
    with printed.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=cwd or folder, start_new_session=True)
    try:
        _await(process, port, patience, printed)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def _await(process, port, patience, printed):
    end = time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"{process.args!r} does not listen: {printed.read_text(errors='replace')}")
