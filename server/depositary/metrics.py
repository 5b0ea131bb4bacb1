"""What is counted and measured, for Prometheus (text format 0.0.4); the one import of prometheus_client.

Each metric is declared here, once, and imported by the module that counts. The web processes of a server share their
values through the files of PROMETHEUS_MULTIPROC_DIR, which `serving.run` sets before it starts them, so that a scrape
gives the sum over all of them whichever answers it. Without that folder a process counts for itself.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

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


def exposition() -> bytes:
    """Write all metrics, summed over the web processes of the server (Prometheus exposition formats)."""
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
