"""The clients of soak.py: what they ask, what they get, and whether that is what the live release must say."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import twins
from processes import HOST, Memory
from twins import Right

RUNAWAYS = 50
"""One in so many queries is a runaway."""
PATIENCE = 60.0
AFTER_KILL = 1.0
"""Seconds after a kill in which a connection may break: an answer that has begun cannot become an error."""
GRACE = 2.0
"""Seconds in which the old release may still answer beside the new one: web processes change one after the other."""
EXAMPLES = 4
WRONG = (
    ("syntax error", "SELECT ?s { ?s ?p }", 400),
    ("no such function", "SELECT (<https://example.org/none>(1) AS ?x) {}", 400),
    ("no such day", "SELECT * FROM <https://w3id.org/depositary/asof/2021-02-30> { ?s ?p ?o }", 400),
    ("not acceptable", "SELECT * { ?s ?p ?o } LIMIT 1", 406),
)
"""What is wrong, the query, and the status that says so."""


class Timeline:
    """Which releases may have been the live one, and when."""

    def __init__(self, name: str, now: float) -> None:
        """Begin with one release."""
        self._spans: list[tuple[str, float, float]] = [(name, now, float("inf"))]
        self._lock = threading.Lock()

    def begin(self, name: str, now: float) -> None:
        """From now on, `name` may be what answers, beside what has answered so far."""
        with self._lock:
            self._spans.append((name, now, float("inf")))

    def confirm(self, name: str, now: float) -> None:
        """Take it that queries which begin after now are answered by `name` alone."""
        with self._lock:
            self._spans = [
                (one, start, min(end, now) if number < len(self._spans) - 1 else end)
                for number, (one, start, end) in enumerate(self._spans)
            ]

    def lag(self, name: str, began: float) -> float:
        """Return the seconds for which `name` was no longer the live release when a query began."""
        with self._lock:
            return began - max(end for one, start, end in self._spans if one == name and start <= began)

    def live(self, began: float, ended: float) -> set[str]:
        """Name the releases that may have answered a query."""
        with self._lock:
            return {name for name, start, end in self._spans if start <= ended and began <= end}


@dataclass
class Record:
    """Everything that happened."""

    statuses: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    kills: list[float] = field(default_factory=list)
    swaps: list[float | None] = field(default_factory=list)
    memory: list[Memory] = field(default_factory=list)
    seconds: float = 0.0
    late: int = 0
    lag: float = 0.0
    alive: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, kind: str, outcome: str) -> None:
        """Count an outcome of a kind of query."""
        with self.lock:
            self.statuses[kind, outcome] += 1

    def fault(self, name: str, example: str) -> None:
        """Count what must not happen, and keep the first examples of each."""
        with self.lock:
            self.faults[name] += 1
            if self.faults[name] <= EXAMPLES:
                self.examples.append(f"{name}: {example}")

    def delayed(self, lag: float) -> None:
        """Note an answer of the release before, `lag` seconds after the present one had answered."""
        with self.lock:
            self.late += 1
            self.lag = max(self.lag, lag)

    def killed(self, now: float) -> None:
        """Note that a worker was killed."""
        with self.lock:
            self.kills.append(now)

    def excused(self, began: float, ended: float) -> bool:
        """Say whether a worker was killed while a query ran."""
        with self.lock:
            return any(began - AFTER_KILL <= at <= ended + AFTER_KILL for at in self.kills)

    def summary(self) -> dict[str, Any]:
        """Return it all as JSON can carry it."""
        return {
            "seconds": round(self.seconds, 1),
            "statuses": {f"{kind}: {outcome}": n for (kind, outcome), n in sorted(self.statuses.items())},
            "faults": dict(self.faults),
            "examples": self.examples,
            "kills": len(self.kills),
            "swaps": self.swaps,
            "late": self.late,
            "lag": round(self.lag, 2),
            "rss": [one.rss for one in self.memory],
            "pss": [one.pss for one in self.memory],
        }


def fetch(port: int, right: Right) -> tuple[int, bytes, str | None]:
    """Ask once over a connection of its own; return the status, the body and Retry-After."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        return send(connection, "GET", right.text, right.accept)
    except http.client.HTTPException as error:
        raise ConnectionError(str(error)) from error
    finally:
        connection.close()


def send(connection: http.client.HTTPConnection, way: str, text: str, accept: str) -> tuple[int, bytes, str | None]:
    """Ask in one of the three ways of the protocol (SPARQL 1.1 Protocol, section 2.1)."""
    form = urlencode({"query": text})
    if way == "GET":
        connection.request("GET", f"/sparql?{form}", headers={"Accept": accept})
    elif way == "form":
        kind = "application/x-www-form-urlencoded"
        connection.request("POST", "/sparql", form, {"Accept": accept, "Content-Type": kind})
    else:
        kind = "application/sparql-query"
        connection.request("POST", "/sparql", text.encode(), {"Accept": accept, "Content-Type": kind})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers["Retry-After"]


class Client(threading.Thread):
    """Asks over one connection that is kept open, and judges each answer."""

    def __init__(
        self,
        port: int,
        rights: list[Right],
        runaway: str,
        timeline: Timeline,
        record: Record,
        end: float,
        most: int,
        seed: int,
    ) -> None:
        """Take what to ask, where to note, and when to end."""
        super().__init__()
        self._connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        self._kinds: dict[str, list[Right]] = {}
        for right in rights:
            self._kinds.setdefault(right.kind.partition(":")[0].partition(",")[0], []).append(right)
        self._runaway, self._timeline, self._record = runaway, timeline, record
        self._end, self._most = end, most
        self._chance = random.Random(seed)

    def run(self) -> None:
        """Ask until the time or the number of requests is over."""
        for _ in range(self._most):
            if time.monotonic() >= self._end:
                break
            self._one()
        self._connection.close()

    def _one(self) -> None:
        draw = self._chance.random()
        if draw < 1 / RUNAWAYS:
            self._ask("runaway", self._runaway, twins.JSON, None)
        elif draw < 0.1:
            _, text, status = self._chance.choice(WRONG)
            self._ask("wrong", text, "image/png" if status == 406 else twins.JSON, status)
        else:
            right = self._chance.choice(self._kinds[self._chance.choice(sorted(self._kinds))])
            self._ask(right.kind.partition(":")[0], right.text, right.accept, right)

    def _ask(self, kind: str, text: str, accept: str, wanted: Right | int | None) -> None:
        way = self._chance.choice(("GET", "form", "direct"))
        began = time.monotonic()
        try:
            status, body, retry = send(self._connection, way, text, accept)
        except (OSError, http.client.HTTPException) as error:
            self._broken(kind, error, began)
            return
        self._record.count(kind, str(status))
        why = self._amiss(status, body, accept, wanted, began)
        if not why and status in (429, 503) and not retry:
            why = "no Retry-After"
        if why:
            self._record.fault(why, f"{kind} {way} {status} {text[:120]!r} {body[:60]!r} … {body[-60:]!r}")

    def _broken(self, kind: str, error: Exception, began: float) -> None:
        """Note a connection that ended before the answer did: a kill excuses that, but not that one is refused."""
        self._connection.close()
        refused = isinstance(error, ConnectionRefusedError)
        excused = not refused and self._record.excused(began, time.monotonic())
        self._record.count(kind, "cut by a kill" if excused else type(error).__name__)
        if not excused:
            self._record.fault("connection refused" if refused else "connection broken", f"{kind}: {error!r}")
            time.sleep(0.05)

    def _amiss(self, status: int, body: bytes, accept: str, wanted: Right | int | None, began: float) -> str:
        """Say what is wrong with an answer; empty where nothing is."""
        if status >= 500 and status not in (503, 504):
            return "status 5xx"
        if status in (429, 503, 504):
            return ""
        if not isinstance(wanted, Right):
            right = status == wanted if wanted is not None else False
            return "" if right else "a runaway or a wrong query was answered"
        if status != 200:
            return "a right query was refused"
        try:
            found = twins.digest(body, accept)
        except ValueError:
            return "a cut answer looked whole"
        live = self._timeline.live(began, time.monotonic())
        if found in {wanted.digests[name] for name in live}:
            return ""
        return self._late(next((name for name, one in wanted.digests.items() if one == found), ""), began)

    def _late(self, name: str, began: float) -> str:
        """Judge the answer of a release that was live no longer, or of none."""
        if not name:
            return "wrong answer"
        lag = self._timeline.lag(name, began)
        self._record.delayed(lag)
        return "an answer of a release no longer live" if lag > GRACE else ""
