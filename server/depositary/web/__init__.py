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
console     its page: an editor, published questions, answers
answers     answers to queries for a person: rows with labels
pictures    answers on a map, and along a line of time
search      things by name, as JSON
fragments   Triple Pattern Fragments, with Hydra controls
reconcile   names of a table to things, for OpenRefine
batches     what clients of reconciliation send
entities    entries as reconciliation writes them
properties  what reconciliation compares and data extension gives
operations  what each route takes and gives
signatures  of what such a description is made
openapi     the interface described, for programs and for people
clients     who asks
rates       how often one client may
bodies      what a client sends, read with patience that ends
resources   as-of graphs and dumps
publications  the ontology, graphs and shapes
questions   published questions, their answers and their pages
tables      results of our own queries, for pages
metadata    VoID, the catalogue, releases, links for machines
crawlers    /robots.txt and the sitemap
sheet       statements by prefixed names, written in any syntax
statements  documents made of a sheet, as RDF or as a page
void, dcat, provenance, description, schema, linkset  what such documents say
documents   things, and the documents about them
syntaxes    a document in each syntax of RDF, with what it says of itself
dossiers    what is known of a thing, fetched
readiness   what pages need of a release beside that, read beforehand
keeping     what is made once of a release, and gone with it
outlines    the outlines of the atlas that belong to each state
links       Link headers
resources   graphs, queries, as-of graphs, dumps and releases
pages       what a person sees first
portraits   pages of things
downloads   their relations as CSV
comparing   two things side by side, and terms that end
views       what pages show, and how it is written
frame       what every page has: language, as-of day, policy, validators
browse      lists of all things of a kind
headlines   the questions of the home page, answered
kinds       what our classes are called, and which have lists
languages   texts, dates and numbers in six languages
assets      the built front end
monitoring  /healthz and /metrics
exchange    a request from its first byte to its last: the endpoint it holds, metrics, logs
errors      exceptions to problem documents
faultpages  errors as pages for a browser
"""

from __future__ import annotations

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from depositary.cache import Cache
from depositary.endpoint import Endpoint
from depositary.incumbency import Incumbency
from depositary.settings import Settings
from depositary.web import (
    assets,
    bodies,
    browse,
    coding,
    comparing,
    console,
    crawlers,
    documents,
    downloads,
    errors,
    exchange,
    fragments,
    frame,
    metadata,
    monitoring,
    openapi,
    pages,
    publications,
    questions,
    rates,
    reconcile,
    resources,
    results,
    schema,
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
    for module in (sparql, documents, downloads, comparing, console, resources, search, pages, browse, monitoring):
        app.register_blueprint(module.blueprint)
    for module in (fragments, reconcile, openapi):
        app.register_blueprint(module.blueprint)
    for module in (publications, questions, metadata, crawlers):
        app.register_blueprint(module.blueprint)
    app.jinja_env.globals["embed"] = schema.embed
    assets.register(app)
    frame.register(app)
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
    """Let scripts of any site ask and read, and no browser guess at a type (Fetch, sections 3.2 and 3.6)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = (
        "Accept-Ranges, Content-Encoding, Content-Location, Content-Range, ETag, Link, Location, "
        "RateLimit, RateLimit-Policy, Retry-After"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.method == "OPTIONS" and "Allow" in response.headers:
        response.headers["Access-Control-Allow-Methods"] = response.headers["Allow"]
        response.headers["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
        response.status_code = 204
        del response.headers["Content-Type"]
    return response
