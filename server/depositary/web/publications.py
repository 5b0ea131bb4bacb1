"""What is published beside things: the ontology, graphs and shapes, as RDF and as pages."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response
from markupsafe import Markup

from depositary import ontologypage
from depositary.endpoint import Endpoint
from depositary.errors import NotFound
from depositary.release import series
from depositary.web import dcat, exchange, frame, negotiate, provenance, results, schema, statements, tables, urls

blueprint = Blueprint("publications", __name__)
FIRST = 40
"""Statements of a graph that its page shows."""
ANY = "?subject ?property ?value"
CITED = """SELECT ?document (COUNT(?thing) AS ?statements) FROM <{0}>
{{ ?thing <http://purl.org/dc/terms/source> ?document }} GROUP BY ?document ORDER BY DESC(?statements) ?document"""
EVERYTHING = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


@blueprint.get("/ns")
@blueprint.get("/ns.<suffix>")
def ontology(suffix: str = "") -> Response:
    """Give the ontology, all of its files together; its page is the one that was made with the release."""
    return _ontology(exchange.endpoint(), "/ns", suffix)


@blueprint.get("/ns/<name>")
def version(name: str) -> Response:
    """Give the ontology by its version IRI, while it is the version of the release that is served."""
    endpoint = exchange.endpoint()
    asked, suffix = statements.split(name)
    if asked != endpoint.release.ontology:
        kept = {each.ontology: f"{each.ontology} in {urls.release(endpoint, each.version)}"
                for each in series(endpoint.settings) if each.manifest["base"] == endpoint.base}  # fmt: skip
        kept[endpoint.release.ontology] = f"{endpoint.release.ontology} at {endpoint.base}ns"
        told = "; ".join(text for _, text in sorted(kept.items(), reverse=True))
        raise NotFound(f"Version {asked[:40]!r} of the ontology is not served; there are: {told}.")
    latest = f'<{endpoint.base}ns>; rel="latest-version"'
    return _ontology(endpoint, f"/ns/{asked}", suffix, [latest])


def _ontology(endpoint: Endpoint, place: str, suffix: str, links: list[str] | None = None) -> Response:
    def page() -> Response:
        text = endpoint.part(ontologypage.FILE).decode()
        return frame.render("ontology.html", text=Markup(text), place=place)

    return _described(endpoint, _of_graphs(endpoint, "ontology/", EVERYTHING), page, suffix, links)


@blueprint.get("/graph/<path:name>")
def graph(name: str) -> Response:
    """Give a named graph, or a page with what it is, its figures, files and first statements."""
    endpoint = exchange.endpoint()
    short, suffix = statements.split(name)
    iri = urls.graph(endpoint, short)
    if iri not in endpoint.graphs:
        raise NotFound(f"There is no graph {iri}; {urls.dataset(endpoint)} lists all.")
    links = [f'<{urls.dataset(endpoint)}>; rel="collection"']
    licence = endpoint.catalogue.licence(iri, urls.dataset(endpoint))
    links += [f'<{licence}>; rel="license"'] if licence else []
    text = f"CONSTRUCT {{ ?s ?p ?o }} FROM <{iri}> WHERE {{ ?s ?p ?o }}"
    return _described(endpoint, text, lambda: _graph_page(endpoint, iri, short), suffix, links)


def _graph_page(endpoint: Endpoint, iri: str, short: str) -> Response:
    catalogue = endpoint.catalogue
    rows = tables.select(endpoint, f"SELECT ?subject ?property ?value FROM <{iri}> {{ {ANY} }}", FIRST)
    cited = tables.select(endpoint, CITED.format(iri))
    names = (f"graph/{short}.ttl", f"graph/{short}.nq", f"{short}.nq")
    return frame.render(
        "graph.html",
        iri=iri,
        title=catalogue.text(iri, "title") or short,
        creator=catalogue.text(iri, "creator"),
        described_text=catalogue.text(iri, "description"),
        licence=catalogue.licence(iri, urls.dataset(endpoint)),
        triples=endpoint.tally["graphs"][iri],
        asserted=provenance.is_source(endpoint, iri),
        files=dcat.dump(endpoint, urls.root(), names),
        rows=rows,
        cited=cited,
        data=schema.graph(endpoint, urls.root(), iri),
    )


@blueprint.get("/shape")
@blueprint.get("/shape.<suffix>")
def shapes(suffix: str = "") -> Response:
    """Give all shapes together, or a page that lists them."""
    endpoint = exchange.endpoint()

    def page() -> Response:
        text = _of_graphs(
            endpoint,
            "shapes/",
            """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
            SELECT ?shape ?target ?comment WHERE { ?shape a sh:NodeShape OPTIONAL { ?shape sh:targetClass ?target }
            OPTIONAL { ?shape rdfs:comment ?comment } } ORDER BY ?shape ?target""",
        )
        return frame.render("shapes.html", table=tables.select(endpoint, text))

    return _described(endpoint, _of_graphs(endpoint, "shapes/", EVERYTHING), page, suffix)


@blueprint.get("/shape/<name>")
def shape(name: str) -> Response:
    """Give a shape with the property shapes, constraints and lists that belong to it, or a page of them."""
    endpoint = exchange.endpoint()
    short, suffix = statements.split(name)
    iri = urls.shape(endpoint, short)
    if iri not in endpoint.things:
        raise NotFound(f"There is no shape {iri}; {endpoint.base}shape lists all.")
    pattern = f"<{iri}> (!<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>)* ?s . ?s ?p ?o"
    text = _of_graphs(endpoint, "shapes/", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}")

    def page() -> Response:
        table = _of_graphs(
            endpoint, "shapes/", f"SELECT ?s ?p ?o WHERE {{ {pattern} }} ORDER BY (?s != <{iri}>) ?s ?p ?o"
        )
        found = tables.select(endpoint, table)
        return frame.render("shape.html", iri=iri, short=short, parts=tables.grouped(found))

    return _described(endpoint, text, page, suffix, [f'<{endpoint.base}shape>; rel="collection"'])


def _of_graphs(endpoint: Endpoint, start: str, text: str) -> str:
    """Let a query see only the graphs whose names begin so."""
    found = [iri for iri in endpoint.graphs if iri.startswith(urls.graph(endpoint, start))]
    sources = " ".join(f"FROM <{iri}>" for iri in found)
    return text.replace("WHERE", f"{sources} WHERE", 1)


def _described(
    endpoint: Endpoint, text: str, page: Callable[[], Response], suffix: str, links: list[str] | None = None
) -> Response:
    """Answer with the result of a CONSTRUCT, or with a page."""
    media_type = statements.choose(suffix)
    html = media_type == negotiate.HTML
    response = page() if html else results.respond(endpoint, endpoint.ask(text), media_type)
    statements.link(response, suffix, media_type, links or [])
    return response
