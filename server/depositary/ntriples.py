"""N-Triples that our own serializer wrote, read into plain tuples: much faster than by way of node objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"
LANG_STRING = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})


class Value(NamedTuple):
    """What a statement says: an IRI (or `_:` and the label of a blank node), or a literal with its datatype."""

    text: str
    datatype: str = ""
    language: str = ""

    @property
    def is_iri(self) -> bool:
        """Say whether this names a thing and is no literal."""
        return not self.datatype


def read(text: str) -> Iterator[tuple[str, str, Value]]:
    """Yield subject, predicate and object of each line (RDF 1.1 N-Triples, section 2); raises ValueError.

    Of the grammar only what the serializer writes is read: one space between the terms, one before the full stop.
    """
    known: dict[str, Value] = {}
    for each in text.split("\n"):
        if not each:
            continue
        try:
            subject, predicate, rest = each.split(" ", 2)
            said = known.get(rest)
            if said is None:
                said = known[rest] = _stopped(rest)
        except ValueError as error:
            raise ValueError(f"not a line of N-Triples: {each[:80]!r}") from error
        yield subject[1:-1] if subject[0] == "<" else subject, predicate[1:-1], said


def _stopped(text: str) -> Value:
    """Read an object and the full stop after it."""
    if not text.endswith(" ."):
        raise ValueError(text)
    return value(text[:-2])


def value(text: str) -> Value:
    """Read an object as it is written; raises ValueError for a literal that does not end."""
    if text[0] == "<":
        return Value(text[1:-1])
    if text[0] != '"':
        return Value(text)
    end = text.rindex('"', 1)
    literal, kind = text[1:end], text[end + 1 :]
    if "\\" in literal:
        literal = _ESCAPE.sub(_unescape, literal)
    if kind.startswith("@"):
        return Value(literal, LANG_STRING, kind[1:])
    return Value(literal, kind[3:-1] if kind else XSD_STRING)


def _unescape(match: re.Match[str]) -> str:
    short, long, character = match.groups()
    if character:
        return _CHARACTERS.get(character, character)
    return chr(int(short or long, 16))


def line(subject: str, predicate: str, value: Value) -> str:
    """Write a statement about an IRI as our own serializer does, with the newline."""
    if value.is_iri:
        written = value.text if value.text.startswith("_:") else f"<{value.text}>"
    else:
        text = value.text.translate(_ESCAPED)
        kind = "" if value.datatype == XSD_STRING else f"^^<{value.datatype}>"
        written = f'"{text}"{f"@{value.language}" if value.language else kind}'
    return f"<{subject}> <{predicate}> {written} .\n"
