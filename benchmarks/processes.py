"""Servers as the benchmarks see them: started on a free port of 127.0.0.1, found and measured by /proc, and ended."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
KILLED_AFTER = 20.0
"""Seconds that a server has to end by itself."""


@dataclass(frozen=True)
class Memory:
    """MiB of all processes of a server: `rss` counts a page once for each process that maps it, `pss` once."""

    rss: int
    pss: int


@dataclass(frozen=True)
class Running:
    """A server that has been started."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{HOST}:{self.port}"

    def memory(self) -> Memory:
        """Measure the process and all its descendants."""
        return memory(family(self.process.pid))


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        port: int = free.getsockname()[1]
    return port


def children(pid: int) -> list[int]:
    """List the processes whose parent is `pid`."""
    found: list[int] = []
    for tasks in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(one) for one in tasks.read_text().split()]
    return found


def family(pid: int) -> list[int]:
    """List a process and all its descendants."""
    return [pid, *(one for child in children(pid) for one in family(child))]


def zygotes(pid: int) -> list[int]:
    """List the processes below `pid` that hold a release and fork the query workers."""
    found = []
    for one in family(pid):
        with contextlib.suppress(OSError):
            command = Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
            parent = int(Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[1])
            if b"depositary.engine.zygote" in command and parent not in found:
                found.append(one)
    return found


def query_workers(pid: int) -> list[int]:
    """List the query workers below `pid`: the children of its zygotes."""
    return [worker for zygote in zygotes(pid) for worker in children(zygote)]


def memory(pids: Sequence[int]) -> Memory:
    """Add up the memory of processes; one that has ended meanwhile counts nothing."""
    sums = {"Rss:": 0, "Pss:": 0}
    for pid in pids:
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _, rest = line.partition(" ")
                if name in sums:
                    sums[name] += int(rest.split()[0])
    return Memory(sums["Rss:"] // 1024, sums["Pss:"] // 1024)


@contextlib.contextmanager
def running(
    command: Callable[[int], Sequence[str]], ready: Callable[[Running], bool], patience: float, **environ: str
) -> Iterator[Running]:
    """Start what `command` makes of a port, wait until it is `ready`, and end it.

    Raises RuntimeError, with the last line that the server wrote, where it ends or is not ready in `patience` seconds.
    """
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([*command(port)], env=_environ(environ), stdout=log, stderr=log)
        server = Running(port, process)
        try:
            if why := _not_ready(server, ready, patience):
                log.seek(0)
                last = log.read().decode(errors="replace").strip().splitlines()[-1:]
                raise RuntimeError(": ".join([why, *last]))
            yield server
        finally:
            process.terminate()
            try:
                process.wait(KILLED_AFTER)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environ(changes: Mapping[str, str]) -> dict[str, str]:
    """Return our environment without the settings of Depositary, and with `changes`."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DEPOSITARY_")} | dict(changes)


def _not_ready(server: Running, ready: Callable[[Running], bool], patience: float) -> str:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if server.process.poll() is not None:
            return f"it ended with {server.process.returncode}"
        with contextlib.suppress(OSError):
            if ready(server):
                return ""
        time.sleep(0.1)
    return f"it was not ready within {patience:.0f} s"
