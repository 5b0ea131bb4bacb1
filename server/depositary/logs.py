"""Log lines on standard error: one JSON object each, or text for a person to read."""

from __future__ import annotations

import atexit
import json
import logging
import signal
import threading
import time
from collections import deque
from datetime import UTC, datetime

import orjson

REQUESTS = logging.getLogger("depositary.requests")
SLOW = logging.getLogger("depositary.slow")


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, with the members of its `facts` beside time, level and logger."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is a member of its own."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        facts = getattr(record, "facts", None)
        line |= facts if facts is not None else {"message": record.getMessage()}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        try:
            return orjson.dumps(line, default=str).decode()
        except orjson.JSONEncodeError:  # a file name that is not UTF-8, in the text of an error
            return json.dumps(line, default=str)


class TextFormatter(logging.Formatter):
    """Writes a record as time, level, logger and message, the facts as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback below it where there is one."""
        facts = getattr(record, "facts", None)
        text = super().format(record)
        if facts is None:
            return text
        return " ".join([text, *(f"{name}={json.dumps(value, default=str)}" for name, value in facts.items())])


class Batches(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes records to standard error a batch at a time, from a thread of its own; errors at once.

    A line a request, written by the thread that answers, took three quarters of the rate of repeated answers: each
    write lets go of the interpreter, and eight threads then wait for one another. What is older than `PAUSE` is
    written, unless the process is killed.
    """

    PAUSE = 0.1  # seconds

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[logging.LogRecord] = deque()
        self._due = threading.Event()
        self._writing = threading.Lock()
        threading.Thread(target=self._run, name="depositary-log", daemon=True).start()
        atexit.register(self.drain)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record for the next batch."""
        self._waiting.append(record)
        if record.levelno >= logging.ERROR:
            self.drain()
        elif not self._due.is_set():  # setting takes a lock, which a busy server would wait for at each request
            self._due.set()

    def createLock(self) -> None:  # noqa: N802
        """Have no lock: adding to a deque is one step."""
        self.lock = None

    def drain(self) -> None:
        """Write what waits."""
        with self._writing:
            lines = []
            while self._waiting:
                lines.append(self.format(self._waiting.popleft()) + self.terminator)
            try:
                self.stream.write("".join(lines))
                self.stream.flush()
            except (OSError, ValueError):  # nobody reads standard error any more: no reason to stop answering
                return

    def _run(self) -> None:
        """Write batches for ever; signals are for the threads that wait for them, SIGHUP first of all."""
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        while True:
            self._due.wait()
            time.sleep(self.PAUSE)
            self._due.clear()
            self.drain()


def configure(form: str) -> None:
    """Send all records to standard error as `form`: json or text; off is text without requests and slow queries."""
    # What no format of ours shows need not be found out for each line (Python's Logging HOWTO, section Optimization).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = Batches()
    plain = TextFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else plain)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for logger in (REQUESTS, SLOW):
        logger.disabled = form == "off"
