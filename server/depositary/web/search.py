"""Things found by their names, for search boxes and scripts."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from depositary.errors import BadRequest
from depositary.folding import letters
from depositary.textmatch import LONGEST
from depositary.web import exchange

blueprint = Blueprint("search", __name__)
USUAL = 20
KNOWN = ("q", "limit")


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
    if not letters(words):
        raise BadRequest("q has no letter and no digit; write a name or the beginning of one.")
    if len(words) > LONGEST:
        raise BadRequest(f"q is {len(words)} characters long; {LONGEST} are read.")
    found = endpoint.finder.find(words, _limit(endpoint.settings.matches))
    return jsonify(
        q=words,
        results=[
            {"id": match.iri, "label": match.label, "type": match.kind, "matched": match.name, "score": match.score}
            for match in found
        ],
    )


def _limit(most: int) -> int:
    """Read the limit; raises BadRequest where it is no number from one to the setting `matches`."""
    text = request.args.get("limit", str(min(USUAL, most)))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise BadRequest(f"limit is {text[:40]!r}; it must be a number from 1 to {most}.")
    return int(text)
