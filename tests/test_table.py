"""Answers as tables of terms: what the engine writes comes back as the terms it had, however the bytes are cut."""

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.table import NTRIPLES, TSV, XSD, Table, Term, read

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
LITERALS = st.one_of(
    TEXT.map(lambda text: ox.Literal(text)),
    TEXT.map(lambda text: ox.Literal(text, language="en")),
    TEXT.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("https://example.org/type"))),
    st.integers(-(10**9), 10**9).map(lambda number: ox.Literal(number)),
    st.just(ox.NamedNode("https://example.org/é/#x")),
)


def term(node) -> Term:
    if isinstance(node, ox.NamedNode):
        return Term("iri", node.value)
    datatype = "" if node.language or node.datatype.value == f"{XSD}string" else node.datatype.value
    return Term("literal", node.value, datatype, node.language or "")


def cut(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


@given(st.lists(st.tuples(LITERALS, LITERALS), max_size=6), st.integers(1, 40))
def test_solutions_come_back_as_they_were(pairs, size):
    solutions = " ".join(f"({one} {other})" for one, other in pairs)
    found = ox.Store().query(f"SELECT ?a ?b WHERE {{ VALUES (?a ?b) {{ {solutions} }} }}")
    table = read(cut(found.serialize(format=ox.QueryResultsFormat.TSV), size), TSV, 100)
    assert table == Table(("a", "b"), tuple((term(one), term(other)) for one, other in pairs), len(pairs))


@given(st.lists(LITERALS, min_size=1, max_size=6, unique_by=str), st.integers(1, 40))
def test_triples_come_back_as_they_were(objects, size):
    subject, predicate = ox.NamedNode("https://example.org/s"), ox.NamedNode("https://example.org/p")
    body = ox.serialize((ox.Triple(subject, predicate, node) for node in objects), format=ox.RdfFormat.N_TRIPLES)
    table = read(cut(body, size), NTRIPLES, 100)
    assert [row[2] for row in table.rows] == [term(node) for node in objects]
    assert table.graph
    assert table.count == len(objects)


def test_rows_beyond_those_shown_are_counted():
    body = b"?n\n" + b"".join(b"%d\n" % number for number in range(5000))
    table = read(cut(body, 97), TSV, 10)
    assert [row[0].text for row in table.rows] == [str(number) for number in range(10)]
    assert (table.count, table.uncounted) == (5000, False)


def test_counting_ends_somewhere(monkeypatch):
    monkeypatch.setattr("depositary.table.MOST_BYTES", 1000)
    table = read((b"?n\n1\n" if first else b"1\n" * 200 for first in [True] + [False] * 50), TSV, 10)
    assert table.uncounted
    assert 10 < table.count < 10_000


@pytest.mark.parametrize(("body", "truth"), [(b"true", True), (b"false", False)])
def test_ask_has_a_truth_and_no_rows(body, truth):
    table = read([body], TSV, 10)
    assert (table.truth, table.rows) == (truth, ())


def test_what_is_unbound_stays_so():
    found = ox.Store().query("SELECT ?a ?b WHERE { VALUES (?a ?b) { (1 UNDEF) (UNDEF true) } }")
    table = read([found.serialize(format=ox.QueryResultsFormat.TSV)], TSV, 10)
    assert table.rows == (
        (Term("literal", "1", f"{XSD}integer"), None),
        (None, Term("literal", "true", f"{XSD}boolean")),
    )
    assert table.column(0) == [Term("literal", "1", f"{XSD}integer")]


def test_one_unbound_column_is_a_row():
    table = read([b"?x\n\n\n"], TSV, 10)
    assert (table.rows, table.count) == (((None,), (None,)), 2)
