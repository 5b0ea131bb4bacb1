"""What is published beside the things: /asof and /dump."""

from __future__ import annotations

from flask import Blueprint, Response, request

from depositary.endpoint import Endpoint
from depositary.formats import offers
from depositary.web import exchange, files, negotiate, results, urls

blueprint = Blueprint("resources", __name__)


def _endpoint() -> Endpoint:
    return exchange.endpoint()


@blueprint.get("/asof/<path:day>")
def asof(day: str) -> Response:
    """Give the plain edges that hold on a day."""
    iri = urls.asof(_endpoint(), day)
    return _construct(f"CONSTRUCT {{ ?s ?p ?o }} FROM <{iri}> WHERE {{ ?s ?p ?o }}")


@blueprint.get("/dump/<path:name>")
def dump(name: str) -> Response:
    """Send a file of the dump of the current release."""
    return files.send(_endpoint().release, f"dump/{name}")


def _construct(text: str, media_type: str | None = None) -> Response:
    endpoint = _endpoint()
    media_type = media_type or negotiate.choose(offers("graph"), request.args.get("format"))
    return results.respond(endpoint, endpoint.ask(text), media_type)
