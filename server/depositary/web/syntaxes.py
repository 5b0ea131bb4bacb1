"""A page of a dossier in each syntax of RDF, with what the document says of itself.

The statements stand in the default graph of TriG and N-Quads, so that every syntax says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from depositary import dossier, ntriples, passages
from depositary.endpoint import Endpoint
from depositary.excerpt import WHOLE, Excerpt, Part
from depositary.jsonld import Context
from depositary.ntriples import Value
from depositary.passages import Passage, Shelf
from depositary.store import convert
from depositary.vocabulary import LABEL, TYPE
from depositary.web import dossiers
from depositary.web.keeping import once

JSONLD, NTRIPLES, NQUADS = "application/ld+json", "application/n-triples", "application/n-quads"
TRIG, TURTLE = "application/trig", "text/turtle"
DCT, FOAF = "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/"
HYDRA, VOID = "http://www.w3.org/ns/hydra/core#", "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DERIVED = "http://www.w3.org/ns/prov#wasDerivedFrom"
MEMBER, TOTAL = f"{HYDRA}member", f"{HYDRA}totalItems"


@dataclass(frozen=True)
class Document:
    """What a document says of itself, as lines of N-Triples, what it tells of the thing and all else, and its pages."""

    said: str
    excerpt: Excerpt
    parts: list[Part]
    pages: int


def compose(endpoint: Endpoint, iri: str, page: int) -> Document:
    """Gather what the document on a page of a dossier says; a page beyond the last one has no entries."""
    found = dossiers.excerpt(endpoint, iri, page)
    own = Part(endpoint.concordance.numbers[iri], WHOLE)
    pages = max(1, -(-found.total // dossier.PAGE))
    said = _colophon(endpoint, iri, page, pages, found.graphs)
    said += _titles(document(endpoint, iri, page), found.triples(own))
    said += _paging(document(endpoint, iri, 1), page, pages, found.total, found.entries)
    return Document("".join(dict.fromkeys(said)), found, [own, *(each for each in found.parts() if each != own)], pages)


def serialize(endpoint: Endpoint, found: Document, media_type: str) -> bytes:
    """Write a document in a syntax; with the default graph alone TriG is Turtle, and N-Quads are N-Triples."""
    if media_type not in _LIKE:
        return convert(serialize(endpoint, found, NTRIPLES), media_type, endpoint.prefixes)
    writer = _writer(endpoint, _LIKE[media_type])
    return writer.join([*writer.write(found.said), *writer.shelf.passages(found.excerpt, found.parts)])


_LIKE = {each: each for each in (JSONLD, NTRIPLES, TURTLE)} | {NQUADS: NTRIPLES, TRIG: TURTLE}


@dataclass(frozen=True)
class _Writer:
    """How the passages of a syntax are made and put together, and those that are kept."""

    write: Callable[[str], Sequence[Passage]]
    join: Callable[[Sequence[Passage]], bytes]
    shelf: Shelf


@once
def _writer(endpoint: Endpoint, media_type: str) -> _Writer:
    if media_type == JSONLD:
        written = context(endpoint)
        return _made(lambda lines: written.passages(ntriples.read(lines)), written.join)
    if media_type == TURTLE:
        prefixes = endpoint.prefixes
        return _made(
            lambda lines: passages.turtle(lines, prefixes), lambda told: passages.turtle_document(told, prefixes)
        )
    return _made(passages.ntriples, lambda told: b"".join([each.text for each in told]))


def _made(write: Callable[[str], Sequence[Passage]], join: Callable[[Sequence[Passage]], bytes]) -> _Writer:
    return _Writer(write, join, Shelf(write))


def document(endpoint: Endpoint, iri: str, page: int = 1) -> str:
    """IRI of the document about a thing, whatever its syntax; that of its first page stands for all."""
    return f"{endpoint.base}doc/{iri.removeprefix(f'{endpoint.base}id/')}{f'?page={page}' if page > 1 else ''}"


@once
def context(endpoint: Endpoint) -> Context:
    """Return the JSON-LD context of the release."""
    return Context.of(dossiers.vocabulary(endpoint), endpoint.prefixes, endpoint.base)


def _colophon(endpoint: Endpoint, iri: str, page: int, pages: int, graphs: Sequence[str]) -> list[str]:
    """Say what the document is, whose, of which release, and from which graphs (VoID, section 6.4; DCMI Terms)."""
    here, base = document(endpoint, iri, page), endpoint.base
    released = Value(str(endpoint.release.manifest["released"]), f"{XSD}date")
    facts = [
        (TYPE, Value(f"{FOAF}Document")),
        (f"{FOAF}primaryTopic", Value(iri)),
        (f"{DCT}isPartOf", Value(f"{base}release/{endpoint.release.version}")),
        (f"{DCT}modified", released),
        (f"{VOID}inDataset", Value(f"{base}dataset")),
        *((DERIVED, Value(graph)) for graph in graphs),
    ]
    if licence := dossiers.vocabulary(endpoint).license:
        facts.append((f"{DCT}license", Value(licence)))
    if page > 1:
        facts.append((f"{DCT}isPartOf", Value(document(endpoint, iri))))
    return [ntriples.line(here, predicate, value) for predicate, value in facts]


def _titles(here: str, own: list[str]) -> list[str]:
    """Give the document the names of its thing as titles."""
    named = (triple.split(" ", 2) for triple in own)
    return sorted({f"<{here}> <{DCT}title> {value} .\n" for _, predicate, value in named if predicate == f"<{LABEL}>"})


def _paging(first: str, page: int, pages: int, total: int, members: Sequence[str]) -> list[str]:
    """Say what names the thing: how many there are, which of them are told here, and where the others are (Hydra)."""
    if not total:
        return []
    whole, view = f"{first}#entries", first if page == 1 else f"{first}?page={page}"
    places = {"first": 1, "previous": page - 1, "next": page + 1, "last": pages}
    facts = [
        (whole, TYPE, Value(f"{HYDRA}Collection")),
        (whole, TOTAL, Value(str(total), f"{XSD}integer")),
        *((whole, MEMBER, Value(member)) for member in members),
    ]
    if pages > 1:
        facts += [(whole, f"{HYDRA}view", Value(view)), (view, TYPE, Value(f"{HYDRA}PartialCollectionView"))]
        for name, number in places.items():
            if 1 <= number <= pages:
                facts.append((view, f"{HYDRA}{name}", Value(first if number == 1 else f"{first}?page={number}")))
    return [ntriples.line(*fact) for fact in facts]
