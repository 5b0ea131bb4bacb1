"""The process ids of running servers, in files that say for certain whether their process still lives.

A server holds a POSIX record lock on its file (fcntl, F_SETLK). The system ends the lock with the process and gives it
to no child, so that a file left behind by a crash is never taken for the id of whatever process has it now.
"""

from __future__ import annotations

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from depositary.errors import NotServing
from depositary.settings import Settings

PATTERN = "server-*.pid"


@contextmanager
def written(settings: Settings) -> Iterator[Path]:
    """Keep the id of this process in its file until the end; OSError where it cannot be written or another holds it."""
    path = Path(settings.pid_file) if settings.pid_file else settings.releases / f"server-{settings.port}.pid"
    with path.open("a+", encoding="ascii") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def signal_servers(settings: Settings) -> list[int]:
    """Send SIGHUP to every running server over these releases and return their ids; NotServing where none runs."""
    paths = [Path(settings.pid_file)] if settings.pid_file else sorted(settings.releases.glob(PATTERN))
    told = []
    for path in paths:
        found = _running(path)
        if found is not None:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(found, signal.SIGHUP)
                told.append(found)
    if not told:
        places = ", ".join(map(str, paths)) or settings.releases / PATTERN
        raise NotServing(f"No server runs over these releases (by {places}); start one with: depositary serve")
    return told


def _running(path: Path) -> int | None:
    """Read the id of the process that holds the file; None where none does."""
    try:
        with path.open("r+", encoding="ascii") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return int(file.read())
    except (OSError, ValueError):  # no file, not ours to read, or not written yet
        return None
    return None
