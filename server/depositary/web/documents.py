"""Things and the documents about them: /id, /doc, and the JSON-LD context of the documents.

The order of what is checked is that of RFC 9110: the thing, then the format, then what the client has already.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import quote

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from depositary.endpoint import Endpoint
from depositary.errors import BadRequest, Gone, NotAcceptable, NotFound
from depositary.formats import FORMATS, content_type
from depositary.release import MANIFEST
from depositary.web import (
    dossiers,
    exchange,
    links,
    negotiate,
    portraits,
    results,
    shortcut,
    syntaxes,
    urls,
    validators,
)
from depositary.web.keeping import once

blueprint = Blueprint("documents", __name__)
SUFFIXES = {form.suffix: form.media_type for form in FORMATS if form.kind == "graph"} | {"html": negotiate.HTML}
MEDIA_TYPES = tuple(SUFFIXES.values())
ALIASES = {alias: form.media_type for form in FORMATS if form.kind == "graph" for alias in form.aliases}
ALIASES |= {"application/json": syntaxes.JSONLD, "application/xhtml+xml": negotiate.HTML}
SIMILAR = 5
LONGEST = 100
"""Characters of a slug for which similar ones are looked for."""
_Page = Callable[[Endpoint, str], Response]
page_of: _Page = portraits.page
"""Makes the HTML of a thing, by its IRI."""


@blueprint.get("/id/<kind>/<slug>")
def thing(kind: str, slug: str) -> AnyResponse:
    """Send the client from a thing to the document about it (Cool URIs for the Semantic Web, section 4.2)."""
    endpoint = exchange.endpoint()
    check(endpoint, kind, slug)
    place = f"../../doc/{kind}/{quote(slug, safe='')}"  # relative: see links
    response = redirect(place + _asked(), 303)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Link"] = links.link(place, rel="describedby")
    return response


@blueprint.get("/doc/<kind>/<name>")
def doc(kind: str, name: str) -> Response:
    """Describe a thing: what is said of it, what names it, and what they name."""
    endpoint = exchange.endpoint()
    stem, _, suffix = name.rpartition(".")
    if urls.thing(endpoint, kind, stem) in endpoint.things and suffix not in SUFFIXES:
        raise NotFound(f"There is no document with this suffix; there are: {', '.join(sorted(SUFFIXES))}.")
    slug, suffix = (stem, suffix) if stem and suffix in SUFFIXES else (name, "")
    iri = check(endpoint, kind, slug)
    media_type = SUFFIXES[suffix] if suffix else _negotiated(kind, slug)
    response = page_of(endpoint, iri) if media_type == negotiate.HTML else _in_rdf(endpoint, iri, media_type)
    if response.status_code in (200, 304):
        _dress(response, endpoint, kind, slug, media_type)
        if suffix:
            response.vary.discard("accept")  # in lower case: Werkzeug 3.1 does not find it otherwise
    return response


@blueprint.get("/context.jsonld")
def context() -> Response:
    """Give the context by which the documents are compacted."""
    endpoint = exchange.endpoint()
    validator = validators.named(endpoint, "context")
    return results.prepared(validator, syntaxes.JSONLD, lambda: syntaxes.context(endpoint).document())


def check(endpoint: Endpoint, kind: str, slug: str) -> str:
    """Return the IRI of a thing that is published; raises Gone for one that was, NotFound with what is similar."""
    iri = urls.thing(endpoint, kind, slug)
    if iri in endpoint.things and "#" not in slug:
        return iri
    if iri in endpoint.withdrawn:
        instead = endpoint.withdrawn[iri].replacements
        told = f"Use {' or '.join(instead)} instead." if instead else "Nothing replaces it."
        raise Gone(f"{iri} was withdrawn. {told}").with_more(
            [links.link(other, rel="successor-version") for other in instead], isReplacedBy=list(instead)
        )
    shown = links.uri(iri)  # what a client made up is not handed back as it is
    similar = [urls.thing(endpoint, kind, other) for other in _similar(endpoint, kind, slug)]
    hint = f"Is one of these meant? {' '.join(similar)}" if similar else "Try a search for its name."
    raise NotFound(f"Nothing is published as {shown}. {hint}").with_more(similar=similar)


def _negotiated(kind: str, slug: str) -> str:
    """Choose the media type for Accept; raises NotAcceptable with what there is."""
    try:
        chosen = negotiate.choose([*MEDIA_TYPES, *ALIASES], request.args.get("format"))
    except NotAcceptable as error:
        told = [{"url": urls.document(kind, slug, suffix), "type": media} for suffix, media in SUFFIXES.items()]
        raise error.with_more(links.alternates(slug, SUFFIXES), alternatives=told) from None
    return ALIASES.get(chosen, chosen)


def _in_rdf(endpoint: Endpoint, iri: str, media_type: str) -> Response:
    """Answer with a page of the dossier; raises NotFound where there are fewer pages, BadRequest for no number."""
    page = page_number()
    validator = validators.named(endpoint, "doc", iri, str(page), media_type)

    def make() -> bytes:
        found = syntaxes.compose(endpoint, iri, page)
        if page > found.pages:
            raise NotFound(f"{syntaxes.document(endpoint, iri)} has {found.pages} pages.")
        return syntaxes.serialize(endpoint, found, media_type)

    response = results.prepared(validator, media_type, make)
    _conditional(response, endpoint)
    if request.method == "GET":
        version = endpoint.release.version
        shortcut.mark(request.environ, version, response.get_etag()[0] if response.status_code == 200 else None)
    return response


def _asked() -> str:
    """Return the query string of the request, to be kept in a redirect."""
    text = request.query_string.decode("ascii", "replace")
    return f"?{quote(text, safe='=&%+:;,/?@-._~!$()*')}" if text else ""


def page_number() -> int:
    """Read ?page=, one where it is not given; raises BadRequest where it is no number from one on."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) < 7 and int(text)):
        raise BadRequest(f"page is {text[:40]!r}; it must be a number from 1 on.")
    return int(text)


def _conditional(response: Response, endpoint: Endpoint) -> None:
    """Say since when the release lies here; a client that names that very moment has it (RFC 9110, section 13.1.3).

    An earlier or later moment is no proof: the release before may be put back, and then its documents are older.
    """
    since = datetime.fromtimestamp(int((endpoint.release.path / MANIFEST).stat().st_mtime), UTC)
    response.last_modified = since
    if response.status_code == 200 and not request.if_none_match and request.if_modified_since == since:
        response.set_data(b"")
        response.status_code = 304
        for name in ("Content-Length", "Content-Type", "Content-Encoding"):
            response.headers.pop(name, None)


def _dress(response: Response, endpoint: Endpoint, kind: str, slug: str, media_type: str) -> None:
    """Say where the thing, the other formats, the licence and the dataset are (RFC 8288; Signposting level 1)."""
    iri = urls.thing(endpoint, kind, slug)
    licence = dossiers.vocabulary(endpoint).license
    found = [
        links.link(iri, rel="describes"),
        links.link(iri, rel="cite-as"),
        links.link(syntaxes.document(endpoint, iri), rel="canonical"),
        links.link("../../dataset", rel="collection"),
        links.link("../../.well-known/void", rel="describedby"),
        links.link(f"{endpoint.base}ns", rel="profile"),
        *links.alternates(slug, SUFFIXES, media_type, page_number()),
    ]
    if licence:
        found.append(links.link(licence, rel="license"))
    if media_type == negotiate.HTML:
        found.append(links.link("https://schema.org/AboutPage", rel="type"))
        found += links.items(slug, SUFFIXES)
    for each in found:
        response.headers.add("Link", each)
    response.vary.add("Accept")
    response.headers.setdefault("Content-Type", content_type(media_type))


def _similar(endpoint: Endpoint, kind: str, slug: str) -> list[str]:
    """List slugs of the same kind that are spelled like one that does not exist."""
    return difflib.get_close_matches(slug.lower()[:LONGEST], _slugs(endpoint).get(kind, ()), SIMILAR)


@once
def _slugs(endpoint: Endpoint) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for iri in sorted(endpoint.things):
        kind, _, slug = iri.removeprefix(f"{endpoint.base}id/").partition("/")
        if slug and "#" not in slug and iri.startswith(f"{endpoint.base}id/"):
            table.setdefault(kind, []).append(slug)
    return table
