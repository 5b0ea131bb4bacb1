"""The servers that are compared: how each is started, filled with the data, and asked."""

from __future__ import annotations

import http.client
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from copies import Data
from processes import HOST, Running, running

PEERS = ("oxigraph>=0.5.13", "rdflib-endpoint>=0.6.3", "uvicorn>=0.35")
HERE = Path(__file__).resolve().parent
PATIENCE = 600.0
"""Seconds within which a server must have read the data."""
THREADS = "8"


@dataclass(frozen=True)
class Contestant:
    """A server. `command` is made from the port, the data and the folder of the peers' programs.

    `own` says that it is Depositary: it has as-of graphs, finds things by name, and reads a release.
    """

    name: str
    command: Callable[[int, Data, Path], Sequence[str]]
    path: str = "/sparql?"
    own: bool = False
    upload: bool = False
    environ: dict[str, str] = field(default_factory=dict)
    constant: bool = False

    @contextmanager
    def serving(self, data: Data, programs: Path, settings: dict[str, str]) -> Iterator[Running]:
        """Run the server until it answers, with the data in it; RuntimeError where it does not come so far."""
        environ = {"DEPOSITARY_RELEASES": str(data.releases), **settings, **self.environ} if self.own else {}
        environ["PYTHONPATH"] = f"{HERE}:{HERE.parent / 'server'}"
        with running(lambda port: self.command(port, data, programs), _answers, PATIENCE, **environ) as server:
            if self.upload:
                _upload(server, data)
            yield server


def _answers(server: Running) -> bool:
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except http.client.HTTPException:
        return False
    finally:
        connection.close()


def _upload(server: Running, data: Data) -> None:
    """Put the triples into the default graph (SPARQL 1.1 Graph Store HTTP Protocol, section 5.5)."""
    connection = http.client.HTTPConnection(HOST, server.port, timeout=PATIENCE)
    with data.ntriples.open("rb") as body:
        headers = {"Content-Type": "application/n-triples", "Content-Length": str(data.ntriples.stat().st_size)}
        connection.request("POST", "/store?default", body, headers)
        status = connection.getresponse().status
    connection.close()
    if status >= 300:
        raise RuntimeError(f"the upload ended with {status}")


def _own(port: int, data: Data, programs: Path) -> list[str]:
    sizes = ["--web-workers", "1", "--web-threads", THREADS, "--query-workers", "2", "--deadline", "60"]
    place = ["--no-build", "--host", HOST, "--port", str(port)]
    return [sys.executable, "-m", "depositary.cli", "serve", *place, *sizes]


def _granian(application: str, *options: str) -> Callable[[int, Data, Path], list[str]]:
    fixed = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", THREADS]
    fixed += ["--host", HOST, "--log-level", "warning", "--backpressure", "40", *options]
    return lambda port, data, programs: [*fixed, "--port", str(port), f"behind_granian:{application}"]


def _oxigraph(port: int, data: Data, programs: Path) -> list[str]:
    return [str(programs / "oxigraph"), "serve", "--bind", f"{HOST}:{port}"]


def _rdflib_endpoint(port: int, data: Data, programs: Path) -> list[str]:
    return [str(programs / "rdflib-endpoint"), "serve", "--host", HOST, "--port", str(port), str(data.ntriples)]


OWN = Contestant("depositary", _own, own=True)
IN_PROCESS = Contestant("in process", _granian("in_process", "--factory"), own=True)
OXIGRAPH = Contestant("oxigraph", _oxigraph, "/query?", upload=True)
RDFLIB_ENDPOINT = Contestant("rdflib-endpoint", _rdflib_endpoint, "/?")
CONTESTANTS = (OWN, IN_PROCESS, OXIGRAPH, RDFLIB_ENDPOINT)
CONSTANTS = (
    Contestant("constant, bare", _granian("bare"), "/?", constant=True),
    Contestant("constant, Flask", _granian("flask"), "/?", constant=True),
)


def install(folder: Path) -> Path:
    """Make a virtual environment with the peers, unless it is there; return the folder of its programs."""
    programs = folder / "bin"
    if not all((programs / name).exists() for name in ("oxigraph", "rdflib-endpoint")):
        venv.create(folder, with_pip=True)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PEERS], check=True)
    return programs


def versions(programs: Path) -> dict[str, str]:
    """Return the versions of everything that takes part."""
    code = "import sys; from importlib.metadata import version as v; print(*(f'{n} {v(n)}' for n in sys.argv[1:]))"
    found: dict[str, str] = {"Python": sys.version.split()[0]}
    asked = {
        sys.executable: ("depositary", "pyoxigraph", "granian", "flask"),
        str(programs / "python"): ("oxigraph", "rdflib-endpoint", "rdflib", "uvicorn"),
    }
    for interpreter, names in asked.items():
        out = subprocess.run([interpreter, "-c", code, *names], capture_output=True, text=True, check=True).stdout
        words = out.split()
        found |= dict(zip(words[::2], words[1::2], strict=True))
    return found
