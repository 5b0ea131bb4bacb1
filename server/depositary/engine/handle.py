"""One worker, as the pool sees it."""

from __future__ import annotations

import os
import signal
import socket
import time
import weakref
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from depositary.engine import frames

BLOBS_KEPT = 32  # names that a worker holds before the one unused for longest is forgotten


class Handle:
    """A worker's socket, its process, its job and the blobs that it holds.

    The keeper watches the socket while a caller reads it, so neither may close it under the other: it closes when
    both have let go of the handle.
    """

    def __init__(self, number: int, channel: socket.socket) -> None:
        """Keep the pool's end of the socket of a worker that has been asked for and is not yet born."""
        self.number = number
        self.channel = channel
        self._stream = channel.makefile("rb")
        self.pid: int | None = None
        self._pidfd: int | None = None
        self.client = ""  # whose job it has
        self.seconds = 0.0
        self.expires: float | None = None  # on the monotonic clock; None without a job
        self.expired = False
        self.killed = False
        self.gone = False
        self.unread = False  # it died before it had read its job, which is thus not to blame
        self.code: int | None = None  # the exit code, negative for a signal
        self.certified = False  # `code` is all that will ever be known
        self._holds: dict[str, None] = {}  # in order of last use
        self._fresh: list[str] = []  # sent with the job at hand
        self._doubtful: list[str] = []
        self._at_end(self._stream.close)
        self._at_end(channel.close)

    def born(self, pid: int) -> None:
        """Note the process; a pidfd, where the system has them, can never mean another process."""
        self.pid = pid
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):  # dead already
                self._pidfd = os.pidfd_open(pid)
                self._at_end(os.close, self._pidfd)

    def kill(self) -> None:
        """End the worker at once, from any thread and without a lock: a finalizer may call this."""
        self.killed = True
        with suppress(ProcessLookupError):
            if self._pidfd is not None:
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            elif self.pid is not None and not self.gone and not self.certified:
                os.kill(self.pid, signal.SIGKILL)

    def assign(self, seconds: float, client: str) -> None:
        """Start the clock of a job of `client`."""
        self.client = client
        self.seconds = seconds
        self.expires = time.monotonic() + seconds

    def elapsed(self) -> float:
        """Return for how many seconds the job has run; 0 without one."""
        return 0.0 if self.expires is None else time.monotonic() - (self.expires - self.seconds)

    def shared(self, names: Iterable[str]) -> int:
        """Count the `names` that the worker holds."""
        return sum(name in self._holds for name in names)

    def send(self, job: Mapping[str, Any], blobs: Mapping[str, bytes]) -> None:
        """Send the job and the blobs that the worker lacks; that it has died shows when its answer is read."""
        new = [name for name in blobs if name not in self._holds]
        message = {"job": job, "blobs": new, "forget": self._remember(blobs), "deadline": self.seconds}
        self._fresh = new
        try:
            self.channel.sendall(frames.pack_json(frames.JOB, message))
            for name in new:
                self.channel.sendall(frames.head(frames.BLOB, len(blobs[name])))
                self.channel.sendall(blobs[name])
        except OSError:
            self.unread = True
        except BaseException:
            self.kill()  # it has half a job
            raise

    def read(self) -> tuple[bytes, bytes]:
        """Read one frame; EOFError if the worker has ended."""
        try:
            frame = frames.read(self._stream)
        except ConnectionResetError as error:  # what the kernel says of a peer that died with bytes unread
            self.unread = True
            raise EOFError from error
        self.unread = False
        return frame

    def distrust(self) -> None:
        """After a refusal, doubt whether the new blobs were taken in: they are forgotten with the next job."""
        for name in self._fresh:
            del self._holds[name]
        self._doubtful += self._fresh

    def _at_end(self, close: Callable[..., None], *arguments: int) -> None:
        weakref.finalize(self, close, *arguments).atexit = False  # at the exit the keeper still watches the sockets

    def _remember(self, names: Iterable[str]) -> list[str]:
        forget, self._doubtful = self._doubtful, []
        for name in names:
            self._holds.pop(name, None)
            self._holds[name] = None
        needed = set(names)
        surplus = max(0, len(self._holds) - max(BLOBS_KEPT, len(needed)))
        oldest = list(self._holds)[:surplus]
        for name in oldest:
            del self._holds[name]
        return forget + oldest
