"""Log lines on standard error: one JSON object each, or text for a person to read."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

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
        return json.dumps(line, ensure_ascii=False, default=str)


class TextFormatter(logging.Formatter):
    """Writes a record as time, level, logger and message, the facts as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback below it where there is one."""
        facts = getattr(record, "facts", None)
        text = super().format(record)
        if facts is None:
            return text
        return " ".join([text, *(f"{name}={json.dumps(value, default=str)}" for name, value in facts.items())])


def configure(form: str) -> None:
    """Send all records to standard error as `form`: json or text; off is text without requests and slow queries."""
    # What no format of ours shows need not be found out for each line (Python's Logging HOWTO, section Optimization).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = logging.StreamHandler()
    plain = TextFormatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonFormatter() if form == "json" else plain)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for logger in (REQUESTS, SLOW):
        logger.disabled = form == "off"
