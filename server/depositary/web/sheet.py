"""A sheet of statements: made of prefixed names and Python values, written in any syntax."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from depositary.formats import BY_MEDIA_TYPE
from depositary.store import Literal, NamedNode, Triple, write

Value = NamedNode | Literal | int | None
MEDIA = "https://www.iana.org/assignments/media-types/"


class Sheet:
    """Statements in the order in which they were said, each once."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        """Begin empty; `prefixes` are those that may be used, of which the written form names the used ones."""
        self._prefixes = prefixes
        self._triples: dict[Triple, None] = {}
        self._used: set[str] = set()

    def name(self, short: str) -> NamedNode:
        """Return the IRI of a prefixed name."""
        prefix, _, local = short.partition(":")
        self._used.add(prefix)
        return NamedNode(self._prefixes[prefix] + local)

    def typed(self, text: str, datatype: str) -> Literal:
        """Return a literal of a datatype, named by a prefixed name."""
        return Literal(text, datatype=self.name(datatype))

    def say(self, subject: str, statements: Mapping[str, Value | Iterable[Value]], *types: str) -> None:
        """State the types of `subject`, an IRI, and its properties by prefixed name; None and nothing state nothing."""
        node = NamedNode(subject)
        for kind in types:
            self._triples[Triple(node, self.name("rdf:type"), self.name(kind))] = None
        for predicate, given in statements.items():
            values = [given] if given is None or isinstance(given, NamedNode | Literal | int) else given
            for value in values:
                if value is not None:
                    self._triples[Triple(node, self.name(predicate), self._term(value))] = None

    def take(self, triples: Iterable[Triple]) -> None:
        """Add statements as they are."""
        self._triples.update(dict.fromkeys(triples))

    def write(self, media_type: str) -> bytes:
        """Write all in a syntax, what is said of one thing together."""
        ordered = sorted(self._triples, key=lambda triple: str(triple.subject))
        table = {name: self._prefixes[name] for name in sorted(self._used - {"rdf"})}
        return write(ordered, BY_MEDIA_TYPE[media_type].media_type, table)

    def __len__(self) -> int:
        """Count the statements."""
        return len(self._triples)

    def _term(self, value: NamedNode | Literal | int) -> NamedNode | Literal:
        return self.typed(str(value), "xsd:integer") if isinstance(value, int) else value


def english(text: str) -> Literal | None:
    """Return an English literal, None for no text."""
    return Literal(text, language="en") if text else None


def iri(text: str) -> NamedNode | None:
    """Return an IRI, None for no text."""
    return NamedNode(text) if text else None


def media(media_type: str) -> NamedNode:
    """Return the IRI of a media type at IANA, as DCAT asks for."""
    return NamedNode(MEDIA + media_type)


def fragment(text: str, prefixes: Mapping[str, str]) -> str:
    """Make of an IRI a name that may stand after "#": prefix and local name where there is a prefix."""
    for prefix, namespace in prefixes.items():
        if text.startswith(namespace) and re.fullmatch(r"[\w-]+", text[len(namespace) :]):
            return f"{prefix}-{text[len(namespace) :]}"
    return re.sub(r"\W+", "-", text).strip("-")
