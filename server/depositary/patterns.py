"""The graph patterns of a query text, as a small tree that is written back exactly as it means.

Only what decides the order of evaluation is taken apart: groups, their elements, triple patterns and their terms.
Expressions stay text. The grammar is that of SPARQL 1.1 (section 19.8); what it does not know raises Unplannable, and
the query is then evaluated as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_LOCAL = r"(?:[\w:.\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])*(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""(?P<space>(?:[ \t\r\n]|\#[^\n\r]*)+)
      | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:[^\"\\]|\\.|\"(?!\"\")|\"\"(?!\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!'')|''(?!'))*'''
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<blank>_:\w(?:[\w.\-]*[\w\-])?)
      | (?P<name>(?:[^\W\d_](?:[\w.\-]*[\w\-])?)?:(?:{_LOCAL})?)
      | (?P<number>[+\-]?(?:\d+\.\d*[eE][+\-]?\d+|\.?\d+[eE][+\-]?\d+|\d*\.\d+|\d+))
      | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<word>[^\W\d_]\w*)
      | (?P<mark>\^\^|&&|\|\||!=|<=|>=|[(){{}}\[\].,;|/^*+?!=<>\-])""",
    re.VERBOSE | re.DOTALL,
)
_MARKED = re.compile(r"[?$](\w+)")
NULLABLE = re.compile(r"[*?]")


class Unplannable(Exception):
    """The query holds something that the planner leaves alone."""


@dataclass(frozen=True)
class Token:
    """A token: its kind, its text, and the white space and comments before it."""

    kind: str
    text: str
    before: str = ""

    @property
    def word(self) -> str:
        """The keyword, in capitals; "" for what is none."""
        return self.text.upper() if self.kind == "word" else ""


@dataclass(frozen=True)
class Triple:
    """A triple pattern; `path` says that the predicate is a property path, `nullable` that it may have length zero."""

    subject: str
    predicate: str
    object: str
    path: bool = False

    @property
    def variables(self) -> frozenset[str]:
        """The variables and blank nodes, blank nodes being variables within their basic graph pattern."""
        terms = (self.subject, self.object) if self.path else (self.subject, self.predicate, self.object)
        return frozenset(name(term) for term in terms if is_variable(term))

    @property
    def nullable(self) -> bool:
        """Whether the path may match without a step."""
        return self.path and NULLABLE.search(re.sub(r"<[^>]*>", "", self.predicate)) is not None

    def __str__(self) -> str:
        return f"{self.subject} {self.predicate} {self.object}"


@dataclass(frozen=True)
class Run:
    """Triple patterns that stand together: a basic graph pattern, or a part of one between filters."""

    triples: tuple[Triple, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Every variable, each bound in every solution."""
        return frozenset().union(*(triple.variables for triple in self.triples))

    def __str__(self) -> str:
        return " .\n".join(map(str, self.triples)) + " ."


@dataclass(frozen=True)
class Opaque:
    """An element whose text is kept: FILTER, BIND, VALUES, SERVICE; `kind` is its keyword."""

    kind: str
    tokens: tuple[Token, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that occurs in the text, bound or not."""
        own = {name(token.text) for token in self.tokens if token.kind in ("variable", "blank")}
        doubtful = "".join(token.text for token in self.tokens if token.kind == "iri")  # ?a<?b&&?c>?d reads as an IRI
        return frozenset(own) | frozenset(_MARKED.findall(doubtful))

    def __str__(self) -> str:
        return text_of(self.tokens).strip()


@dataclass(frozen=True)
class Nested:
    """OPTIONAL, MINUS, GRAPH, a group or a UNION of groups; `term` is the name that follows GRAPH."""

    kind: str
    groups: tuple[Group, ...]
    term: str = ""

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that occurs inside, bound or not."""
        named = {name(self.term)} if is_variable(self.term) else set()
        return frozenset(named).union(*(group.variables for group in self.groups))

    def __str__(self) -> str:
        if self.kind == "UNION":
            return " UNION ".join(map(str, self.groups))
        return " ".join(part for part in (self.kind, self.term, str(self.groups[0])) if part)


@dataclass(frozen=True)
class Group:
    """A group graph pattern: elements, or one subquery."""

    elements: tuple[Element, ...] = ()
    subquery: Subquery | None = None

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that occurs inside, bound or not."""
        inner = self.subquery.variables if self.subquery else frozenset()
        return inner.union(*(element.variables for element in self.elements))

    def __str__(self) -> str:
        if self.subquery:
            return f"{{ {self.subquery} }}"
        return "{ " + "\n".join(map(str, self.elements)) + " }"


@dataclass(frozen=True)
class Subquery:
    """A SELECT with its tokens before the group, and those after it."""

    head: tuple[Token, ...]
    where: Group
    tail: tuple[Token, ...] = ()

    @property
    def variables(self) -> frozenset[str]:
        """Every variable that occurs inside, seen from outside or not."""
        around = Opaque("", self.head + self.tail).variables
        return around | self.where.variables

    def __str__(self) -> str:
        return f"{text_of(self.head)} {self.where}{text_of(self.tail)}"


Element = Run | Opaque | Nested


def name(term: str) -> str:
    """Return a variable without its mark; a blank node as it is."""
    return term if term.startswith("_:") else term[1:]


def is_variable(term: str) -> bool:
    """Say whether a term is a variable or a blank node."""
    return term.startswith(("?", "$", "_:"))


def text_of(tokens: Iterable[Token]) -> str:
    """Write tokens with the white space that stood before each."""
    return "".join(token.before + token.text for token in tokens)


def tokenize(text: str) -> list[Token]:
    """Split a query into tokens; Unplannable at what is none."""
    found, place, before = [], 0, ""
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unplannable(f"no token of SPARQL at offset {place}")
        place = match.end()
        if match.lastgroup == "space":
            before = match.group()
            continue
        found.append(Token(str(match.lastgroup), match.group(), before))
        before = ""
    return found


def groups(group: Group) -> Iterator[Group]:
    """Yield a group and every group inside, subqueries included."""
    yield group
    if group.subquery:
        yield from groups(group.subquery.where)
    for element in group.elements:
        if isinstance(element, Nested):
            for inner in element.groups:
                yield from groups(inner)
