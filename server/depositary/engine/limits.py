"""What the pool and each of its workers may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds of a pool.

    `workers` counts processes. `deadline` is in seconds and counts from the moment that a worker takes the job.
    `memory` is what a worker may add to what it has on start, in bytes of address space. `queue` counts the callers
    that may wait for a worker, `share` those of one client among them (None: as many as the queue holds). `hold` is
    how many bytes of an answer are held back before the first is released.
    """

    workers: int
    deadline: float
    memory: int
    queue: int
    hold: int
    share: int | None = None
