"""Which endpoint is in office, who holds on to it, and when one that has left may be closed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import MutableMapping
from typing import Any

from depositary import heap, metrics
from depositary.endpoint import Endpoint

NAME = "depositary"
SETTLING = 60.0
"""Seconds after which an endpoint that has left is closed, and its memory can be swept."""


class Incumbency:
    """The endpoint in office and those before it that still have answers to finish; safe for threads.

    The one in office stands in `place["depositary"]`, too, which changes in one step. A request must hold on to the
    endpoint with which it began, or a takeover in its midst would mix two releases.
    """

    def __init__(self, place: MutableMapping[str, Any], endpoint: Endpoint) -> None:
        """Put `endpoint` in office."""
        self._lock = threading.Lock()
        self._place = place
        self._held: Counter[Endpoint] = Counter()
        self._leaving: list[Endpoint] = []
        self._past: Counter[str] = Counter()
        self._meter = metrics.PoolMeter()
        self._measuring = threading.Lock()
        place[NAME] = endpoint
        self._announce(endpoint, 1)
        self.measure()

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint in office, for a look; who is to use it must hold it."""
        found: Endpoint = self._place[NAME]
        return found

    def hold(self) -> Endpoint:
        """Return the endpoint in office, which stays open until it is let go as often as it was held."""
        with self._lock:
            self._held[self.endpoint] += 1
            return self.endpoint

    def let_go(self, endpoint: Endpoint) -> None:
        """Note that an answer is through; the last one of an endpoint that has left closes it."""
        with self._lock:
            self._held[endpoint] -= 1
            through = self._through(endpoint)
        if through:
            self._close(endpoint)

    def succeed(self, endpoint: Endpoint) -> None:
        """Put another endpoint in office; the old one is closed when its last answer is through."""
        with self._lock:
            old = self.endpoint
            self._leaving.append(old)
            self._place[NAME] = endpoint
            through = self._through(old)
        self._announce(old, 0)
        self._announce(endpoint, 1)
        if through:
            self._close(old)

    def stats(self) -> dict[str, int]:
        """Add up what the pools say, of those that have been closed what they counted; no count ever falls."""
        with self._lock:
            total = Counter(self._past)
            for endpoint in (self.endpoint, *self._leaving):
                total.update(_stats(endpoint))
        return {name: total[name] for name in ("idle", "busy", "waiting", "killed", "crashed", "answered", "started")}

    def measure(self) -> None:
        """Hand the state of the pools, and what has been answered, to the metrics."""
        metrics.ANSWERED.count()
        with self._measuring:  # or an older count could come after a newer one
            self._meter.measure(self.stats())

    def _through(self, endpoint: Endpoint) -> bool:
        """Say whether an endpoint has left and nobody holds it any more; the caller has the lock, and closes it."""
        if self._held[endpoint] > 0 or endpoint not in self._leaving:
            return False
        del self._held[endpoint]
        self._leaving.remove(endpoint)
        counts = _stats(endpoint)
        self._past.update({name: counts[name] for name in ("killed", "crashed", "answered", "started")})
        return True

    def _close(self, endpoint: Endpoint) -> None:
        """Close in a thread of its own: ending the processes takes a while, and nobody is to wait for it."""
        threading.Thread(target=endpoint.close, name="depositary-closing", daemon=True).start()
        later = threading.Timer(SETTLING, heap.settle)  # when nothing holds the old release any more
        later.daemon = True
        later.start()

    def _announce(self, endpoint: Endpoint, serving: int) -> None:
        manifest = endpoint.release.manifest
        metrics.RELEASE.labels(endpoint.release.version, str(manifest.get("released", ""))).set(serving)


def _stats(endpoint: Endpoint) -> dict[str, int]:
    return {**endpoint.pool.stats(), "started": endpoint.pool.started}
