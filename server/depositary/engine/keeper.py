"""The thread that keeps the pool at strength: deaths, births and deadlines pass through it, and it sleeps between."""

from __future__ import annotations

import itertools
import math
import select
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from depositary import errors
from depositary.engine import faults
from depositary.engine.control import Control
from depositary.engine.handle import Handle
from depositary.engine.roster import Roster

PAUSE = 0.5  # seconds before trying again after a zygote or a worker that died without a job to blame


class Keeper(threading.Thread):
    """Sleeps in one poll on the zygote, on each worker's hang-up and on its bell, until the next deadline."""

    def __init__(self, roster: Roster, launch: Callable[[], Control]) -> None:
        """Keep `roster` at strength with workers of the zygote that `launch` starts."""
        super().__init__(name="depositary-engine-keeper", daemon=True)
        self._roster = roster
        self._launch = launch
        self._control: Control | None = None
        self._numbers = itertools.count(1)
        self._watched: dict[int, Handle] = {}
        self._retry_at = -math.inf
        self._bell, self._rope = socket.socketpair()
        self._rope.setblocking(False)
        self._poll = select.poll()
        self._poll.register(self._bell, select.POLLIN)

    def ring(self) -> None:
        """Wake the keeper, from any thread: a deadline before its next look, or the end."""
        with suppress(OSError):  # full: it is about to wake anyway; closed: it has no more to do
            self._rope.send(b"!")

    def run(self) -> None:
        """Work until the roster is closed, then end every process."""
        try:
            while not self._roster.closed:
                self._replenish()
                for descriptor, _ in self._poll.poll(self._patience()):
                    self._react(descriptor)
        finally:
            self._roster.close()
            self._roster.kill_all()
            self._watched.clear()
            if self._control is not None:
                self._control.end()
            self._bell.close()
            self._rope.close()

    def _patience(self) -> int | None:
        """Milliseconds to sleep, None for as long as nothing happens."""
        wake = self._roster.expire()
        if self._roster.missing():
            wake = min(wake, self._retry_at)
        return None if wake == math.inf else max(0, math.ceil((wake - time.monotonic()) * 1000))

    def _replenish(self) -> None:
        missing = self._roster.missing()
        if not missing or time.monotonic() < self._retry_at:
            return
        try:
            if self._control is None:
                self._control = self._launch()
                self._poll.register(self._control.socket, select.POLLIN)
            for _ in range(missing):
                number = next(self._numbers)
                self._watch(Handle(number, self._control.spawn(number)))
        except OSError as error:  # no descriptor, no process, or the zygote has just died
            self._fail(errors.MachineError(f"No worker can be started: {error}"))

    def _watch(self, handle: Handle) -> None:
        self._roster.expect(handle)
        self._watched[handle.channel.fileno()] = handle
        self._poll.register(handle.channel, 0)  # the hang-up only: what is to be read is the caller's

    def _react(self, descriptor: int) -> None:
        if descriptor == self._bell.fileno():
            self._bell.recv(4096)
        elif descriptor in self._watched:
            self._poll.unregister(descriptor)
            if self._roster.bury(self._watched.pop(descriptor)):
                self._retry_at = time.monotonic() + PAUSE
        elif self._control is not None:
            self._listen(self._control)

    def _listen(self, control: Control) -> None:
        try:
            messages = control.messages()
        except EOFError:
            self._lose(control)
            return
        for message in messages:
            if "spawned" in message:
                control.fruitful = True
                self._roster.born(message["spawned"], message["pid"])
            elif "died" in message:
                self._roster.certify(message["died"], message["code"])
            else:
                control.fruitful = True  # it has given its own reason
                self._roster.fail(message["failed"])

    def _lose(self, control: Control) -> None:
        """Do without the zygote, whose workers go on, until there is need of another."""
        self._poll.unregister(control.socket)
        self._control = None
        code = control.end()
        if not control.fruitful:
            self._fail(errors.MachineError(f"The query engine ended while it was loading its store (status {code})."))
        self._retry_at = time.monotonic() + PAUSE
        self._roster.orphan()

    def _fail(self, error: errors.DepositaryError) -> None:
        self._retry_at = time.monotonic() + PAUSE
        self._roster.fail(faults.encode(error, begun=False))
