"""The SPARQL 1.1 Protocol: query by GET, by POST of a form and by POST of the query itself (section 2.1)."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from depositary.endpoint import Asked, Endpoint
from depositary.errors import BadRequest, DepositaryError, LengthRequired, TooLarge, UnsupportedMediaType, UpdateRefused
from depositary.web import bodies, console, description, exchange, negotiate, results, statements

blueprint = Blueprint("sparql", __name__)
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
KNOWN = ("query", "default-graph-uri", "named-graph-uri", "format", "update", "plan", "explain")


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query; without one, describe the service, or show a form to a browser."""
    endpoint = exchange.endpoint()
    given = _parameters()
    if "update" in given:
        raise UpdateRefused("This endpoint only reads. To contribute, edit the Turtle files; see the documentation.")
    if "query" not in given:
        return _without_query(endpoint)
    person = console.wanted(given.get("format"))
    try:
        return _with_query(endpoint, given, person=person)
    except DepositaryError as error:
        if not person:
            raise
        return console.failed(endpoint, given["query"], error)


def _with_query(endpoint: Endpoint, given: MultiDict[str, str], *, person: bool) -> Response:
    """Answer a query, with a page for a person, which is the representation that text/html asks for."""
    text = _single(given, "query")
    if len(text.encode()) > endpoint.settings.query_length * 1024:
        raise TooLarge(f"The query is longer than {endpoint.settings.query_length} KiB.")
    exchange.current().query = text
    asked = endpoint.ask(
        text, _iris(given, "default-graph-uri"), _iris(given, "named-graph-uri"), planned=_choice(given, "plan", "on")
    )
    if _choice(given, "explain", "1"):
        return console.explained(endpoint, asked) if person else _explain(asked)
    if person:
        return console.answered(endpoint, asked, given.get("view"))
    media_type = negotiate.table_or_graph(asked.outline.kind, given.get("format"))
    return results.respond(endpoint, asked, media_type, by_url=request.method == "GET")


def _parameters() -> MultiDict[str, str]:
    """Read the parameters, whichever of the three ways they came."""
    _check_utf8("The URL", request.query_string)
    if request.method != "POST":
        return request.args
    _check_body()
    if request.mimetype == FORM:
        if "query" in request.args:
            raise BadRequest("The query stands in the URL and there is a form as well; send it once.")
        return MultiDict([*request.args.items(multi=True), *request.form.items(multi=True)])
    if request.mimetype == UPDATE:
        return MultiDict([("update", "")])
    if request.mimetype != QUERY:
        raise UnsupportedMediaType(
            f"{request.mimetype or 'A body without a type'} is not read; send {FORM} or {QUERY}."
        )
    if "query" in request.args:
        raise BadRequest("The query stands in the URL and in the body; send it once.")
    try:
        return MultiDict([*request.args.items(multi=True), ("query", request.get_data().decode("utf-8"))])
    except UnicodeDecodeError as error:
        raise BadRequest(f"Byte {error.start} of the query is not UTF-8.") from error


def _check_body() -> None:
    """Refuse a body that is coded, in another charset than UTF-8, cut short or in chunks: it would be another query.

    Raises UnsupportedMediaType, BadRequest or LengthRequired, and TooManyRequests or Overloaded for too many at once.
    """
    coding = request.headers.get("Content-Encoding", "identity").lower()
    if coding != "identity":
        raise UnsupportedMediaType(f"Content-Encoding {coding} is not read; send the query as it is.")
    charset = request.mimetype_params.get("charset", "utf-8").strip().lower()
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMediaType(f"The charset {charset[:40]} is not read; SPARQL is sent as UTF-8.")
    said = request.content_length
    if said is None and request.headers.get("Transfer-Encoding"):
        # The web server hands over what has come of a chunked body that was cut as if it were the whole.
        raise LengthRequired("A body in chunks is not read; send the query with its Content-Length, or by GET.")
    body = bodies.read()
    if said is not None and len(body) < said:
        raise BadRequest(f"The body ended before the {said} bytes that Content-Length announces.")
    if request.mimetype == FORM:
        _check_utf8("The form", body)


def _check_utf8(part: str, encoded: bytes) -> None:
    """Refuse what Werkzeug would replace: a query with a wrong character in it is another query."""
    try:
        unquote_to_bytes(encoded).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{part} holds bytes that are not UTF-8 after decoding; encode the query as UTF-8.") from error


def _single(given: MultiDict[str, str], name: str) -> str:
    values = given.getlist(name)
    if len(values) > 1:
        raise BadRequest(f"{name} is given {len(values)} times; give it once.")
    if not values[0].strip():
        raise BadRequest(f"{name} is empty; write a SPARQL query.")
    return values[0]


def _choice(given: MultiDict[str, str], name: str, yes: str) -> bool | None:
    """Read a parameter that says yes or no; None where it is not given."""
    no = {"on": "off", "1": "0"}[yes]
    if name not in given:
        return None
    if given[name] not in (yes, no):
        raise BadRequest(f"{name} is {given[name][:40]}; it must be {yes} or {no}.")
    return given[name] == yes


def _explain(asked: Asked) -> Response:
    """Show the query as it would be evaluated, and why, without evaluating it."""
    response = Response(asked.explanation, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _iris(given: MultiDict[str, str], name: str) -> list[str]:
    iris = given.getlist(name)
    for iri in iris:
        if ":" not in iri or any(character in iri for character in '<>"{}|^`\\ \n\t'):
            raise BadRequest(f"{name}={iri} is not an absolute IRI.")
    return iris


def _without_query(endpoint: Endpoint) -> Response:
    if request.method == "POST":
        raise BadRequest("There is no query; send it as the parameter query, or as the body.")
    if "part" in request.args or request.args.get("format") == "html":
        return console.blank(endpoint)
    media_type = negotiate.choose([*description.MEDIA_TYPES, negotiate.HTML], request.args.get("format"))
    if media_type == negotiate.HTML:
        return console.blank(endpoint)
    return statements.document("sparql", lambda root: description.service(endpoint, root), media_type)
