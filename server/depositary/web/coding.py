"""Content codings: which the client accepts, and bytes in them, whole or as they come (RFC 9110, section 8.4)."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

import brotli
import zstandard
from flask import Response, request
from werkzeug.datastructures import Accept

from depositary.errors import NotAcceptable

IDENTITY = "identity"
CODINGS = ("zstd", "br", "gzip")
"""In the order in which they are chosen among equals: by what a second of the processor brings."""
TINY = 512
"""Bytes below which a body is sent as it is; the saving would be less than what the headers are long."""
ZSTD_LEVEL, BROTLI_QUALITY, BROTLI_WINDOW, GZIP_LEVEL = 3, 4, 19, 6


def acceptable(accept: Accept, available: Sequence[str] = CODINGS) -> list[str]:
    """List the codings that may be sent, the best first and identity among them; raises NotAcceptable for none.

    Identity needs no mention; only "identity;q=0", or "*;q=0" without a word on identity, refuses it (RFC 9110,
    section 12.5.3). A client that names no coding gets none.
    """
    named = Accept([(coding.lower().removeprefix("x-"), quality) for coding, quality in accept])
    ranked = [(named.quality(coding), -place, coding) for place, coding in enumerate(available)]
    chosen = [each for each in ranked if each[0] > 0]
    unnamed = named.find(IDENTITY) < 0  # "*" would have matched
    if unnamed or named.quality(IDENTITY) > 0:
        chosen.append((named.quality(IDENTITY), -len(available), IDENTITY))
    if not chosen:
        raise NotAcceptable(f"Accept-Encoding refuses all there is: {', '.join((*available, IDENTITY))}.")
    return [coding for _, _, coding in sorted(chosen, reverse=True)]


def fitting(codings: Sequence[str], length: int) -> str:
    """Choose among acceptable codings for a body of a length: the best, but none for a tiny one where that may be."""
    return IDENTITY if length < TINY and IDENTITY in codings else codings[0]


def encode(body: bytes, coding: str) -> bytes:
    """Return a whole body in a coding; equal bodies give equal bytes, which a strong validator relies on."""
    return b"".join(stream([body], coding)) if coding != IDENTITY else body


def stream(chunks: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """Yield chunks in a coding, holding no more than its window."""
    feed, finish = _coder(coding)
    for chunk in chunks:
        if coded := feed(chunk):
            yield coded
    if last := finish():
        yield last


def finish(response: Response) -> Response:
    """Code what no view has coded already: pages and descriptions; leave errors, files and streams as they are."""
    if response.status_code != 200 or response.direct_passthrough or not response.is_sequence:
        return response
    if "Content-Encoding" in response.headers or "ETag" in response.headers or request.method == "OPTIONS":
        return response
    response.vary.add("Accept-Encoding")
    with suppress(NotAcceptable):  # a page as it is tells more than a refusal
        body = response.get_data()
        coding = fitting(acceptable(request.accept_encodings), len(body))
        if coding != IDENTITY:
            response.set_data(encode(body, coding))
            response.headers["Content-Encoding"] = coding
    return response


def _coder(coding: str) -> tuple[Callable[[bytes], bytes], Callable[[], bytes]]:
    """Return what takes in bytes and what ends them; the gzip header holds no time."""
    if coding == "gzip":
        packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return packer.compress, packer.flush
    if coding == "br":
        compressor = brotli.Compressor(quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
        return compressor.process, compressor.finish
    if coding == "zstd":
        frame = zstandard.ZstdCompressor(level=ZSTD_LEVEL).compressobj()
        return frame.compress, frame.flush
    return bytes, bytes
