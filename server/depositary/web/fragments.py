"""Triple Pattern Fragments at /fragments: any triple pattern, page by page, for clients that join on their own side.

One query reads a page; where the fragment goes on behind it, a second one counts the matches, and the number is kept by
pattern. Both scan an index, so that a client's joins cost our workers next to nothing. The engine gives the matches of
a pattern in one order, which is what pages rest on; `web.validators` rests on it as well.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from depositary.cache import Cache
from depositary.endpoint import Endpoint
from depositary.engine import Answer
from depositary.errors import BadRequest, NotFound
from depositary.formats import offers
from depositary.fragments import HYDRA, PAGE, PLACES, VOID, Page, Pattern, controls, pattern
from depositary.namespaces import shorten
from depositary.store import Literal, NamedNode, Triple, parse_ntriples, write
from depositary.web import clients, exchange, frame, negotiate, results, urls, validators

blueprint = Blueprint("fragments", __name__)
KNOWN = (*PLACES, "page", "asOf", "format", "lang")
FIXED = ("asOf", "format")
"""Parameters that stay the same in every URL that a page names."""
TITLE, LICENSE = "Depositary", "https://creativecommons.org/licenses/by/4.0/"
BRACED = ("text/turtle", "application/trig")
_BULKY = ("application/n-quads", "application/trig")


@blueprint.get("/fragments")
def fragments() -> Response:
    """Give a page of the triples that match a pattern, with their number and the controls to ask for others.

    Without any term it is a page of everything. `asOf` chooses the graph of what held on that day in place of all.
    """
    endpoint = exchange.endpoint()
    for name, values in request.args.lists():
        if name not in KNOWN:
            raise BadRequest(f"{name[:40]!r} is no parameter of fragments; there are: {', '.join(KNOWN)}.")
        if len(values) > 1:
            raise BadRequest(f"{name} is given {len(values)} times; give it once.")
    asked = pattern(request.args, endpoint.prefixes)
    number = _number()
    media_type = negotiate.choose([*_BULKY, *offers("graph"), negotiate.HTML], request.args.get("format"))
    if media_type == negotiate.HTML:
        return _page(endpoint, asked, number)
    key = validators.named(endpoint, "fragment", request.url_root, _query_string(), media_type)
    return results.prepared(key, media_type, lambda: _document(endpoint, asked, number, media_type))


def _number() -> int:
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) < 10 and int(text)):
        raise BadRequest(f"page is {text[:40]!r}; it must be a number from 1 on.")
    return int(text)


def _query_string() -> str:
    return request.query_string.decode("latin-1")


def _read(endpoint: Endpoint, asked: Pattern, number: int) -> tuple[Page, bytes]:
    """Read a page as N-Triples and count its fragment, which needs no counting where the page is its end.

    Raises NotFound for a page behind the last one.
    """
    text = asked.text
    query = f"CONSTRUCT {{ {text} }} WHERE {{ {text} }} OFFSET {(number - 1) * PAGE} LIMIT {PAGE}"
    data = b"".join(_answer(endpoint, query, "application/n-triples"))
    here = data.count(b"\n")
    at_end = here < PAGE and (here or number == 1)
    total = (number - 1) * PAGE + here if at_end else _count(endpoint, asked)
    query_string = _query_string()
    fixed = tuple((name, request.args[name]) for name in FIXED if request.args.get(name))
    url = urls.fragments() + (f"?{query_string}" if query_string else "")
    page = Page(urls.fragments(), url, asked, number, total, fixed)
    if number > page.last:
        raise NotFound(f"The fragment has {page.total} triples on {page.last} pages; there is no page {number}.")
    return page, data


def _document(endpoint: Endpoint, asked: Pattern, number: int, media_type: str) -> bytes:
    page, data = _read(endpoint, asked, number)
    about = controls(page, TITLE, LICENSE, f"{endpoint.base}dataset")
    if media_type == "application/n-quads":  # a triple in N-Triples is a quad of the default graph in N-Quads
        return data + write(about, media_type)
    prefixes = {**endpoint.prefixes, "hydra": HYDRA, "void": VOID} if media_type in BRACED else None
    return write([*parse_ntriples(data), *about], media_type, prefixes)


def _page(endpoint: Endpoint, asked: Pattern, number: int) -> Response:
    """Show the page to a person, with a form for another pattern."""
    page, data = _read(endpoint, asked, number)
    return frame.render(
        "fragments.html",
        page=page,
        places=list(zip(PLACES, asked.asked, strict=True)),
        rows=[_cells(triple, endpoint.prefixes) for triple in parse_ntriples(data)],
    )


def _cells(triple: Triple, prefixes: dict[str, str]) -> list[tuple[str, str]]:
    """Return the terms of a triple as a pattern takes them, each with what a person reads."""
    return [_cell(node, prefixes) for node in (triple.subject, triple.predicate, triple.object)]


def _cell(node: object, prefixes: dict[str, str]) -> tuple[str, str]:
    if isinstance(node, NamedNode):
        return node.value, shorten(node.value, prefixes).strip("<>")
    if isinstance(node, Literal):
        mark = f"@{node.language}" if node.language else f"^^{node.datatype.value}"
        plain = mark.endswith("#string")
        shown = "" if plain else f"@{node.language}" if node.language else f"^^{shorten(node.datatype.value, prefixes)}"
        return f'"{node.value}"' + ("" if plain else mark), f'"{node.value}"{shown}'
    return "", str(node)  # a blank node has no name by which it could be asked for


def _count(endpoint: Endpoint, asked: Pattern) -> int:
    """Count the matches, or recall how many there are in this release."""
    cache: Cache[object] = current_app.extensions[results.CACHE]
    key = validators.named(endpoint, "count", request.args.get("asOf", ""), asked.text)
    kept = cache.get(key)
    if isinstance(kept, int):
        return kept
    body = b"".join(_answer(endpoint, f"SELECT (COUNT(*) AS ?n) {{ {asked.text} }}", "text/csv"))
    total = int(body.split()[1])
    cache.put(key, total, len(key) + 32)
    return total


def _answer(endpoint: Endpoint, query: str, media_type: str) -> Answer:
    day = request.args.get("asOf")
    graphs = [urls.asof(endpoint, day)] if day else []
    return endpoint.answer(endpoint.ask(query, graphs, planned=False), media_type, clients.key())
