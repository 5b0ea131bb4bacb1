"""What the tests see of the processes, by /proc."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> list[int]:
    """The processes that live and whose parent is `pid`.

    Their parents are asked for one by one: /proc/<pid>/task/<tid>/children misses some while others end (proc(5)), and
    lists those that have died and whose parent does not know it yet.
    """
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, parent, *_ = path.read_text().rpartition(")")[2].split()
            if int(parent) == pid and state != "Z":
                found.append(int(path.parent.name))
    return sorted(found)


def zygotes(pid: int) -> list[int]:
    """The zygotes that `pid` has started."""
    found = []
    for one in children(pid):
        with suppress(FileNotFoundError, ProcessLookupError):
            if b"depositary.engine.zygote" in Path(f"/proc/{one}/cmdline").read_bytes():
                found.append(one)
    return found


def alive(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def resident(pid: int) -> int:
    """Bytes of memory that the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Return when the condition holds; AssertionError if it never does."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.01)
