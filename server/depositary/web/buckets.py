"""Token buckets: each client's fills at a steady rate, and each request takes one token out."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

MOST = 10_000  # clients remembered


@dataclass(frozen=True)
class Draw:
    """What came of a request for a token: `granted`, the tokens `left`, and the seconds until `full` and `next`."""

    granted: bool
    left: int
    full: int
    next: int


class Buckets:
    """A bucket for each client of late; safe for threads.

    Of more than MOST clients, the one unseen for longest is forgotten, and begins with a full bucket if it comes again.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = monotonic) -> None:
        """Let each bucket hold `burst` tokens and fill at `rate` tokens a second of `clock`."""
        self.rate = rate
        self.burst = burst
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # tokens, and when they were counted

    def __len__(self) -> int:
        """Count the clients remembered."""
        return len(self._buckets)

    def draw(self, client: str) -> Draw:
        """Take a token out of the bucket of `client`, if there is one."""
        with self._lock:
            now = self._clock()
            tokens, counted = self._buckets.pop(client, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + (now - counted) * self.rate)
            granted = tokens >= 1
            tokens -= granted
            self._buckets[client] = (tokens, now)
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return Draw(granted, int(tokens), self._wait(self.burst - tokens), self._wait(1 - tokens))

    def _wait(self, tokens: float) -> int:
        return max(0, math.ceil(tokens / self.rate))
