"""Where each subject stands in a file of N-Quads, and what names it."""

import pytest

from depositary.concordance import Concordance

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
QUADS = [
    "<urn:a-b> <urn:p> <urn:a> <urn:g> .",
    "<urn:a> <urn:p> <urn:a-b> <urn:g> .",
    "<urn:a> <urn:p> <urn:a-b> <urn:h> .",
    '<urn:a> <urn:p> "says \\"<urn:a-b> <urn:x> .\\"\\n" <urn:g> .',
    f"<urn:a> <{TYPE}> <urn:c> <urn:g> .",
    "<urn:c> <urn:q> <urn:a> <urn:g> .",
    "<urn:c> <urn:p> <urn:a> <urn:g> .",
    "<urn:c> <urn:p> <urn:elsewhere> <urn:g> .",
    '<urn:c> <urn:q> "\u2028é" <urn:g> .',
    "_:c14n0 <urn:p> <urn:a> <urn:h> .",
]


@pytest.fixture(scope="module")
def concordance(tmp_path_factory):
    path = tmp_path_factory.mktemp("quads") / "all.nq"
    path.write_bytes(b"".join(sorted(f"{quad}\n".encode() for quad in QUADS)))
    return Concordance(path)


def linked(concordance, pairs):
    return [(concordance.names[number], concordance.properties[code]) for number, code in pairs]


def test_each_subject_is_found_once(concordance):
    assert concordance.names == ["urn:a-b", "urn:a", "urn:c", "_:c14n0"]
    assert concordance.numbers == {name: number for number, name in enumerate(concordance.names)}


def test_a_statement_of_two_graphs_is_said_once(concordance):
    assert concordance.triples(concordance.numbers["urn:a"]) == [
        f"<urn:a> <{TYPE}> <urn:c>",
        '<urn:a> <urn:p> "says \\"<urn:a-b> <urn:x> .\\"\\n"',
        "<urn:a> <urn:p> <urn:a-b>",
    ]


def test_a_line_separator_in_a_literal_ends_no_statement(concordance):
    assert '<urn:c> <urn:q> "\u2028é"' in concordance.triples(concordance.numbers["urn:c"])


def test_the_graphs_of_a_subject_are_those_that_state_it(concordance):
    assert concordance.graphs(concordance.numbers["urn:a"]) == ["urn:g", "urn:h"]
    assert concordance.graphs(concordance.numbers["urn:c"]) == ["urn:g"]


def test_links_lead_to_subjects_and_never_to_classes(concordance):
    assert linked(concordance, concordance.links(concordance.numbers["urn:a"])) == [("urn:a-b", "urn:p")]
    assert linked(concordance, concordance.links(concordance.numbers["urn:c"])) == [
        ("urn:a", "urn:p"),
        ("urn:a", "urn:q"),
    ]


def test_what_names_a_subject_comes_in_the_order_of_iris(concordance):
    found = linked(concordance, concordance.naming(concordance.numbers["urn:a"]))
    assert sorted(found) == [("_:c14n0", "urn:p"), ("urn:a-b", "urn:p"), ("urn:c", "urn:p"), ("urn:c", "urn:q")]
    assert [name for name, _ in found] == sorted(name for name, _ in found)
    assert list(concordance.naming(concordance.numbers["urn:c"])) == []


def test_an_empty_file_has_no_subjects(tmp_path):
    path = tmp_path / "none.nq"
    path.touch()
    assert Concordance(path).names == []
