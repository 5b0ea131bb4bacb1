"""Answers to queries as responses: known to the client already, kept from before, or new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import IO

from flask import Response, current_app, request
from werkzeug.exceptions import PreconditionFailed
from werkzeug.wsgi import wrap_file

from depositary.cache import Cache
from depositary.endpoint import Asked, Endpoint
from depositary.engine import Answer
from depositary.formats import content_type
from depositary.web import clients, coding, direct, shortcut, validators
from depositary.web.coding import IDENTITY
from depositary.web.exchange import current
from depositary.web.spool import spool

CACHE = "depositary.cache"
"""Where the application keeps its cache of results, among its extensions."""


def respond(endpoint: Endpoint, asked: Asked, media_type: str, *, by_url: bool = False) -> Response:
    """Answer a query; `by_url` tells that its URL and the release alone decide what was asked.

    Raises NotAcceptable where no content coding is, AnswerTooLong, and what `Endpoint.answer` raises; nothing is
    evaluated for a client that has the answer (RFC 9110, section 13.2.1), nor for an answer that is kept.
    """
    codings = coding.acceptable(request.accept_encodings)
    version = endpoint.release.version
    validator = validators.of(endpoint, asked, media_type)
    response = None
    if validator is not None:
        response = _not_modified(validator, codings) or _kept(validator, codings, media_type)
    if response is None:
        answer = direct.outcome(request.environ) or endpoint.answer(asked, media_type, clients.key())
        if endpoint.release.version != version:  # which of the two it was made from cannot be told
            validator = None
        response = _new(endpoint, answer, validator, codings, media_type)
    if by_url and validator is not None:
        shortcut.mark(request.environ, version, response.get_etag()[0] if response.status_code == 200 else None)
        chosen = response.headers.get("Content-Encoding", IDENTITY)
        direct.teach(request.environ, direct.Lesson(asked.outline.kind, media_type, tuple(codings), chosen))
    return response


def whole(body: bytes, media_type: str, *, by_url: bool = False) -> Response:
    """Send a body that is there already, named by what is in it; coded bodies are kept, as those of queries are.

    `by_url` tells that its URL, the headers that the shortcut looks at and the release alone decide what it is.
    """
    codings = coding.acceptable(request.accept_encodings)
    validator = blake2b(media_type.encode() + b"\0" + body, digest_size=16).hexdigest()
    response = _not_modified(validator, codings) or _kept(validator, codings, media_type)
    if response is None:
        chosen = coding.fitting(codings, len(body))
        response = _keep(coding.encode(body, chosen), chosen, validator, media_type)
    if by_url and request.method == "GET":
        version = current().endpoint.release.version
        shortcut.mark(request.environ, version, response.get_etag()[0] if response.status_code == 200 else None)
    return response


def _not_modified(validator: str, codings: Sequence[str]) -> Response | None:
    """Tell the client that it has the answer; If-Match goes first where it is given (RFC 9110, section 13.2.2)."""
    name = validators.held(request.if_none_match, validator, codings)
    if name is None or request.if_match or not _reads():
        return None
    response = _dressed(Response(status=304), IDENTITY, validator)
    response.set_etag(name)
    return response


def _kept(validator: str, codings: Sequence[str], media_type: str) -> Response | None:
    """Take the answer from the cache, in the best coding, or as it is, to be coded now."""
    cache: Cache[object] = current_app.extensions[CACHE]
    body = cache.get(validators.tag(validator, codings[0]))
    if isinstance(body, bytes):
        return _response(body, codings[0], validator, media_type)
    plain = cache.get(validator) if codings[0] != IDENTITY and IDENTITY in codings else None
    if not isinstance(plain, bytes):
        return None
    chosen = coding.fitting(codings, len(plain))
    return _keep(coding.encode(plain, chosen), chosen, validator, media_type)


def _new(
    endpoint: Endpoint, answer: Answer, validator: str | None, codings: Sequence[str], media_type: str
) -> Response:
    """Code an answer, whole or as it comes, keep it if it is not too long, and send it."""
    if answer.complete:
        chosen = coding.fitting(codings, len(answer.body))
        return _keep(coding.encode(answer.body, chosen), chosen, validator, media_type)
    chosen = codings[0]
    try:
        if request.method == "HEAD":  # the rest would only tell how long it is
            return _response(None, chosen, validator, media_type)
        coded = spool(coding.stream(answer, chosen), endpoint.settings.answer_length * 1024 * 1024)
    finally:
        answer.close()
    return _keep(coded, chosen, validator, media_type)


def _keep(coded: bytes | IO[bytes], chosen: str, validator: str | None, media_type: str) -> Response:
    if validator is not None and isinstance(coded, bytes):
        cache: Cache[object] = current_app.extensions[CACHE]
        name = validators.tag(validator, chosen)
        cache.put(name, coded, len(name) + len(coded))
    return _response(coded, chosen, validator, media_type)


def _response(body: bytes | IO[bytes] | None, chosen: str, validator: str | None, media_type: str) -> Response:
    """Make the response with its validator, which only a safe method asks about (RFC 9110, section 13.2.1)."""
    content = body if isinstance(body, bytes) else wrap_file(request.environ, body) if body else iter(())
    response = _dressed(Response(content, content_type=content_type(media_type)), chosen, validator)
    if body is None:
        response.automatically_set_content_length = False
    elif not isinstance(body, bytes):
        response.content_length = body.seek(0, 2)
        body.seek(0)
        response.call_on_close(body.close)
    if validator is None or not _reads():
        return response
    response.set_etag(validators.tag(validator, chosen))
    response.make_conditional(request.environ)
    del response.headers["Date"]  # the server writes it, when it sends the response
    if response.status_code == 412:
        response.close()
        raise PreconditionFailed
    return response


def _dressed(response: Response, chosen: str, validator: str | None) -> Response:
    """Add what every answer carries; caches may keep one with a name, but ask each time, since a release may come."""
    if chosen != IDENTITY:
        response.headers["Content-Encoding"] = chosen
    response.vary.update(("Accept", "Accept-Encoding"))
    response.headers["Cache-Control"] = "no-cache" if validator else "no-store"
    return response


def prepared(validator: str, media_type: str, make: Callable[[], bytes]) -> Response:
    """Answer with what `make` gives, which `validator` names (see `validators.named`), made only if nobody has it yet.

    Raises NotAcceptable where no content coding is, and what `make` raises.
    """
    codings = coding.acceptable(request.accept_encodings)
    found = _not_modified(validator, codings) or _kept(validator, codings, media_type)
    if found is not None:
        return found
    body = make()
    chosen = coding.fitting(codings, len(body))
    return _keep(coding.encode(body, chosen), chosen, validator, media_type)


def _reads() -> bool:
    return request.method in ("GET", "HEAD")
