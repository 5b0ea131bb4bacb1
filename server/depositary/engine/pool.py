"""The pool: what the rest of Depositary calls."""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Self

from depositary import errors
from depositary.engine.answer import Answer
from depositary.engine.control import Control
from depositary.engine.flights import Flights
from depositary.engine.keeper import Keeper
from depositary.engine.limits import Limits
from depositary.engine.roster import Roster

ATTEMPTS = 2  # a worker may be found dead by the job; but a job that kills while it is read is not sent for ever
NO_BLOBS: Mapping[str, bytes] = MappingProxyType({})


class Pool:
    """Worker processes that answer one job each at a time and are killed at its deadline; safe for threads.

    Make it after the last fork of the web process: a forked copy cannot use it.
    """

    def __init__(self, evaluator: str, argument: str, limits: Limits) -> None:
        """Start the workers and wait for the first; `evaluator` is "module:Class", made once with `argument`.

        Raises what the evaluator raised, if it was a DepositaryError, or else MachineError or DepositaryError.
        """
        self._limits = limits
        self._roster = Roster(limits)
        self._flights = Flights(self._roster.following)
        self._keeper = Keeper(self._roster, functools.partial(Control, evaluator, argument, limits.memory))
        self._keeper.start()
        try:
            self._roster.wait_ready()
        except BaseException:
            self.close()
            raise

    def answer(
        self,
        job: Mapping[str, Any],
        blobs: Mapping[str, bytes] = NO_BLOBS,
        deadline: float | None = None,
        client: str = "",
    ) -> Answer:
        """Run `job` (what JSON can carry) and return its answer, whole or begun; blocks until then.

        `blobs` are byte strings that the job needs, by name; a worker gets each name once, so a name must always
        mean the same bytes. `deadline` is in seconds, counted anew when a worker has been found.
        Who waits is served in turn by `client`.
        Raises what the evaluator raised, or Overloaded, TooManyRequests, QueryTimeout, QueryKilled.
        """
        seconds = self._limits.deadline if deadline is None else deadline
        for _ in range(ATTEMPTS):
            handle = self._roster.take(blobs.keys(), seconds, client)
            if handle.expires is not None and handle.expires < self._roster.next_look:
                self._keeper.ring()
            handle.send(job, blobs)
            try:
                return Answer(self._roster, handle, self._limits.hold)
            except errors.QueryKilled:
                if not handle.unread or self._roster.closed:
                    raise
        raise errors.QueryKilled("The workers died before they had read the query; try again.")

    def share(self, key: Hashable, client: str, evaluate: Callable[[], Answer]) -> Answer:
        """Return what `evaluate` gives, or gives to another caller that came before with the same `key`.

        `key` must decide over the answer. Who waits for another's answer counts in the queue as one that waits for a
        worker. Raises what `evaluate` raises, Overloaded, TooManyRequests.
        """
        return self._flights.join(key, client, evaluate)

    def stats(self) -> dict[str, int]:
        """Count idle and busy workers, waiting callers, and workers killed and crashed and jobs answered so far."""
        return self._roster.stats()

    @property
    def started(self) -> int:
        """The number of workers born so far, the first ones included."""
        return self._roster.born_count

    def close(self) -> None:
        """End every process of the pool; answers still streamed are cut."""
        self._roster.close()
        self._keeper.ring()
        self._keeper.join()

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the pool."""
        self.close()
