"""What a client sends, read so that slow senders hold few threads.

The web server reads a body while the application waits, without a time limit. Each body under way thus holds a thread
for as long as its sender likes, and what is bounded here is how many may: of one client, and of all together.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, request

from depositary.errors import Overloaded, TooManyRequests
from depositary.settings import Settings
from depositary.web import clients

EXTENSION = "depositary.bodies"
PART = 4  # one thread in four may read a body, and half of these for one client
PATIENCE = 0.25  # seconds to wait for others to finish: a body that is there already takes less than a millisecond
AGAIN = 5  # seconds


class Readers:
    """The bodies under way; safe for threads."""

    def __init__(self, most: int) -> None:
        """Let `most` bodies be read at once, half of them for one client."""
        self.most = most
        self.share = max(1, most // 2)
        self._changed = threading.Condition()
        self._clients: Counter[str] = Counter()

    @contextmanager
    def reading(self, client: str) -> Iterator[None]:
        """Count a body of `client` as under way.

        Raises TooManyRequests if the client has its share under way, Overloaded if all together have as many as may be.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._admits(client), PATIENCE):
                if self._clients[client] >= self.share:
                    raise TooManyRequests("Other requests of yours have not ended; send their bodies first.", AGAIN)
                raise Overloaded("Too many requests have not ended; try again in a few seconds.", AGAIN)
            self._clients[client] += 1
        try:
            yield
        finally:
            with self._changed:
                self._clients[client] -= 1
                if not self._clients[client]:
                    del self._clients[client]
                self._changed.notify_all()

    def _admits(self, client: str) -> bool:
        return self._clients[client] < self.share and self._clients.total() < self.most


def register(app: Flask, settings: Settings) -> None:
    """Bound the bodies that are read at once by the threads that there are."""
    app.extensions[EXTENSION] = Readers(max(2, (settings.web_threads + settings.queue) // PART))


def read() -> bytes:
    """Return the body of the request, and keep it for whoever asks again; raises TooManyRequests or Overloaded."""
    readers: Readers = current_app.extensions[EXTENSION]
    with readers.reading(clients.key()):
        return request.get_data(cache=True)
