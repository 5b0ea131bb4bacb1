"""The rewriting of dep:textMatch, held against a store in which what is computed had been asserted."""

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depositary.errors import BadQuery
from depositary.settings import BASE
from depositary.textmatch import LONGEST, MOST, NAME, expand

IRI = f"{BASE}ns#{NAME}"
PROLOGUE = f"PREFIX dep: <{BASE}ns#> PREFIX : <http://x/> "
NAMES = {"a": ["1", "2", "3"], "b": ["2", "3", "4"], "none": []}
EDGES = [(s, p, o) for s in "12345" for p, o in (("p", s), ("q", str(int(s) % 3)), ("p", "2")) if (s, p) != ("4", "q")]


def thing(name):
    return ox.NamedNode(f"http://x/{name}")


@pytest.fixture(scope="module")
def store():
    """The things, and what the names give, asserted as it never is in a release."""
    found = ox.Store()
    found.extend(ox.Quad(thing(s), thing(p), thing(o)) for s, p, o in EDGES)
    found.extend(
        ox.Quad(thing(s), ox.NamedNode(IRI), ox.Literal(words)) for words, names in NAMES.items() for s in names
    )
    return found


def search(words):
    return [(f"http://x/{name}", 100 - place) for place, name in enumerate(NAMES[words])]


def expanded(text):
    return expand(PROLOGUE + text, BASE, IRI, search).text


def bag(store, text):
    solutions = store.query(text)
    if isinstance(solutions, ox.QueryBoolean):
        return bool(solutions)
    names = [variable.value for variable in solutions.variables]
    return Counter(frozenset((n, str(row[n])) for n in names if row[n] is not None) for row in solutions)


VARIABLES = st.sampled_from(["?s", "?t", "$s"])
WORDS = st.sampled_from(['"a"', "'b'", '"""a"""', '"none"', '"\\u0061"', '"a", "b"'])
MATCH = st.builds("dep:textMatch {}".format, WORDS)
EDGE = st.builds("{} {}".format, st.sampled_from([":p", ":q", ":p/:q", "a"]), st.sampled_from(["?t", "?s", ":2", "?u"]))
STATEMENT = st.builds(
    lambda subject, parts, marks, end: f"{subject} {marks.join(parts)}{end}",
    VARIABLES,
    st.lists(MATCH | EDGE, min_size=1, max_size=3),
    st.sampled_from([" ; ", ";;", " ; # a . comment\n ; "]),
    st.sampled_from([" ;", "", " "]),
)
TRIPLES = st.lists(STATEMENT, min_size=1, max_size=3).map(" . ".join)
BLANK = st.just("_:b :p ?s . ?s dep:textMatch 'a' . _:b :q ?t")


def groups(inner):
    braces = st.builds("{{ {} }}".format, inner)
    return st.one_of(
        st.builds("{} OPTIONAL {} {}".format, inner, braces, inner),
        st.builds("{} UNION {}".format, braces, braces),
        st.builds("{} MINUS {}".format, inner, braces),
        st.builds("{} FILTER EXISTS {} {}".format, inner, braces, inner),
        st.builds("{} FILTER(?s != :2 && NOT EXISTS {})".format, inner, braces),
        st.builds("{} FILTER(1 < 1.5) {}".format, inner, inner),
        st.builds("{} VALUES (?t ?v) {{ (:2 1) (UNDEF 2) }} {}".format, inner, inner),
        st.builds("{{ SELECT DISTINCT ?s {} }} {}".format, braces, inner),
        st.builds("{} BIND(1.5 AS ?new{}) {}".format, inner, st.integers(0, 10**9), inner),
    )


@settings(max_examples=400, deadline=None)
@given(st.recursive(TRIPLES | BLANK, groups, max_leaves=4))
def test_the_answer_is_that_of_a_store_in_which_the_matches_are_asserted(store, group):
    text = f"SELECT * {{ {group} }}"
    try:
        wanted = bag(store, PROLOGUE + text)
    except SyntaxError:  # two triples blocks that share a blank node, or a variable bound twice: refused alike
        with pytest.raises((SyntaxError, BadQuery)):
            bag(store, expanded(text))
        return
    try:
        rewritten = expanded(text)
    except BadQuery as error:
        assert f"{MOST} times" in str(error)
        return
    assert bag(store, rewritten) == wanted
    assert IRI not in rewritten
    assert "textMatch" not in rewritten


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('SELECT * { ?s dep:textMatch ("a" ?score) ; :p :2 }', [("1", 100), ("2", 99), ("2", 99), ("3", 98)]),
        ('SELECT * { ?s dep:textMatch ("a" ?score) FILTER(?score > 98) }', [("1", 100), ("2", 99)]),
        ('SELECT * { ?s dep:textMatch ("none" ?score) }', []),
    ],
)
def test_the_score_is_bound(store, text, rows):
    found = store.query(expanded(text))
    wanted = {(f"<http://x/{name}>", str(score)) for name, score in rows}
    assert {(str(row["s"]), row["score"].value) for row in found} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE dep:textMatch",
        "SELECT * { dep:textMatch ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER(?p != dep:textMatch) }",
        "SELECT * { ?s :p dep:textMatch }",
        "SELECT * { ?s :p 'dep:textMatch' } # dep:textMatch",
        "SELECT * { ?s dep:textMatch 'a' ",
    ],
)
def test_the_property_as_a_term_like_any_other_is_left_alone(text):
    assert expanded(text) == PROLOGUE + text


@pytest.mark.parametrize(
    ("text", "said", "column"),
    [
        ("ASK { ?s dep:textMatch ?w }", "constant string", 24),
        ("ASK { ?s dep:textMatch 5 }", "constant string", 24),
        ("ASK { ?s dep:textMatch }", "constant string", 10),
        ("ASK { :a dep:textMatch 'x' }", "variable must stand before", 7),
        ("ASK { [] dep:textMatch 'x' }", "variable must stand before", 7),
        ("ASK { 'x' dep:textMatch ?s }", "variable must stand before", 7),
        ("ASK { ?s :q [ dep:textMatch 'x' ] }", "brackets", 15),
        ("ASK { ?s dep:textMatch/:p 'x' }", "path", 10),
        ("ASK { ?s :p/dep:textMatch 'x' }", "path", 13),
        ("ASK { ?s ^dep:textMatch 'x' }", "path", 11),
        ("ASK { ?s dep:textMatch* 'x' }", "path", 10),
        ("ASK { ?s (dep:textMatch) 'x' }", "brackets", 11),
        ("ASK { GRAPH ?g { ?s dep:textMatch 'x' } }", "GRAPH", 21),
        ("ASK { GRAPH ?g { ?s :p ?o OPTIONAL { ?s dep:textMatch 'x' } } }", "GRAPH", 41),
        ("CONSTRUCT { ?s dep:textMatch 'x' } { ?s :p ?o }", "CONSTRUCT", 16),
        ("CONSTRUCT WHERE { ?s dep:textMatch 'x' }", "CONSTRUCT", 22),
        ("ASK { ?s dep:textMatch 'x'@en }", "without language", 27),
        ("ASK { ?s dep:textMatch 'x'^^:d }", "without language", 27),
        ("ASK { ?s dep:textMatch ('x' ?s) }", "variable of its own", 29),
        ("ASK { ?s dep:textMatch ('x' 1) }", "a string and a variable", 24),
        ("ASK { ?s dep:textMatch ' - ' }", "no letter", 24),
        (f"ASK {{ ?s dep:textMatch '{'x' * (LONGEST + 1)}' }}", "at most 500", 24),
    ],
)
def test_what_cannot_be_computed_is_refused_with_its_place(text, said, column):
    with pytest.raises(BadQuery, match=said) as caught:
        expand(f"{PROLOGUE}\n{text}", BASE, IRI, search)
    assert (caught.value.line, caught.value.column) == (2, column)


def test_more_patterns_than_a_query_may_have_are_refused():
    with pytest.raises(BadQuery, match=f"{MOST} times"):
        expanded("SELECT * {" + "?s dep:textMatch 'a' . " * (MOST + 1) + "}")


def test_a_fault_after_what_was_put_in_is_told_by_its_place_in_the_query_that_was_sent():
    text = f"{PROLOGUE}\nSELECT * {{ ?s dep:textMatch 'a' .\n OPTIONAL {{ ?t dep:textMatch 'b' . FILTER() }} }}"
    found = expand(text, BASE, IRI, search)
    column, moved = (query.splitlines()[2].index("FILTER") + 1 for query in (text, found.text))
    assert moved > column
    assert found.original(3, moved) == (3, column)
    assert found.original(2, 5) == (2, 5)
