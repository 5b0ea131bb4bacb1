"""A cache bounded in bytes, from which what was used longest ago goes first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")
SHARE = 8
"""One value may fill this part of the cache, one eighth, so that a single long answer does not empty it."""
OVERHEAD = 256
"""Bytes that an entry costs beside its key and its value."""


class Cache(Generic[Value]):
    """Keeps values by key, their sizes together never above `limit` bytes; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        """Begin empty; with a limit of 0 nothing is ever kept."""
        self.limit = limit
        self._entries: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = self._hits = self._misses = self._evicted = 0

    def get(self, key: Hashable) -> Value | None:
        """Return the value of a key, which is the most recently used one from now on; None where there is none."""
        with self._lock:
            found = self._entries.get(key)
            if found is None:
                self._misses += 1
                return None
            self._hits += 1
            self._entries.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, key included, unless it is longer than one value may be."""
        size += OVERHEAD
        if size * SHARE > self.limit:
            return
        with self._lock:
            old = self._entries.pop(key, None)
            self._bytes += size - (old[1] if old else 0)
            self._entries[key] = (value, size)
            while self._bytes > self.limit:
                _, (_, freed) = self._entries.popitem(last=False)
                self._bytes -= freed
                self._evicted += 1

    def stats(self) -> dict[str, int]:
        """Count entries and their bytes, and look-ups that found something or nothing, since the start."""
        with self._lock:
            return {
                "entries": len(self._entries),
                "bytes": self._bytes,
                "limit": self.limit,
                "hits": self._hits,
                "misses": self._misses,
                "evicted": self._evicted,
            }
