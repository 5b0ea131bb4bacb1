"""What the engine answers wrongly is mended: the oracle is the algebra, computed from what it answers rightly."""

import pyoxigraph as ox
import pytest

from depositary.grammar import read
from depositary.mending import mend

PREFIX = "PREFIX : <http://x/>\n"
DATA = """
<http://x/a> <http://x/p> <http://x/b> <http://x/g1> .
<http://x/a> <http://x/q> <http://x/g1> <http://x/g1> .
<http://x/b> <http://x/p> <http://x/c> <http://x/g1> .
<http://x/a> <http://x/p> <http://x/c> <http://x/g2> .
<http://x/c> <http://x/r> <http://x/g1> <http://x/g2> .
<http://x/d> <http://x/r> <http://x/d> <http://x/g3> .
<http://x/a> <http://x/p> <http://x/b> .
"""


@pytest.fixture(scope="module")
def store():
    made = ox.Store()
    made.load(DATA.encode(), format=ox.RdfFormat.N_QUADS)
    return made


def rows(store, text):
    found = store.query(PREFIX + text, base_iri="http://x/")
    names = [variable.value for variable in found.variables]
    return sorted(sorted((name, str(row[name])) for name in names if row[name] is not None) for row in found)


def mended(text):
    made, notes = mend(read(PREFIX + text))
    return str(made).removeprefix(PREFIX), notes


def by_graph(store, inside):
    """GRAPH ?g { inside } as SPARQL 1.1, section 18.6, defines it: each graph alone, joined to its name."""
    found = []
    for graph in ("g1", "g2", "g3"):
        own = ("g", f"<http://x/{graph}>")
        for row in rows(store, f"SELECT * {{ GRAPH :{graph} {{ {inside} }} }}"):
            if all(pair == own for pair in row if pair[0] == "g"):
                found.append(sorted({*row, own}))
    return sorted(found)


@pytest.mark.parametrize(
    "inside",
    [
        "VALUES ?x { :a :b }",
        "VALUES (?g ?x) { (UNDEF :a) (:g1 :b) }",
        "?x :p ?y MINUS { ?z :p ?w }",
        "?x :p ?y MINUS { ?x :q ?z }",
        "?x :p ?y MINUS { ?x :q ?z FILTER(?z = :g1) }",
        "OPTIONAL { ?x :q ?y }",
        "FILTER(BOUND(?g))",
        "?x :p ?y FILTER(?g = :g1)",
        "?x ?p ?y OPTIONAL { ?x :q ?g }",
        "?x ?p ?y OPTIONAL { ?z :r ?g }",
        "?x ?p ?y BIND(COALESCE(?g, :none) AS ?z)",
        "?x :q ?g",
        "{ ?x :q ?g } UNION { ?x :r ?y }",
        "SELECT (COUNT(*) AS ?n) { ?x :p ?y }",
        "SELECT (COUNT(DISTINCT ?x) AS ?n) (COUNT(?y) AS ?m) { ?x :p ?y FILTER(?y != :b) }",
        "{ SELECT ?x (COUNT(*) AS ?n) { ?x :p ?y } GROUP BY ?x }",
        "SELECT ?x (MAX(?y) AS ?m) { ?x :p ?y } GROUP BY ?x HAVING(COUNT(?y) > 0)",
        "SELECT DISTINCT ?x { ?x ?p ?y }",
        "SELECT DISTINCT * { ?x :p ?y }",
        "?x :p ?y . { SELECT ?x { ?x ?p ?z } }",
        "?x :p ?y OPTIONAL { SELECT ?x ?z { ?x :q ?z } }",
        "?x :p ?y . { SELECT ?x { ?x ?p ?z FILTER(?z != ?g) } }",
        "{ SELECT (COUNT(*) AS ?n) { VALUES ?x { :a } } }",
        "{ OPTIONAL { ?x :q ?y } }",
        "?x ?p ?y { OPTIONAL { ?z :q ?w } }",
        "{ ?x :p ?y } UNION { VALUES ?x { :a } }",
    ],
)
def test_graph_with_a_variable_is_every_graph_alone(store, inside):
    made, _ = mended(f"SELECT * {{ GRAPH ?g {{ {inside} }} }}")
    assert rows(store, made) == by_graph(store, inside), made


@pytest.mark.parametrize(
    "text", ["SELECT * { GRAPH ?g { ?x :p ?y } }", "SELECT * { ?x :p* ?y }", "ASK { :a :p* ?y . ?y :p ?z }"]
)
def test_what_is_answered_rightly_is_left_alone(text):
    assert mended(text) == (mended(text)[0], ())


@pytest.mark.parametrize(("path", "ends"), [(":p*", ["b", "a"]), (":p?", ["a", "b"]), ("(:p|:q)*", ["a", "b"])])
def test_a_path_of_length_zero_reaches_its_own_end(store, path, ends):
    known, _ = mended(f"SELECT ?y {{ :a {path} ?y }}")
    assert rows(store, known) == sorted([("y", f"<http://x/{end}>")] for end in ends)
    for text in (f"SELECT ?y {{ :absent {path} ?y }}", f"SELECT ?y {{ ?y {path} :absent }}"):
        made, notes = mended(text)
        assert rows(store, made) == [[("y", "<http://x/absent>")]]
        assert notes


@pytest.mark.parametrize("path", [":p*", ":p?", "(:p|:q)*"])
@pytest.mark.parametrize("end", [":absent", ":a", "<http://x/absent>"])
def test_a_path_of_length_zero_leads_from_a_term_to_itself_once(store, path, end):
    made, notes = mended(f"SELECT ?x {{ ?x :p ?y . {end} {path} {end} }}")
    assert rows(store, made) == rows(store, "SELECT ?x { ?x :p ?y }") != []
    assert notes
    assert bool(store.query(PREFIX + mended(f"ASK {{ {end} {path} {end} }}")[0], base_iri="http://x/"))
    assert not store.query(PREFIX + mended(f"ASK {{ {end} {path} :elsewhere }}")[0], base_iri="http://x/")
