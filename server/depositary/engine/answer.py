"""The answer to one job: whole, or its beginning and a stream of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from depositary import errors
from depositary.engine import faults, frames
from depositary.engine.handle import Handle
from depositary.engine.roster import Roster


class Answer:
    """A header and bytes. One that is not complete holds its worker until it is read to the end, closed or dropped."""

    def __init__(self, roster: Roster, handle: Handle, hold: int) -> None:
        """Read from the worker until the answer is whole or `hold` bytes of it have come.

        Raises what the job raised, QueryTimeout at the deadline, QueryKilled if the worker died.
        """
        self._roster = roster
        self._handle: Handle | None = handle
        self._held: list[bytes] = []
        self.header: dict[str, Any] = {}
        size = 0
        begun = False
        while self._handle is not None and (size < hold or not begun):
            kind, payload = self._read(self._handle)
            begun = True
            if kind == frames.HEADER:
                self.header = orjson.loads(payload)
            elif kind == frames.DATA:
                self._held.append(payload)
                size += len(payload)
        self.complete = self._handle is None

    @property
    def body(self) -> bytes:
        """All bytes of a complete answer; DepositaryError if it is not complete."""
        if not self.complete:
            raise errors.DepositaryError("This answer is longer than what is held back; it must be streamed.")
        return b"".join(self._held)

    def __iter__(self) -> Iterator[bytes]:
        """Yield the bytes, once where they are streamed; QueryTimeout or QueryKilled in their midst cuts the answer."""
        if self.complete:
            yield from self._held
            return
        while self._held:
            yield self._held.pop(0)
        while self._handle is not None:
            kind, payload = self._read(self._handle)
            if kind == frames.DATA:
                yield payload

    def close(self) -> None:
        """Kill the worker if it is still at work on this answer."""
        handle, self._handle = self._handle, None
        if handle is not None:
            handle.kill()

    def __del__(self) -> None:
        """Do as `close` does: nobody will read the rest."""
        self.close()

    def _read(self, handle: Handle) -> tuple[bytes, bytes]:
        """Read one frame; at END, and at ERROR, which it raises, the worker goes back to the pool."""
        try:
            kind, payload = handle.read()
        except EOFError:
            self._handle = None
            raise self._roster.autopsy(handle) from None
        if kind == frames.END:
            self._handle = None
            self._roster.give_back(handle, reusable=True)
        elif kind == frames.ERROR:
            fault = orjson.loads(payload)
            self._handle = None
            handle.distrust()
            self._roster.give_back(handle, reusable=not fault["fatal"])
            raise faults.decode(fault)
        return kind, payload
