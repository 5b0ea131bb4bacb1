"""A repeated answer, given before the framework is entered.

The application marks responses that the release and the request alone decide; their heads are kept under what decided
them, while their bodies lie in the cache of results under their entity tags, once for all requests that lead there.
What writes headers of its own into each response, or counts requests, has to stand in front of this layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from depositary.cache import Cache
from depositary.web import exchange

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MARK = "depositary.kept"
DECIDING = tuple(
    f"HTTP_{name}"
    for name in ("HOST", "ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "IF_NONE_MATCH", "IF_MODIFIED_SINCE")
)
NEVER = ("/healthz", "/metrics", "/static/", "/dump/", "/release/")
"""Where nothing is marked, so that looking for it would be in vain; a look-up that fails is counted."""
LONGEST = 16_384
"""Characters of a query string above which a request goes through the framework."""


@dataclass(frozen=True)
class Head:
    """The head of a response, and the entity tag under which its body is kept; None for one without a body."""

    status: str
    headers: tuple[tuple[str, str], ...]
    tag: str | None
    route: str

    @property
    def size(self) -> int:
        """Characters in all, separators included."""
        return len(self.status) + sum(len(name) + len(value) + 4 for name, value in self.headers)


def today() -> str:
    """Return the day of now (UTC), which pages show where no other is asked for."""
    return datetime.now(UTC).date().isoformat()


def mark(environ: WSGIEnvironment, version: str, tag: str | None) -> None:
    """Say that a response of release `version` may be given again to the same request; its body is kept as `tag`."""
    environ[MARK] = (version, tag)


class Shortcut:
    """A WSGI layer in front of the application (PEP 3333)."""

    def __init__(self, inner: WSGIApplication, cache: Cache[object], version: Callable[[], str]) -> None:
        """Put the layer in front of `inner`; `version` tells the release of the moment, and is asked each time."""
        self._inner = inner
        self._cache = cache
        self._version = version

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Give the kept response; else have it made, and keep its head if it is marked."""
        query = environ.get("QUERY_STRING", "")
        kept = query or not environ.get("PATH_INFO", "").startswith(NEVER)
        plain = environ["REQUEST_METHOD"] == "GET" and "HTTP_IF_MATCH" not in environ
        if not plain or not kept or len(query) > LONGEST or not self._cache.limit:
            return self._inner(environ, start_response)
        key = (self._version(), today(), environ.get("PATH_INFO"), query, *map(environ.get, DECIDING))
        head = self._cache.get(key)
        if isinstance(head, Head):
            body = b"" if head.tag is None else self._cache.get(head.tag)
            if isinstance(body, bytes):
                if exchange.KEY in environ:
                    environ[exchange.KEY].route = head.route
                start_response(head.status, list(head.headers))
                return [body]  # granian sends a list in one piece
        return self._inner(environ, self._keeping(environ, key, start_response))

    def _keeping(
        self, environ: WSGIEnvironment, key: tuple[str | None, ...], start_response: StartResponse
    ) -> StartResponse:
        def start(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Callable[[bytes], object]:
            version, tag = environ.get(MARK, (None, None))
            if version == key[0] and not exc_info:  # of another release where one has come in between
                seen = environ.get(exchange.KEY)
                head = Head(status, tuple(headers), tag, seen.route if seen else "unmatched")
                self._cache.put(key, head, head.size + sum(len(part or "") for part in key))
            return start_response(status, headers, *exc_info)

        return start
