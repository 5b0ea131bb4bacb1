"""Link headers of things and documents (RFC 8288; Signposting, signposting.org).

Links to our own documents are relative, so that they hold wherever the site is reached: at its own host, below a
path, or through the redirects of the base of its IRIs.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

HTML = "text/html"


def link(target: str, **parameters: str) -> str:
    """Write a link; a target with characters that a URI has not is percent-encoded."""
    return "; ".join([f"<{uri(target)}>", *(f'{name}="{value}"' for name, value in parameters.items())])


def uri(iri: str) -> str:
    """Percent-encode what a URI may not hold (RFC 3987, section 3.1)."""
    return quote(iri, safe=":/?#[]@!$&'()*+,;=%-._~")


def alternates(slug: str, suffixes: Mapping[str, str], without: str = "", page: int = 1) -> list[str]:
    """Link from a document to the same in each of its formats, by suffix, but for the one at hand."""
    return [
        link(sibling(slug, suffix, page), rel="alternate", type=media_type)
        for suffix, media_type in suffixes.items()
        if media_type != without
    ]


def items(slug: str, suffixes: Mapping[str, str]) -> list[str]:
    """Link from the page of a thing to its data, which are also what describes it to machines."""
    return [
        link(sibling(slug, suffix), rel="item describedby", type=media_type)
        for suffix, media_type in suffixes.items()
        if media_type != HTML
    ]


def sibling(name: str, suffix: str = "", page: int = 1) -> str:
    """Refer to a document from another one about a thing of the same kind."""
    return f"{quote(name, safe='')}{f'.{suffix}' if suffix else ''}{f'?page={page}' if page > 1 else ''}"
