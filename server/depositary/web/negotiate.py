"""From Accept to a media type, by Werkzeug's parser (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request
from werkzeug.datastructures import MIMEAccept

from depositary.errors import NotAcceptable
from depositary.formats import BY_NAME, FORMATS, content_type, offers

HTML = "text/html"
GRAPH_NAMES = {"xml": "rdfxml", "rdf+xml": "rdfxml", "json-ld": "jsonld", "n3": "turtle"}
"""What SPARQLWrapper sends as `format` for a graph, beside its Accept; unless it is told otherwise, XML."""


def choose(offered: Sequence[str], wish: str | None = None) -> str:
    """Choose a media type: that of `wish`, the name of a format, or the best for Accept; raises NotAcceptable."""
    if wish:
        form = BY_NAME.get(wish)
        if form is None or form.media_type not in offered:
            names = ", ".join(form.name for form in FORMATS if form.media_type in offered)
            raise NotAcceptable(f"format={wish} is not to be had for this; choose one of: {names}.")
        return form.media_type
    accept = request.accept_mimetypes
    if not accept:
        return offered[0]
    best = best_of(accept, offered)
    if best is None:
        raise NotAcceptable(f"None of the accepted types is to be had; available: {', '.join(offered)}.")
    return best


def best_of(accept: MIMEAccept, offered: Sequence[str]) -> str | None:
    """Return the best match; parameters such as charset are no part of a type here, and q=0 refuses it."""
    plain = MIMEAccept([(media.partition(";")[0].strip(), quality) for media, quality in accept])
    refused = {media.lower() for media, quality in plain if quality == 0}
    return plain.best_match([media for media in offered if media not in refused])


def table_or_graph(kind: str, wish: str | None) -> str:
    """Choose the format of a query result of a kind."""
    return choose(offers(kind), GRAPH_NAMES.get(wish, wish) if wish and kind == "graph" else wish)


def reply(body: bytes, media_type: str) -> Response:
    """Make a response whose representation depends on Accept."""
    response = Response(body, content_type=content_type(media_type))
    response.vary.add("Accept")
    return response
