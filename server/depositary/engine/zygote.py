"""The zygote process: loads the store once, then forks a worker for each socket that the pool sends.

Run as `python -m depositary.engine.zygote CONTROL EVALUATOR ARGUMENT MEMORY`. For each worker the pool sends one line,
{"spawn": number}, with one descriptor. The zygote says {"spawned": number, "pid": pid}, {"died": number, "code": code}
(negative for a signal) and {"failed": fault}. It ends, with its workers, when the control socket ends.
"""

from __future__ import annotations

import gc
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from contextlib import suppress
from typing import Any

from depositary.engine import faults, worker


class Zygote:
    """One process with one thread: fork is safe only so."""

    def __init__(self, control: socket.socket, evaluator: worker.Evaluator, memory: int) -> None:
        """Serve `control`; a SIGCHLD wakes the loop through a socket of its own."""
        self._control = control
        self._evaluator = evaluator
        self._memory = memory
        self._numbers: dict[int, int] = {}
        self._alarm, alarm = socket.socketpair()
        self._alarm.setblocking(False)
        alarm.setblocking(False)
        signal.set_wakeup_fd(alarm.detach(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Fork and reap until the control socket ends, then kill what is left."""
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        poll.register(self._alarm, select.POLLIN)
        with suppress(OSError):  # the pool died with words of ours unread: that too is the end
            while self._obey(poll):
                pass
        signal.set_wakeup_fd(-1)  # the deaths that follow are nobody's news
        for pid in self._numbers:
            os.kill(pid, signal.SIGKILL)

    def _obey(self, poll: select.poll) -> bool:
        ready = [descriptor for descriptor, _ in poll.poll()]
        if self._alarm.fileno() in ready:
            with suppress(BlockingIOError):
                self._alarm.recv(4096)
            self._reap()
        if self._control.fileno() not in ready:
            return True
        data, descriptors, _, _ = socket.recv_fds(self._control, 4096, 64)
        for line, descriptor in zip(data.splitlines(), descriptors, strict=True):
            self._spawn(json.loads(line)["spawn"], descriptor)
        return bool(data)

    def _spawn(self, number: int, channel: int) -> None:
        try:
            pid = os.fork()
        except OSError:  # no memory or no process to be had; the pool sees the socket end, waits and asks again
            os.close(channel)
            return
        if pid == 0:
            try:
                signal.set_wakeup_fd(-1)
                worker.main(channel, self._evaluator, self._memory)
            finally:
                os._exit(1)
        os.close(channel)
        self._numbers[pid] = number
        _say(self._control, {"spawned": number, "pid": pid})

    def _reap(self) -> None:
        while self._numbers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            number = self._numbers.pop(pid, None)
            if number is not None:
                _say(self._control, {"died": number, "code": os.waitstatus_to_exitcode(status)})


def _say(control: socket.socket, message: dict[str, Any]) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def main(arguments: list[str]) -> int:
    """Load the evaluator and serve; 1 if it cannot be loaded."""
    descriptor, name, argument, memory = arguments
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which closes the socket
    control = socket.socket(fileno=int(descriptor))
    try:
        evaluator = pkgutil.resolve_name(name)(argument)
    except BaseException as error:
        with suppress(OSError):
            _say(control, {"failed": faults.encode(error, begun=True)})
        return 1
    gc.collect()
    gc.freeze()  # a collection in a worker would write to, and so copy, every page that holds an object
    Zygote(control, evaluator, int(memory)).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
