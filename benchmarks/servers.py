"""Requests a second behind four web servers, and those of the project's own `depositary serve`, side by side.

    python benchmarks/servers.py

First a constant Flask answer behind granian, gunicorn, waitress and cheroot; then a point lookup at /sparql, kept in
the cache of results and evaluated each time, and a page that does not exist, behind `depositary serve` on the release
at build/releases/current. One server runs at a time, on a free port of 127.0.0.1, and each round asks all of them in
turn. The load comes from a second process. It is written in Python and may be what is slow: look at the cores that it
used before you believe a ratio, and at the processor time of the server for each answer, which does not depend on it.
A server that is not installed is named.
"""

from __future__ import annotations

import http.client
import importlib.util
import multiprocessing
import os
import statistics
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from processes import HOST, running

THREADS, CONNECTIONS = "8", 8
ROUNDS, SECONDS, WARM_UP, PATIENCE = 2, 4.0, 0.5, 20.0
SATURATED = 0.9
"""Cores from which on the load generator, whose threads share one, is taken to be what is slow."""
HERE = Path(__file__).resolve().parent
RELEASES = HERE.parent / "build" / "releases"
LOOKUP = "SELECT ?p ?o { <https://w3id.org/depositary/id/state/armenia> ?p ?o }"
ASKED = f"/sparql?{urllib.parse.urlencode({'query': LOOKUP})}"
TICK = os.sysconf("SC_CLK_TCK")

application = Flask(__name__)


@application.get("/")
def constant() -> str:
    """Give the constant answer, the same behind every server."""
    return "constant"


@dataclass(frozen=True)
class Subject:
    """What is measured: a server, what is asked of it, and what the answer must be."""

    name: str
    module: str
    command: tuple[str, ...]
    path: str = "/"
    status: int = 200
    holds: bytes = b"constant"
    environ: tuple[tuple[str, str], ...] = ()

    def started(self, port: int) -> list[str]:
        """Return the command that starts it on a port."""
        return [sys.executable, "-m", *(part.replace("{port}", str(port)) for part in self.command)]


@dataclass(frozen=True)
class Measure:
    """What one round brought: milliseconds for `p50` and `p99`, processor cores in use for the last three."""

    rate: float
    p50: float
    p99: float
    faults: float
    generator: float
    server: float
    others: float


def _constant(name: str, *options: str) -> Subject:
    return Subject(name, name, (name, *options))


def _own(name: str, path: str, status: int, holds: bytes, **environ: str) -> Subject:
    options = ("--no-build", "--releases", str(RELEASES), "--host", HOST, "--port", "{port}")
    sizes = ("--web-workers", "1", "--web-threads", THREADS, "--query-workers", "2")
    command = ("depositary.cli", "serve", *options, *sizes)
    return Subject(name, "depositary", command, path, status, holds, tuple(environ.items()))


BIND = HOST + ":{port}"
APPLICATION = "servers:application"
SERVERS = (
    _constant(
        *("granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", THREADS),
        *("--host", HOST, "--port", "{port}", "--log-level", "warning", APPLICATION),
    ),
    _constant(
        *("gunicorn", "--worker-class", "gthread", "--workers", "1", "--threads", THREADS),
        *("--bind", BIND, "--log-level", "warning", APPLICATION),
    ),
    _constant("waitress", f"--threads={THREADS}", f"--listen={BIND}", APPLICATION),
    _constant("cheroot", "--threads", THREADS, "--bind", BIND, APPLICATION),
)
OWN = (
    _own("/sparql kept", ASKED, 200, b"Armenia"),
    _own("/sparql lookup", ASKED, 200, b"Armenia", DEPOSITARY_RESULT_CACHE="0"),
    _own("fixed 404", "/no-such-page", 404, b"404"),
)


def seconds_of(root: int) -> float:
    """Return the processor seconds that a process and its descendants have used."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            rest = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(path.parent.name)] = int(rest[1])
        used[int(path.parent.name)] = (int(rest[11]) + int(rest[12])) / TICK
    family, grown = {root}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        family, grown = family | more, bool(more)
    return sum(used.get(pid, 0.0) for pid in family)


def seconds_of_all() -> float:
    """Return the processor seconds that the whole machine has used; neither idle nor waiting for a disk."""
    user, nice, system, _, _, interrupts, soft, *_ = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(ticks) for ticks in (user, nice, system, interrupts, soft)) / TICK


class Client(threading.Thread):
    """Asks one thing again and again over one connection that is kept open."""

    def __init__(self, port: int, subject: Subject, length: int, seconds: float) -> None:
        super().__init__()
        self.subject, self.length, self.seconds = subject, length, seconds
        self.connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        self.taken: list[float] = []
        self.faults = 0

    def run(self) -> None:
        """Ask until the time is over; a broken connection is a fault, and opened anew."""
        end = time.perf_counter() + self.seconds
        while (began := time.perf_counter()) < end:
            try:
                self.faults += not self.ask()
                self.taken.append(time.perf_counter() - began)
            except (OSError, http.client.HTTPException):
                self.faults += 1
                self.connection.close()
                time.sleep(0.01)
        self.connection.close()

    def ask(self) -> bool:
        """Ask once; tell whether the answer was the right one and left the connection open."""
        self.connection.request("GET", self.subject.path)
        answer = self.connection.getresponse()
        whole = len(answer.read()) == self.length
        return whole and answer.status == self.subject.status and not answer.will_close


def load(port: int, subject: Subject, length: int, server: int) -> Measure:
    """Warm a server up, then measure it; runs in the second process."""
    _together(port, subject, length, WARM_UP)
    meters: tuple[Callable[[], float], ...] = (
        time.perf_counter,
        time.process_time,
        lambda: seconds_of(server),
        seconds_of_all,
    )
    before = [meter() for meter in meters]
    clients = _together(port, subject, length, SECONDS)
    wall, own, theirs, everyone = (meter() - was for meter, was in zip(meters, before, strict=True))
    taken = [seconds * 1e3 for client in clients for seconds in client.taken]
    if len(taken) < 2:
        raise RuntimeError("there were no answers")
    cuts = statistics.quantiles(taken, n=100)
    faults = sum(client.faults for client in clients)
    cores = (own / wall, theirs / wall, max(0.0, everyone - own - theirs) / wall)
    return Measure(len(taken) / wall, cuts[49], cuts[98], faults, *cores)


def _together(port: int, subject: Subject, length: int, seconds: float) -> list[Client]:
    clients = [Client(port, subject, length, seconds) for _ in range(CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return clients


@contextmanager
def serving(subject: Subject) -> Iterator[tuple[int, int, int]]:
    """Run a server until it answers as it must; yield its port, its process and the length of its answer."""
    environ = {"PYTHONPATH": f"{HERE}:{HERE.parent / 'server'}", **dict(subject.environ)}
    with running(subject.started, lambda at: _length(at.port, subject) is not None, PATIENCE, **environ) as at:
        yield at.port, at.process.pid, _length(at.port, subject) or 0


def _length(port: int, subject: Subject) -> int | None:
    """Return the length of the answer, None where there is none yet; RuntimeError where it is another one."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", subject.path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if answer.status != subject.status or subject.holds not in body:
        raise RuntimeError(f"it answered {answer.status} with {body[:80]!r}")
    return len(body)


def measure(subject: Subject) -> Measure:
    """Start a server and have a new process put load on it."""
    with (
        serving(subject) as (port, pid, length),
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as second,
    ):
        return second.submit(load, port, subject, length, pid).result()


def why_not(subject: Subject) -> str:
    """Tell why a subject cannot be measured; empty where it can."""
    if importlib.util.find_spec(subject.module) is None:
        return f"{subject.module} is not installed"
    if subject in OWN and not (RELEASES / "current" / "manifest.json").is_file():
        return f"there is no release at {RELEASES / 'current'}; `depositary build` makes one"
    return ""


def median(rounds: Sequence[Measure]) -> Measure:
    """Take the median of each figure over the rounds."""
    return Measure(*(statistics.median(getattr(each, name) for each in rounds) for name in Measure.__annotations__))


def show(title: str, subjects: Sequence[Subject], found: dict[str, list[Measure]]) -> None:
    """Print a table; ratios are those to the first server, whichever table it stands in."""
    head = ("", "req/s", "ratio", "lowest-highest", "p50 ms", "p99 ms", "CPU us/req", "faults")
    form = "{:<16}{:>8}{:>7}{:>16}{:>8}{:>8}{:>12}{:>8}  {}"
    print(f"\n{title}\n{form.format(*head, 'cores: load, server, others')}")
    first = found.get(SERVERS[0].name)
    for subject in subjects:
        if not (rounds := found.get(subject.name)):
            continue
        middle = median(rounds)
        ratio = f"{middle.rate / median(first).rate:.2f}" if first else "-"
        rates = [each.rate for each in rounds]
        spread, cost = f"{min(rates):.0f}-{max(rates):.0f}", f"{middle.server / middle.rate * 1e6:.0f}"
        times, faults = (f"{middle.p50:.2f}", f"{middle.p99:.2f}"), f"{sum(each.faults for each in rounds):.0f}"
        cores = f"{middle.generator:.2f}, {middle.server:.2f}, {middle.others:.2f}"
        bound = "  the load generator is at its limit" if middle.generator >= SATURATED else ""
        print(form.format(subject.name, f"{middle.rate:.0f}", ratio, spread, *times, cost, faults, cores + bound))


def main() -> None:
    """Measure all, round by round, and print."""
    skipped = {subject.name: reason for subject in (*SERVERS, *OWN) if (reason := why_not(subject))}
    release = (RELEASES / "current").resolve().name
    found: dict[str, list[Measure]] = {}
    for _ in range(ROUNDS):
        for subject in (*SERVERS, *OWN):
            if subject.name not in skipped:
                try:
                    found.setdefault(subject.name, []).append(measure(subject))
                except RuntimeError as error:
                    skipped[subject.name] = str(error)
                    found.pop(subject.name, None)
    print(f"{os.cpu_count()} cores, {CONNECTIONS} connections, {ROUNDS} rounds of {SECONDS:.0f} s each, medians")
    show("A constant Flask answer", SERVERS, found)
    show(f"depositary serve on {release}; ratio to the constant answer behind {SERVERS[0].name}", OWN, found)
    if (now := (RELEASES / "current").resolve().name) != release:
        print(f"\nThe current release became {now} meanwhile; run this again.")
    for name, reason in skipped.items():
        print(f"\nnot run: {name}: {reason}")


if __name__ == "__main__":
    main()
