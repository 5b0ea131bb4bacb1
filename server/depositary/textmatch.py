"""dep:textMatch, a property that is computed: its triple patterns are replaced by the things that the names give.

`?thing dep:textMatch "words"`, or `("words" ?score)`, becomes a VALUES block. The block is put where the triples block
begins that held the pattern, FILTERs passed over, so that no basic graph pattern is cut in two and blank nodes keep
their scope (SPARQL 1.1 Query, sections 5.1 and 18.2.2.5); a join may be taken in any order, so the answer is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from depositary.errors import BadQuery
from depositary.folding import letters
from depositary.groups import Token, groups, pairs
from depositary.syntax import place, resolved, tokens

NAME = "textMatch"
MOST = 16
"""Patterns that one query may have."""
LONGEST = 500
"""Characters that one pattern may look for."""
USAGE = f'write ?thing dep:{NAME} "words", or ?thing dep:{NAME} ("words" ?score)'
Search = Callable[[str], Iterable[tuple[str, int]]]
_ENDS = ("OPTIONAL", "MINUS", "UNION", "GRAPH", "SERVICE", "BIND", "VALUES")
_FRACTION = re.compile(r"\.(?:\d|(?<=\d\.)[eE][+-]?\d)")
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@dataclass(frozen=True)
class Expanded:
    """A query without computed properties; `inserted` lists (offset, length) of what was put in, by offset."""

    text: str
    inserted: tuple[tuple[int, int], ...] = ()

    def original(self, line: int, column: int) -> tuple[int, int]:
        """Return the line and column in the query as it was sent."""
        start = sum(len(before) + 1 for before in self.text.split("\n")[: line - 1])
        end = start + column - 1
        for offset, length in self.inserted:
            if start <= offset < end:
                column -= min(length, end - offset)
        return line, column


def expand(text: str, base: str, iri: str, search: Search) -> Expanded:
    """Replace every pattern with the property `iri` by VALUES of what `search` gives, the best first.

    Raises BadQuery, with line and column, where a pattern cannot be computed: its words are not a constant string, its
    thing is not a variable, or it stands in a template, a property path, brackets or GRAPH.
    """
    seen = list(tokens(text))
    names = resolved(seen, base)
    calls = {position for position, name in names.items() if name == iri}
    closing = pairs(seen) if calls else None
    if closing is None:  # brackets that do not match are told by the engine
        return Expanded(text)
    reader = _Reader(text, seen, calls, closing)
    for position, why in groups(seen, closing):
        reader.group(position, why)
    if len(reader.found) > MOST:
        raise BadQuery(f"dep:{NAME} stands in the query {len(reader.found)} times; it may {MOST} times.")
    return _write(text, reader, search)


@dataclass(frozen=True)
class _Pattern:
    """One computed pattern: where its VALUES go, its variables ("" for no score) and its words."""

    start: int
    thing: str
    score: str
    words: str


class _Reader:
    """Reads the triples of groups; gathers the patterns in `found` and the stretches to be blanked in `blanks`."""

    def __init__(self, text: str, seen: Sequence[Token], calls: set[int], closing: dict[int, int]) -> None:
        self.text, self.seen, self.calls, self.closing = text, seen, calls, closing
        self.found: list[_Pattern] = []
        self.blanks: list[tuple[int, int]] = []

    def group(self, brace: int, why: str) -> None:
        """Read the patterns that stand directly in a group."""
        here, end, start = brace + 1, self.closing[brace], -1
        while here < end:
            word = self._word(here)
            if word == "SELECT":
                return
            if word == "FILTER":
                here = self._over(here)
            elif word in _ENDS or self.seen[here][1] == "{":
                here, start = self._over(here), -1
            elif self._is_stop(here):
                here += 1
            else:
                start = here if start < 0 else start
                here = self._statement(here, end, self.seen[start][2], why)

    def _word(self, position: int) -> str:
        kind, token, _ = self.seen[position]
        return token.upper() if kind == "word" else ""

    def _is_stop(self, position: int) -> bool:
        """Say whether a dot ends a triple; that of a number is followed by a digit or an exponent."""
        _, token, offset = self.seen[position]
        return token == "." and _FRACTION.match(self.text, offset) is None

    def _over(self, position: int) -> int:
        """Return the position after the brackets that a keyword governs; VALUES and BIND may have two pairs."""
        word = self._word(position)
        while position < len(self.seen) and position not in self.closing:
            position += 1
        after = self.closing.get(position, position) + 1
        if word == "VALUES" and self.seen[position][1] == "(" and self.closing.get(after) is not None:
            after = self.closing[after] + 1
        return after

    def _statement(self, here: int, end: int, start: int, why: str) -> int:
        """Read the triples of one subject; return the position after them, the dot that ends them included."""
        subject = here
        here = self.closing.get(here, here) + 1
        segments, first = [], here
        while here < end and not self._is_stop(here) and self.seen[here][1] != "{" and not self._is_keyword(here):
            if self.seen[here][1] == ";":
                segments.append((first, here))
                first = here + 1
            here = self.closing.get(here, here) + 1
        segments.append((first, here))
        stop = here + 1 if here < end and self._is_stop(here) else here
        if any(position in self.calls for position in range(subject, here)):
            self._segments(subject, segments, stop, start, why)
        return stop

    def _is_keyword(self, position: int) -> bool:
        return self._word(position) in (*_ENDS, "FILTER")

    def _segments(self, subject: int, segments: list[tuple[int, int]], stop: int, start: int, why: str) -> None:
        """Take the computed patterns out of a statement; what is left of it stays well formed."""
        self._refuse_hidden(subject, segments[0][0])
        kept = 0
        for first, after in segments:
            is_call = first < after and first in self.calls
            if is_call:
                self._pattern(subject, segments[0][0], first, after, start, why)
            else:
                self._refuse_hidden(first, after)
            if is_call or first == after:
                self._blank(first, after + 1 if self._is(after, ";") else after)
            else:
                kept += 1
        if not kept:
            self._blank(subject, stop)

    def _is(self, position: int, token: str) -> bool:
        return position < len(self.seen) and self.seen[position][1] == token

    def _blank(self, first: int, after: int) -> None:
        if first < after:
            self.blanks.append((self.seen[first][2], self.seen[after - 1][2] + len(self.seen[after - 1][1])))

    def _refuse_hidden(self, first: int, after: int) -> None:
        """Refuse the property in brackets or in a path; as a plain object it is a term like any other."""
        depth = 0
        for position in range(first, after):
            depth += (self.seen[position][0] == "open") - (self.seen[position][0] == "close")
            if position in self.calls:
                if depth:
                    self._refuse(position, "in brackets")
                if self._is(position - 1, "^") or {self.seen[position - 1][1], self.seen[position + 1][1]} & {
                    *"/|!*+?"
                }:
                    self._refuse(position, "in a property path")

    def _refuse(self, position: int, where: str) -> None:
        raise BadQuery(f"dep:{NAME} cannot stand {where}; {USAGE}.", *place(self.text, self.seen[position][2]))

    def _pattern(self, subject: int, verb: int, call: int, after: int, start: int, why: str) -> None:
        """Read the objects of the property at `call`."""
        if why:
            self._refuse(call, why)
        if self.seen[subject][0] != "variable" or verb != subject + 1:
            raise self._bad(subject, f"dep:{NAME} finds things, so a variable must stand before it")
        thing, here = self.seen[subject][1], call + 1
        if self.seen[here][1] in {*"/|*+?^"}:
            self._refuse(call, "in a property path")
        while True:
            words, score, here = self._object(here, after, thing)
            self.found.append(_Pattern(start, thing, score, self._value(words)))
            if here >= after:
                return
            if not self._is(here, ","):
                raise self._bad(here, "The string stands alone, without language or datatype")
            here += 1

    def _object(self, here: int, after: int, thing: str) -> tuple[int, str, int]:
        """Return the position of the string, the variable of the score, and the position after the object."""
        words, score = here, ""
        if here < after and self._is(here, "("):
            words, last = here + 1, self.closing[here]
            if last != here + 3 or self.seen[here + 2][0] != "variable":
                raise self._bad(here, "The brackets hold a string and a variable for the score")
            score = self.seen[here + 2][1]
            if score[1:] == thing[1:]:
                raise self._bad(here + 2, "The score needs a variable of its own")
            here = last
        if words >= after or self.seen[words][0] != "string":
            raise self._bad(min(words, after - 1), f"What dep:{NAME} looks for must be a constant string")
        return words, score, here + 1

    def _bad(self, position: int, message: str) -> BadQuery:
        return BadQuery(f"{message}; {USAGE}.", *place(self.text, self.seen[position][2]))

    def _value(self, position: int) -> str:
        """Return the text that a string token stands for; raises BadQuery where it is too long."""
        token = self.seen[position][1]
        marks = 3 if token[:3] in ('"""', "'''") else 1
        value = _ESCAPE.sub(_unescape, token[marks:-marks])
        if not letters(value):
            raise self._bad(position, "There is no letter or digit to look for")
        if len(value) > LONGEST:
            raise self._bad(position, f"dep:{NAME} looks for at most {LONGEST} characters")
        return value


def _unescape(match: re.Match[str]) -> str:
    escaped = match[1]
    if escaped[0] in "uU" and len(escaped) > 1:
        code = int(escaped[1:], 16)
        return chr(code) if code <= 0x10FFFF else ""
    return _ESCAPED.get(escaped, escaped)


def _write(text: str, reader: _Reader, search: Search) -> Expanded:
    """Blank the patterns, line breaks kept, and put in the VALUES; offsets grow by what stands before them only."""
    characters = list(text)
    for first, after in reader.blanks:
        for offset in range(first, after):
            if characters[offset] not in "\n\r":
                characters[offset] = " "
    inserted: list[tuple[int, int]] = []
    parts, done, shift = [], 0, 0
    for pattern in sorted(reader.found, key=lambda pattern: pattern.start):
        block = _values(pattern, search)
        parts += ["".join(characters[done : pattern.start]), block]
        inserted.append((pattern.start + shift, len(block)))
        done, shift = pattern.start, shift + len(block)
    parts.append("".join(characters[done:]))
    return Expanded("".join(parts), tuple(inserted))


def _values(pattern: _Pattern, search: Search) -> str:
    rows = search(pattern.words)
    if pattern.score:
        return f"VALUES ({pattern.thing} {pattern.score}) {{ " + "".join(f"(<{t}> {s}) " for t, s in rows) + "} "
    return f"VALUES {pattern.thing} {{ " + "".join(f"<{t}> " for t, _ in rows) + "} "
