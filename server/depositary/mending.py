"""Rewrites what the engine answers wrongly into what it answers rightly, with the meaning that SPARQL 1.1 gives it.

The engine binds the variable of `GRAPH ?g { P }` inside P, where the algebra joins it to the solutions of P afterwards
(SPARQL 1.1, section 18.6); and a path of length zero from a term that is in no triple finds nothing (section 9.1).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from depositary.grammar import Query, read_group
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
    is_variable,
    name,
    text_of,
    tokenize,
)

_AGGREGATES = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "GROUP", "HAVING"})
_CUTS = frozenset({"LIMIT", "OFFSET", "VALUES"})
_WHOLLY_NULLABLE = re.compile(r"(?:<[^>]*>|[^()/|^!]+|\([^()]*\))[*?]")
_JOINED = ("GRAPH", "UNION", "")


@dataclass
class _Mending:
    """The notes that explain what was mended, and names that the query does not use."""

    notes: list[str]
    names: Iterator[str]


def mend(query: Query) -> tuple[Query, tuple[str, ...]]:
    """Return a query that the engine answers as SPARQL 1.1 has it, with what was done; raises Unplannable."""
    text = str(query)
    names = (f"?mend{number}" for number in itertools.count() if f"mend{number}" not in text)
    made = _Mending([], names)
    where = _group(query.where, made, "")
    return replace(query, where=where), tuple(dict.fromkeys(made.notes))


def _group(group: Group, made: _Mending, graph: str) -> Group:
    """Mend a group, the innermost first; `graph` is the variable of the GRAPH that it stands in, "" for none."""
    if group.subquery:
        query = replace(group.subquery, where=_inside(group.subquery.where, made, graph))
        kept = _subquery(graph, query, made) if graph else None
        return Group((kept,)) if kept else Group(subquery=query)
    elements: list[Element] = []
    for element in group.elements:
        if isinstance(element, Nested):
            elements += _nested(element, elements, made, graph)
        elif isinstance(element, Run) and not graph:
            elements += _paths(element, made)
        else:
            elements.append(element)
    if graph and _starts_unbound(elements):
        elements.insert(0, _any_graph(graph))
        made.notes.append(f"each graph {graph} first, since nothing in its group binds it before OPTIONAL or MINUS")
    return Group(tuple(elements))


def _inside(group: Group, made: _Mending, graph: str) -> Group:
    """Mend the group of GRAPH or of a subquery in it, so that each of its solutions has a graph."""
    group = _group(group, made, graph)
    if graph and group.elements and not _binds(group):
        made.notes.append(f"each graph {graph} first, since nothing in its group binds it")
        return Group((_any_graph(graph), *group.elements))
    return group


def _nested(element: Nested, before: list[Element], made: _Mending, graph: str) -> list[Element]:
    if element.kind == "GRAPH":
        return [_graph(element, made)]
    if element.kind == "MINUS" and graph and not visible(before) & visible(element.groups[0]):
        made.notes.append("MINUS left out: it shares no variable with what stands before it")
        return []
    return [replace(element, groups=tuple(_group(group, made, graph) for group in element.groups))]


def _graph(element: Nested, made: _Mending) -> Element:
    term, group = element.term, element.groups[0]
    if not is_variable(term):
        return replace(element, groups=(_group(group, made, ""),))
    if len(group.elements) == 1 and isinstance(only := group.elements[0], Nested) and only.kind == "":
        group = only.groups[0] if only.groups[0].subquery else group
    if group.subquery and name(term) not in group.variables:
        mended = _group(group, made, term)
        return replace(element, groups=(mended,)) if mended.subquery else mended.elements[0]
    if _misbinds(group, name(term)):
        made.notes.append(f"{term} bound after its GRAPH, not inside")
        return _bound_after(term, group, made)
    return replace(element, groups=(_inside(group, made, term),))


def _any_graph(term: str) -> Nested:
    return Nested("GRAPH", (Group(),), term)


def _misbinds(group: Group, variable: str) -> bool:
    """Say whether a group mentions its graph's variable elsewhere than in triple patterns that must match."""
    if group.subquery:
        return variable in group.variables
    for element in group.elements:
        if isinstance(element, Nested) and element.kind in _JOINED:
            if any(_misbinds(inner, variable) for inner in element.groups):
                return True
        elif not isinstance(element, Run) and variable in element.variables:
            return True
    return False


def _bound_after(term: str, group: Group, made: _Mending) -> Element:
    """Write GRAPH ?g { P } with another variable for the graph, and join ?g to it afterwards."""
    graph, inner = next(made.names), next(made.names)
    shown = sorted(visible(group) - {name(term)})
    renamed = [
        replace(token, text=inner) if token.kind == "variable" and name(token.text) == name(term) else token
        for token in tokenize(str(group))
    ]
    inside = _inside(read_group(text_of(renamed)), made, graph)
    test = f"FILTER(!BOUND({inner}) || SAMETERM({inner}, {graph}))" if name(term) in visible(group) else ""
    columns = " ".join(f"?{variable}" for variable in shown)
    return _read(f"SELECT {columns} ({graph} AS {term}) {{ GRAPH {graph} {inside} {test} }}")


def _subquery(term: str, query: Subquery, made: _Mending) -> Element | None:
    """Let a subquery inside GRAPH keep the graph of each of its solutions; None where that cannot be said."""
    words = {token.word for token in (*query.head, *query.tail)}
    if words & _CUTS:
        return None  # a limit holds for each graph, which no single query can say
    made.notes.append(f"the subquery keeps {term}")
    tokens = [token for token in query.head if token.word != "WHERE"]
    start = 2 if len(tokens) > 1 and tokens[1].word in ("DISTINCT", "REDUCED") else 1
    select, items = text_of(tokens[:start]), tokens[start:]
    where = f"{{ GRAPH {term} {query.where} }}"
    columns = text_of(items) if items[0].text == "*" else f" {term}{text_of(items)}"
    if not words & _AGGREGATES:
        return _read(f"{select}{columns} {where}{text_of(query.tail)}")
    if "GROUP" in words:
        return _read(f"{select}{columns} {where}{_grouped(query.tail, term)}")
    counts = _counts(items)
    if counts is None or query.tail:
        made.notes.pop()
        return None
    fresh = [next(made.names) for _ in counts]
    inner = " ".join(f"({count} AS {new})" for (count, _), new in zip(counts, fresh, strict=True))
    outer = " ".join(f"(COALESCE({new}, 0) AS {shown})" for (_, shown), new in zip(counts, fresh, strict=True))
    found = f"SELECT {term} {inner} {where} GROUP BY {term}"
    return _read(f"{select} {term} {outer} {{ GRAPH {term} {{ }} OPTIONAL {{ {found} }} }}")


def _read(text: str) -> Element:
    return read_group(f"{{ {{ {text} }} }}").elements[0]


def _grouped(tail: Iterable[Token], term: str) -> str:
    """Add a variable to GROUP BY."""
    return "".join(f"{token.before}{token.text}" + (f" {term}" if token.word == "BY" else "") for token in tail)


def _counts(items: list[Token]) -> list[tuple[str, str]] | None:
    """Read columns that are all counts, as (count, variable); None where another column is among them."""
    form = r"\s*\(\s*(COUNT\s*\((?:[^()]|\([^()]*\))*\))\s+AS\s+([?$]\w+)\s*\)"
    text = text_of(items)
    if any(token.kind == "string" for token in items) or not re.fullmatch(f"(?:{form})+", text, re.IGNORECASE):
        return None
    return re.findall(form, text, re.IGNORECASE)


def _binds(group: Group) -> bool:
    """Say whether every solution of a group inside GRAPH comes from a statement of the graph."""
    return any(_element_binds(element) for element in group.elements)


def _element_binds(element: Element) -> bool:
    if isinstance(element, Run):
        return True
    if not isinstance(element, Nested) or element.kind not in _JOINED:
        return False
    empty = element.kind == "GRAPH" and not element.groups[0].elements
    return empty or (element.kind != "GRAPH" and all(_binds(group) for group in element.groups))


def _starts_unbound(elements: Iterable[Element]) -> bool:
    """Say whether an OPTIONAL or MINUS stands before anything that binds the graph."""
    for element in elements:
        if _element_binds(element):
            return False
        if isinstance(element, Nested) and element.kind in ("OPTIONAL", "MINUS"):
            return True
    return False


def _paths(run: Run, made: _Mending) -> list[Element]:
    """Add the path of length zero from or to a term that is in no triple, where nothing else binds the other end.

    From a term to itself there always is one, and it is one solution, so that it need not be looked for.
    """
    kept: list[Triple] = []
    added: list[Element] = []
    for triple in run.triples:
        nullable = triple.path and _WHOLLY_NULLABLE.fullmatch(triple.predicate)
        if nullable and triple.subject == triple.object and not triple.variables:
            made.notes.append(f"without the path of length zero: {triple}")
            continue
        ends = [term for term in (triple.subject, triple.object) if term.startswith(("?", "$"))]
        others = [other for other in run.triples if other is not triple]
        alone = len(ends) == 1 and not any(name(ends[0]) in other.variables for other in others)
        one_end = len(triple.variables) == 1
        if not (nullable and alone and one_end):
            kept.append(triple)
            continue
        made.notes.append(f"with the path of length zero: {triple}")
        added.append(_with_zero(triple, ends[0], next(made.names)))
    return [*([Run(tuple(kept))] if kept else []), *added]


def _with_zero(triple: Triple, end: str, fresh: str) -> Element:
    at_object = triple.object == end
    constant = triple.subject if at_object else triple.object
    probe = replace(triple, object=fresh) if at_object else replace(triple, subject=fresh)
    zero = f"{{ BIND({constant} AS {end}) FILTER NOT EXISTS {{ {probe} }} }}"
    return read_group(f"{{ {{ {triple} }} UNION {zero} }}").elements[0]


def visible(pattern: Group | Iterable[Element]) -> frozenset[str]:
    """Return the variables in scope outside a pattern (SPARQL 1.1, section 18.2.1); raises Unplannable at SERVICE."""
    if isinstance(pattern, Group):
        return _columns(pattern.subquery) if pattern.subquery else visible(pattern.elements)
    found: set[str] = set()
    for element in pattern:
        if isinstance(element, Run):
            found |= {variable for variable in element.variables if not variable.startswith("_:")}
        elif isinstance(element, Nested):
            if element.kind != "MINUS":
                found |= _in_nested(element)
        elif element.kind != "FILTER":
            found |= _assigned(element)
    return frozenset(found)


def _in_nested(element: Nested) -> frozenset[str]:
    named = {name(element.term)} if is_variable(element.term) else set()
    return frozenset(named).union(*(visible(group) for group in element.groups))


def _assigned(element: Opaque) -> frozenset[str]:
    """Return the variables of BIND or VALUES."""
    if element.kind == "SERVICE":
        raise Unplannable("the variables of SERVICE are not looked at")
    if element.kind == "BIND":
        return frozenset({name(element.tokens[-2].text)})
    upto = itertools.takewhile(lambda token: token.text != "{", element.tokens)
    return frozenset(name(token.text) for token in upto if token.kind == "variable")


def _columns(query: Subquery) -> frozenset[str]:
    """Return the variables that a subquery projects."""
    found, depth, last = set(), 0, ""
    for token in query.head:
        if token.text == "*" and depth == 0:
            return visible(query.where)
        depth += (token.text == "(") - (token.text == ")")
        if token.kind == "variable":
            last = name(token.text)
        if depth == 0 and (token.kind == "variable" or token.text == ")"):
            found.add(last)
    return frozenset(found)
