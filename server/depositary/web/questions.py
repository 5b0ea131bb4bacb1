"""The published questions: a page with a form and the answer, the answer in any format, and the question as data."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from depositary.endpoint import Endpoint
from depositary.errors import CallError, MachineError, NotFound
from depositary.folding import fold
from depositary.formats import BY_NAME, offers
from depositary.query import Query, published
from depositary.questions import NAME
from depositary.web import exchange, frame, languages, negotiate, results, statements, tables, urls
from depositary.web.keeping import once

blueprint = Blueprint("questions", __name__)
TEXT = "application/sparql-query"
SHOWN = 500
"""Rows that a page shows."""
NO_PARAMETERS = ("format", "lang", "asOf")
PARTS = "CONSTRUCT {{ ?s ?p ?o }} FROM <{0}> WHERE {{ {1} ?s ?p ?o }}"


@blueprint.get("/query")
@blueprint.get("/query.<suffix>")
def questions(suffix: str = "") -> Response:
    """Give all published questions as data, or a page that lists them."""
    endpoint = exchange.endpoint()
    media_type = statements.choose(suffix)
    if media_type == negotiate.HTML:
        response = frame.render("questions.html", questions=told(endpoint))
    else:
        response = _data(endpoint, "", media_type)
    statements.link(response, suffix, media_type)
    return response


@blueprint.get("/query/<name>")
def question(name: str) -> Response:
    """Answer a question, its parameters taken from the URL; or give its text, its description, or its page.

    Raises NotFound for an unknown question, BadRequest for a value that is none, and what evaluation raises.
    """
    endpoint = exchange.endpoint()
    slug, _, suffix = name.partition(".")
    found = next((each for each in told(endpoint) if each.name == slug), None)
    if found is None:
        raise NotFound(f"There is no published question {slug}; /query lists all.")
    values = {key: value for key, value in request.args.items() if key not in NO_PARAMETERS and value}
    day = frame.as_of()
    if day:  # kept while browsing
        values = {**{item.name: day for item in found.parameters if item.kind == "asof"}, **values}
    text = found.bind(values)
    asked = endpoint.ask(text)
    media_type = _chosen(suffix, asked.outline.kind)
    if media_type == TEXT:
        response = results.whole(text.encode(), TEXT)
    elif media_type == negotiate.HTML:
        response = _page(endpoint, found, text, values)
    elif media_type in offers(asked.outline.kind) and not (suffix == "" and media_type in offers("graph")):
        exchange.current().query = text
        response = results.respond(endpoint, asked, media_type)
    else:
        response = _data(endpoint, slug, media_type)
    response.vary.add("Accept")
    response.headers.add("Link", '</query>; rel="collection"')
    return response


def _chosen(suffix: str, kind: str) -> str:
    """Choose by suffix or Accept; what has no wish gets the answer as a table, or as a graph where it is one."""
    if suffix == "rq":
        return TEXT
    if suffix in BY_NAME and BY_NAME[suffix].kind == kind:
        return BY_NAME[suffix].media_type
    if suffix and suffix not in (*statements.SUFFIXES, "html"):
        raise NotFound(f"There is no document {request.path}; suffixes are: {', '.join(('rq', 'html', *BY_NAME))}.")
    if suffix or request.args.get("format") == "html":
        return statements.choose(suffix)
    offered = (
        [*offers("table"), negotiate.HTML, *offers("graph"), TEXT]
        if kind == "table"
        else [*offers("graph"), negotiate.HTML, TEXT]
    )
    return negotiate.choose(offered, request.args.get("format"))


def _page(endpoint: Endpoint, found: Query, text: str, values: dict[str, str]) -> Response:
    """Show the form and the answer; an answer that fails is told beside the form."""
    table, failure = None, ""
    try:
        exchange.current().query = text
        table = tables.spoken(endpoint, tables.select(endpoint, text, SHOWN, planned=True))
    except (CallError, MachineError) as error:
        failure = f"{error.title}: {error}"
    page = frame.render(
        "question.html",
        question=found,
        iri=urls.query(endpoint, found.name),
        text=text,
        values=values,
        choices={item.kind: choices(endpoint, item.kind, languages.language()) for item in found.parameters},
        table=table,
        failure=failure,
    )
    if failure:
        page.headers["Cache-Control"] = "no-store"
    return page


def _data(endpoint: Endpoint, slug: str, media_type: str) -> Response:
    """Give the description of a question, or of all, from the graph that holds them."""
    graph = urls.graph(endpoint, NAME)
    iri = urls.query(endpoint, slug)
    wanted = f"<{iri}> <http://www.w3.org/ns/shacl#parameter>? ?s ." if slug else ""
    return results.respond(endpoint, endpoint.ask(PARTS.format(graph, wanted), planned=False), media_type)


def told(endpoint: Endpoint) -> Sequence[Query]:
    """Return the published questions as the language of the request has them, by title."""
    return _told(endpoint, languages.language())


@once
def _told(endpoint: Endpoint, language: str) -> Sequence[Query]:
    questions = (query.told(language) for query in _published(endpoint))
    return tuple(sorted(questions, key=lambda query: fold(query.title)))


@once
def _published(endpoint: Endpoint) -> Sequence[Query]:
    return tuple(published(endpoint.settings))


@once
def choices(endpoint: Endpoint, kind: str, language: str) -> tuple[tuple[str, str], ...]:
    """List the things of a kind that a parameter may name, slug and label in a language, by label."""
    if kind in ("asof", "text"):
        return ()
    start = f"{endpoint.base}id/{kind}/"
    named = ((iri, endpoint.finder.label(iri, language).text) for iri, _ in endpoint.finder.things(start))
    pairs = ((iri.removeprefix(start), label) for iri, label in named)
    return tuple(sorted(pairs, key=lambda pair: (fold(pair[1]), pair[0])))
