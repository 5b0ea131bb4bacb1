"""A release that becomes the current one is taken over by the running server, without a refused or mixed answer."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from depositary import metrics, release
from depositary.endpoint import Endpoint
from depositary.incumbency import Incumbency
from depositary.settings import Settings

_log = logging.getLogger(__name__)
Sign = tuple[Path, int, int]


class Watcher(threading.Thread):
    """Looks at the link `current` each `watch` seconds, and at once when it is rung; keeps the metrics of the pools."""

    def __init__(self, settings: Settings, incumbency: Incumbency, prepare: Callable[[Endpoint], None]) -> None:
        """Watch for a successor of the endpoint in office, which `prepare` makes ready before it comes in."""
        super().__init__(name="depositary-watcher", daemon=True)
        self._settings = settings
        self._incumbency = incumbency
        self._prepare = prepare
        self._bell = threading.Event()
        self._seen: Sign | None = None

    def ring(self) -> None:
        """Have it look at once, also at a release that it has refused before; from any thread."""
        self._seen = None
        self._bell.set()

    def run(self) -> None:
        """Look until the process ends."""
        while True:
            self._bell.wait(self._settings.watch)
            self._bell.clear()
            self.look()
            try:
                self._incumbency.measure()
            except Exception:  # a full disk, say; without this thread there would be no takeover any more
                _log.exception("the state of the query workers could not be measured")

    def look(self) -> None:
        """Take over the current release if it is another one; a faulty one is refused, once, and the old goes on."""
        try:
            sign = _sign(self._settings)
            if sign == self._seen:
                return
            self._seen = sign
            if sign[0] == self._incumbency.endpoint.release.path:
                return
            self._take_over()
        except Exception as error:  # whatever is wrong with the new one, the old one is right and goes on
            metrics.TAKEOVERS.labels("refused").inc()
            serving = self._incumbency.endpoint.release.version
            _log.error("new release refused, %s goes on: %s: %s", serving, type(error).__name__, error)

    def _take_over(self) -> None:
        found = release.current(self._settings)
        release.verify(found.path)
        old = self._incumbency.endpoint.release.version
        successor = Endpoint(self._settings, found)
        try:
            self._prepare(successor)
        except BaseException:
            successor.close()
            raise
        self._incumbency.succeed(successor)
        metrics.TAKEOVERS.labels("taken").inc()
        _log.info("release %s takes over from %s", found.version, old)


def on_hangup(act: Callable[[], None]) -> None:
    """Have SIGHUP call `act` in a thread of its own; call it in the main thread before others are started.

    The signal is blocked in this thread and so in all threads and processes that it starts from now on: one that is
    sent before they listen waits for them, and none dies of it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})

    def listen() -> None:
        while True:
            signal.sigwait({signal.SIGHUP})
            act()

    threading.Thread(target=listen, name="depositary-hangup", daemon=True).start()


def _sign(settings: Settings) -> Sign:
    """Return what changes when another release becomes the current one, or when a damaged one is mended."""
    path = (settings.releases / release.CURRENT).resolve()
    try:
        facts = (path / release.MANIFEST).stat()
    except OSError:  # opening it will say so
        return path, 0, 0
    return path, facts.st_mtime_ns, facts.st_ino
