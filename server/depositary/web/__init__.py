"""The web application: one factory that a test can feed.

urls        every URL and IRI is built here
negotiate   Accept to media type, with Vary
sparql      the SPARQL 1.1 Protocol
resources   things, graphs, queries, as-of graphs, dumps and releases
pages       what a person sees first
monitoring  /healthz and /metrics
exchange    a request from its first byte to its last: the endpoint it holds, metrics, logs
errors      exceptions to problem documents
"""

from __future__ import annotations

from flask import Flask, Response

from depositary.endpoint import Endpoint
from depositary.incumbency import Incumbency
from depositary.settings import Settings
from depositary.web import errors, exchange, monitoring, pages, resources, sparql


def create_app(settings: Settings, endpoint: Endpoint) -> Flask:
    """Make the application over an endpoint; settings are read here and never again."""
    app = Flask("depositary.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.query_length * 1024 + 65_536
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    incumbency = Incumbency(app.extensions, endpoint)
    app.extensions[monitoring.INCUMBENCY] = incumbency
    app.wsgi_app = exchange.Recorder(app.wsgi_app, incumbency, settings)  # type: ignore[method-assign]
    app.url_map.strict_slashes = False
    for module in (sparql, resources, pages, monitoring):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    app.before_request(exchange.note_route)
    app.after_request(_everywhere)
    return app


def _everywhere(response: Response) -> Response:
    """Let scripts of any site read the answers, and no browser guess at a type (Fetch, sections 3.2 and 3.6)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "Content-Location, ETag, Link, Location, Retry-After"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
