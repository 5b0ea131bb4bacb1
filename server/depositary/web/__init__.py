"""The web application: one factory that a test can feed.

urls        every URL and IRI is built here
negotiate   Accept to media type, with Vary
sparql      the SPARQL 1.1 Protocol
search      things by name, as JSON
clients     who asks
rates       how often one client may
bodies      what a client sends, read with patience that ends
resources   things, graphs, queries, as-of graphs, dumps and releases
pages       what a person sees first
errors      exceptions to problem documents
"""

from __future__ import annotations

from flask import Flask, Response
from werkzeug.middleware.proxy_fix import ProxyFix

from depositary.endpoint import Endpoint
from depositary.settings import Settings
from depositary.web import bodies, errors, pages, rates, resources, search, sparql


def create_app(settings: Settings, endpoint: Endpoint) -> Flask:
    """Make the application over an endpoint; settings are read here and never again."""
    app = Flask("depositary.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.query_length * 1024 + 65_536
    app.config["MAX_FORM_MEMORY_SIZE"] = app.config["MAX_CONTENT_LENGTH"]
    app.extensions["depositary"] = endpoint
    app.url_map.strict_slashes = False
    for module in (sparql, resources, search, pages):
        app.register_blueprint(module.blueprint)
    errors.register(app)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0
        )
    bodies.register(app, settings)
    rates.register(app, settings)
    app.after_request(_everywhere)
    return app


def _everywhere(response: Response) -> Response:
    """Let scripts of any site read the answers, and no browser guess at a type (Fetch, sections 3.2 and 3.6)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = (
        "Content-Location, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
