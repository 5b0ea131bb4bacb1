"""How long jobs take of late, so that whoever is refused can be told when to come again."""

from __future__ import annotations

import math

WEIGHT = 0.1  # of the newest job in the mean: some twenty jobs are remembered


class Pace:
    """A moving mean of the seconds that jobs hold their workers."""

    def __init__(self) -> None:
        """Begin without a job seen."""
        self._mean: float | None = None

    def note(self, seconds: float) -> None:
        """Take in a job that has ended."""
        self._mean = seconds if self._mean is None else self._mean + WEIGHT * (seconds - self._mean)

    def forecast(self, jobs: int, workers: int, running: float) -> int:
        """Return in how many whole seconds, at least one, `workers` will have done `jobs`.

        `running` is for how long the slowest job at work has run: a worker held by a runaway is held longer than the
        mean of those that have ended says.
        """
        each = max(self._mean or 0.0, running)
        return max(1, math.ceil(each * jobs / workers))
