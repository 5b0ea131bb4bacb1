"""A plain question by URL, evaluated before the framework is entered.

Only what is usual goes this way: GET /sparql with nothing but `query`, no condition, no range, a client that accepts
what another was given before. The framework answers the first of each kind, and what its head said is said again;
whatever is unusual, an error first of all, it is handed to answer, together with what came of the evaluation.
Flask takes 0.3 ms of the processor for a request, evaluation in a worker included a point lookup takes 0.2 ms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

from depositary.cache import Cache
from depositary.endpoint import Endpoint
from depositary.engine import Answer
from depositary.errors import DepositaryError
from depositary.web import clients, coding, exchange, shortcut, validators

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH, PARAMETER = "/sparql", "query="
OUTCOME, LESSON = "depositary.outcome", "depositary.lesson"
UNUSUAL = frozenset(
    {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE"}
    | {"HTTP_RANGE", "HTTP_TRANSFER_ENCODING", "CONTENT_LENGTH"}
)
OWN = frozenset({"etag", "content-length"})
"""Headers, in small letters, that each answer has for itself."""
MOST_LESSONS = 256


@dataclass(frozen=True)
class Lesson:
    """What the framework made of the headers Accept and Accept-Encoding, for a kind of answer."""

    kind: str
    media_type: str
    codings: tuple[str, ...]
    chosen: str


class Ready(NamedTuple):
    """An answer that has only to be sent: the head but for what is its own, its entity tag, and its body as coded."""

    head: list[tuple[str, str]]
    tag: str
    body: bytes


def teach(environ: WSGIEnvironment, lesson: Lesson) -> None:
    """Say how the answer at hand was negotiated, so that the next of its kind can go the short way."""
    environ[LESSON] = lesson


def outcome(environ: WSGIEnvironment) -> Answer | None:
    """Return what the short way has evaluated already, None where it has not; raises the error that came of it."""
    found = environ.pop(OUTCOME, None)
    if isinstance(found, Exception):
        raise found
    return found  # type: ignore[no-any-return]


class Direct:
    """A WSGI layer in front of the framework (PEP 3333), behind the layer of repeated answers."""

    def __init__(self, inner: WSGIApplication, cache: Cache[object], longest: int) -> None:
        """Put the layer in front of `inner`, for queries of at most `longest` bytes."""
        self._inner = inner
        self._cache = cache
        self._longest = longest
        self._lessons: dict[tuple[str | None, ...], Lesson] = {}
        self._heads: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a plain question; else have the framework answer, and learn from it."""
        text = self._text(environ)
        if text is None:
            return self._inner(environ, start_response)
        accepts = (environ.get("HTTP_ACCEPT"), environ.get("HTTP_ACCEPT_ENCODING"))
        body = self._answer(environ, text, accepts, start_response)
        return self._inner(environ, self._learning(environ, accepts, start_response)) if body is None else [body]

    def _text(self, environ: WSGIEnvironment) -> str | None:
        """Read the query, strictly; None for a request that is not plain."""
        given = environ.get("QUERY_STRING", "")
        if environ.get("PATH_INFO") != PATH or environ["REQUEST_METHOD"] != "GET" or "&" in given:
            return None
        if not given.startswith(PARAMETER) or len(given) > self._longest or not UNUSUAL.isdisjoint(environ):
            return None
        try:
            text = unquote_to_bytes(given[len(PARAMETER) :].replace("+", " ")).decode("utf-8")
        except UnicodeDecodeError:
            return None
        return text if text.strip() else None

    def _answer(
        self, environ: WSGIEnvironment, text: str, accepts: tuple[str | None, ...], start_response: StartResponse
    ) -> bytes | None:
        """Send the head and return the body; None where the framework is to answer, from the outcome if any."""
        seen: exchange.Exchange = environ[exchange.KEY]
        ready = self._evaluate(environ, seen.endpoint, text, accepts)
        if ready is None:
            return None
        seen.query, seen.route = text, PATH
        self._cache.put(ready.tag, ready.body, len(ready.tag) + len(ready.body))
        shortcut.mark(environ, seen.endpoint.release.version, ready.tag)
        own = [("ETag", f'"{ready.tag}"'), ("Content-Length", str(len(ready.body)))]
        start_response("200 OK", [*ready.head, *own])
        return ready.body

    def _evaluate(
        self, environ: WSGIEnvironment, endpoint: Endpoint, text: str, accepts: tuple[str | None, ...]
    ) -> Ready | None:
        """Evaluate and code; None where the framework is to answer, for which the outcome is left."""
        try:
            asked = endpoint.ask(text)
        except DepositaryError:
            return None
        lesson = self._lessons.get((*accepts, asked.outline.kind))
        validator = validators.of(endpoint, asked, lesson.media_type) if lesson else None
        if lesson is None or validator is None:
            return None
        try:
            answer = endpoint.answer(asked, lesson.media_type, clients.of(environ.get("REMOTE_ADDR") or ""))
        except Exception as error:  # whatever it was, the framework makes an answer of it
            environ[OUTCOME] = error
            return None
        chosen = coding.fitting(lesson.codings, len(answer.body)) if answer.complete else None
        head = self._heads.get((lesson.media_type, chosen)) if chosen is not None else None
        if chosen is None or head is None:
            environ[OUTCOME] = answer
            return None
        return Ready(head, validators.tag(validator, chosen), coding.encode(answer.body, chosen))

    def _learning(
        self, environ: WSGIEnvironment, accepts: tuple[str | None, ...], start_response: StartResponse
    ) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            lesson = environ.get(LESSON)
            if isinstance(lesson, Lesson) and status.startswith("200") and not exc_info:
                if len(self._lessons) >= MOST_LESSONS:
                    self._lessons.clear()
                self._lessons[(*accepts, lesson.kind)] = lesson
                head = [(name, value) for name, value in headers if name.lower() not in OWN]
                self._heads[lesson.media_type, lesson.chosen] = head
            return start_response(status, headers, *exc_info)

        return start
