"""The interface described: OpenAPI 3.1 at /openapi.json, and for people at /api.

Made from the routes that the application has and from what `operations` says of each, so that neither can be told
without the other. HEAD goes wherever GET does and is not listed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib import metadata
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from werkzeug.routing import Rule

from depositary.web import exchange, frame, results
from depositary.web.operations import OPERATIONS
from depositary.web.signatures import HTML, JSON, TAGS, TEXT, Operation, Parameter

blueprint = Blueprint("openapi", __name__)
VERSION = "3.1.1"
PROBLEM = "application/problem+json"
BUSY = (429, 503, 504)
MEANINGS = {
    200: "The answer.",
    204: "What may be sent.",
    303: "The document about the thing, by its address.",
    304: "The client has this answer already.",
    400: "A parameter or a query that cannot be used; the problem says how it must be.",
    404: "There is no such thing.",
    406: "No format, or no content coding, that the client accepts.",
    410: "It was withdrawn; the problem says what replaces it.",
    411: "A body that does not say how long it is.",
    413: "More than is read at once.",
    415: "A body in another format than those that are read.",
    429: "The client has used up its share; Retry-After says when to come again.",
    503: "The service cannot answer now; Retry-After says when to come again.",
    504: "The query took longer than it may.",
}
_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe every operation in OpenAPI 3.1, for programs that make clients of it."""
    text = json.dumps(described(current_app), ensure_ascii=False, indent=1)
    return results.whole(text.encode(), JSON)


@blueprint.get("/api")
def page() -> Response:
    """Describe every operation for people, with examples to try."""
    whole = described(current_app)
    groups = [(tag, [each for each in operations(whole) if tag["name"] in each[2]["tags"]]) for tag in whole["tags"]]
    return frame.render("api.html", groups=groups, document=whole)


_INSTEAD = {"alba": "armenia", "Alba": "Armenia", "borea": "russia", "world": "catalog"}
_SMALL_WORLD = re.compile(rf"\b({'|'.join(_INSTEAD)})\b")


def operations(whole: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation of a document."""
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Yield each rule with each method that a view of it answers, but for HEAD and OPTIONS that go by themselves."""
    for rule in sorted(app.url_map.iter_rules(), key=str):
        for method in sorted(rule.methods or ()):
            if method not in ("HEAD", "OPTIONS"):
                yield rule, method.lower()


def described(app: Flask) -> dict[str, Any]:
    """Make the document; what has no description is left out of it, and a test tells so."""
    endpoint = exchange.endpoint()
    paths: dict[str, dict[str, Any]] = {}
    for rule, method in routes(app):
        found = next((each for each in OPERATIONS.get(rule.rule, ()) if each.method == method), None)
        if found is not None:
            view = app.view_functions[rule.endpoint]
            summary = (getattr(view, "func", view).__doc__ or "").strip().split("\n")[0]
            paths.setdefault(_ARGUMENT.sub(r"{\1}", rule.rule), {})[method] = _operation(found, rule, summary)
    return {
        "openapi": VERSION,
        "info": {
            "title": "Depositary",
            "summary": "A dated, sourced knowledge graph of how states bind themselves to each other.",
            "version": metadata.version("depositary"),
            "description": f"Release {endpoint.release.version}. All data is read-only; HEAD works wherever GET does.",
            "license": {"name": "CC BY 4.0 (data)", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "servers": [{"url": request.host_url.rstrip("/")}],
        "tags": [{"name": name, "description": about} for name, about in TAGS.items()],
        "paths": paths,
        "components": {"schemas": {"Problem": _problem()}},
    }


def _operation(operation: Operation, rule: Rule, summary: str) -> dict[str, Any]:
    plain = _ARGUMENT.sub(r"\1", rule.rule).lower()
    name = f"{operation.method}-{re.sub('[^a-z0-9]+', '-', plain).strip('-')}".strip("-")
    found: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "tags": [operation.tag],
        "responses": _responses(operation),
    }
    outside = [each for each in operation.parameters if each.where != "form"]
    if outside:
        found["parameters"] = [_parameter(each) for each in outside]
    if operation.takes:
        found["requestBody"] = {"required": True, "content": {each: _body(operation, each) for each in operation.takes}}
    return found


def _parameter(parameter: Parameter) -> dict[str, Any]:
    described = {
        "name": parameter.name,
        "in": parameter.where,
        "required": parameter.required,
        "description": parameter.about,
        "schema": parameter.schema,
    }
    return described | ({"example": _published(parameter.example)} if parameter.example else {})


def _published(example: str) -> str:
    """Give an example of the small world of the tests the names of the release at hand, so that it can be tried."""
    endpoint = exchange.endpoint()
    if f"{endpoint.base}id/state/alba" in endpoint.things:
        return example
    return _SMALL_WORLD.sub(lambda found: _INSTEAD[found[0]], example)


def _body(operation: Operation, media_type: str) -> dict[str, Any]:
    fields = [each for each in operation.parameters if each.where == "form"]
    if not media_type.endswith("urlencoded"):
        return {"schema": {"type": "string"}, "example": fields[0].example}
    return {
        "schema": {
            "type": "object",
            "properties": {each.name: each.schema | {"description": each.about} for each in fields},
        }
    }


def _responses(operation: Operation) -> dict[str, Any]:
    content = {media: {"schema": {} if "json" in media else {"type": "string"}} for media in operation.gives}
    success = {"description": MEANINGS[operation.status]} | ({"content": content} if content else {})
    found: dict[str, Any] = {str(operation.status): success}
    if operation.named:
        found["304"] = {"description": MEANINGS[304]}
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told = {PROBLEM: problem, TEXT: {"schema": {"type": "string"}}, HTML: {"schema": {"type": "string"}}}
    for status in sorted({*operation.fails, *(BUSY if operation.queues else ())}):
        found[str(status)] = {"description": MEANINGS[status], "content": told}
    return found


def _problem() -> dict[str, Any]:
    """Return the schema of a problem document (RFC 9457, section 3.1)."""
    whole = {"type": "integer", "minimum": 1}
    return {
        "type": "object",
        "required": ["title", "status", "detail"],
        "properties": {
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "line": whole | {"description": "Line of the query, from 1."},
            "column": whole | {"description": "Column of the query, from 1."},
        },
    }
