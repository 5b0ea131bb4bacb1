"""SERVICE of endpoints that the settings name: asked before the query is evaluated, and replaced by what they say.

`SERVICE <iri> { P }` becomes VALUES of the solutions that the endpoint gives for P; both are joined to what stands
around them (SPARQL 1.1 Federated Query, section 4; Query, section 18.2.2.5), so the answer is the same. The query
workers thus open no connection for any query, and only addresses from the settings are ever connected to.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from depositary.errors import Overloaded, QueryTimeout, ServiceFailed
from depositary.groups import pairs
from depositary.syntax import QUERY_FORMS, resolved, tokens
from depositary.textmatch import Expanded

AT_ONCE = 4
"""Requests to other endpoints that a web server process has under way at most; further ones are refused."""
MOST = 4 * 1024 * 1024
"""Bytes that the answer of another endpoint may have."""
JSON = "application/sparql-results+json"
_IRI = re.compile(r'[A-Za-z][A-Za-z0-9+.\-]*:[^<>"{}|^`\\\x00-\x20]*')
_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"}
_slots = threading.BoundedSemaphore(AT_ONCE)
Ask = Callable[[str, str], bytes]


def federate(text: str, base: str, ask: Ask) -> Expanded:
    """Replace every outermost SERVICE by VALUES of what `ask` brings for its address and query.

    The addresses must have been checked. Raises ServiceFailed where an answer cannot be used, and what `ask` raises;
    after SILENT an endpoint that fails counts as one solution that binds nothing (Federated Query, section 2.3).
    """
    seen = list(tokens(text))
    closing = pairs(seen)
    form = next((offset for kind, token, offset in seen if kind == "word" and token.upper() in QUERY_FORMS), 0)
    if closing is None:  # brackets that do not match are told by the engine
        return Expanded(text)
    names, parts, inserted, done, shift = resolved(seen, base), [], [], 0, 0
    for position, (kind, token, start) in enumerate(seen):
        if kind != "word" or token.upper() != "SERVICE" or start < done:
            continue
        silent = seen[position + 1][1].upper() == "SILENT"
        brace = position + 2 + silent
        if brace not in closing or seen[brace][1] != "{":
            continue  # no SPARQL, as the engine will say
        end = seen[closing[brace]][2] + 1
        inside = text[seen[brace][2] : end]
        block = _values(f"BASE <{base}>\n{text[:form]}SELECT * {inside}", names[brace - 1], inside, ask, silent=silent)
        parts += [text[done:start], block, re.sub(r"[^\n\r]", " ", text[start:end])]
        inserted.append((start + shift, len(block)))
        done, shift = end, shift + len(block)
    return Expanded("".join([*parts, text[done:]]), tuple(inserted))


def _values(query: str, address: str, inside: str, ask: Ask, *, silent: bool) -> str:
    shown = {token[1:] for kind, token, _ in tokens(inside) if kind == "variable"}
    try:
        names, rows = _read(ask(address, query), address)
        names = [name for name in names if name in shown]
        lines = ["(" + " ".join(_term(row.get(name), address) for name in names) + ")" for row in rows]
    except (ServiceFailed, QueryTimeout):
        if not silent:
            raise
        names, lines = [], ["()"]
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(lines)} }} "


def _read(body: bytes, address: str) -> tuple[list[str], list[Mapping[str, Any]]]:
    """Read SPARQL 1.1 Query Results JSON (sections 3.1 and 3.2)."""
    try:
        found = json.loads(body)
        return [str(name) for name in found["head"]["vars"]], list(found["results"]["bindings"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ServiceFailed(f"{address} answered with what are no results of a SELECT in JSON.") from error


def _term(cell: Any, address: str) -> str:
    """Write a term of a result; nothing of it can be anything else than one term."""
    if cell is None:
        return "UNDEF"
    kind, value = (cell.get("type"), cell.get("value")) if isinstance(cell, dict) else (None, None)
    if kind == "uri" and isinstance(value, str) and _IRI.fullmatch(value):
        return f"<{value}>"
    if kind in ("literal", "typed-literal") and isinstance(value, str):
        text = '"' + re.sub(r'[\\"\n\r]', lambda match: _ESCAPES[match[0]], value) + '"'
        tag, datatype = cell.get("xml:lang"), cell.get("datatype")
        if isinstance(tag, str) and _TAG.fullmatch(tag):
            return f"{text}@{tag}"
        if tag is None and isinstance(datatype, str) and _IRI.fullmatch(datatype):
            return f"{text}^^<{datatype}>"
        if tag is None and datatype is None:
            return text
    if kind == "bnode":
        raise ServiceFailed(f"{address} answered with a blank node, which cannot leave it; ask for IRIs and literals.")
    raise ServiceFailed(f"{address} answered with a term that cannot be used: {str(cell)[:80]}.")


def fetcher(seconds: float) -> Ask:
    """Return what asks endpoints; all that it asks must be answered within `seconds` from now."""
    end = time.monotonic() + seconds

    def ask(address: str, query: str) -> bytes:
        if not _slots.acquire(blocking=False):
            raise Overloaded(f"{AT_ONCE} queries to other endpoints are under way already; try again in 2 seconds.")
        try:
            return _post(address, query.encode(), end, seconds)
        finally:
            _slots.release()

    return ask


def _post(address: str, query: bytes, end: float, seconds: float) -> bytes:
    """Send a query (SPARQL 1.1 Protocol, section 2.1.3); no redirection is followed, no proxy asked."""
    place, left = urlsplit(address), end - time.monotonic()
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.hostname or "", place.port, timeout=max(0.1, left))
    target = f"{place.path or '/'}{'?' if place.query else ''}{place.query}"
    headers = {"Content-Type": "application/sparql-query", "Accept": JSON, "User-Agent": "depositary"}
    timer = None
    try:
        connection.connect()
        timer = threading.Timer(max(0.1, left), _cut, [connection.sock])  # a drop now and then resets a timeout
        timer.start()
        connection.request("POST", target, query, headers)
        answer = connection.getresponse()
        body = answer.read(MOST + 1)
    except (OSError, http.client.HTTPException) as error:
        if time.monotonic() >= end:
            raise QueryTimeout(f"{address} did not answer within the deadline of {seconds:g} seconds.") from error
        raise ServiceFailed(f"{address} could not be asked: {error or type(error).__name__}.") from error
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()
    if time.monotonic() >= end:
        raise QueryTimeout(f"{address} did not answer within the deadline of {seconds:g} seconds.")
    if answer.status != 200:
        raise ServiceFailed(f"{address} answered with status {answer.status}.")
    if len(body) > MOST:
        raise ServiceFailed(f"{address} answered with more than {MOST >> 20} MiB; ask it for fewer rows.")
    return body


def _cut(channel: socket.socket) -> None:
    with suppress(OSError):
        channel.shutdown(socket.SHUT_RDWR)
