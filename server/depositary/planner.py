"""Puts the elements of a query into an order that the engine evaluates fast, where that provably changes no answer.

The engine orders the triple patterns of one basic graph pattern by their shape, ties as they are written, and it moves
filters itself; OPTIONAL is a barrier to it. So three rewrites are left, each an identity of the algebra over
multisets (SPARQL 1.1, section 18.5):

- a required pattern T after OPTIONAL { R } goes before it, if every variable of T that occurs anywhere in R is bound in
  every solution of what stands before the OPTIONAL: Join(LeftJoin(L, R, F), T) = LeftJoin(Join(L, T), R, F);
- the patterns of one basic graph pattern are ordered by the statistics of the release;
- `?x a C`, where C has many members and another pattern that binds ?x has few matches, becomes a filter EXISTS:
  a triple is in a graph once, so that the join with it neither adds nor multiplies solutions.

Nothing crosses BIND, VALUES, MINUS, SERVICE, GRAPH or a subquery, and no blank node leaves its basic graph pattern.
Which rows a LIMIT keeps where ORDER BY leaves it open may differ, as it may from one engine to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from depositary.grammar import Query
from depositary.patterns import Element, Group, Nested, Opaque, Run, Token, Triple, is_variable, name
from depositary.statistics import Statistics

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NOT_CLOSED = frozenset({"GRAPH", "BIND", "VALUES", "SERVICE", "AS"})
_MANY = 8  # times as many matches as the rarest pattern: less is not worth a filter


@dataclass
class _Plan:
    """What planning one query needs, and the notes that explain it."""

    statistics: Statistics | None
    prefixes: dict[str, str]
    base: str
    closed: bool  # whether every variable holds a term of the one graph that is queried
    notes: list[str]

    def iri(self, term: str) -> str | None:
        """Return the IRI that a term stands for, None for what is none."""
        if term == "a":
            return _TYPE
        if term.startswith("<"):
            return urljoin(self.base, term[1:-1])
        prefix, colon, local = term.partition(":")
        if colon and prefix in self.prefixes:
            namespace = self.prefixes[prefix]  # urljoin would drop an empty fragment
            return (namespace if ":" in namespace else urljoin(self.base, namespace)) + local.replace("\\", "")
        return None

    def estimate(self, triple: Triple, bound: Iterable[str]) -> float:
        """Estimate how many matches a pattern has, once the variables `bound` are known."""
        if self.statistics is None:
            return 0
        known = [not is_variable(term) or name(term) in bound for term in (triple.subject, triple.object)]
        if triple.path:
            return (self.statistics.total, 100, 1)[sum(known)]
        return self.statistics.estimate(known[0], self.iri(triple.predicate), self.iri(triple.object), known[1])


def plan(query: Query, statistics: Statistics | None, base: str) -> tuple[Query, tuple[str, ...]]:
    """Return the query as it is best evaluated, with what was done; without statistics, patterns only pass OPTIONAL.

    `statistics` must be those of the one graph that the query sees as its default graph.
    """
    made = _Plan(statistics, query.prefixes, base, not query.words & _NOT_CLOSED, [])
    if "BASE" in query.words:
        made.statistics = None  # IRIs would have to be resolved against a base that changes
    where = _group(query.where, made, default=True, condition=False)
    return replace(query, where=where), tuple(dict.fromkeys(made.notes))


def _group(group: Group, made: _Plan, *, default: bool, condition: bool) -> Group:
    """Plan a group: `default`, it matches the default graph; `condition`, its filters are those of an OPTIONAL."""
    if group.subquery:
        where = _group(group.subquery.where, made, default=default, condition=False)
        return replace(group, subquery=replace(group.subquery, where=where))
    elements = [_inner(element, made, default) for element in group.elements]
    elements = _advance(elements, made)
    if default and made.statistics is not None:
        elements = [element for part in elements for element in _arrange(part, made, condition)]
    return Group(tuple(elements))


def _inner(element: Element, made: _Plan, default: bool) -> Element:
    if not isinstance(element, Nested):
        return element
    default = default and element.kind != "GRAPH"
    inner = [_group(group, made, default=default, condition=element.kind == "OPTIONAL") for group in element.groups]
    return replace(element, groups=tuple(inner))


def _advance(elements: list[Element], made: _Plan) -> list[Element]:
    """Let required triple patterns pass the OPTIONALs before them where that changes nothing."""
    done: list[Element] = []
    for element in elements:
        if not isinstance(element, Run):
            done.append(element)
            continue
        stay: list[Triple] = []
        for unit in _units(element):
            place = _place(done, unit, made)
            if place == len(done):
                stay += unit
                continue
            made.notes += [f"before OPTIONAL: {triple}" for triple in unit]
            _insert(done, place, unit)
        if stay:
            _insert(done, len(done), stay)
    return done


def _units(run: Run) -> list[list[Triple]]:
    """Split triple patterns into sets that share no blank node."""
    units: list[list[Triple]] = []
    for triple in run.triples:
        blanks = {variable for variable in triple.variables if variable.startswith("_:")}
        joined = [unit for unit in units if any(blanks & other.variables for other in unit)]
        units = [unit for unit in units if unit not in joined]
        units.append([*(other for unit in joined for other in unit), triple])
    return units


def _place(done: list[Element], unit: list[Triple], made: _Plan) -> int:
    """Return the earliest place for some triple patterns among the elements before them."""
    if _keeps_its_place(unit, made):
        return len(done)
    variables = Run(tuple(unit)).variables
    best = place = len(done)
    while place > 0:
        element = done[place - 1]
        if isinstance(element, Nested) and element.kind == "OPTIONAL":
            if variables & element.variables - certain(done[: place - 1]):
                break
            best = place - 1
        elif not (isinstance(element, Run) or element.kind in ("FILTER", "GRAPH", "UNION", "")):
            break
        place -= 1
    return best


def _keeps_its_place(triples: Iterable[Triple], made: _Plan) -> bool:
    """Say whether a path that may have length zero can meet a term that is in no triple, as BIND and VALUES name them.

    In the algebra its place changes nothing. To an engine that puts bound terms into a path it would: ours gives no
    path to such a term (tests/test_planner.py), but then its estimate is of no use either, and its order is the better.
    """
    return not made.closed and any(triple.nullable for triple in triples)


def _insert(done: list[Element], place: int, unit: list[Triple]) -> None:
    """Put triple patterns at a place, into the run before it where there is one."""
    before = done[place - 1] if place else None
    if isinstance(before, Run):
        done[place - 1] = Run((*before.triples, *unit))
    else:
        done.insert(place, Run(tuple(unit)))


def certain(elements: Iterable[Element]) -> frozenset[str]:
    """Return variables that every solution of the joined elements binds."""
    found: set[str] = set()
    for element in elements:
        if isinstance(element, Run):
            found |= element.variables
        elif isinstance(element, Nested) and element.kind in ("GRAPH", "UNION", ""):
            parts = [certain(group.elements) for group in element.groups]
            found |= parts[0].intersection(*parts[1:])
    return frozenset(found)


def _arrange(element: Element, made: _Plan, condition: bool) -> list[Element]:
    """Order a run by its estimates, and turn what only checks a type into a filter."""
    if not isinstance(element, Run) or _keeps_its_place(element.triples, made):
        return [element]
    left, checks = list(element.triples), [] if condition else _checks(element, made)
    ordered: list[Triple] = []
    bound: set[str] = set()
    left = [triple for triple in left if triple not in checks]
    while left:
        joined = [triple for triple in left if triple.variables & bound] or left
        best = min(joined, key=lambda triple: (made.estimate(triple, bound), made.estimate(triple, ())))
        left.remove(best)
        ordered.append(best)
        bound |= best.variables
    if [*ordered, *checks] != list(element.triples):
        made.notes += [f"{made.estimate(triple, ()):,.0f} expected: {triple}" for triple in ordered]
        made.notes += [f"as a check, {made.estimate(check, ()):,.0f} expected: {check}" for check in checks]
    return [Run(tuple(ordered)), *map(_exists, checks)]


def _checks(run: Run, made: _Plan) -> list[Triple]:
    """Find the patterns with one variable, bound by a far rarer pattern that the engine would evaluate later."""
    others = [triple for triple in run.triples if not _is_check(triple)]
    found: list[Triple] = []
    for part in _components(others):
        variables = Run(tuple(part)).variables
        rarest = max(1, min(made.estimate(triple, ()) for triple in part))
        checks = [triple for triple in run.triples if _is_check(triple) and triple.variables <= variables]
        if all(made.estimate(triple, ()) > _MANY * rarest for triple in checks):
            found += checks
    return found


def _components(triples: Iterable[Triple]) -> list[list[Triple]]:
    """Split triple patterns into sets that share no variable."""
    parts: list[list[Triple]] = []
    for triple in triples:
        joined = [part for part in parts if any(triple.variables & other.variables for other in part)]
        parts = [part for part in parts if part not in joined]
        parts.append([*(other for part in joined for other in part), triple])
    return parts


def _is_check(triple: Triple) -> bool:
    """Say whether a pattern has a variable, no blank node, for its subject and nothing else open."""
    closed = not is_variable(triple.object) and not is_variable(triple.predicate)
    return closed and not triple.path and triple.subject.startswith(("?", "$"))


def _exists(triple: Triple) -> Opaque:
    parts = [Token("word", "EXISTS", " "), Token("mark", "{", " "), Token("variable", triple.subject, " ")]
    parts += [Token("text", f"{triple.predicate} {triple.object}", " "), Token("mark", "}", " ")]
    return Opaque("FILTER", (Token("word", "FILTER"), *parts))
