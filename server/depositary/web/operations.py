"""What each route takes and gives: one line or a few a route, by its rule; /openapi.json and /api are made from it.

A new route needs an entry here: `make test` names it where there is none. Its summary is the first sentence of the
view's docstring. `example` and `wrong` of a parameter are sent by the tests, and each status that is declared has to
come of them, so that the document cannot say what does not happen:

    "/compare": get("pages", query("left", "A state", "state/alba", wrong="state/none"), gives=[HTML], fails=[400]),
"""

from __future__ import annotations

from collections.abc import Sequence

from depositary.web import assets
from depositary.web.signatures import (
    CSV,
    FORM,
    GRAPH,
    HTML,
    JSON,
    JSONLD,
    LINKSET,
    NAMES,
    SPARQL,
    SYNTAXES,
    TABLE,
    TEXT,
    XML,
    Operation,
    form,
    get,
    path,
    post,
    query,
)

KIND = path("kind", "Kind of thing: state, organization, treaty, facility, document, person and others.", "state")
WISH = query("format", f"Name of a format, which goes before Accept: {NAMES}.", "turtle")
DAY = query("asOf", "A day, as 2021-06-16.", "2000-01-01", wrong="2021-02-30")
LANGUAGE = query("lang", "Language of the page: en, fr, es, ru, zh or ar.", "fr", wrong="xx")
PAGE = (query("asOf", "For the page: a day.", "2000-01-01"), query("lang", "For the page: its language.", "fr"))
"""Parameters that only the page reads of what is also to be had as data."""
SUFFIX = path("suffix", "Suffix of a format: ttl, nt, rdf, jsonld, trig, nq or html.", "ttl")
TIME = query("asOf", "A time: 1992-05-15, 1992-05 or 1992.", "2000", wrong="soon")
CALLBACK = query("callback", "Name of a function that a script calls with the answer (JSONP).", "", wrong="1(")
PREFIX = query("prefix", "The beginning of a name.", "al", required=True)
CURSOR = query("cursor", "How many to pass over.", "0", wrong="-1")
SELECT = "SELECT ?s { ?s ?p ?o } LIMIT 1"
EXTEND = '{"ids": ["state/alba"], "properties": [{"id": "established"}]}'
QUERIES = '{"q0": {"query": "Alba", "type": "State", "limit": 3}}'
ASKED = (
    query("default-graph-uri", "A graph to ask, or an as-of graph; may come several times.", wrong="no IRI"),
    query("named-graph-uri", "A graph for GRAPH; may come several times.", wrong="no IRI"),
    query("format", "Name of a format, which goes before Accept.", "json"),
    query("plan", "off: evaluate the query as it stands.", "off", wrong="maybe"),
    query("explain", "1: show the query as it would be evaluated, and why.", "0", wrong="2"),
)
PATTERN = (
    query("subject", "An IRI, or a name with a prefix.", "https://w3id.org/depositary/id/state/alba", wrong="alba"),
    query("predicate", "An IRI, or a name with a prefix.", "rdfs:label", wrong="label"),
    query("object", 'An IRI, a name with a prefix, "x", "x"@en, or "1992"^^ and the IRI of a datatype.', '"Alba"@en'),
    query("page", "Number of the page, from 1.", "1", wrong="0"),
)

LIST = get(
    "pages", query("q", "Words that the names must have.", ""), query("type", "Local name of a class.", ""),
    query("letter", "First letter of the names.", ""), query("page", "Number of the page, from 1.", "1", wrong="0"),
    DAY, LANGUAGE, gives=[HTML], fails=[400], named=True, queues=True,
)  # fmt: skip
"""What the lists of things have in common."""


def both(
    rule: str, tag: str, *first: str, fails: Sequence[int] = (), queues: bool = False
) -> dict[str, tuple[Operation, ...]]:
    """Describe what is to be had in every syntax and as a page, by Accept and by suffix."""
    forms = (*first, *GRAPH, HTML)
    by_suffix = get(tag, SUFFIX, *PAGE, gives=(*SYNTAXES, HTML), fails=[400, 404], named=True, queues=queues)
    return {
        rule: get(tag, WISH, *PAGE, gives=forms, fails=[400, 406, *fails], named=True, queues=queues),
        f"{rule}.<suffix>": by_suffix,
    }


OPERATIONS: dict[str, tuple[Operation, ...]] = {
    "/": get("pages", DAY, LANGUAGE, gives=[HTML], fails=[400], named=True, queues=True),
    "/api": get("service", LANGUAGE, gives=[HTML], fails=[400], named=True),
    "/.well-known/api-catalog": get("service", gives=[LINKSET], named=True),
    "/.well-known/linkset": get("service", gives=[LINKSET], named=True),
    "/asof/<path:day>": get(
        "data", path("day", "A day; with /possible, what only possibly holds then.", "2000-01-01"), WISH,
        gives=GRAPH, fails=[400, 406], named=True, queues=True,
    ),
    "/compare": get(
        "pages", query("a", "Kind and slug of a thing.", "state/alba", wrong="alba"),
        query("b", "Kind and slug of another thing; without it, a on two days.", "state/borea", wrong="borea"), DAY,
        query("asOf2", "The day of the second thing, or the second day of a.", "2010-01-01", wrong="2021-02-30"),
        LANGUAGE, gives=[HTML], fails=[400, 404], named=True, queues=True,
    ),
    "/context.jsonld": get("data", gives=[JSONLD], named=True),
    "/doc/<kind>/<name>": get(
        "data", KIND, path("name", "Slug of the thing; with the suffix of a format, that one.", "alba"), WISH,
        query("page", "Number of the page, from 1, of what has more than one.", "1", wrong="0"),
        query("table", "For the page: name of the one table that is to be shown."), *PAGE,
        gives=[*GRAPH, JSON, "application/xhtml+xml", HTML], fails=[400, 404, 406, 410], named=True, queues=True,
    ),
    "/doc/<kind>/<slug>.csv": get(
        "data", KIND, path("slug", "Slug of the thing.", "alba"), DAY, LANGUAGE,
        gives=[CSV], fails=[400, 404, 410], named=True, queues=True,
    ),
    "/dump/<path:name>": get(
        "release", path("name", "Name of a file, as the manifest has it.", "edges.csv"),
        gives=[CSV, *GRAPH, "application/gzip", TEXT], fails=[404], named=True,
    ),
    "/expiring": get("pages", DAY, LANGUAGE, gives=[HTML], fails=[400], named=True, queues=True),
    "/fragments": get(
        "query", *PATTERN, DAY, WISH, gives=[*GRAPH, HTML], fails=[400, 404, 406], named=True, queues=True
    ),
    "/graph/<path:name>": get(
        "data", path("name", "Name of a graph; with the suffix of a format, that one.", "world"), WISH, *PAGE,
        gives=[*GRAPH, HTML], fails=[400, 404, 406], named=True, queues=True,
    ),
    "/healthz": get("service", fails=[503]),
    "/healthz/live": get("service"),
    "/healthz/ready": get("service", fails=[503]),
    "/id/<kind>/<slug>": get(
        "data", KIND, path("slug", "Slug of the thing.", "alba"), gives=[HTML], fails=[404, 410], status=303
    ),
    "/metrics": get("service", gives=[TEXT]),
    "/ns/<name>": get(
        "data", path("name", "Version of the ontology; with the suffix of a format, that one.", "0.1.0"), WISH, *PAGE,
        gives=[*GRAPH, HTML], fails=[400, 404, 406], named=True, queues=True,
    ),
    "/openapi.json": get("service", named=True),
    "/query/<name>": get(
        "query", path("name", "Name of a question; .rq gives its text, .csv that format.", "arms-transfers"),
        query("format", "Name of a format, which goes before Accept.", ""), *PAGE,
        gives=[*TABLE, *GRAPH, SPARQL, HTML], fails=[400, 404, 406], named=True, queues=True,
    ),
    "/reconcile": (
        *get(
            "reconcile", query("queries", "A batch of queries as JSON.", QUERIES, wrong="{"),
            query("extend", "A data extension query as JSON, in place of queries."), TIME, CALLBACK,
            gives=[JSON, "text/javascript"], fails=[400, 413], named=True, queues=True,
        ),
        *post(
            "reconcile", form("queries", "A batch of queries as JSON.", QUERIES, wrong="{"),
            form("extend", "A data extension query as JSON, in place of queries."), TIME,
            gives=[JSON], fails=[400, 411, 413, 415],
        ),
    ),
    "/reconcile/extend": (
        *get(
            "reconcile", query("extend", "A data extension query as JSON.", EXTEND, wrong="[]", required=True), TIME,
            CALLBACK, gives=[JSON, "text/javascript"], fails=[400, 413], named=True, queues=True,
        ),
        *post(
            "reconcile", form("extend", "A data extension query as JSON.", EXTEND, wrong="[]"), TIME,
            gives=[JSON], fails=[400, 411, 413, 415],
        ),
    ),
    "/reconcile/preview": get(
        "reconcile", query("id", "Identifier of a thing.", "state/alba", required=True), LANGUAGE,
        gives=[HTML], fails=[400, 404], named=True,
    ),
    "/reconcile/properties": get(
        "reconcile", query("type", "Identifier of a type.", "State", wrong="Planet"),
        query("limit", "How many at most.", "5", wrong="0"), CALLBACK,
        gives=[JSON, "text/javascript"], fails=[400], named=True,
    ),
    "/reconcile/suggest/entity": get(
        "reconcile", PREFIX, CURSOR, CALLBACK, gives=[JSON, "text/javascript"], fails=[400], named=True
    ),
    "/reconcile/suggest/property": get(
        "reconcile", PREFIX, CURSOR, CALLBACK, gives=[JSON, "text/javascript"], fails=[400], named=True
    ),
    "/reconcile/suggest/type": get(
        "reconcile", PREFIX, CURSOR, CALLBACK, gives=[JSON, "text/javascript"], fails=[400], named=True
    ),
    "/release/<name>": get(
        "release", path("name", "Name of a release, or current; with the suffix of a format, that one.", "current"),
        WISH, *PAGE, gives=[*GRAPH, HTML, JSON], fails=[400, 404, 406], named=True,
    ),
    "/release/<version>/<path:name>": get(
        "release", path("version", "Name of the release, or current.", "current"),
        path("name", "Name of a file, as the manifest has it.", "manifest.json"),
        gives=[JSON, CSV, *GRAPH, "application/gzip", TEXT], fails=[404], named=True,
    ),
    "/opensearch.xml": get("pages", gives=["application/opensearchdescription+xml"]),
    "/robots.txt": get("service", gives=[TEXT], named=True),
    "/search": get(
        "query", query("q", "A name, or the beginning of one.", "alba", wrong="-", required=True),
        query("limit", "How many at most.", "5", wrong="0"), LANGUAGE, gives=[JSON, HTML], fails=[400, 406],
    ),
    "/shape/<name>": get(
        "data", path("name", "Name of a shape; with the suffix of a format, that one.", "Membership"), WISH, *PAGE,
        gives=[*GRAPH, HTML], fails=[400, 404, 406], named=True, queues=True,
    ),
    "/sitemap-<int:part>.xml": get(
        "service", path("part", "Number of a part, from 1.", "1"), gives=[XML], fails=[404], named=True
    ),
    "/sitemap.xml": get("service", gives=[XML], named=True),
    "/sparql": (
        *get(
            "query", query("query", "A query; without one the service is described.", SELECT, wrong="SELECT"), *ASKED,
            gives=[*TABLE, *GRAPH, HTML, TEXT], fails=[400, 406], named=True, queues=True,
        ),
        *post(
            "query", form("query", "A query.", SELECT, wrong="SELECT"), *ASKED,
            gives=[*TABLE, *GRAPH, TEXT], fails=[400, 406, 411, 413, 415], takes=[FORM, SPARQL],
        ),
    ),
    "/sparql/terms": get("service", LANGUAGE, fails=[400], named=True, queues=True),
    "/static/<path:name>": get(
        "pages", path("name", "Name of a file of the front end, which tells its content.", assets.built("site.css")),
        gives=["text/css", "text/javascript", "image/svg+xml", JSON], fails=[404],
    ),
    **both("/.well-known/void", "service"),
    **both("/dataset", "service"),
    **both("/ns", "data", queues=True),
    **both("/query", "query", queues=True),
    **both("/release", "release", JSON),
    **both("/shape", "data", queues=True),
} | {
    f"/{name}": LIST
    for name in (
        "documents", "events", "facilities", "offices", "organizations", "persons", "places", "states", "treaties"
    )
}  # fmt: skip
