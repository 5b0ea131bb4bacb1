"""Published questions as data, as SPARQL editors read them from the endpoint."""

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef
from rdflib.plugins.sparql import prepareQuery

from depositary import questions
from depositary.query import parse, published
from depositary.settings import BASE, Settings
from depositary.store import write

SCHEMA = Namespace("https://schema.org/")
QUERY = """#+ title: Who?
#+ description: Says who.
#+ parameter: state | state | alba | The state.
#+ parameter: day | asof | 2021-06-16 | The day.
PREFIX state: <https://w3id.org/depositary/id/state/>
CONSTRUCT { ?s ?p state:alba } FROM <https://w3id.org/depositary/asof/2021-06-16> WHERE { ?s ?p state:alba }
"""


def described(queries):
    return Graph().parse(data=write(questions.describe(queries, BASE), "application/n-triples"), format="nt")


def test_every_published_question_is_an_executable_whose_text_is_that_of_its_file():
    queries = published(Settings())
    graph = described(queries)
    assert {str(s) for s in graph.subjects(RDF.type, SH.SPARQLExecutable)} == {f"{BASE}query/{q.name}" for q in queries}
    for query in queries:
        iri = URIRef(f"{BASE}query/{query.name}")
        text = str(graph.value(iri, SH.select))
        assert text == query.text
        assert prepareQuery(text)
        assert Literal(query.title, lang="en") in graph.objects(iri, RDFS.label)
        assert str(graph.value(iri, SCHEMA.target)) == f"{BASE}sparql"
        assert len(list(graph.objects(iri, SH.parameter))) == len(query.parameters)


def test_a_question_is_described_in_each_language_in_which_it_is_told():
    texts = {"fr": {"Who?": "Qui ?", "Says who.": "Dit qui.", "The state.": "L’État.", "The day.": "Le jour."}}
    graph = described([parse(QUERY, "who").translated(texts)])
    iri = URIRef(f"{BASE}query/who")
    assert set(graph.objects(iri, RDFS.label)) == {Literal("Who?", lang="en"), Literal("Qui ?", lang="fr")}
    assert set(graph.objects(iri, RDFS.comment)) == {Literal("Says who.", lang="en"), Literal("Dit qui.", lang="fr")}
    meanings = set(graph.objects(URIRef(f"{iri}#parameter-day"), SH.description))
    assert meanings == {Literal("The day.", lang="en"), Literal("Le jour.", lang="fr")}


def test_a_construct_is_described_as_one_and_its_parameters_have_the_datatype_of_their_values():
    graph = described([parse(QUERY, "who")])
    iri = URIRef(f"{BASE}query/who")
    assert (iri, RDF.type, SH.SPARQLConstructExecutable) in graph
    assert graph.value(iri, SH.construct) is not None
    assert graph.value(iri, SH.select) is None
    day = URIRef(f"{iri}#parameter-day")
    assert graph.value(day, SH.defaultValue) == Literal("2021-06-16", datatype=XSD.date)
    assert graph.value(day, SH.path) == URIRef(f"{iri}#day")
    assert graph.value(URIRef(f"{iri}#parameter-state"), SH.pattern) is not None


def test_a_word_in_a_comment_or_a_string_is_no_form():
    assert questions.form('# SELECT\nPREFIX a: <http://a/> ASK { ?s ?p "CONSTRUCT" }') == "ask"
