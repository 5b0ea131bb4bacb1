"""Things found by their names: JSON for scripts and the search box, a page for a browser."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from depositary.errors import BadRequest
from depositary.finder import Match
from depositary.folding import letters
from depositary.textmatch import LONGEST
from depositary.web import exchange, languages, negotiate
from depositary.web.frame import render, url
from depositary.web.kinds import class_name

blueprint = Blueprint("search", __name__)
USUAL = 20
PAGE = 50
"""Results on a page for a browser."""
KNOWN = ("q", "limit", "lang", "asOf")
JSON = "application/json"
OPENSEARCH = """<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>Depositary</ShortName>
  <Description>States, organizations, treaties, facilities, persons and documents by name</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Url type="text/html" template="{0}/search?q={{searchTerms}}"/>
  <Url type="application/json" rel="results" template="{0}/search?q={{searchTerms}}"/>
</OpenSearchDescription>
"""


@blueprint.get("/search")
def search() -> Response:
    """Answer with the things of which one name has all words of q, the best first; BadRequest for other parameters."""
    endpoint = exchange.endpoint()
    for name, values in request.args.lists():
        if name not in KNOWN:
            raise BadRequest(f"{name[:40]!r} is no parameter of the search; there are: {', '.join(KNOWN)}.")
        if len(values) > 1:
            raise BadRequest(f"{name} is given {len(values)} times; give it once.")
    words = request.args.get("q", "").strip()
    page = negotiate.choose([JSON, negotiate.HTML]) == negotiate.HTML
    if page and not words:
        return render("search.html", words="", found=[], more=False)
    if not letters(words):
        raise BadRequest("q has no letter and no digit; write a name or the beginning of one.")
    if len(words) > LONGEST:
        raise BadRequest(f"q is {len(words)} characters long; {LONGEST} are read.")
    limit = _limit(endpoint.settings.matches, PAGE if page else USUAL)
    found = endpoint.finder.find(words, limit)
    if page:
        return render("search.html", words=words, found=[_shown(match) for match in found], more=len(found) == limit)
    response = jsonify(q=words, results=[_written(match) for match in found])
    response.vary.add("Accept")
    return response


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search to browsers (OpenSearch 1.1)."""
    text = OPENSEARCH.format(request.host_url.rstrip("/"))
    return Response(text, content_type="application/opensearchdescription+xml; charset=utf-8")


def _written(match: Match) -> dict[str, object]:
    """Write a match as JSON; with ?lang= its label and kind are in that language, and `page` keeps it."""
    wish = languages.language() if "lang" in request.args else "en"
    return {
        "id": match.iri,
        "label": exchange.endpoint().finder.label(match.iri, wish).text,
        "type": match.kind,
        "kind": class_name(match.kind) if "lang" in request.args else match.kind,
        "matched": match.name,
        "page": url(match.iri),
        "score": match.score,
    }


def _shown(match: Match) -> dict[str, object]:
    label = exchange.endpoint().finder.label(match.iri, languages.language())
    also = match.name if match.name != label.text else ""
    return {"iri": match.iri, "label": label, "kind": class_name(match.kind), "also": also}


def _limit(most: int, usual: int) -> int:
    """Read the limit; raises BadRequest where it is no number from one to the setting `matches`."""
    text = request.args.get("limit", str(min(usual, most)))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise BadRequest(f"limit is {text[:40]!r}; it must be a number from 1 to {most}.")
    return int(text)
