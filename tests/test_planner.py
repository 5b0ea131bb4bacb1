"""Planned and unplanned queries give the same rows, as often, on the engine."""

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from depositary.grammar import read
from depositary.mending import mend
from depositary.patterns import Unplannable
from depositary.planner import plan
from depositary.statistics import Statistics, measure

PREFIX = "PREFIX : <http://x/>\n"
BASE = "http://x/sparql"
NAMES = ["a", "b", "c", "d"]
EXAMPLES = max(200, settings.default.max_examples)
PREDICATES = ["p", "q", "r"]

nodes = st.sampled_from(NAMES).map(lambda name: f":{name}")
variables = st.sampled_from(["?u", "?v", "?w", "?x"])
graphs = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(PREDICATES), st.sampled_from(NAMES)), max_size=14)
verbs = st.sampled_from([":p", ":q", ":r", ":p/:q", "^:r", ":p|:q", ":p+", ":q*", "?x"])


@st.composite
def triples(draw, blank):
    """A basic graph pattern, with blank nodes of its own."""
    terms = st.one_of(variables, variables, variables, nodes, st.sampled_from([f"_:{blank}", f"_:{blank}2"]))
    found = [f"{draw(terms)} {draw(verbs)} {draw(terms)}" for _ in range(draw(st.integers(1, 3)))]
    return " . ".join(found)


tests = st.one_of(
    st.builds("{0} != {1}".format, variables, variables),
    st.builds("!BOUND({0}) || {0} != {1}".format, variables, nodes),
    st.builds("BOUND({0})".format, variables),
    st.builds("EXISTS {{ {0} :p {1} }}".format, variables, variables),
)


@st.composite
def patterns(draw, depth, label="b"):
    """The inside of a group."""
    parts = []
    for number in range(draw(st.integers(1, 4))):
        own = f"{label}{number}"
        kinds = ["triples", "triples", "triples", "filter"]
        kinds += ["OPTIONAL", "OPTIONAL", "OPTIONAL", "MINUS", "UNION", "group", "bind", "values", "select"] * (
            depth > 0
        )
        kind = draw(st.sampled_from(kinds))
        if kind == "triples":
            parts.append(draw(triples(own)) + " .")
        elif kind == "filter":
            parts.append(f"FILTER({draw(tests)})")
        elif kind in ("OPTIONAL", "MINUS"):
            parts.append(f"{kind} {{ {draw(patterns(depth - 1, own))} }}")
        elif kind == "UNION":
            one, two = draw(patterns(depth - 1, f"{own}l")), draw(patterns(depth - 1, f"{own}r"))
            parts.append(f"{{ {one} }} UNION {{ {two} }}")
        elif kind == "group":
            parts.append(f"{{ {draw(patterns(depth - 1, own))} }}")
        elif kind == "bind":
            parts.append(f"BIND({draw(nodes)} AS ?n{own})")
        elif kind == "values":
            parts.append(f"VALUES {draw(variables)} {{ {draw(nodes)} UNDEF }}")
        else:
            parts.append(f"{{ SELECT DISTINCT {draw(variables)} {{ {draw(patterns(depth - 1, own))} }} }}")
    return " ".join(parts)


forms = st.sampled_from(["SELECT *", "SELECT DISTINCT ?u ?v", "SELECT ?u", "SELECT (COUNT(*) AS ?n)", "ASK"])


def store_of(statements, graph=None):
    store = ox.Store()
    for parts in statements:
        terms = [ox.NamedNode(f"http://x/{part}") for part in parts]
        store.add(ox.Quad(*terms, graph) if graph else ox.Quad(*terms))
    return store


def statistics_of(statements):
    return measure("".join(f"<http://x/{s}> <http://x/{p}> <http://x/{o}> .\n" for s, p, o in statements))


def answer(store, text):
    """The rows of an answer, each with how often it comes."""
    found = store.query(text, base_iri=BASE)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return Counter(tuple(sorted((name, str(row[name])) for name in names if row[name] is not None)) for row in found)


def planned(text, statistics):
    made, notes = plan(read(text), statistics, BASE)
    return str(made), notes


@settings(max_examples=EXAMPLES)
@given(graphs, forms, patterns(2), st.booleans())
def test_planning_changes_no_answer(statements, form, inside, measured):
    text = f"{PREFIX}{form} {{ {inside} }}"
    store = store_of(statements)
    try:
        wanted = answer(store, text)
    except SyntaxError:
        return
    # counts that have nothing to do with the graph order patterns, and make checks of them, in every way
    statistics = statistics_of(statements) if measured else UNEVEN
    try:
        made, _ = planned(text, statistics)
    except Unplannable:
        return
    assert answer(store, made) == wanted, made


@settings(max_examples=EXAMPLES)
@given(graphs, forms, variables, triples("b"), patterns(1, "c"), st.booleans())
def test_a_check_changes_no_answer(statements, form, checked, others, inside, optional):
    group = f"{checked} :p :a . {others} . {inside}"
    text = f"{PREFIX}{form} {{ {f'?u :r ?y OPTIONAL {{ {group} }}' if optional else group} }}"
    store = store_of(statements)
    try:
        wanted = answer(store, text)
    except SyntaxError:
        return
    try:
        made, _ = planned(text, UNEVEN)
    except Unplannable:
        return
    assert answer(store, made) == wanted, made


def same(statements, text, statistics):
    """Assert that planning changes no answer; texts that are no SPARQL, or are not planned, prove nothing."""
    store = store_of(statements)
    try:
        wanted = answer(store, text)
        made, _ = planned(text, statistics)
    except (SyntaxError, Unplannable):
        return
    assert answer(store, made) == wanted, made


few = st.sampled_from(["?u", "?v", "?w"])
edges = st.sets(st.tuples(st.sampled_from("ab"), st.sampled_from("pqr"), st.sampled_from("ab")), min_size=3)
own_tests = st.builds(
    "{1}{0}".format,
    few,
    st.sampled_from(["!BOUND(?x) || ?x != ", "BOUND(?x) && ?x = ", "?x != ", "?x = ", "COALESCE(?x, :a) = "]),
)


@settings(max_examples=EXAMPLES)
@given(edges, few, own_tests, st.sampled_from([":q", "^:q", ":q/:r"]), st.booleans())
def test_what_only_the_filter_of_an_optional_names_is_bound_after_it(statements, other, test, verb, inner):
    """The filter of an OPTIONAL sees what stands before it (SPARQL 1.1, section 18.2.2.6), so nothing may get there."""
    test = f"EXISTS {{ ?u :r ?w FILTER({test}) }}" if inner else test
    inside = f"?u :p ?v . OPTIONAL {{ {other} :r ?w . FILTER({test}) }} {other} {verb} ?x ."
    same(statements, f"{PREFIX}SELECT * {{ {inside} }}", UNEVEN)


@pytest.mark.parametrize("inner", ["?u :r ?z", "VALUES ?u { :c }", "BIND(:c AS ?u)"])
def test_a_pattern_behind_an_optional_within_which_another_names_its_variable_is_answered_as_the_algebra_has_it(inner):
    """The engine alone evaluates the inner one for each ?u outside, so that ?x is bound (SPARQL 1.1, section 18.5)."""
    store = store_of([("a", "p", "b"), ("a", "q", "c"), ("c", "r", "d")])
    text = f"{PREFIX}SELECT * {{ ?u :p ?v OPTIONAL {{ OPTIONAL {{ {inner} }} ?x :q ?y }} ?u :p :b }}"
    made, _ = planned(text, None)
    assert answer(store, made) == Counter({(("u", "<http://x/a>"), ("v", "<http://x/b>")): 1})


ends = st.sampled_from(["?u", "?v", "?w", ":a", ":b", ":none"])
maybe_empty = st.sampled_from([":p?", ":q*", "^:r?", "(:p|:q)*", ":p?/:q?", ":p", ":q"])
binders = st.sampled_from(["", "", "VALUES ?u { :none :a } ", "BIND(:none AS ?v) ", "{ SELECT (:none AS ?u) { } } "])


@st.composite
def steps(draw):
    """Triple patterns of which some paths may have length zero, from and to what is in the graph or not."""
    return " ".join(f"{draw(ends)} {draw(maybe_empty)} {draw(ends)} ." for _ in range(draw(st.integers(1, 3))))


@settings(max_examples=600, deadline=None)
@given(edges, binders, steps(), steps(), steps(), st.booleans())
def test_planning_paths_of_length_zero_changes_no_answer(statements, binder, first, optional, last, mended):
    text = f"{PREFIX}SELECT * {{ {binder}{first} OPTIONAL {{ {optional} }} {last} }}"
    same(statements, str(mend(read(text))[0]) if mended else text, UNEVEN)


@settings(max_examples=300, deadline=None)
@given(edges, binders, st.lists(steps(), min_size=2, max_size=3), st.randoms())
def test_to_the_engine_the_order_of_paths_of_length_zero_is_the_same(statements, binder, parts, random):
    triples = [f"{step.strip()} ." for part in parts for step in part.split(" .") if step.strip()]
    store = store_of(statements)
    written = answer(store, f"{PREFIX}SELECT * {{ {binder}{' '.join(triples)} }}")
    random.shuffle(triples)
    assert answer(store, f"{PREFIX}SELECT * {{ {' '.join(triples)} {{ {binder} }} }}") == written


@pytest.mark.parametrize("path", [":p?", ":p*", "^:p?", ":p?/:q?", "(:p|:q)*", ":p|:q?"])
@pytest.mark.parametrize("pattern", [":none {} ?x", "?x {} :none", "?u {} ?x", "?x {} ?u", "?u {} ?u"])
def test_the_engine_finds_no_path_from_or_to_a_term_that_is_in_no_triple(path, pattern):
    store = store_of([("a", "p", "b")])
    named = "VALUES ?u { :none }" if "?u" in pattern else ""
    assert answer(store, f"{PREFIX}SELECT * {{ {named} {pattern.format(path)} }}") == Counter()
    assert answer(store, f"{PREFIX}SELECT * {{ {named} {pattern.format(path)} }}".replace(":none", ":a")) != Counter()


UNEVEN = Statistics(
    10_000,
    {"http://x/p": 5_000, "http://x/q": 10, "http://x/r": 600},
    {("http://x/p", "http://x/a"): 4_000, ("http://x/r", "http://x/b"): 500},
    {"http://x/p": 100, "http://x/q": 5, "http://x/r": 2},
)


@pytest.mark.parametrize(
    ("inside", "start"),
    [
        ("?u :p ?v . OPTIONAL { ?u :r ?w } ?u :q ?x .", "{ ?u :q ?x .\n?u :p ?v .\nOPTIONAL"),
        ("?u :p ?v OPTIONAL { ?u :r ?w } OPTIONAL { ?v :r ?y } ?v :q ?x", "{ ?v :q ?x .\n?u :p ?v .\nOPTIONAL"),
        ("?u :p ?v OPTIONAL { ?u :r ?w } ?u :q _:b . _:b :r ?v", "{ ?u :q _:b .\n_:b :r ?v .\n?u :p ?v .\nOPTIONAL"),
        ("?u :p ?v . ?v :r ?w . ?u :q ?x", "{ ?u :q ?x .\n?u :p ?v .\n?v :r ?w . }"),
        ("?u :p ?v . OPTIONAL { ?u :r ?w } ?u :q* ?x", "{ ?u :p ?v .\n?u :q* ?x .\nOPTIONAL"),
        ("?u :p* ?v . ?v :q ?x", "{ ?v :q ?x .\n?u :p* ?v . }"),
        ("?u :p :a . ?u :q ?x", "{ ?u :q ?x .\nFILTER EXISTS { ?u :p :a } }"),
    ],
)
def test_what_can_pass_or_be_ordered_is(inside, start):
    made, notes = planned(f"{PREFIX}SELECT * {{ {inside} }}", UNEVEN)
    assert made.partition("SELECT * ")[2].startswith(start)
    assert notes


@pytest.mark.parametrize(
    "inside",
    [
        "?u :p ?v . OPTIONAL { ?u :r ?w . } ?w :q ?x .",
        "?u :p ?v . OPTIONAL { ?u :r ?w .\nFILTER(?w != ?x) } ?u :q ?x .",
        "?u :p ?v . MINUS { ?u :r ?w . } ?u :q ?x .",
        "?u :p ?v . BIND(:a AS ?y) ?u :q ?x .",
        "?u :p ?v . VALUES ?v { :a } ?u :q ?x .",
        "OPTIONAL { ?u :r ?w . } ?u :q ?x .",
        "VALUES ?v { :a } ?u :p ?v . OPTIONAL { ?u :r ?w . } ?u :q* ?x .",
        "?u :p ?v . OPTIONAL { ?u :r ?w .\nBIND(:a AS ?y) } ?u :q? ?x .",
        "VALUES ?v { :a } ?u :p* ?v . ?v :q ?x .",
    ],
)
def test_what_must_stay_stays(inside):
    made, notes = planned(f"{PREFIX}SELECT * {{ {inside} }}", UNEVEN)
    assert made.split() == f"{PREFIX}SELECT * {{ {inside} }}".split()
    assert notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p (1 2) }",
        "CONSTRUCT WHERE { ?s ?p ?o }",
        "SELECT * { _:a ?p ?o OPTIONAL { _:a ?q ?r } }",
        "SELECT * { ?s ?p ?o ?q }",
        "SELECT * { ?s ?p ?o",
        "SELECT * { . ?s ?p ?o }",
        "SELECT * { ?s ?p 'x }",
    ],
)
def test_what_is_not_understood_is_said(text):
    with pytest.raises(Unplannable):
        read(text)


def test_statistics_are_those_of_the_statements():
    lines = [f"<http://x/{n}> <http://x/type> <http://x/C> <http://x/g> .\n" for n in range(20)]
    lines += ['<http://x/0> <http://x/name> "a <b> c"@en <http://x/g> .\n']
    found = measure("".join(lines))
    assert (found.total, found.predicates) == (21, {"http://x/type": 20, "http://x/name": 1})
    assert found.pairs == {("http://x/type", "http://x/C"): 20}
    assert found.estimate(False, "http://x/type", "http://x/C", True) == 20
    assert found.estimate(True, "http://x/type", "http://x/C", True) == 1
    assert found.estimate(False, "http://x/none", None, False) == 0
