"""What stands behind the same web server for comparison: constant answers, and queries evaluated in process.

The constant ones show what the web server and Flask cost; `in_process` is the whole of Depositary but for the query
workers, so that what it is faster by is what their isolation costs. It has no deadline and no bound on memory.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from flask import Flask

CONSTANT = b"constant"


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Give a constant answer, with nothing between the web server and it."""
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(CONSTANT)))])
    return [CONSTANT]


flask = Flask(__name__)


@flask.get("/")
def constant() -> bytes:
    """Give the constant answer by way of Flask."""
    return CONSTANT


class Whole:
    """An answer that was evaluated in process, with the face of depositary.engine.Answer."""

    complete = True

    def __init__(self, header: dict[str, Any], body: bytes) -> None:
        """Keep both."""
        self.header = header
        self.body = body

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes."""
        yield self.body

    def close(self) -> None:
        """Do nothing: no worker is held."""


class InProcess:
    """An evaluator in this process, with the face of depositary.engine.Pool."""

    started = 1

    def __init__(self, evaluator: str, argument: str, *_: object, **__: object) -> None:
        """Load the evaluator; there are no limits."""
        self._evaluator = pkgutil.resolve_name(evaluator)(argument)
        self._known: set[str] = set()
        self._lock = Lock()

    def answer(
        self, job: Mapping[str, Any], blobs: Mapping[str, bytes] | None = None, *_: object, **__: object
    ) -> Whole:
        """Evaluate at once, in the thread that asks."""
        with self._lock:
            fresh = {name: data for name, data in (blobs or {}).items() if name not in self._known}
            self._known.update(fresh)
        header: dict[str, Any] = {}
        parts: list[bytes] = []
        self._evaluator.run({**job, "forget": []}, fresh, header.update, parts.append)
        return Whole(header, b"".join(parts))

    def stats(self) -> dict[str, int]:
        """Count nothing."""
        return {"idle": 1, "busy": 0, "waiting": 0, "killed": 0, "crashed": 0, "answered": 0}

    def close(self) -> None:
        """Do nothing: there is no process to end."""


def in_process() -> Any:
    """Make Depositary's own application with an evaluator in process; what granian's --factory calls."""
    from depositary import endpoint, serving

    vars(endpoint)["Pool"] = InProcess
    return serving.application()
