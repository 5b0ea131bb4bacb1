"""Pages of things as CSV: /doc/<kind>/<slug>.csv."""

from __future__ import annotations

from flask import Blueprint, Response

from depositary.web import documents, exchange, portraits

blueprint = Blueprint("downloads", __name__)


@blueprint.get("/doc/<kind>/<slug>.csv")
def relations(kind: str, slug: str) -> Response:
    """Give the relations of a thing, one a row; raises NotFound or Gone as its document does."""
    endpoint = exchange.endpoint()
    return portraits.table(endpoint, documents.check(endpoint, kind, slug))
