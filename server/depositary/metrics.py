"""What is counted and measured, for Prometheus (text format 0.0.4); the one import of prometheus_client.

Each metric is declared here, once, and imported by the module that counts. The web processes of a server share their
values through the files of PROMETHEUS_MULTIPROC_DIR, which `serving.run` sets before it starts them, so that a scrape
gives the sum over all of them whichever answers it. Without that folder a process counts for itself.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)

_registry = CollectorRegistry()

REQUESTS = Counter("depositary_requests", "Requests answered.", ["route", "method", "status"], registry=_registry)
SECONDS = Histogram(
    "depositary_request_seconds",
    "Seconds from the first byte of a request to the last of its answer.",
    ["route", "outcome"],
    buckets=BUCKETS,
    registry=_registry,
)
BYTES = Counter("depositary_response_bytes", "Bytes of answers, heads aside.", ["route"], registry=_registry)
QUEUE = Gauge(
    "depositary_queue_length",
    "Queries that wait for a worker.",
    multiprocess_mode="livesum",
    registry=_registry,
)
WORKERS = Gauge(
    "depositary_query_workers", "Query workers by state.", ["state"], multiprocess_mode="livesum", registry=_registry
)
DEATHS = Counter("depositary_query_workers_died", "Query workers that died, by cause.", ["cause"], registry=_registry)
BIRTHS = Counter(
    "depositary_query_workers_started", "Query workers started, the first ones included.", registry=_registry
)
TAKEOVERS = Counter(
    "depositary_takeovers", "New releases seen, by what became of them.", ["result"], registry=_registry
)
RELEASE = Gauge(
    "depositary_release_info",
    "Web processes that serve the release.",
    ["version", "released"],
    multiprocess_mode="livesum",
    registry=_registry,
)
START = Gauge(
    "depositary_start_time_seconds",
    "When the oldest web process started, in seconds since the epoch.",
    multiprocess_mode="livemin",
    registry=_registry,
)


class Answered(NamedTuple):
    """What is counted of a request that was answered."""

    route: str
    method: str
    status: int
    outcome: str
    seconds: float
    size: int


class Ledger:
    """Requests answered, noted one by one and counted many at a time; safe for threads.

    Counting is four writes into files, each under a lock: 15 µs of the 35 that a repeated answer takes.
    """

    MOST = 4096
    """Requests that may wait to be counted."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._noted: deque[Answered] = deque()
        self._counting = threading.Lock()

    def note(self, answered: Answered) -> None:
        """Keep a request until `count` is called, which is done here where too many wait."""
        self._noted.append(answered)
        if len(self._noted) >= self.MOST:
            self.count()

    def count(self) -> None:
        """Count what has been noted."""
        with self._counting:
            alike: dict[tuple[str, str, int, str], list[Answered]] = {}
            for _ in range(len(self._noted)):
                answered = self._noted.popleft()
                alike.setdefault(answered[:4], []).append(answered)
            for (route, method, status, outcome), some in alike.items():
                REQUESTS.labels(route, method, str(status)).inc(len(some))
                BYTES.labels(route).inc(sum(each.size for each in some))
                duration = SECONDS.labels(route, outcome)
                for each in some:
                    duration.observe(each.seconds)


ANSWERED = Ledger()


def exposition() -> bytes:
    """Write all metrics, summed over the web processes of the server (Prometheus exposition formats).

    What others answered is as old as their last look at themselves, `watch` seconds at most.
    """
    ANSWERED.count()
    if SHARED not in os.environ:
        return generate_latest(_registry)
    _forget_the_dead()
    whole = CollectorRegistry()
    MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
    return generate_latest(whole)


def _forget_the_dead() -> None:
    """Drop the gauges of web processes that have died; what they counted stays in the sums."""
    names = {path.stem.rpartition("_")[2] for path in Path(os.environ[SHARED]).glob("gauge_live*.db")}
    for name in names:
        try:
            os.kill(int(name), 0)
        except ProcessLookupError:
            mark_process_dead(int(name))  # type: ignore[no-untyped-call]


class PoolMeter:
    """Turns what pools say of themselves into gauges and counters; for one caller at a time."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counted: dict[str, int] = {}

    def measure(self, stats: Mapping[str, int]) -> None:
        """Set the gauges, and add to the counters what has come since the last time; `stats` never falls."""
        QUEUE.set(stats["waiting"])
        for state in ("idle", "busy"):
            WORKERS.labels(state).set(stats[state])
        for cause in ("killed", "crashed"):
            DEATHS.labels(cause).inc(self._growth(cause, stats))
        BIRTHS.inc(self._growth("started", stats))

    def _growth(self, name: str, stats: Mapping[str, int]) -> int:
        growth = stats[name] - self._counted.get(name, 0)
        self._counted[name] = stats[name]
        return growth
