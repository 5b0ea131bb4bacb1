"""Equal jobs at the same moment are evaluated once, so that a crowd that asks the same thing costs one worker."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import AbstractContextManager

from depositary import errors
from depositary.engine.answer import Answer

SHARED = (errors.BadQuery, errors.BadRequest, errors.QueryTimeout, errors.QueryTooCostly)
"""Errors that the job is to blame for, whoever asks; one of a worker, or of a full queue, is its caller's alone."""


class Flights:
    """The jobs that are being evaluated, by key; safe for threads."""

    def __init__(self, waiting: Callable[[str], AbstractContextManager[None]]) -> None:
        """Have none; `waiting` counts a caller for a client among those who wait, and may refuse it."""
        self._waiting = waiting
        self._lock = threading.Lock()
        self._flying: dict[Hashable, Future[Answer]] = {}

    def join(self, key: Hashable, client: str, evaluate: Callable[[], Answer]) -> Answer:
        """Return what `evaluate` gives, or gives to another caller that came before with the same `key`.

        An answer is shared where it is whole, an error where it is the job's own; else each caller evaluates for
        itself. Raises what `evaluate` raises, and what the wait is refused with.
        """
        mine: Future[Answer] = Future()
        with self._lock:
            flight = self._flying.setdefault(key, mine)
        if flight is mine:
            return self._lead(key, mine, evaluate)
        with self._waiting(client):
            error = flight.exception()
        if isinstance(error, SHARED):
            raise copy.copy(error)  # each has a traceback of its own
        return flight.result() if error is None and flight.result().complete else evaluate()

    def _lead(self, key: Hashable, flight: Future[Answer], evaluate: Callable[[], Answer]) -> Answer:
        try:
            answer = evaluate()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(answer)
        return answer

    def _land(self, key: Hashable) -> None:
        """Let those who come from now on evaluate anew: what was found may lie in a cache by then."""
        with self._lock:
            del self._flying[key]
