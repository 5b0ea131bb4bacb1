"""Strong validators of answers, and the conditions that clients put on them (RFC 9110, sections 8.8 and 13.1).

An answer is a function of the release, the software and what was asked, byte for byte: the engine gives rows in one
order, and blank nodes that a query makes anew each time are told by `Outline.volatile`. So a validator is known before
anything is evaluated. Each coding has a validator of its own, since its bytes are others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from hashlib import blake2b
from importlib import metadata

from werkzeug.datastructures import ETags

from depositary.endpoint import Asked, Endpoint
from depositary.web.coding import IDENTITY

DECIDING = tuple(item.name for item in fields(Asked) if item.name != "outline")
"""What of a question decides over the answer; its outline is read from its text."""
SOFTWARE = tuple(metadata.version(name) for name in ("depositary", "pyoxigraph", "brotli", "zstandard"))
"""What else decides over the bytes: a new version of any may write the same answer in another way."""


def of(endpoint: Endpoint, asked: Asked, media_type: str) -> str | None:
    """Name the answer to `asked` in a media type; None where it would be another one each time."""
    if asked.outline.volatile:
        return None
    question = [repr(getattr(asked, name)) for name in DECIDING]
    parts = (endpoint.release.version, *SOFTWARE, endpoint.prefix_table, media_type, *question)
    return blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def named(endpoint: Endpoint, *parts: str) -> str:
    """Name an answer that the release, the software and `parts` alone decide, byte for byte."""
    return blake2b("\0".join((endpoint.release.version, *SOFTWARE, *parts)).encode(), digest_size=16).hexdigest()


def tag(validator: str, coding: str) -> str:
    """Name the answer in a coding."""
    return validator if coding == IDENTITY else f"{validator}-{coding}"


def held(conditions: ETags, validator: str, codings: Sequence[str]) -> str | None:
    """Return the entity tag of an acceptable form of the answer that the client has already, by weak comparison.

    Whichever of them it has will do, since each is one that could be sent (RFC 9110, section 13.1.2). "*" is not
    answered here: it asks whether there is an answer, and that shows only when the query is evaluated.
    """
    for coding in codings:
        name = tag(validator, coding)
        if not conditions.star_tag and conditions.contains_weak(name):
            return name
    return None
