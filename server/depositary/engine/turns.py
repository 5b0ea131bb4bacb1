"""Who waits for a worker, and who of them is next: in turn by client, so that no client's flood starves another."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Collection, Iterator, Mapping

from depositary.engine.handle import Handle


class Turn:
    """One caller that waits; the roster puts a worker into `handle` and wakes it."""

    __slots__ = ("client", "handle", "names", "ready", "seconds")

    def __init__(self, client: str, names: Collection[str], seconds: float, lock: threading.RLock) -> None:
        """Wait for `client` with a job that needs the blobs `names` and may take `seconds`; `lock` is the roster's."""
        self.client = client
        self.names = names
        self.seconds = seconds
        self.handle: Handle | None = None
        self.ready = threading.Condition(lock)  # its own: whoever is next is woken, and nobody else


class Turns:
    """The callers that wait, by client; used under the roster's lock."""

    def __init__(self) -> None:
        """Begin empty."""
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()  # the client served last stands last
        self._length = 0
        self._last: str | None = None

    def __len__(self) -> int:
        """Count the callers that wait."""
        return self._length

    def __iter__(self) -> Iterator[Turn]:
        """Yield every caller that waits."""
        for turns in self._waiting.values():
            yield from turns

    def of(self, client: str) -> int:
        """Count the callers that wait for `client`."""
        return len(self._waiting.get(client, ()))

    def clients(self) -> int:
        """Count the clients that wait."""
        return len(self._waiting)

    def join(self, turn: Turn) -> None:
        """Put a caller behind those of its client."""
        self._waiting.setdefault(turn.client, deque()).append(turn)
        self._length += 1

    def leave(self, turn: Turn) -> None:
        """Forget a caller that waits no more; one that was called has left already."""
        turns = self._waiting.get(turn.client)
        if turns and turn in turns:
            turns.remove(turn)
            self._length -= 1
            if not turns:
                del self._waiting[turn.client]

    def served(self, client: str) -> None:
        """Note that a caller of `client` was given a worker."""
        self._last = client
        if client in self._waiting:
            self._waiting.move_to_end(client)

    def call(self, busy: Mapping[str, int]) -> Turn | None:
        """Take out and return who is next, None if nobody waits.

        It is the client with the fewest jobs at work (`busy`), of equals one that was not the last to be served, of
        these the one that has waited longest since it was, and of its callers the one that came first.
        """
        if not self._waiting:
            return None
        client = min(self._waiting, key=lambda one: (busy.get(one, 0), one == self._last))
        turn = self._waiting[client][0]
        self.leave(turn)
        return turn
