"""Things and documents: /id, /doc, /ns, /graph, /query, /asof, /dump and /release."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from depositary.endpoint import Endpoint
from depositary.errors import NotFound
from depositary.formats import FORMATS, offers
from depositary.query import Query, published
from depositary.release import MANIFEST
from depositary.things import LABEL
from depositary.web import exchange, files, negotiate, results, urls

blueprint = Blueprint("resources", __name__)
SUFFIXES = {form.suffix: form.media_type for form in FORMATS if form.kind == "graph"}
ABOUT = """CONSTRUCT {{ <{0}> ?p ?o . ?s ?q <{0}> . ?near <{1}> ?label . <{0}#geometry> ?r ?value }} WHERE {{
  {{ <{0}> ?p ?o . BIND(?o AS ?near) OPTIONAL {{ ?o <{1}> ?label }} }}
  UNION {{ ?s ?q <{0}> . BIND(?s AS ?near) OPTIONAL {{ ?s <{1}> ?label }} }}
  UNION {{ <{0}#geometry> ?r ?value }} }}"""


def _endpoint() -> Endpoint:
    return exchange.endpoint()


@blueprint.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> AnyResponse:
    """Send the client from a thing to the document about it (Cool URIs for the Semantic Web, section 4.2)."""
    endpoint = _endpoint()
    if urls.thing(endpoint, kind, slug) not in endpoint.things:
        raise NotFound(f"Nothing is published as {urls.thing(endpoint, kind, slug)}; try a search for its name.")
    response = redirect(urls.document(kind, slug), 303)
    response.vary.add("Accept")
    return response


@blueprint.get("/doc/<kind>/<name>")
def doc(kind: str, name: str) -> Response:
    """Describe a thing: what it points at, what points at it, and their labels."""
    endpoint = _endpoint()
    slug, _, suffix = name.partition(".")
    iri = urls.thing(endpoint, kind, slug)
    if iri not in endpoint.things or (suffix and suffix not in SUFFIXES):
        raise NotFound(f"There is no document {request.path}; suffixes are: {', '.join(sorted(SUFFIXES))}.")
    return _construct(ABOUT.format(iri, LABEL), SUFFIXES.get(suffix))


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a named graph."""
    endpoint = _endpoint()
    iri = urls.graph(endpoint, name)
    if iri not in endpoint.graphs:
        raise NotFound(f"There is no graph {iri}.")
    return _construct(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{iri}> WHERE {{ ?s ?p ?o }}")


@blueprint.get("/ns")
def ontology() -> Response:
    """Give the ontology, all of its files together."""
    endpoint = _endpoint()
    graphs = [iri for iri in endpoint.graphs if iri.startswith(urls.graph(endpoint, "ontology/"))]
    sources = " ".join(f"FROM <{iri}>" for iri in graphs)
    return _construct(f"CONSTRUCT {{ ?s ?p ?o }} {sources} WHERE {{ ?s ?p ?o }}")


@blueprint.get("/asof/<path:day>")
def asof(day: str) -> Response:
    """Give the plain edges that hold on a day."""
    iri = urls.asof(_endpoint(), day)
    return _construct(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{iri}> WHERE {{ ?s ?p ?o }}")


@blueprint.get("/query/<name>")
def query(name: str) -> Response:
    """Answer a published question, its parameters taken from the URL; with .rq, give its text."""
    endpoint = _endpoint()
    slug, _, suffix = name.partition(".")
    found = _published(endpoint, slug)
    values = {key: value for key, value in request.args.items() if key != "format"}
    text = found.bind(values)
    if suffix == "rq":
        return Response(text, content_type="application/sparql-query; charset=utf-8")
    exchange.current().query = text
    asked = endpoint.ask(text)
    media_type = negotiate.table_or_graph(asked.outline.kind, suffix or request.args.get("format"))
    return results.respond(endpoint, asked, media_type)


@blueprint.get("/dump/<path:name>")
def dump(name: str) -> Response:
    """Send a file of the dump of the current release."""
    return files.send(_endpoint().release, f"dump/{name}")


@blueprint.get("/release/<version>/<path:name>")
def release_file(version: str, name: str) -> Response:
    """Send a file of a release."""
    release = _endpoint().release
    if version not in (release.version, "current"):
        raise NotFound(f"There is no release {version} here; the current one is {release.version}.")
    return files.send(release, name, immutable=version == release.version)


@blueprint.get("/release")
def manifest() -> Response:
    """Send the manifest of the current release."""
    return files.send(_endpoint().release, MANIFEST)


def _published(endpoint: Endpoint, name: str) -> Query:
    for found in published(endpoint.settings):
        if found.name == name:
            return found
    raise NotFound(f"There is no published question {name}.")


def _construct(text: str, media_type: str | None = None) -> Response:
    endpoint = _endpoint()
    media_type = media_type or negotiate.choose(offers("graph"), request.args.get("format"))
    return results.respond(endpoint, endpoint.ask(text), media_type)
