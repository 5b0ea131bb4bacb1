"""Load on a server over connections that are kept open: by wrk where it is installed and the answers are quick.

One process of wrk makes tens of thousands of requests a second on a fraction of a core. Where it is missing, and for
answers that take longer than a fraction of the measurement, each client is a process of Python with http.client; what
they take from the server's cores is part of the figure then, so compare only figures of one generator.
"""

from __future__ import annotations

import http.client
import itertools
import multiprocessing
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

from processes import HOST

PATIENCE = 60.0
"""Seconds that a client waits for an answer."""
ENOUGH = 20
"""Answers that a client of wrk must be able to get within the measurement; below, Python measures each."""
_SCRIPT = """
local n, paths = %(start)d, {%(paths)s}
request = function()
  n = n + %(step)d
  local path = #paths > 0 and paths[n %% #paths + 1] or "%(path)s" .. n
  return wrk.format("GET", path, {["Accept"] = "%(accept)s"})
end
done = function(summary, latency, requests)
  local e = summary.errors
  print(string.format("FOUND %%d %%d %%d %%d %%d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
"""
_fresh = itertools.count(1)


@dataclass(frozen=True)
class Ask:
    """What is asked: a path whose last part is a number, counted up at each request unless it is `repeated`.

    With `paths`, the number only says which of them comes next, the first again after the last.
    """

    path: str
    accept: str
    limit: int
    repeated: bool = False
    paths: tuple[str, ...] = ()

    def target(self, number: int) -> str:
        """Return the path of a request."""
        return self.paths[number % len(self.paths)] if self.paths else f"{self.path}{number}"


@dataclass(frozen=True)
class Measure:
    """Answers a second, milliseconds at the median and the 99th percentile, faults, and what measured."""

    rate: float
    p50: float
    p99: float
    count: int
    faults: int
    by: str


def fresh(limit: int) -> int:
    """Return a number so far above `limit` that no request of an earlier measurement had it."""
    return limit + next(_fresh) * 1_000_000


def once(port: int, ask: Ask, patience: float = PATIENCE) -> tuple[int, bytes, float]:
    """Ask once; return the status, the body and the seconds until its end."""
    connection = http.client.HTTPConnection(HOST, port, timeout=patience)
    try:
        began = time.perf_counter()
        connection.request("GET", ask.target(ask.limit), headers={"Accept": ask.accept})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, body, time.perf_counter() - began
    finally:
        connection.close()


def measure(port: int, ask: Ask, clients: int, seconds: float, expected: float) -> Measure:
    """Ask with a number of clients for a time; `expected` is how long one answer takes."""
    if shutil.which("wrk") and expected * ENOUGH <= seconds:
        return _wrk(port, ask, clients, seconds)
    return _python(port, ask, clients, seconds)


def _wrk(port: int, ask: Ask, clients: int, seconds: float) -> Measure:
    paths = ", ".join(f'"{path}"' for path in ask.paths)
    values = {"start": ask.limit, "step": 0 if ask.repeated else 1, "path": ask.path, "accept": ask.accept}
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT % {**values, "paths": paths})
        script.flush()
        options = ("--threads", "1", "--connections", str(clients), "--timeout", f"{PATIENCE:.0f}s")
        command = ["wrk", *options, "--duration", f"{max(1, round(seconds))}s", "--script", script.name]
        done = subprocess.run([*command, f"http://{HOST}:{port}/"], capture_output=True, text=True, check=True)
    found = re.search(r"FOUND (\d+) (\d+) (\d+) (\d+) (\d+)", done.stdout)
    if found is None:
        raise RuntimeError(f"wrk said: {done.stdout[-200:]}{done.stderr[-200:]}")
    count, micros, p50, p99, faults = (int(value) for value in found.groups())
    return Measure(count / micros * 1e6, p50 / 1e3, p99 / 1e3, count, faults, "wrk")


def _python(port: int, ask: Ask, clients: int, seconds: float) -> Measure:
    with ProcessPoolExecutor(clients, mp_context=multiprocessing.get_context("spawn")) as pool:
        starts = [replace(ask, limit=ask.limit + n * 10_007 * (not ask.repeated)) for n in range(clients)]
        list(pool.map(time.sleep, [0.05] * clients))  # all are there before the first begins
        found = list(pool.map(client, [port] * clients, starts, [seconds] * clients))
    taken = [one * 1e3 for each, _, _ in found for one in each]
    faults = sum(bad for _, bad, _ in found)
    rate = sum(len(each) / wall for each, _, wall in found)
    if len(taken) < 2:
        only = taken[0] if taken else PATIENCE * 1e3
        return Measure(rate, only, only, len(taken), faults, "http.client")
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    return Measure(rate, cuts[49], cuts[98], len(taken), faults, "http.client")


def client(port: int, ask: Ask, seconds: float) -> tuple[list[float], int, float]:
    """Ask again and again over one connection, at least once; return the seconds of each, the faults and the time."""
    taken: list[float] = []
    faults, number = 0, ask.limit
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    start = time.perf_counter()
    while not (taken or faults) or time.perf_counter() < start + seconds:
        number += 0 if ask.repeated else 1
        began = time.perf_counter()
        try:
            connection.request("GET", ask.target(number), headers={"Accept": ask.accept})
            answer = connection.getresponse()
            answer.read()
            faults += answer.status != 200
            taken.append(time.perf_counter() - began)
        except (OSError, http.client.HTTPException):
            faults += 1
            connection.close()
    connection.close()
    return taken, faults, time.perf_counter() - start


def generator() -> str:
    """Name what makes the load, for the report."""
    if not shutil.which("wrk"):
        return "Python's http.client, a process a client (wrk is not installed)"
    version = subprocess.run(["wrk", "--version"], capture_output=True, text=True).stdout.split()[:2]
    return " ".join(version) + f"; http.client, a process a client, where fewer than {ENOUGH} answers fit"
