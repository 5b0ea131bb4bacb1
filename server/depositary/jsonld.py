"""JSON-LD compacted with our own context (JSON-LD 1.1, sections 3.1 and 4.6).

The context is made from the ontology and the prefix table. Documents carry the part of it that they use, so that they
are read without another request, and stay readable when they are kept apart from the site.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from depositary.ntriples import LANG_STRING, XSD_STRING, Value
from depositary.passages import Passage
from depositary.vocabulary import Vocabulary

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS, SKOS = "http://www.w3.org/2000/01/rdf-schema#", "http://www.w3.org/2004/02/skos/core#"
DCT, DC = "http://purl.org/dc/terms/", "http://purl.org/dc/elements/1.1/"
XSD, OWL = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/2002/07/owl#"
BASE_PREFIX = "base"
BORROWED: dict[str, dict[str, str]] = {
    "label": {"@id": f"{RDFS}label", "@container": "@language"},
    "altLabel": {"@id": f"{SKOS}altLabel", "@container": "@language"},
    "comment": {"@id": f"{RDFS}comment", "@container": "@language"},
    "title": {"@id": f"{DCT}title", "@container": "@language"},
    "notation": {"@id": f"{SKOS}notation"},
    "exactMatch": {"@id": f"{SKOS}exactMatch", "@type": "@id"},
    "closeMatch": {"@id": f"{SKOS}closeMatch", "@type": "@id"},
    "source": {"@id": f"{DCT}source", "@type": "@id"},
    "issued": {"@id": f"{DCT}issued"},
    "publisher": {"@id": f"{DC}publisher"},
    "creator": {"@id": f"{DC}creator"},
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
    "subject": {"@id": f"{RDF}subject", "@type": "@id"},
    "predicate": {"@id": f"{RDF}predicate", "@type": "@id"},
    "object": {"@id": f"{RDF}object", "@type": "@id"},
}
"""Terms of other vocabularies that have a short name, unless the ontology has one that is called the same."""
_NATIVE = {(f"{XSD}boolean", "true"): True, (f"{XSD}boolean", "false"): False}
KEPT = 16_384
"""IRIs of which it is kept how they are written."""
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")


@dataclass
class Context:
    """Terms and prefixes, and which of them stand for an IRI."""

    terms: Mapping[str, Mapping[str, str]]
    prefixes: Mapping[str, str]
    by_iri: Mapping[str, str] = field(init=False)
    compact: Callable[[str], tuple[str, str]] = field(init=False, repr=False, compare=False)
    """Does what `prefixed` does, and keeps what it did last."""

    def __post_init__(self) -> None:
        """Turn the table of terms around, and look for long prefixes first."""
        self.by_iri = {definition["@id"]: term for term, definition in self.terms.items()}
        self._spaces = sorted(((iri, name) for name, iri in self.prefixes.items()), key=lambda each: -len(each[0]))
        self.compact = lru_cache(KEPT)(self.prefixed)

    @classmethod
    def of(cls, vocabulary: Vocabulary, prefixes: Mapping[str, str], base: str) -> Context:
        """Make the context of a release: a term for each of ours, and each prefix that is not called as a term is."""
        terms: dict[str, Mapping[str, str]] = dict(BORROWED)
        for iri in vocabulary.labels:
            if definition := _definition(iri, vocabulary):
                terms[iri.removeprefix(vocabulary.ns)] = definition
        kept = {
            name: iri
            for name, iri in {**prefixes, BASE_PREFIX: base}.items()
            if name not in terms and (iri == base or not iri.startswith(f"{base}id/")) and iri[-1] in ":/?#[]@"
        }
        return cls(dict(sorted(terms.items())), dict(sorted(kept.items())))

    def document(self) -> bytes:
        """Write the whole context."""
        return orjson.dumps({"@context": self._table(self.terms, self.prefixes)}, option=orjson.OPT_APPEND_NEWLINE)

    def write(self, statements: Iterable[tuple[str, str, Value]]) -> bytes:
        """Write statements as a flat, compacted document; nodes and values come in the order of the statements."""
        return self.join(self.passages(statements))

    def passages(self, statements: Iterable[tuple[str, str, Value]]) -> list[Passage]:
        """Write a node for each subject, in the order in which they are first named."""
        nodes: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in statements:
            nodes[subject][predicate].append(value)
        return [_Scribe(self).passage(subject, properties) for subject, properties in nodes.items()]

    def join(self, passages: Sequence[Passage]) -> bytes:
        """Put a document together, with the part of the context that it uses."""
        used = frozenset[str]().union(*(passage.names for passage in passages))
        head = orjson.dumps(self._table(used & self.terms.keys(), used & self.prefixes.keys()))
        nodes = b",".join([passage.text for passage in passages])
        return b'{"@context":%b,"@graph":[%b]}\n' % (head, nodes)

    def prefixed(self, iri: str) -> tuple[str, str]:
        """Write an IRI with the longest prefix that there is for it, but for one that would then be another IRI.

        Returns the prefix as well, "" where there is none.
        """
        for space, prefix in self._spaces:
            if iri.startswith(space) and not iri.startswith("//", len(space)):
                return f"{prefix}:{iri[len(space) :]}", prefix
        return iri, ""

    def _table(self, terms: Iterable[str], prefixes: Iterable[str]) -> dict[str, object]:
        # No @version: nothing here needs JSON-LD 1.1, and a processor of 1.0, as in Debian's Jena, refuses a 1.1.
        chosen: dict[str, object] = {name: self.prefixes[name] for name in sorted(prefixes)}
        return chosen | {term: _tidy(self.terms[term]) for term in sorted(terms)}


def _definition(iri: str, vocabulary: Vocabulary) -> dict[str, str] | None:
    """Define a class or a property of ours; None for other terms, which are written as IRIs."""
    types = vocabulary.types.get(iri, frozenset())
    if f"{OWL}ObjectProperty" in types:
        return {"@id": iri, "@type": "@id"}
    if types & {f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty"}:
        given = vocabulary.ranges.get(iri, "")
        coerced = given.startswith(XSD) and given != XSD_STRING
        return {"@id": iri, "@type": given} if coerced else {"@id": iri}
    return {"@id": iri} if f"{OWL}Class" in types else None


class _Scribe:
    """Writes nodes, and notes which terms and prefixes it needed."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.names: set[str] = set()

    def passage(self, subject: str, properties: Mapping[str, list[Value]]) -> Passage:
        """Write what is said of one subject, with what that needs of the context."""
        node = orjson.dumps(self.node(subject, properties))
        return Passage(node, frozenset(self.names) - {""})

    def node(self, subject: str, properties: Mapping[str, list[Value]]) -> dict[str, Any]:
        """Make the node of one subject."""
        node: dict[str, Any] = {"@id": self.compact(subject)}
        for predicate, values in properties.items():
            if predicate == f"{RDF}type" and all(value.is_iri for value in values):
                node["@type"] = _single([self.name(value.text) for value in values])
                continue
            name = self.name(predicate)
            definition = self.context.terms.get(name, {})
            node[name] = self._languages(values, definition) or _single(
                [self._value(value, definition.get("@type")) for value in values]
            )
        return node

    def name(self, iri: str) -> str:
        """Name a property or a class, by its term where it has one."""
        term = self.context.by_iri.get(iri)
        if term is None:
            return self.compact(iri)
        self.names.add(term)
        return term

    def compact(self, iri: str) -> str:
        """Write an IRI with its prefix, and note that."""
        written, prefix = self.context.compact(iri)
        self.names.add(prefix)
        return written

    def _languages(self, values: list[Value], definition: Mapping[str, str]) -> dict[str, Any] | None:
        """Write labels as a map of languages, if each has one (JSON-LD 1.1, section 4.6.2)."""
        if definition.get("@container") != "@language" or not all(value.language for value in values):
            return None
        table: dict[str, list[str]] = defaultdict(list)
        for value in values:
            table[value.language].append(value.text)
        return {language: _single(texts) for language, texts in table.items()}

    def _value(self, value: Value, coerced: str | None) -> object:
        if value.is_iri:
            written = self.compact(value.text)
            return written if coerced == "@id" else {"@id": written}
        if value.datatype == LANG_STRING:
            return {"@language": value.language, "@value": value.text}
        if coerced in (None, value.datatype):
            native = _NATIVE.get((value.datatype, value.text))
            if native is not None:
                return native
            if value.datatype == f"{XSD}integer" and _INTEGER.fullmatch(value.text):
                return int(value.text)
        return value.text if value.datatype == (coerced or XSD_STRING) else self._typed(value)

    def _typed(self, value: Value) -> dict[str, str]:
        return {"@type": self.compact(value.datatype), "@value": value.text}


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _tidy(definition: Mapping[str, str]) -> object:
    return definition["@id"] if len(definition) == 1 else dict(definition)
