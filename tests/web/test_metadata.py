"""What is said of the data as a whole, each statement held to what the endpoint and the files say."""

import hashlib
import http.client
import json
import re
import xml.etree.ElementTree as ET

import pytest
from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from depositary import publish
from depositary.release import current
from depositary.settings import BASE
from tests.conftest import copy_world, serving
from tests.web.exchanges import query, send

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SCHEMA = Namespace("https://schema.org/")
PROPERTY = SCHEMA.additionalProperty
LICENCE = URIRef("https://creativecommons.org/licenses/by/4.0/")
CATALOGUE = f"""@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix graph: <{BASE}graph/> .

<{BASE}dataset> a dcat:Catalog ;
    dct:description "A small world </script>."@en ;
    dct:license <{LICENCE}> ;
    dct:title "World"@en .

graph:matches a dcat:Dataset ;
    dct:title "Matches"@en .

graph:world a dcat:Dataset ;
    dct:license <{LICENCE}> ;
    dct:title "All of the small world"@en .
"""
MATCHES = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix state: <{BASE}id/state/> .
@prefix wd: <http://www.wikidata.org/entity/> .

state:alba skos:exactMatch wd:Q1,
        <https://sws.geonames.org/12/> .
"""
DOCUMENTS = ("/.well-known/void", "/dataset", "/release", "/release/current", "/sparql")
SYNTAXES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
    "application/trig": "trig",
    "application/n-quads": "nquads",
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    """Settings over the small world with a catalogue, with a release of it."""
    settings = copy_world(tmp_path_factory.mktemp("catalogued"))
    for name, text in (("catalog", CATALOGUE), ("matches", MATCHES)):
        (settings.sources / "graphs" / f"{name}.ttl").write_text(text)
    publish.build(settings)
    return settings


@pytest.fixture(scope="module")
def url(settings):
    named = {"DEPOSITARY_PUBLISHER": "Office of Treaties", "DEPOSITARY_CONTACT": "mailto:office@example.org"}
    with serving(settings, **named) as (url, _):
        yield url


@pytest.fixture(scope="module")
def release(settings):
    return current(settings)


def graph(url, path):
    got = send(url, path, Accept="text/turtle")
    assert got.status == 200, got.body
    return Graph().parse(data=got.body, format="turtle")


def number(url, pattern):
    got = query(url, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}", Accept="text/csv")
    return int(got.body.split()[1])


@pytest.mark.parametrize("path", DOCUMENTS)
def test_all_syntaxes_say_the_same_and_each_has_a_validator(path, url):
    wanted = graph(url, path)
    assert len(wanted) > 5
    for media_type, parser in SYNTAXES.items():
        got = send(url, path, Accept=media_type)
        assert got.headers["Content-Type"].partition(";")[0] == media_type
        found = Dataset(default_union=True).parse(data=got.body, format=parser)
        merged = Graph()
        for subject, predicate, value, _ in found.quads():
            merged.add((subject, predicate, value))
        assert isomorphic(merged, wanted), media_type
        assert "Accept" in got.headers["Vary"]
        assert send(url, path, Accept=media_type, If_None_Match=got.etag).status == 304
        head = send(url, path, "HEAD", Accept=media_type)
        assert (head.status, head.body, head.headers["Content-Length"]) == (200, b"", str(len(got.body)))


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_browser_gets_a_page_and_a_type_that_there_is_not_is_refused(path, url):
    got = send(url, path, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert got.headers["Content-Type"].startswith("text/html")
    assert b"</html>" in got.body
    assert send(url, path, Accept="image/png").status == 406


@pytest.mark.parametrize("path", DOCUMENTS[:4])
def test_each_syntax_has_a_url_of_its_own_to_which_the_others_link(path, url):
    links = send(url, path, Accept="text/turtle").headers.get_all("Link")
    form = re.compile(r'<([^>]+)>; rel="alternate"; type="([^"]+)"')
    others = dict(found.groups() for link in links if (found := form.match(link)))
    assert len(others) == 6
    for place, media_type in others.items():
        assert send(url, place, Accept="image/png").headers["Content-Type"].startswith(media_type)
    assert send(url, f"{path}.exe").status == 404


def test_void_counts_what_the_endpoint_counts(url, release):
    found = graph(url, "/.well-known/void")
    dataset = URIRef(f"{BASE}release/{release.version}")
    sizes = (VOID.triples, VOID.distinctSubjects, VOID.classes, VOID.properties)
    said = {name: int(found.value(dataset, name)) for name in sizes}
    assert said == {
        VOID.triples: number(url, "?s ?p ?o"),
        VOID.distinctSubjects: number(url, "SELECT DISTINCT ?s { ?s ?p ?o }"),
        VOID.classes: number(url, "SELECT DISTINCT ?c { ?s a ?c }"),
        VOID.properties: number(url, "SELECT DISTINCT ?p { ?s ?p ?o }"),
    }
    assert len(list(found.objects(dataset, VOID.classPartition))) == said[VOID.classes]
    for part in found.objects(dataset, VOID.classPartition):
        name = found.value(part, VOID["class"])
        assert int(found.value(part, VOID.entities)) == number(url, f"SELECT DISTINCT ?s {{ ?s a <{name}> }}"), name
    for part in list(found.objects(dataset, VOID.propertyPartition))[::10]:
        name = found.value(part, VOID.property)
        assert int(found.value(part, VOID.triples)) == number(url, f"?s <{name}> ?o"), name


def test_void_leads_to_the_endpoint_to_a_dump_and_to_things_that_are_there(url, release):
    found = graph(url, "/.well-known/void")
    dataset = URIRef(f"{BASE}release/{release.version}")
    assert str(found.value(dataset, VOID.sparqlEndpoint)) == f"{url}/sparql"
    dumps = [str(place).removeprefix(url) for place in found.objects(dataset, VOID.dataDump)]
    plain = next(place for place in dumps if place.endswith(".nq"))
    triples = {line.rpartition(" <")[0] for line in send(url, plain).body.decode().splitlines()}
    assert len(triples) == int(found.value(dataset, VOID.triples))
    assert int(found.value(dataset, VOID.documents)) == int(found.value(dataset, VOID.entities)) - number(
        url, "?s <http://www.w3.org/2002/07/owl#deprecated> true"
    )
    examples = [str(thing).removeprefix(BASE) for thing in found.objects(dataset, VOID.exampleResource)]
    assert examples
    assert all(send(url, f"/{thing}").status == 303 for thing in examples)
    assert all(thing.startswith(str(found.value(dataset, VOID.uriSpace)).removeprefix(BASE)) for thing in examples)


def test_each_link_to_another_data_set_is_counted(url, release):
    found = graph(url, "/.well-known/void")
    linksets = list(found.subjects(RDF.type, VOID.Linkset))
    assert len(linksets) == 2
    for linkset in linksets:
        space = found.value(found.value(linkset, VOID.objectsTarget), VOID.uriSpace)
        pattern = f'?s <{found.value(linkset, VOID.linkPredicate)}> ?o FILTER(STRSTARTS(STR(?o), "{space}"))'
        assert int(found.value(linkset, VOID.triples)) == number(url, f"SELECT DISTINCT ?s ?o {{ {pattern} }}") > 0


def test_the_catalogue_holds_what_its_source_says_and_who_answers_for_it(url):
    found = graph(url, "/dataset")
    catalog = URIRef(f"{BASE}dataset")
    assert (URIRef(f"{BASE}graph/world"), DCTERMS.title, Literal("All of the small world", lang="en")) in found
    assert found.value(found.value(catalog, DCTERMS.publisher), FOAF.name) == Literal("Office of Treaties")
    vcard = Namespace("http://www.w3.org/2006/vcard/ns#")
    assert found.value(found.value(catalog, DCAT.contactPoint), vcard.hasEmail) == URIRef("mailto:office@example.org")
    for graph_iri in {str(g) for g in found.subjects(VOID.triples, None) if "/graph/" in str(g)}:
        said = int(found.value(URIRef(graph_iri), VOID.triples))
        assert said == number(url, f"GRAPH <{graph_iri}> {{ ?s ?p ?o }}"), graph_iri


def test_every_distribution_is_there_with_its_size_its_checksum_and_its_type(url):
    found = graph(url, "/dataset")
    files = list(found.subjects(RDF.type, DCAT.Distribution))
    assert len(files) > 20
    for file in files:
        got = send(url, str(found.value(file, DCAT.downloadURL)).removeprefix(url))
        assert got.status == 200
        assert found.value(file, DCAT.byteSize) == Literal(str(len(got.body)), datatype=XSD.nonNegativeInteger)
        checksum = found.value(file, SPDX.checksum)
        assert str(found.value(checksum, SPDX.checksumValue)) == hashlib.sha256(got.body).hexdigest()
        packed = found.value(file, DCAT.compressFormat)
        assert (packed is not None) == (got.body[:2] == b"\x1f\x8b")
        media_type = str(packed or found.value(file, DCAT.mediaType)).partition("media-types/")[2]
        assert got.headers["Content-Type"].startswith(media_type)


def test_the_release_covers_the_time_and_the_space_of_its_relations(url, release):
    found = graph(url, "/dataset")
    name = URIRef(f"{BASE}release/{release.version}")
    period = found.value(name, DCTERMS.temporal)
    said = [str(found.value(period, p)) for p in (DCAT.startDate, DCAT.endDate)]
    ns = f"{BASE}ns#"
    text = f"SELECT (MIN(?a) AS ?x) (MAX(?b) AS ?y) {{ ?r <{ns}earliestStart> ?a ; <{ns}earliestEnd> ?b }}"
    assert ",".join(said) == query(url, text, Accept="text/csv").body.decode().split()[1]
    box = str(found.value(found.value(name, DCTERMS.spatial), DCAT.bbox))
    positions = query(url, f"SELECT ?x ?y {{ ?s <{ns}longitude> ?x ; <{ns}latitude> ?y }}", Accept="text/csv")
    for line in positions.body.decode().split()[1:]:
        x, y = map(float, line.split(","))
        numbers = [tuple(map(float, pair.split())) for pair in box[len("POLYGON((") : -2].split(",")]
        assert min(n[0] for n in numbers) <= x <= max(n[0] for n in numbers)
        assert min(n[1] for n in numbers) <= y <= max(n[1] for n in numbers)


def test_services_are_those_that_answer(url):
    found = graph(url, "/dataset")
    services = list(found.objects(URIRef(f"{BASE}dataset"), DCAT.service))
    assert URIRef(f"{BASE}sparql") in services
    for service in services:
        place = str(found.value(service, DCAT.endpointURL))
        assert send(url, place.removeprefix(url)).status < 400


def test_a_release_was_made_from_its_sources_by_named_software_and_from_nothing_else(url, release):
    found = graph(url, f"/release/{release.version}")
    name = URIRef(f"{BASE}release/{release.version}")
    activity = found.value(name, PROV.wasGeneratedBy)
    used = {str(g) for g in found.objects(activity, PROV.used) if "/graph/" in str(g)}
    turtle = {path for path in release.manifest["files"] if path.startswith("dump/graph/") and path.endswith(".ttl")}
    assert used == {f"{BASE}{path.removeprefix('dump/').removesuffix('.ttl')}" for path in turtle}
    concluded = {str(g) for g in found.subjects(PROV.wasGeneratedBy, activity)} - {str(name)}
    assert concluded == {f"{BASE}graph/{part}" for part in ("derived", "inferred", "labels", "queries")}
    agents = {str(found.value(agent, DCAT.version)) for agent in found.objects(activity, PROV.wasAssociatedWith)}
    assert agents == set(release.manifest["software"].values())
    checksum = found.value(URIRef(f"{name}#sources"), SPDX.checksum)
    assert str(found.value(checksum, SPDX.checksumValue)) == release.manifest["sources_sha256"]


def test_releases_that_are_kept_are_listed_and_served_and_no_others(settings, url, release, tmp_path):
    found = graph(url, "/release")
    members = set(found.objects(URIRef(f"{BASE}release"), DCAT.seriesMember))
    assert members == {URIRef(f"{BASE}release/{release.version}")}
    assert json.loads(send(url, "/release").body)["version"] == release.version
    path = f"/release/{release.version}/manifest.json"
    assert json.loads(send(url, path).body)["version"] == release.version
    assert send(url, "/release/0.0.0-000000000000").status == 404
    assert send(url, "/release/../releases/manifest.json").status == 404


def test_the_service_description_is_true_of_the_endpoint(url, settings):
    found = graph(url, "/sparql")
    here = URIRef(f"{url}/sparql")
    assert found.value(here, SD.endpoint) == here
    dataset = found.value(here, SD.defaultDataset)
    named = {str(found.value(g, SD.name)): found.value(g, SD.graph) for g in found.objects(dataset, SD.namedGraph)}
    listed = query(url, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", Accept="text/csv").body.decode().split()[1:]
    assert set(named) == set(listed)
    for name, content in named.items():
        assert int(found.value(content, VOID.triples)) == number(url, f"GRAPH <{name}> {{ ?s ?p ?o }}")
    assert int(found.value(found.value(dataset, SD.defaultGraph), VOID.triples)) == number(url, "?s ?p ?o")
    for graph_of_a_day in found.objects(found.value(here, SD.availableGraphs), SD.namedGraph):
        text = f"ASK FROM <{found.value(graph_of_a_day, SD.name)}> {{}}"
        assert query(url, text, Accept="application/sparql-results+json").status == 200
    given = [(found.value(n, SCHEMA.name), found.value(n, SCHEMA.maxValue)) for n in found.objects(here, PROPERTY)]
    limits = {str(name): value for name, value in given}
    assert float(limits["deadline"]) == settings.deadline
    assert int(limits["nesting"]) == settings.nesting
    assert query(url, "ASK {" + "{" * settings.nesting + "}" * settings.nesting + "}").status == 400


def test_every_term_of_the_service_description_is_one_of_its_vocabulary(url):
    terms = {
        *("Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "Function", "Feature"),
        *("endpoint", "supportedLanguage", "SPARQL11Query", "feature", "UnionDefaultGraph", "propertyFeature"),
        *("extensionFunction", "resultFormat", "defaultEntailmentRegime", "defaultDataset", "availableGraphs"),
        *("defaultGraph", "namedGraph", "name", "graph"),
    }
    names = {term for triple in graph(url, "/sparql") for term in triple if isinstance(term, URIRef)}
    used = {str(name).removeprefix(SD) for name in names if name.startswith(SD)}
    assert "SPARQL11Query" in used
    assert used <= terms


def test_what_a_sparql_editor_asks_for_is_in_the_description_and_prefixes_and_questions_at_the_endpoint(url):
    """The queries are those of sib-swiss/sparql-editor, which looks at the endpoint, then at its description."""
    sh = "PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    prefixes = f"{sh} SELECT DISTINCT ?prefix ?namespace WHERE {{ [] sh:namespace ?namespace ; sh:prefix ?prefix }}"
    found = dict(line.split(",") for line in query(url, prefixes, Accept="text/csv").body.decode().split()[1:])
    assert found["dep"] == f"{BASE}ns#"
    described = {str(row.prefix): str(row.namespace) for row in graph(url, "/sparql").query(prefixes)}
    assert described == found
    examples = f"""{sh} SELECT DISTINCT ?sq ?comment ?query WHERE {{ ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;
        sh:select|sh:ask|sh:construct|sh:describe ?query . }} ORDER BY ?sq"""
    rows = json.loads(query(url, examples, Accept="application/sparql-results+json").body)["results"]["bindings"]
    assert len(rows) > 40
    assert all(row["sq"]["value"].startswith(f"{BASE}query/") for row in rows)
    classes = """PREFIX void: <http://rdfs.org/ns/void#> SELECT DISTINCT ?subjectClass ?prop WHERE {
        ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop }"""
    pairs = {(str(row.subjectClass), str(row.prop)) for row in graph(url, "/sparql").query(classes)}
    assert (f"{BASE}ns#Membership", f"{BASE}ns#member") in pairs


def test_robots_may_read_pages_but_not_compute_answers(url):
    from urllib.robotparser import RobotFileParser

    got = send(url, "/robots.txt")
    assert got.headers["Content-Type"].startswith("text/plain")
    robots = RobotFileParser()
    robots.parse(got.body.decode().splitlines())
    assert robots.can_fetch("anybot", f"{url}/doc/state/alba")
    assert robots.can_fetch("anybot", f"{url}/sparql")
    assert not robots.can_fetch("anybot", f"{url}/sparql?query=ASK%7B%7D")
    assert robots.site_maps() == [f"{url}/sitemap.xml"]


def test_the_sitemap_lists_every_thing_once_and_nothing_that_is_not_there(url, settings, release):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    index = ET.fromstring(send(url, "/sitemap.xml").body)
    places = []
    for part in index.iter(f"{space}loc"):
        root = ET.fromstring(send(url, part.text.removeprefix(url)).body)
        assert {day.text for day in root.iter(f"{space}lastmod")} == {release.manifest["released"]}
        places += [entry.text for entry in root.iter(f"{space}loc")]
    gone = "FILTER NOT EXISTS { ?s <http://www.w3.org/2002/07/owl#deprecated> true }"
    id_ = f"{BASE}id/"
    things = f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{id_}") && !CONTAINS(STR(?s), "#")) {gone} }}'
    assert len([place for place in places if "/doc/" in place]) == number(url, things)
    assert len(places) == len(set(places))
    assert all(send(url, place.removeprefix(url), "HEAD").status == 200 for place in places)
    assert send(url, "/sitemap-0.xml").status == send(url, "/sitemap-99.xml").status == 404


def test_signposts_lead_from_the_pages_to_the_linkset_and_from_there_to_every_file(url, release):
    links = send(url, "/dataset", Accept="text/html").headers.get_all("Link")
    form = re.compile(r'<([^>]+)>; rel="([^"]+)"')
    rels = {found[2]: found[1] for link in links if (found := form.match(link)) and found[2] != "alternate"}
    assert rels["cite-as"] == f"{BASE}release/{release.version}"
    assert rels["license"] == str(LICENCE)
    got = send(url, rels["linkset"])
    assert got.headers["Content-Type"] == "application/linkset+json"
    context = json.loads(got.body)["linkset"][0]
    for target in (*context["item"], *context["describedby"]):
        answer = send(url, target["href"].removeprefix(url))
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(target["type"])
    catalog = json.loads(send(url, rels["api-catalog"]).body)["linkset"]
    assert f"{url}/sparql" in [item["href"] for item in catalog[0]["item"]]


def test_pages_describe_the_data_set_by_schema_org_and_no_text_can_leave_its_element(url, release):
    for path in ("/dataset", f"/release/{release.version}"):
        page = send(url, path, Accept="text/html").body.decode()
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        facts = json.loads(found[1])
        assert facts["@type"] == "Dataset"
        assert facts["description"] == "A small world </script>."
        assert facts["license"] == str(LICENCE)
        for file in facts["distribution"]:
            head = send(url, file["contentUrl"].removeprefix(url), "HEAD")
            assert file["contentSize"] == f"{head.headers['Content-Length']} B"


def test_another_host_gets_links_to_itself_also_after_the_first_was_kept(url):
    first = send(url, "/.well-known/void", Accept="text/turtle").body
    connection = http.client.HTTPConnection(url.partition("://")[2], timeout=60)
    connection.request("GET", "/.well-known/void", headers={"Host": "data.example.org", "Accept": "text/turtle"})
    other = connection.getresponse().read()
    connection.close()
    assert b"<http://data.example.org/sparql>" in other
    assert b"data.example.org" not in first
    assert send(url, "/.well-known/void", Accept="text/turtle").body == first
