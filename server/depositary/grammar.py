"""Reads a query text into graph patterns, by the productions of SPARQL 1.1 (section 19.8) that decide their order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from depositary.patterns import (
    Element,
    Group,
    Nested,
    Opaque,
    Run,
    Subquery,
    Token,
    Triple,
    Unplannable,
    groups,
    is_variable,
    text_of,
    tokenize,
)

_PAIRS = {"(": ")", "{": "}", "[": "]"}
_ENDS = frozenset(_PAIRS.values())
_OPAQUE = ("FILTER", "BIND", "VALUES", "SERVICE")
_NESTED = ("OPTIONAL", "MINUS", "GRAPH")


@dataclass(frozen=True)
class Query:
    """A query: its form, the text around its WHERE group, and the prefixes that it declares."""

    form: str
    head: tuple[Token, ...]
    where: Group
    tail: tuple[Token, ...]
    prefixes: dict[str, str]
    words: frozenset[str]

    def __str__(self) -> str:
        return f"{text_of(self.head)} {self.where}{text_of(self.tail)}\n"


def read(text: str) -> Query:
    """Read a query; raises Unplannable for what the grammar here does not know, and for what may be no SPARQL."""
    tokens = tokenize(text)
    reader = _Reader(tokens, _free_label(text))
    form, prefixes = reader.prologue()
    head = reader.head(form)
    where = reader.group()
    tail = tuple(reader.rest())
    _check_labels(where)
    words = frozenset(token.word for token in tokens)
    return Query(form, (*reader.before, *head), where, tail, prefixes, words)


def read_group(text: str) -> Group:
    """Read a group graph pattern that was written by the program; it may not hold blank nodes in brackets."""
    return _Reader(tokenize(text), "").group()


def _free_label(text: str) -> str:
    """Return the beginning of blank node labels that the text does not use."""
    return next(label for number in itertools.count() if f"_:{(label := f'p{number}x')}" not in text)


def _check_labels(where: Group) -> None:
    """Refuse a blank node label in two basic graph patterns (SPARQL 1.1, section 5.1.1): joined, they would pass."""
    seen: set[str] = set()
    for group in groups(where):
        own: set[str] = set()
        for element in (*group.elements, None):
            if isinstance(element, Run):
                own |= {variable for variable in element.variables if variable.startswith("_:")}
            elif not (isinstance(element, Opaque) and element.kind == "FILTER"):
                if own & seen:
                    raise Unplannable("a blank node label stands in two patterns")
                seen |= own
                own = set()
            if isinstance(element, Opaque) and any(token.kind == "blank" for token in element.tokens):
                raise Unplannable("a blank node label stands in an expression")


class _Reader:
    """A reader of tokens, with one token of look-ahead."""

    def __init__(self, tokens: list[Token], label: str) -> None:
        self._tokens = tokens
        self._place = 0
        self._labels = (f"_:{label}{number}" for number in itertools.count())
        self.before: tuple[Token, ...] = ()

    def _peek(self) -> Token:
        if self._place >= len(self._tokens):
            raise Unplannable("the query ends in its midst")
        return self._tokens[self._place]

    def _next(self, text: str = "") -> Token:
        token = self._peek()
        if text and token.text != text:
            raise Unplannable(f"{text} expected, not {token.text[:40]}")
        self._place += 1
        return token

    def rest(self) -> Iterator[Token]:
        """Yield what is left."""
        yield from self._tokens[self._place :]

    def prologue(self) -> tuple[str, dict[str, str]]:
        """Read up to the form of the query; return it with the prefixes."""
        prefixes: dict[str, str] = {}
        while (word := self._next().word) in ("PREFIX", "BASE"):
            prefix = self._next().text if word == "PREFIX" else ""
            iri = self._next()
            if iri.kind != "iri" or (word == "PREFIX" and not prefix.endswith(":")):
                raise Unplannable("a prologue that cannot be read")
            if word == "PREFIX":
                prefixes[prefix[:-1]] = iri.text[1:-1]
        if word not in ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
            raise Unplannable("no query form")
        self.before = tuple(self._tokens[: self._place])
        return word, prefixes

    def head(self, form: str) -> tuple[Token, ...]:
        """Read up to the group of WHERE; the template of CONSTRUCT is part of it."""
        template: tuple[Token, ...] = ()
        if form == "CONSTRUCT":
            if self._peek().text != "{":
                raise Unplannable("CONSTRUCT WHERE, whose pattern is its template")
            template = self._balanced()
        found: list[Token] = []
        while self._peek().text != "{":
            found += self._balanced() if self._peek().text == "(" else (self._next(),)
        return (*template, *found)

    def _balanced(self) -> tuple[Token, ...]:
        """Read one token, or from a bracket to the one that closes it."""
        found = [self._next()]
        closing = [_PAIRS[found[0].text]] if found[0].text in _PAIRS else []
        while closing:
            token = self._next()
            found.append(token)
            if token.text in _PAIRS and token.kind == "mark":
                closing.append(_PAIRS[token.text])
            elif token.text in _ENDS and token.kind == "mark" and token.text != closing.pop():
                raise Unplannable("brackets that do not match")
        return tuple(found)

    def group(self) -> Group:
        """Read a GroupGraphPattern."""
        self._next("{")
        if self._peek().word == "SELECT":
            head = (self._next(), *self.head("SELECT"))
            where = self.group()
            tail: list[Token] = []
            while self._peek().text != "}":
                tail += self._balanced()
            self._next("}")
            return Group(subquery=Subquery(head, where, tuple(tail)))
        elements: list[Element] = []
        after_triples = False
        while self._peek().text != "}":
            element = self._element()
            if element is None:
                if after_triples:
                    raise Unplannable("triples without a full stop between them")
                element = self._run()
            after_triples = isinstance(element, Run) and self._tokens[self._place - 1].text != "."
            if not isinstance(element, Run) and self._peek().text == ".":
                self._next()
            elements.append(element)
        self._next("}")
        return Group(tuple(elements))

    def _element(self) -> Element | None:
        """Read an element that is no triples, or nothing."""
        word = self._peek().word
        if word in _OPAQUE:
            return self._opaque(word)
        if word in _NESTED:
            self._next()
            term = self._term() if word == "GRAPH" else ""
            return Nested(word, (self.group(),), term)
        if self._peek().text != "{":
            return None
        found = [self.group()]
        while self._peek().word == "UNION":
            self._next()
            found.append(self.group())
        return Nested("UNION" if len(found) > 1 else "", tuple(found))

    def _opaque(self, word: str) -> Opaque:
        found = [self._next()]
        ends = ("(",) if word in ("FILTER", "BIND") else ("{",)
        if word == "FILTER" and self._peek().word in ("NOT", "EXISTS"):
            ends = ("{",)
        while self._peek().text not in ends:
            if self._peek().text in _ENDS or (len(found) > 3 and word != "VALUES"):
                raise Unplannable(f"{word} without its bracket")
            found += self._balanced()
        return Opaque(word, (*found, *self._balanced()))

    def _run(self) -> Run:
        """Read a TriplesBlock."""
        triples: list[Triple] = []
        while True:
            if self._peek().text == "[":
                subject = self._node(triples)
                if self._peek().text not in (".", "}") and not self._peek().word:
                    self._properties(subject, triples)
            else:
                subject = self._term()
                self._properties(subject, triples)
            if self._peek().text != ".":
                break
            self._next()
            token = self._peek()
            if token.text in ("{", "}") or token.word in (*_OPAQUE, *_NESTED):
                break
        if not triples:
            raise Unplannable("a blank node alone")
        return Run(tuple(triples))

    def _properties(self, subject: str, triples: list[Triple]) -> None:
        """Read a PropertyListPathNotEmpty."""
        while True:
            predicate, path = self._predicate()
            while True:
                value = self._node(triples)
                triples.append(Triple(subject, predicate, value, path))
                if self._peek().text != ",":
                    break
                self._next()
            if self._peek().text != ";":
                return
            while self._peek().text == ";":
                self._next()
            token = self._peek()
            if token.text in (".", "]", "{", "}") or token.word in (*_OPAQUE, *_NESTED):
                return

    def _node(self, triples: list[Triple]) -> str:
        """Read an object, or a blank node with its properties, whose triples are added."""
        if self._peek().text != "[":
            return self._term()
        self._next()
        blank = next(self._labels)
        if self._peek().text != "]":
            self._properties(blank, triples)
        self._next("]")
        return blank

    def _term(self) -> str:
        """Read a variable or a term of RDF."""
        token = self._next()
        if token.kind in ("iri", "name", "variable", "blank", "number") or token.text in ("true", "false"):
            return token.text
        if token.kind != "string":
            raise Unplannable(f"{token.text[:40]} where a term stands")
        if self._peek().kind == "tag":
            return token.text + self._next().text
        if self._peek().text == "^^":
            self._next()
            datatype = self._next()
            if datatype.kind not in ("iri", "name"):
                raise Unplannable("a datatype that is no IRI")
            return f"{token.text}^^{datatype.text}"
        return token.text

    def _predicate(self) -> tuple[str, bool]:
        """Read a verb; the flag says that it is a property path of more than one IRI."""
        token = self._peek()
        if is_variable(token.text) and token.kind == "variable":
            return self._next().text, False
        parts = self._path()
        return "".join(parts), len(parts) > 1

    def _path(self) -> list[str]:
        """Read a PathAlternative."""
        parts: list[str] = []
        while True:
            while self._peek().text in ("^", "!"):
                parts.append(self._next().text)
            token = self._next()
            if token.text == "(":
                parts += ["(", *self._path(), self._next(")").text]
            elif token.kind in ("iri", "name") or token.text == "a":
                parts.append(token.text)
            else:
                raise Unplannable(f"{token.text[:40]} where a predicate stands")
            if re.fullmatch(r"[*+?]", self._peek().text):
                parts.append(self._next().text)
            if self._peek().text not in ("/", "|"):
                return parts
            parts.append(self._next().text)
