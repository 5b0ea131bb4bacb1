"""Documents made of statements: chosen by Accept or suffix, kept, with a validator and links to the other forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, current_app, request

from depositary.cache import Cache
from depositary.errors import NotFound
from depositary.formats import FORMATS, offers
from depositary.web import exchange, negotiate, results, urls
from depositary.web.sheet import Sheet

SUFFIXES = {form.suffix: form.media_type for form in FORMATS if form.kind == "graph"}
Page = Callable[[], Response]


def answer(
    name: str, make: Callable[[str], Sheet], page: Page, suffix: str = "", links: Sequence[str] = ()
) -> Response:
    """Answer with the sheet that `make` writes for the URL of the service, in the syntax asked for, or with the page.

    `name` tells it from other documents in the cache. Raises NotFound for an unknown suffix, NotAcceptable.
    """
    media_type = choose(suffix)
    response = page() if media_type == negotiate.HTML else document(name, make, media_type)
    link(response, suffix, media_type, links)
    return response


def document(name: str, make: Callable[[str], Sheet], media_type: str) -> Response:
    """Answer with a sheet in a syntax."""
    response = results.whole(_written(name, make, media_type), media_type)
    response.vary.add("Accept")
    return response


def link(response: Response, suffix: str, media_type: str, links: Sequence[str] = ()) -> None:
    """Say that the document depends on Accept, and link to its other forms and to what else is given."""
    path = request.path.removesuffix(f".{suffix}") if suffix else request.path
    response.vary.add("Accept")
    for each in (*links, *alternates(path.rstrip("/"), media_type)):
        response.headers.add("Link", each)


def choose(suffix: str = "", offered: Sequence[str] = ()) -> str:
    """Choose among the syntaxes of RDF, HTML, and what else is `offered`; raises NotFound or NotAcceptable."""
    if suffix == "html":
        return negotiate.HTML
    if suffix and suffix not in SUFFIXES:
        raise NotFound(f"There is no document {request.path}; suffixes are: {', '.join((*SUFFIXES, 'html'))}.")
    if suffix:
        return SUFFIXES[suffix]
    if request.args.get("format") == "html":
        return negotiate.HTML
    return negotiate.choose([*offers("graph"), negotiate.HTML, *offered], request.args.get("format"))


def split(name: str) -> tuple[str, str]:
    """Split the suffix of a syntax from a name, which may have dots of its own."""
    stem, _, suffix = name.rpartition(".")
    return (stem, suffix) if stem and suffix in (*SUFFIXES, "html") else (name, "")


def alternates(path: str, chosen: str) -> list[str]:
    """List the other forms of a document as links (RFC 8288), each with a URL of its own."""
    forms = {**SUFFIXES, "html": negotiate.HTML}
    return [f'<{path}.{suffix}>; rel="alternate"; type="{media}"' for suffix, media in forms.items() if media != chosen]


def _written(name: str, make: Callable[[str], Sheet], media_type: str) -> bytes:
    cache: Cache[object] = current_app.extensions[results.CACHE]
    root = urls.root()
    key = ("statements", exchange.endpoint().release.version, root, name, media_type)
    body = cache.get(key)
    if not isinstance(body, bytes):
        body = make(root).write(media_type)
        cache.put(key, body, len(body) + sum(map(len, key)))
    return body
