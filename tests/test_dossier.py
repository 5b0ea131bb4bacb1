"""The dossier of a thing, over the small world; what belongs to it is held to one CONSTRUCT on the engine."""

from datetime import date

import pytest

from depositary import dossier, release
from depositary.concordance import Concordance
from depositary.excerpt import take
from depositary.ntriples import LANG_STRING, XSD_STRING, Value, line
from depositary.ntriples import read as read_lines
from depositary.settings import BASE
from depositary.store import Evaluator, Quad, Store, parse_ntriples, write
from depositary.vocabulary import Vocabulary, plan_vocabulary
from tests import construct

NS = f"{BASE}ns#"


@pytest.fixture(scope="module")
def answer(built):
    """What a worker answers to a CONSTRUCT over the default dataset of the endpoint."""
    current = release.current(built)
    evaluator = Evaluator(str(current.dataset))
    graphs = sorted({row.rsplit(" ", 2)[1][1:-1] for row in current.dataset.read_text().splitlines()})

    def answered(query):
        chunks = []
        job = {
            "query": query,
            "base": f"{BASE}sparql",
            "prefixes": {},
            "media_type": "application/n-triples",
            "default_graphs": [""],
            "named_graphs": graphs,
            "forget": [],
        }
        evaluator.run(job, {}, lambda header: None, chunks.append)
        return b"".join(chunks)

    return answered


@pytest.fixture(scope="module")
def vocabulary(answer):
    return Vocabulary.of(answer(plan_vocabulary(NS)), NS)


@pytest.fixture(scope="module")
def concordance(built):
    return Concordance(release.current(built).dataset)


@pytest.fixture(scope="module")
def of(concordance, vocabulary):
    """Make a page of the dossier of a thing, by kind and slug."""

    def read(name, page=1, size=dossier.PAGE):
        return dossier.of(take(concordance, f"{BASE}id/{name}", page, size), vocabulary, page, size)

    return read


def slugs(entries):
    return [entry.iri.rpartition("/")[2] for entry in entries]


def test_a_thing_has_its_labels_and_its_most_specific_class(of):
    alba = of("state/alba")
    assert (alba.labels, alba.types, alba.kind) == ({"en": "Alba", "fr": "Alba"}, [f"{NS}State"], "state")
    assert of("organization/pact").types == [f"{NS}MilitaryAlliance"]


def test_everything_that_names_a_thing_is_an_entry_of_its_class(of):
    found = {name: slugs(entries) for name, entries in of("state/alba").relations.items()}
    assert found == {
        "Basing": ["carpa-port-alba"],
        "CapitalSeat": ["alba-new-town-2004", "alba-old-port-1990"],
        "Facility": ["port-alba"],
        "Membership": ["alba-pact"],
        "Reading": ["borea-pact-late"],
        "TreatyParticipation": ["alba-pact"],
    }


def test_a_source_has_what_rests_on_it(of):
    found = of("document/gazette")
    assert found.total == found.others["http://purl.org/dc/terms/source"] == 13
    assert sum(map(len, found.relations.values())) == 13


def test_the_statements_that_name_a_thing_are_counted_by_property(of):
    others = of("organization/pact").others
    assert others[f"{NS}organization"] == 3
    assert others[f"{NS}founds"] == 1


def test_an_entry_has_its_dates_as_they_are_written_and_their_bounds(of):
    (basing,) = of("state/alba").relations["Basing"]
    assert basing.start.text == "1993-04-01"
    assert (basing.earliest_start, basing.latest_end) == (date(1993, 4, 1), date(2010, 9, 30))
    assert (basing.ongoing, basing.end_unknown, basing.contested, basing.confidence) == (False, False, False, None)
    assert basing.roles == ["hostState"]
    (membership,) = of("state/alba").relations["Membership"]
    assert (membership.ongoing, membership.observed_until.text, membership.end) == (True, "2025-06", None)
    assert membership.latest_end is None


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        ("1991-12-31", None),
        ("1992-01-01", "possible"),
        ("1992-12-31", "certain"),
        ("2001-02-28", "certain"),
        ("2001-03-31", "possible"),
        ("2003-04-30", "possible"),
        ("2003-05-01", None),
    ],
)
def test_a_contested_relation_holds_by_the_bounds_that_its_readings_widen(of, day, holds):
    (membership,) = of("state/borea").relations["Membership"]
    assert membership.holds(date.fromisoformat(day)) == holds


def test_what_has_an_open_end_possibly_holds_for_ever(of):
    (membership,) = of("state/alba").relations["Membership"]
    assert [membership.holds(date(year, 1, 1)) for year in (1989, 2000, 2300)] == [None, "certain", "possible"]


def test_what_has_no_dates_never_holds(of):
    (facility,) = of("state/alba").relations["Facility"]
    assert facility.holds(date(2000, 1, 1)) is None


def test_a_contested_relation_has_its_readings_with_whose_they_are(of):
    borea = of("state/borea")
    (membership,) = borea.relations["Membership"]
    (reading,) = membership.readings
    assert reading.one("readingEnd").text == "2003-05-01"
    assert borea.label(reading.one("heldBy").text) == "Alba"
    assert borea.about(reading.sources[0]).one("title").text == "Gazette"


def test_whatever_is_named_has_a_label_and_a_source_has_what_cites_it(of):
    alba = of("state/alba")
    assert alba.label(f"{BASE}id/place/new-town", "fr") == "Villeneuve"
    assert alba.label(f"{BASE}id/place/new-town", "ar") == "New Town"
    assert alba.label(f"{NS}fullMember") == "full member"
    assert alba.label("https://example.org/some/thing") == "thing"
    gazette = alba.about(f"{BASE}id/document/gazette")
    assert {name: gazette.one(name).text for name in ("title", "publisher", "issued", "url")} == {
        "title": "Gazette",
        "publisher": "Testland Press",
        "issued": "2000",
        "url": "https://example.org/gazette",
    }


def test_what_is_named_shows_where_it_lies(of):
    carpa = of("state/carpa")
    (basing,) = carpa.relations["Basing"]
    facility = carpa.about(basing.one("facility").text)
    assert (facility.one("latitude").text, facility.one("longitude").text) == ("10.50", "20.25")


def test_a_place_has_its_geometry(of):
    found = of("facility/port-alba")
    assert found.about(f"{found.iri}#geometry").one("asWKT").text == "POINT(20.25 10.50)"


def test_a_relation_is_a_thing_too(of):
    found = of("membership/borea-pact")
    assert found.thing.holds(date(1995, 1, 1)) == "certain"
    assert slugs(found.thing.readings) == ["borea-pact-late"]
    assert found.label(found.thing.one("organization").text) == "Pact"


def test_the_pages_together_are_the_whole(of):
    whole = of("document/gazette")
    parts = [of("document/gazette", page, 4) for page in (1, 2, 3, 4)]
    assert [part.pages for part in parts] == [4] * 4
    assert [iri for part in parts for iri in part.entries] == list(whole.entries)
    assert max(len(part.entries) for part in parts) == 4
    assert of("document/gazette", 5, 4).entries == []


def test_an_entry_on_another_page_is_no_entry_on_this_one(of):
    first = of("state/alba", 1, 1)
    assert slugs(first.relations["Basing"]) == ["carpa-port-alba"]
    assert "Facility" not in first.relations  # although the basing names it, and what is known of it says where it lies


def test_the_whole_has_every_entry(of):
    whole, paged = of("document/gazette", size=None), of("document/gazette")
    assert (whole.entries, whole.pages, dict(whole.statements)) == (paged.entries, 1, dict(paged.statements))


def as_stored(triples):
    """Write numbers as the engine does, which keeps no lexical forms; the file, and so what is taken of it, does."""
    store = Store()
    parsed = parse_ntriples("".join(f"{triple} .\n" for triple in triples).encode())
    store.bulk_extend(Quad(triple.subject, triple.predicate, triple.object) for triple in parsed)
    return set(write(store, "application/n-triples").decode().split("\n")) - {""}


def test_numbers_stay_as_they_are_written(concordance):
    found = take(concordance, f"{BASE}id/facility/port-alba")
    assert f'<{found.iri}> <{NS}latitude> "10.50"^^<http://www.w3.org/2001/XMLSchema#decimal>' in found.triples(
        found.part(found.iri)
    )


@pytest.mark.parametrize(("page", "size"), [(1, 200), (1, 2), (2, 2)])
def test_what_is_taken_of_anything_is_what_the_query_gives(answer, concordance, page, size):
    things = [name for name in concordance.names if name.startswith(f"{BASE}id/") and "#" not in name]
    assert len(things) > 20
    for iri in things:
        found = take(concordance, iri, page, size)
        taken = as_stored(triple for part in found.parts() for triple in found.triples(part))
        lines, *rest = construct.parted(answer(construct.plan(iri, dossier.kind_of(iri), page, size)), iri)
        assert (iri, taken - lines, lines - taken) == (iri, set(), set())
        assert [list(found.entries), found.graphs, found.others, found.total] == rest


def test_what_is_taken_stands_in_the_order_of_lines_of_ntriples(concordance):
    found = take(concordance, f"{BASE}id/state/alba")
    lines = [f"{triple} ." for part in found.parts() for triple in found.triples(part)]
    assert lines == sorted(set(lines), key=lambda line: line.encode())


def test_only_what_is_asked_for_is_read(of):
    with pytest.raises(KeyError):
        of("state/alba").statements[f"{BASE}id/state/nowhere"]


@pytest.mark.parametrize(
    "value",
    [
        Value("https://example.org/x"),
        Value("plain", XSD_STRING),
        Value('quo"te \\ back\nnew\r\ttab \u2028 é', XSD_STRING),
        Value("Алба", LANG_STRING, "ru"),
        Value("1992", "http://www.w3.org/2001/XMLSchema#gYear"),
    ],
)
def test_what_is_written_is_read(value):
    assert list(read_lines(line("urn:s", "urn:p", value))) == [("urn:s", "urn:p", value)]


@pytest.mark.parametrize("text", ["<urn:s> <urn:p> .\n", '<urn:s> <urn:p> "open .\n', "<urn:s> <urn:p> <urn:o>\n", "x"])
def test_what_is_no_statement_is_refused(text):
    with pytest.raises(ValueError, match="not a line"):
        list(read_lines('<urn:s> <urn:p> "sound" .\n' + text))
