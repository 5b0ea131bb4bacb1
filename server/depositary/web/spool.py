"""Long answers, kept aside until they are whole.

Once the status is out it cannot be taken back, and granian ends a stream that fails in its midst as if it were whole.
So nothing is sent before the last byte is there: an answer that fails is an error, never a part that looks complete,
and a client that reads slowly holds no query worker.
"""

from __future__ import annotations

from collections.abc import Iterable
from tempfile import SpooledTemporaryFile
from typing import IO

from depositary.errors import AnswerTooLong

IN_MEMORY = 2 * 1024 * 1024
"""Bytes up to which an answer stays in memory; a longer one lies in a file without a name, in TMPDIR."""


def spool(chunks: Iterable[bytes], most: int) -> bytes | IO[bytes]:
    """Take in all chunks, and return them, or a file of them at its beginning; raises AnswerTooLong above `most`."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    try:
        for chunk in chunks:
            if file.tell() + len(chunk) > most:
                raise AnswerTooLong(f"The answer is longer than {most >> 20} MiB; ask for fewer rows (LIMIT, OFFSET).")
            file.write(chunk)
        length = file.tell()
        file.seek(0)
        if length > IN_MEMORY:
            return file
        with file:
            return file.read()
    except BaseException:
        file.close()
        raise
