"""Triple Pattern Fragments: a pattern as it is asked for, and a page of its matches with Hydra controls.

A fragment is all triples that match one pattern; a page of it tells how many there are and how to ask for any other
(Triple Pattern Fragments, unofficial draft of the Hydra W3C Community Group). Controls stand in a named graph of their
own, so that a client can tell them from data; in a syntax without graphs both are in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from depositary.errors import BadRequest
from depositary.store import Literal, NamedNode, Quad

PLACES = ("subject", "predicate", "object")
PAGE = 250
"""Triples of a page."""
HYDRA, VOID = "http://www.w3.org/ns/hydra/core#", "http://rdfs.org/ns/void#"
DCT, FOAF = "http://purl.org/dc/terms/", "http://xmlns.com/foaf/0.1/"
RDF, XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
HOW = (
    'an IRI, a name with a prefix of ours, a literal as "x", "x"@en or "1992"^^'
    f"{XSD}gYear, a variable as ?x, or nothing for any term"
)
_VARIABLE = re.compile(r"\?([A-Za-z_]\w{0,63})")
_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<?([^<>"\s]+)>?)?', re.DOTALL)
_PREFIXED = re.compile(r"([a-z][\w-]*):(\w[\w-]*)")


@dataclass(frozen=True)
class Pattern:
    """A triple pattern: its three terms in SPARQL, and the texts by which they were asked for."""

    terms: tuple[str, str, str]
    asked: tuple[str, str, str]

    @property
    def text(self) -> str:
        """The pattern in SPARQL."""
        return " ".join(self.terms)

    @property
    def variables(self) -> list[str]:
        """Its variables, each once."""
        return [term for term in dict.fromkeys(self.terms) if term.startswith("?")]


def pattern(given: Mapping[str, str], prefixes: Mapping[str, str]) -> Pattern:
    """Read the terms of a pattern; raises BadRequest, which says what a term looks like."""
    asked = tuple(given.get(place, "").strip() for place in PLACES)
    terms = [_term(text, place, prefixes) for text, place in zip(asked, PLACES, strict=True)]
    return Pattern((terms[0], terms[1], terms[2]), (asked[0], asked[1], asked[2]))


def _term(text: str, place: str, prefixes: Mapping[str, str]) -> str:
    """Write a term in SPARQL; two places with one variable must hold the same term."""
    if not text:
        return f"?{place[0]}_"
    variable = _VARIABLE.fullmatch(text)
    if variable:
        return text
    try:
        if text.startswith('"') and place == "object":
            return _literal(text)
        return str(NamedNode(_iri(text, prefixes)))
    except ValueError as error:
        kinds = HOW if place == "object" else HOW.replace(f', a literal as "x", "x"@en or "1992"^^{XSD}gYear', "")
        raise BadRequest(f"{place}={text[:200]} is no term that can stand there ({error}); write {kinds}.") from error


def _iri(text: str, prefixes: Mapping[str, str]) -> str:
    if text.startswith("<") and text.endswith(">"):
        return text[1:-1]
    short = _PREFIXED.fullmatch(text)
    if short and short[1] in prefixes:
        return prefixes[short[1]] + short[2]
    if text.startswith("_:"):
        raise ValueError("a blank node has no name outside of its document")
    return text


def _literal(text: str) -> str:
    found = _LITERAL.fullmatch(text)
    if found is None:
        raise ValueError("after the closing quotation mark comes nothing, @ and a language, or ^^ and a datatype")
    value, language, datatype = found.groups()
    if language:
        return str(Literal(value, language=language))
    return str(Literal(value, datatype=NamedNode(datatype)) if datatype else Literal(value))


@dataclass(frozen=True)
class Page:
    """A page of a fragment: which it is, of how many triples in all, under which URLs.

    `root` is the URL of the dataset's fragments, `fixed` what each URL under it carries besides, `here` the URL by
    which the page was asked for: clients look for exactly that (Comunica compares it with void:subset).
    """

    root: str
    here: str
    pattern: Pattern
    number: int
    total: int
    fixed: tuple[tuple[str, str], ...] = ()

    @property
    def last(self) -> int:
        """Number of the last page; a fragment without triples has one page, which is empty."""
        return max(1, -(-self.total // PAGE))

    @property
    def start(self) -> str:
        """URL of the dataset's fragments, with what is fixed."""
        return f"{self.root}?{urlencode(self.fixed)}" if self.fixed else self.root

    @property
    def template(self) -> str:
        """The URI template by which any pattern is asked for (RFC 6570, section 3.2.8 and 3.2.9)."""
        return f"{self.start}{{{'&' if self.fixed else '?'}{','.join(PLACES)}}}"

    def url(self, number: int | None = None) -> str:
        """URL of a page, or of the fragment, which is that of its first page."""
        given = [(place, text) for place, text in zip(PLACES, self.pattern.asked, strict=True) if text]
        paged = [("page", str(number))] if number is not None else []
        query = urlencode([*self.fixed, *given, *paged])
        return f"{self.root}?{query}" if query else self.root

    def links(self) -> dict[str, str]:
        """URLs of the first, last, and where there are any, the previous and next page, by Hydra's names."""
        found = {"first": self.url(1), "last": self.url(self.last)}
        if self.number > 1:
            found["previous"] = self.url(self.number - 1)
        if self.number < self.last:
            found["next"] = self.url(self.number + 1)
        return found


def controls(page: Page, title: str, license_iri: str, dataset_iri: str) -> list[Quad]:
    """Describe a page and how to ask for others; `dataset_iri` names what the fragments are of."""
    graph = NamedNode(f"{page.here}#metadata")
    return [
        Quad(NamedNode(subject), NamedNode(predicate), value, graph)
        for subject, predicate, value in (
            *_dataset(page, title, license_iri, dataset_iri),
            *_search(page),
            *_view(page),
        )
    ]


Statement = tuple[str, str, NamedNode | Literal]


def _dataset(page: Page, title: str, license_iri: str, dataset_iri: str) -> Iterator[Statement]:
    dataset = f"{page.start}#dataset"
    yield f"{page.here}#metadata", FOAF + "primaryTopic", NamedNode(dataset)
    for kind in (VOID + "Dataset", HYDRA + "Collection"):
        yield dataset, RDF + "type", NamedNode(kind)
    yield dataset, DCT + "title", Literal(title, language="en")
    yield dataset, DCT + "license", NamedNode(license_iri)
    yield dataset, DCT + "source", NamedNode(dataset_iri)
    for subset in dict.fromkeys((page.url(), page.here)):
        yield dataset, VOID + "subset", NamedNode(subset)
    yield dataset, HYDRA + "search", NamedNode(f"{page.start}#search")


def _search(page: Page) -> Iterator[Statement]:
    search = f"{page.start}#search"
    yield search, RDF + "type", NamedNode(HYDRA + "IriTemplate")
    yield search, HYDRA + "template", Literal(page.template)
    yield search, HYDRA + "variableRepresentation", NamedNode(HYDRA + "ExplicitRepresentation")
    for place in PLACES:
        mapping = f"{page.start}#{place}"
        yield search, HYDRA + "mapping", NamedNode(mapping)
        yield mapping, RDF + "type", NamedNode(HYDRA + "IriTemplateMapping")
        yield mapping, HYDRA + "variable", Literal(place)
        yield mapping, HYDRA + "property", NamedNode(RDF + place)


def _view(page: Page) -> Iterator[Statement]:
    """Describe the fragment and its page; the only counts in the graph are those of the fragment."""
    fragment, integer = page.url(), NamedNode(XSD + "integer")
    total = Literal(str(page.total), datatype=integer)
    for kind in (HYDRA + "Collection", VOID + "Dataset"):
        yield fragment, RDF + "type", NamedNode(kind)
    yield fragment, HYDRA + "view", NamedNode(page.here)
    if fragment != page.here:
        yield fragment, VOID + "subset", NamedNode(page.here)
    yield page.here, RDF + "type", NamedNode(HYDRA + "PartialCollectionView")
    yield page.here, DCT + "title", Literal(f"Page {page.number} of {page.last}: {page.pattern.text}", language="en")
    for subject in dict.fromkeys((fragment, page.here)):
        yield subject, HYDRA + "totalItems", total
        yield subject, VOID + "triples", total
    yield page.here, HYDRA + "itemsPerPage", Literal(str(PAGE), datatype=integer)
    for name, url in page.links().items():
        yield page.here, HYDRA + name, NamedNode(url)
