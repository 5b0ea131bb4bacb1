"""The web application: one factory that a test can feed.

urls        every URL and IRI is built here
negotiate   Accept to media type, with Vary
coding      content codings: gzip, br, zstd
validators  entity tags, and the conditions on them
results     answers to queries as responses, kept or new
spool       long answers, kept aside until they are whole
shortcut    a repeated answer, before the framework
direct      a plain question by URL, before the framework
files       files of a release, whole or in ranges
sparql      the SPARQL 1.1 Protocol
search      things by name, as JSON
clients     who asks
rates       how often one client may
bodies      what a client sends, read with patience that ends
resources   things, graphs, queries, as-of graphs, dumps and releases
pages       what a person sees first
monitoring  /healthz and /metrics
exchange    a request from its first byte to its last: the endpoint it holds, metrics, logs
errors      exceptions to problem documents
"""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from depositary.cache import Cache
from depositary.endpoint import Endpoint
from depositary.incumbency import Incumbency
from depositary.settings import Settings
from depositary.web import (
    bodies,
    coding,
    errors,
    exchange,
    monitoring,
    pages,
    rates,
    resources,
    results,
    search,
    sparql,
)
from depositary.web.direct import Direct
from depositary.web.shortcut import LONGEST, Shortcut


def create_app(settings: Settings, endpoint: Endpoint) -> Flask:
    """Make the application over an endpoint; settings are read here and never again."""
    app = Flask("depositary.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.query_length * 1024 + 65_536
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    incumbency = Incumbency(app.extensions, endpoint)
    app.extensions[monitoring.INCUMBENCY] = incumbency
    app.url_map.strict_slashes = False
    for module in (sparql, resources, search, pages, monitoring):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    app.before_request(exchange.note_route)
    bodies.register(app, settings)
    rates.register(app, settings)
    app.after_request(coding.finish)
    app.after_request(_everywhere)
    cache: Cache[object] = Cache(settings.result_cache * 1024 * 1024)
    app.extensions[results.CACHE] = cache
    if not settings.rate:  # a rate limit counts every request, so that none may go past it
        plain = Direct(app.wsgi_app, cache, min(LONGEST, settings.query_length * 1024))
        app.wsgi_app = Shortcut(  # type: ignore[method-assign]
            plain, cache, lambda: incumbency.endpoint.release.version
        )
    app.wsgi_app = exchange.Recorder(app.wsgi_app, incumbency, settings)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
        )
    return app


def _everywhere(response: Response) -> Response:
    """Let scripts of any site read the answers, and no browser guess at a type (Fetch, sections 3.2 and 3.6)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = (
        "Accept-Ranges, Content-Encoding, Content-Location, Content-Range, ETag, Link, Location, "
        "RateLimit, RateLimit-Policy, Retry-After"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
