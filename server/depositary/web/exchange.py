"""One request and its answer, from the first byte to the last: the endpoint it holds, its metrics and its log lines.

The outermost WSGI layer (PEP 3333), so that it also sees what is streamed after Flask has let go of the request.
"""

from __future__ import annotations

import functools
import hashlib
import ipaddress
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request

from depositary import logs, metrics
from depositary.endpoint import Endpoint
from depositary.errors import DepositaryError
from depositary.incumbency import Incumbency
from depositary.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "depositary.exchange"
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
"""Methods that are counted apart; a client may send any word, and each would be a time series."""
LONGEST = 2000
"""Characters of a query text that a log line holds."""
PREFIX = {4: 24, 6: 48}
"""Bits of an address that are kept where clients are shortened."""


@dataclass
class Exchange:
    """What is known of a request; whoever answers it notes the route, the query and a failure."""

    endpoint: Endpoint
    method: str
    client: str
    began: float = field(default_factory=time.perf_counter)
    route: str = "unmatched"
    status: int = 500
    size: int = 0
    query: str | None = None
    failure: str | None = None

    def fail(self, error: BaseException) -> None:
        """Note by what the request failed."""
        self.failure = error.outcome if isinstance(error, DepositaryError) else "error"

    @property
    def outcome(self) -> str:
        """How it ended: ok, timeout, killed, refused, bad_query, bad_request, error, or aborted by the client."""
        if self.failure is not None:
            return self.failure
        if self.status < 400:
            return "ok"
        if self.status == 429:
            return "refused"
        return "bad_request" if self.status < 500 else "error"


def current() -> Exchange:
    """Return the exchange of the request at hand."""
    found: Exchange = request.environ[KEY]
    return found


def endpoint() -> Endpoint:
    """Return the endpoint with which the request began, whichever is in office now."""
    return current().endpoint


def note_route() -> None:
    """Note the rule that matched, before the request is handled; a name of ours, never the path that was asked."""
    if request.url_rule is not None:
        current().route = request.url_rule.rule


class Recorder:
    """The WSGI application around the application."""

    def __init__(self, app: WSGIApplication, incumbency: Incumbency, settings: Settings) -> None:
        """Record what `app` answers, each request over the endpoint that is in office when it comes."""
        self._app = app
        self._incumbency = incumbency
        self._settings = settings

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer; a list is through at once and stays a list, which the server sends in one piece."""
        exchange = Exchange(self._incumbency.hold(), environ["REQUEST_METHOD"], environ.get("REMOTE_ADDR") or "")
        environ[KEY] = exchange

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            exchange.status = int(status[:3])
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        try:
            body = self._app(environ, start)
        except BaseException as error:
            exchange.fail(error)
            self._finish(exchange)
            raise
        if isinstance(body, list):
            exchange.size = sum(map(len, body))
            self._finish(exchange)
            return body
        return _Body(body, exchange, self._finish)

    def _finish(self, exchange: Exchange) -> None:
        self._incumbency.let_go(exchange.endpoint)
        seconds = time.perf_counter() - exchange.began
        method = exchange.method if exchange.method in METHODS else "other"
        outcome = exchange.outcome
        metrics.ANSWERED.note(
            metrics.Answered(exchange.route, method, exchange.status, outcome, seconds, exchange.size)
        )
        if self._settings.log != "off":
            self._log(exchange, seconds)

    def _log(self, exchange: Exchange, seconds: float) -> None:
        facts: dict[str, object] = {
            "method": exchange.method,
            "route": exchange.route,
            "status": exchange.status,
            "seconds": round(seconds, 6),
            "bytes": exchange.size,
            "outcome": exchange.outcome,
            "client": client(exchange.client, self._settings.log_clients),
            "release": exchange.endpoint.release.version,
        }
        if exchange.query is not None:
            facts["query_hash"] = query_hash(exchange.query)
            if self._settings.log_queries:
                facts["query"] = exchange.query[:LONGEST]
        logs.REQUESTS.info("request", extra={"facts": facts})
        if exchange.query is not None and seconds >= self._settings.slow:
            logs.SLOW.warning("slow query", extra={"facts": facts})


class _Body:
    """The body on its way out; finishes the exchange once, when the server closes it or drops it."""

    def __init__(self, body: Iterable[bytes], exchange: Exchange, finish: Callable[[Exchange], None]) -> None:
        self._body = body
        self._chunks = iter(body)
        self._exchange = exchange
        self._finish: Callable[[Exchange], None] | None = finish
        self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            self._ended = True
            raise
        except BaseException as error:
            self._ended = True
            self._exchange.fail(error)
            raise
        self._exchange.size += len(chunk)
        return chunk

    def close(self) -> None:
        finish, self._finish = self._finish, None
        if finish is None:
            return
        try:
            if hasattr(self._body, "close"):
                self._body.close()
        finally:
            if not self._ended and self._exchange.method != "HEAD":
                self._exchange.failure = "aborted"
            finish(self._exchange)

    def __del__(self) -> None:
        self.close()


def query_hash(text: str) -> str:
    """Return 16 hexadecimal digits by which equal query texts are known: the beginning of their SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@functools.lru_cache(4096)
def client(address: str, form: str) -> str | None:
    """Return an address as `form`: full; short, which is the network /24 (IPv4) or /48 (IPv6); none."""
    if form == "full" or not address:
        return address or None
    if form == "none":
        return None
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a Unix socket, or a server that gives something else
        return None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, PREFIX[found.version]), strict=False))
