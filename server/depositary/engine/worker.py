"""The worker process: forked by the zygote, it answers one job at a time until its socket ends.

The evaluator must have imported all that it needs when it was constructed: a worker cannot open a file.
"""

from __future__ import annotations

import math
import os
import resource
import select
import signal
import socket
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, Protocol

import orjson

from depositary import errors
from depositary.engine import faults, frames

CHANNEL = 3  # the one descriptor besides the standard three, so that RLIMIT_NOFILE can be exactly four
STACK = 64 * 1024 * 1024  # bytes of address space for the query's thread: deeper nesting before the stack ends
GRACE = 2  # seconds of processor time beyond the deadline: a backstop, should the pool fail to kill
OOM_SCORE = 500

# Made beforehand: a worker without memory may not be able to make it.
_LAST_WORDS = frames.pack_json(frames.ERROR, faults.encode(MemoryError(), begun=False))


class Evaluator(Protocol):
    """What the pool runs; constructed once, in the zygote, before the workers are forked.

    `run` first drops what job["forget"] names (a name it does not hold is no error), then takes in `blobs`, the new
    ones only, and keeps them until they are to be forgotten; then it calls `begin` once and `write` at will.
    """

    def __init__(self, argument: str) -> None:
        """Load whatever `argument` names."""

    def run(
        self,
        job: dict[str, Any],
        blobs: dict[str, bytes],
        begin: Callable[[dict[str, Any]], None],
        write: Callable[[bytes], Any],
    ) -> None:
        """Answer one job; what it raises is raised in the caller (see faults.encode)."""


class Output:
    """The reply to one job, sent in frames of at most CHUNK bytes; blocks while the caller does not read."""

    def __init__(self, channel: socket.socket) -> None:
        """Write to `channel`."""
        self._channel = channel
        self._front = b""  # a header frame not yet sent: it travels with the first data, in one system call
        self._data = bytearray()
        self.begun = False

    def begin(self, header: dict[str, Any]) -> None:
        """Set the header of the answer; DepositaryError the second time."""
        if self.begun:
            raise errors.DepositaryError("The evaluator began its answer twice.")
        self._front = frames.pack_json(frames.HEADER, header)
        self.begun = True

    def write(self, data: bytes) -> int:
        """Add bytes to the answer and return their number, as a file would; DepositaryError before `begin`."""
        if not self.begun:
            raise errors.DepositaryError("The evaluator wrote before it began its answer.")
        view = memoryview(data)
        for start in range(0, len(view), frames.CHUNK):
            piece = view[start : start + frames.CHUNK]
            if len(self._data) + len(piece) > frames.CHUNK:
                self._flush()
            self._data += piece
        return len(view)

    def end(self) -> None:
        """Send what is left and say that the answer is whole; DepositaryError if it never began."""
        if not self.begun:
            raise errors.DepositaryError("The evaluator gave no answer.")
        self._flush(frames.pack(frames.END))

    def _flush(self, last: bytes = b"") -> None:
        data = frames.pack(frames.DATA, self._data) if self._data else b""
        self._channel.sendall(self._front + data + last)
        self._front = b""
        self._data.clear()


def main(channel: int, evaluator: Evaluator, memory: int) -> NoReturn:
    """Be a worker on the descriptor `channel`, with `memory` more bytes of address space; never returns."""
    os.dup2(channel, CHANNEL)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(OSError):  # let the kernel, short of memory, take a worker before the server
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE))
    own = socket.socket(fileno=CHANNEL)
    # The forked thread has a copy of the zygote's thread-local random generators: in it, every worker's RAND() and
    # STRUUID() would give the same values. A new thread seeds its own.
    threading.stack_size(STACK)
    threading.Thread(target=_serve, args=(own, evaluator, memory), daemon=True).start()
    hang_up = select.poll()
    hang_up.register(CHANNEL, 0)  # no event but the hang-up, which comes when the pool closes its end or dies
    hang_up.poll()
    os._exit(0)


def _serve(channel: socket.socket, evaluator: Evaluator, memory: int) -> None:
    code = 1
    try:
        _confine(memory)
        stream = channel.makefile("rb")
        with suppress(EOFError, OSError):  # the pool has gone
            while _answer(stream, channel, evaluator):
                pass
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)  # the whole process: a worker without this thread is of no use


def _confine(memory: int) -> None:
    bytearray(4096)  # opens this thread's malloc arena, 64 MiB of address space that is not the query's doing
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):  # no /proc on a Mac, whose kernel does not enforce RLIMIT_AS either
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _lower(resource.RLIMIT_AS, pages * resource.getpagesize() + memory)
    _lower(resource.RLIMIT_NOFILE, CHANNEL + 1)


def _lower(what: int, value: int) -> None:
    hard = resource.getrlimit(what)[1]
    if hard == resource.RLIM_INFINITY or value < hard:
        resource.setrlimit(what, (value, value))


def _answer(stream: BinaryIO, channel: socket.socket, evaluator: Evaluator) -> bool:
    """Answer the next job; False when the worker should end because its state is in doubt."""
    message = orjson.loads(frames.read(stream)[1])
    output = Output(channel)
    try:
        blobs = {name: frames.read(stream)[1] for name in message["blobs"]}
        _allow_cpu(message["deadline"])
        evaluator.run({**message["job"], "forget": message["forget"]}, blobs, output.begin, output.write)
        output.end()
    except EOFError:
        raise
    except MemoryError:
        channel.sendall(_LAST_WORDS)
        return False
    except BaseException as error:
        fault = faults.encode(error, output.begun)
        channel.sendall(frames.pack_json(frames.ERROR, fault))
        return not fault["fatal"]
    return True


def _allow_cpu(deadline: float) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(usage.ru_utime + usage.ru_stime + deadline + GRACE)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
