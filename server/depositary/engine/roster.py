"""Who works, who is idle, who waits: all that the callers and the keeper share, under one lock."""

from __future__ import annotations

import math
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from depositary import errors
from depositary.engine import faults
from depositary.engine.handle import Handle
from depositary.engine.limits import Limits
from depositary.engine.pace import Pace
from depositary.engine.turns import Turn, Turns

REPORT_WAIT = 1.0
"""Seconds to wait for the word of the zygote on what a worker died of."""
PATIENCE = 1.25
"""Deadlines for which a caller waits: who came right after a runaway gets its place when it has been killed."""


class Roster:
    """The workers of a pool and the callers that wait for one."""

    def __init__(self, limits: Limits) -> None:
        """Begin empty; the keeper fills it."""
        self._limits = limits
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._handles: dict[int, Handle] = {}
        self._idle: list[Handle] = []
        self._turns = Turns()  # empty as long as a worker is idle
        self._followers: Counter[str] = Counter()  # who wait for the answer to another's job, by client
        self._pace = Pace()
        self._failure: dict[str, Any] | None = None
        self._closed = False
        self._counts = {"killed": 0, "crashed": 0, "answered": 0}
        self.born_count = 0
        self.next_look = -math.inf  # when the keeper will look at the deadlines again, unless called

    # For the callers

    def wait_ready(self) -> None:
        """Wait until a worker is idle; raises what kept the store from loading."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle or self._hopeless())
            self._refuse_if_hopeless()

    def take(self, names: Collection[str], seconds: float, client: str) -> Handle:
        """Return an idle worker, preferably one that holds the blobs `names`, its clock set to `seconds`.

        Overloaded if the queue is full, or if no worker came free in `seconds`; TooManyRequests if `client` has as
        many callers in the queue as it may have.
        """
        with self._changed:
            self._refuse_if_hopeless()
            if self._idle:
                return self._hand_out(names, seconds, client)
            self._refuse_if_full(client)
            turn = Turn(client, names, seconds, self._lock)
            self._turns.join(turn)
            try:
                turn.ready.wait_for(lambda: turn.handle is not None or self._hopeless(), timeout=seconds * PATIENCE)
            finally:
                self._turns.leave(turn)
            if turn.handle is not None:
                return turn.handle
            self._refuse_if_hopeless()
            again = self._forecast(len(self._turns) + 1)
            raise errors.Overloaded(f"No worker came free in {seconds:g} seconds; try again in {again} seconds.", again)

    @contextmanager
    def following(self, client: str) -> Iterator[None]:
        """Count a caller that waits for the answer to another's job; raises what `take` raises for a full queue."""
        with self._lock:
            self._refuse_if_full(client)
            self._followers[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._followers[client] -= 1
                self._followers += Counter()  # drops those at zero

    def give_back(self, handle: Handle, reusable: bool) -> None:
        """Count the job as answered and, if the worker is fit, let the next caller have it."""
        with self._changed:
            self._counts["answered"] += 1
            self._pace.note(handle.elapsed())
            handle.expires = None
            if reusable and not handle.killed and not handle.gone:
                self._idle.append(handle)
                self._call()

    def autopsy(self, handle: Handle) -> errors.MachineError:
        """Return the error for a worker whose stream has ended too early."""
        with self._changed:
            self._changed.wait_for(lambda: handle.expired or handle.certified or self._closed, REPORT_WAIT)
            if handle.expired:
                return faults.timeout(handle.seconds)
            if self._closed:
                return errors.QueryKilled("The service is shutting down.")
            return faults.death(handle.code, handle.seconds)

    def stats(self) -> dict[str, int]:
        """Count the idle and busy workers, the waiting callers, and what has happened so far."""
        with self._changed:
            busy = sum(one.expires is not None and not one.gone for one in self._handles.values())
            waiting = len(self._turns) + self._followers.total()
            return {"idle": len(self._idle), "busy": busy, "waiting": waiting, **self._counts}

    def close(self) -> None:
        """Refuse whatever comes from now on, and those who wait."""
        with self._changed:
            self._closed = True
            self._wake_all()

    # For the keeper

    @property
    def closed(self) -> bool:
        """Whether the pool is shutting down."""
        return self._closed

    def missing(self) -> int:
        """Count the workers to be asked for."""
        with self._changed:
            return self._limits.workers - sum(not one.gone for one in self._handles.values())

    def expect(self, handle: Handle) -> None:
        """Note a worker that has been asked for."""
        with self._changed:
            self._handles[handle.number] = handle

    def born(self, number: int, pid: int) -> None:
        """Note that a worker lives, and let a caller have it."""
        with self._changed:
            self._failure = None
            self.born_count += 1
            handle = self._handles.get(number)
            if handle is not None and not handle.gone:
                handle.born(pid)
                self._idle.append(handle)
                self._call()
                self._changed.notify_all()

    def bury(self, handle: Handle) -> bool:
        """Note that a worker's socket has ended; True if no job was the cause."""
        with self._changed:
            workless = handle.expires is None and not handle.killed
            handle.gone = True
            if handle.pid is None:  # never born: nothing to report
                handle.certified = True
            else:
                self._counts["killed" if handle.killed else "crashed"] += 1
            if handle in self._idle:
                self._idle.remove(handle)
            if handle.expires is not None:
                self._pace.note(handle.elapsed())
            self._forget_if_settled(handle)
            self._wake_all()
            return workless

    def certify(self, number: int, code: int | None) -> None:
        """Note the exit code of a worker; None if it will never be known."""
        with self._changed:
            handle = self._handles.get(number)
            if handle is not None and not handle.certified:
                handle.certified, handle.code = True, code
                self._forget_if_settled(handle)
                self._changed.notify_all()

    def orphan(self) -> None:
        """Note that the zygote has gone and can report no death any more."""
        for number in list(self._handles):
            self.certify(number, None)

    def fail(self, fault: dict[str, Any]) -> None:
        """Note why no worker can be had; callers hear it as long as there is none."""
        with self._changed:
            self._failure = fault
            self._wake_all()

    def expire(self) -> float:
        """Kill what has passed its deadline; return when the next deadline is (monotonic clock)."""
        with self._changed:
            now = time.monotonic()
            self.next_look = math.inf
            for handle in self._handles.values():
                if handle.expires is None or handle.killed or handle.gone:
                    continue
                if handle.expires <= now:
                    handle.expired = True
                    handle.kill()
                else:
                    self.next_look = min(self.next_look, handle.expires)
            return self.next_look

    def kill_all(self) -> None:
        """End every worker."""
        with self._changed:
            for handle in self._handles.values():
                handle.kill()
            self._handles.clear()
            self._idle.clear()

    # Under the lock

    def _hand_out(self, names: Collection[str], seconds: float, client: str) -> Handle:
        handle = max(reversed(self._idle), key=lambda one: one.shared(names))  # of equals, the last used
        self._idle.remove(handle)
        handle.assign(seconds, client)
        self._turns.served(client)
        return handle

    def _call(self) -> None:
        """Hand idle workers to those whose turn it is."""
        while self._idle:
            busy = Counter(one.client for one in self._handles.values() if one.expires is not None and not one.gone)
            turn = self._turns.call(busy)
            if turn is None:
                return
            turn.handle = self._hand_out(turn.names, turn.seconds, turn.client)
            turn.ready.notify()

    def _refuse_if_full(self, client: str) -> None:
        own, most = self._turns.of(client) + self._followers[client], self._limits.share
        if most is not None and own >= max(1, most):
            again = self._forecast(own * self._turns.clients())  # the others are served in between
            raise errors.TooManyRequests(
                f"{own} of your queries wait already, which is all that one client may; try again in {again} seconds.",
                again,
            )
        waiting = len(self._turns) + self._followers.total()
        if waiting >= self._limits.queue:
            again = self._forecast(len(self._turns) + 1)
            raise errors.Overloaded(f"{waiting} queries wait already; try again in {again} seconds.", again)

    def _forecast(self, jobs: int) -> int:
        slowest = max((one.elapsed() for one in self._handles.values() if not one.gone), default=0.0)
        forecast = self._pace.forecast(jobs, self._limits.workers, slowest)
        return min(forecast, math.ceil(self._limits.deadline))  # nobody waits longer than that

    def _wake_all(self) -> None:
        """Let everyone look whether there is still hope."""
        self._changed.notify_all()
        for turn in self._turns:
            turn.ready.notify()

    def _hopeless(self) -> bool:
        living = any(one.pid is not None and not one.gone for one in self._handles.values())
        return self._closed or (self._failure is not None and not living)

    def _refuse_if_hopeless(self) -> None:
        if self._closed:
            raise errors.MachineError("The service is shutting down.")
        if self._hopeless() and self._failure is not None:
            raise faults.decode(self._failure)

    def _forget_if_settled(self, handle: Handle) -> None:
        if handle.gone and handle.certified:
            self._handles.pop(handle.number, None)
