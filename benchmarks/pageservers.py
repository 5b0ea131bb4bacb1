"""The servers whose pages of things are compared: how each is started, and where it has the document about a thing."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contestants import OWN, OXIGRAPH
from copies import BASE, Data
from entities import Entity
from processes import HOST, Running, running

TRIFID = Path(__file__).resolve().parent / "trifid"
PATIENCE = 120.0
"""Seconds within which Trifid must answer: it is ready when it describes the first thing that it is asked for."""


@dataclass(frozen=True)
class PageServer:
    """A server of pages; `path` is what the name of a thing is put behind, `groups` are those it is asked for.

    `config` is that of Trifid; without one it is Depositary, with the settings in `settings`.
    """

    name: str
    path: str
    groups: tuple[str, ...]
    config: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def paths(self, entities: tuple[Entity, ...]) -> tuple[str, ...]:
        """Return where the documents about things are."""
        return tuple(f"{self.path}{one.name}" for one in entities)

    @contextmanager
    def serving(self, data: Data, programs: Path, settings: dict[str, str], endpoint: str) -> Iterator[Running]:
        """Run the server until it answers; RuntimeError where it does not come so far."""
        if not self.config:
            with OWN.serving(data, programs, settings | self.settings) as server:
                yield server
            return
        environ = {"NODE_ENV": "production", "SPARQL_ENDPOINT_URL": endpoint, "DATASET_BASE_URL": BASE}
        with running(self._command, _listens, PATIENCE, **environ) as server:
            yield server

    def _command(self, port: int) -> list[str]:
        program = TRIFID / "node_modules" / "trifid" / "server.js"
        return ["node", str(program), "--config", str(TRIFID / self.config), "--port", str(port)]


def _listens(server: Running) -> bool:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/none")  # not "/": what ends so is looked for in every triple
        return connection.getresponse().status in (200, 404)
    finally:
        connection.close()


IN_TURN, AGAIN = ("all states", "the biggest"), ("one state again and again",)
ANEW = PageServer("depositary, no cache", "/doc/", IN_TURN, settings={"DEPOSITARY_RESULT_CACHE": "0"})
CACHED = PageServer("depositary", "/doc/", AGAIN)
PLAIN = PageServer("trifid", "/id/", IN_TURN + AGAIN, "config.yaml")
RELATIONS = PageServer("trifid, with relations", "/id/", IN_TURN + AGAIN, "relations.yaml")
SERVERS = (ANEW, CACHED, PLAIN, RELATIONS)


@contextmanager
def all_running(data: Data, programs: Path, settings: dict[str, str]) -> Iterator[dict[str, Running]]:
    """Run them all at once, idle but for the one that is asked, with oxigraph behind Trifid."""
    with ExitStack() as stack:
        store = stack.enter_context(OXIGRAPH.serving(data, programs, {}))
        endpoint = f"{store.url}/query"
        yield {one.name: stack.enter_context(one.serving(data, programs, settings, endpoint)) for one in SERVERS}


def install() -> None:
    """Install Trifid from its lock file, unless it is there; RuntimeError without Node.js and npm."""
    if (TRIFID / "node_modules" / "trifid").is_dir():
        return
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError("Trifid needs Node.js 20 and npm")
    subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=TRIFID, check=True)


def versions() -> dict[str, str]:
    """Return the versions of Node.js and of what the lock file pins of Trifid."""
    locked = json.loads((TRIFID / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    names = ("trifid", "trifid-core", "@zazuko/trifid-entity-renderer")
    node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    return {"Node.js": node.removeprefix("v"), **{name: locked[f"node_modules/{name}"]["version"] for name in names}}


def scheduling() -> str:
    """Tell how the kernel shares the cores, as far as it matters to the figures."""
    path = Path("/proc/sys/kernel/sched_autogroup_enabled")
    grouped = path.exists() and path.read_text().strip() == "1"
    return f"{os.cpu_count()} cores, autogroup scheduling {'on' if grouped else 'off'}"
