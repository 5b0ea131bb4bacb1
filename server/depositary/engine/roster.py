"""Who works, who is idle, who waits: all that the callers and the keeper share, under one lock."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Collection
from typing import Any

from depositary import errors
from depositary.engine import faults
from depositary.engine.handle import Handle
from depositary.engine.limits import Limits

REPORT_WAIT = 1.0  # seconds to wait for the zygote's word on what a worker died of


class Roster:
    """The workers of a pool and the callers that wait for one."""

    def __init__(self, limits: Limits) -> None:
        """Begin empty; the keeper fills it."""
        self._limits = limits
        self._changed = threading.Condition()
        self._handles: dict[int, Handle] = {}
        self._idle: list[Handle] = []
        self._queue: deque[object] = deque()
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

    def take(self, names: Collection[str], seconds: float) -> Handle:
        """Return an idle worker, preferably one that holds the blobs `names`, its clock set to `seconds`.

        Overloaded if the queue is full, or if no worker came free in `seconds`.
        """
        with self._changed:
            self._await_turn(seconds)
            handle = max(reversed(self._idle), key=lambda one: one.shared(names))  # of equals, the last used
            self._idle.remove(handle)
            handle.assign(seconds)
            return handle

    def give_back(self, handle: Handle, reusable: bool) -> None:
        """Count the job as answered and, if the worker is fit, let the next caller have it."""
        with self._changed:
            self._counts["answered"] += 1
            handle.expires = None
            if reusable and not handle.killed and not handle.gone:
                self._idle.append(handle)
                self._changed.notify_all()

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
            return {"idle": len(self._idle), "busy": busy, "waiting": len(self._queue), **self._counts}

    def close(self) -> None:
        """Refuse whatever comes from now on, and those who wait."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

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
            self._forget_if_settled(handle)
            self._changed.notify_all()
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
            self._changed.notify_all()

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

    def _await_turn(self, seconds: float) -> None:
        self._refuse_if_hopeless()
        if self._idle and not self._queue:
            return
        if len(self._queue) >= self._limits.queue:
            raise errors.Overloaded(f"{len(self._queue)} queries wait already; try again in a few seconds.")
        ticket = object()  # callers are served in the order in which they came
        self._queue.append(ticket)
        try:
            came = self._changed.wait_for(
                lambda: self._hopeless() or (self._idle and self._queue[0] is ticket), timeout=seconds
            )
        finally:
            self._queue.remove(ticket)
            self._changed.notify_all()
        self._refuse_if_hopeless()
        if not came:
            raise errors.Overloaded(f"No worker came free in {seconds:g} seconds; try again in a few seconds.")

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
