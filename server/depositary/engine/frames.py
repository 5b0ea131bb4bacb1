"""The frames between the pool and a worker: one byte of type, four bytes of length (big-endian), the payload.

A job is JOB and then a BLOB for each new blob. The reply is HEADER, DATA..., END, or at any point before END an ERROR.
JOB, HEADER and ERROR carry JSON, BLOB and DATA raw bytes, END nothing.
"""

from __future__ import annotations

import struct
from typing import Any, BinaryIO

import orjson

from depositary import errors

JOB, BLOB, HEADER, DATA, END, ERROR = b"J", b"B", b"H", b"D", b"E", b"X"
CHUNK = 64 * 1024
LONGEST = 2**32 - 1

_HEAD = struct.Struct("!cI")


def head(kind: bytes, length: int) -> bytes:
    """Return the five bytes before a payload of `length` bytes; TooLarge where four bytes cannot hold the length."""
    if length > LONGEST:
        raise errors.TooLarge(f"{length} bytes are more than one message to the query engine can hold.")
    return _HEAD.pack(kind, length)


def pack(kind: bytes, payload: bytes | bytearray = b"") -> bytes:
    """Return one whole frame."""
    return head(kind, len(payload)) + payload


def pack_json(kind: bytes, value: dict[str, Any]) -> bytes:
    """Return one whole frame with `value` as JSON."""
    return pack(kind, orjson.dumps(value))


def read(stream: BinaryIO) -> tuple[bytes, bytes]:
    """Read one frame, (type, payload); EOFError when the stream ends, even in the midst of a frame."""
    kind, length = _HEAD.unpack(_exactly(stream, _HEAD.size))
    return kind, _exactly(stream, length)


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
