import pytest

from depositary import style
from depositary.load import load


@pytest.fixture
def world(world):
    """The small world without shapes and ontology, which are in the pinned format and take long to be put into it."""
    for path in (*world.sources.glob("shapes/*.ttl"), *world.sources.glob("ontology/*.ttl")):
        if path.name != "prefixes.ttl":
            path.unlink()
    return world


def faults(world):
    return [str(fault).rpartition("graphs/")[2] for fault in style.check(load(world)[0], world)]


def test_a_file_in_another_format_is_told_from_its_first_line_that_differs(world):
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(
        path.read_text().replace("    dep:hostConsent dep:consented ;\n", "    dep:hostConsent dep:consented;\n", 1)
    )
    line = path.read_text().splitlines().index("    dep:hostConsent dep:consented;") + 1
    assert faults(world) == [f"world.ttl:{line}: style: not in the pinned format from here on; run: depositary format"]


def test_a_blank_node_in_a_graph_is_told(world):
    (world.sources / "graphs" / "blank.ttl").write_text(
        "@prefix dep: <https://w3id.org/depositary/ns#> .\n\n[] a dep:Event .\n"
    )
    assert "blank.ttl:3: style: a blank node; give the thing an IRI of its own." in faults(world)


def test_a_graph_that_the_catalogue_does_not_describe_is_told(world):
    (world.sources / "graphs" / "catalog.ttl").write_text("")
    assert faults(world) == [
        "world.ttl:1: style: this graph is not in catalog.ttl; add a dcat:Dataset with its title and licence there."
    ]


def test_a_file_that_is_too_long_is_told(world):
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text() + "\n" * 2000)
    assert any("split it by topic" in fault for fault in faults(world))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"2001-03"^^xsd:gYearMonth', '"2001-13"^^xsd:gYearMonth', '"2001-13" is no xsd:gYearMonth'),
        ('"1990-06-01"^^xsd:date', '"1990-06-31"^^xsd:date', '"1990-06-31" is no xsd:date'),
        ('"10.50"^^xsd:decimal', '"10,50"^^xsd:decimal', '"10,50" is no xsd:decimal'),
        ('dep:ongoing "true"^^xsd:boolean', 'dep:ongoing "yes"^^xsd:boolean', '"yes" is no xsd:boolean'),
    ],
)
def test_a_literal_that_is_none_of_its_datatype_is_told_at_its_line(world, old, new, said):
    path = world.sources / "graphs" / "world.ttl"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    line = next(n for n, shown in enumerate(path.read_text().splitlines(), 1) if new in shown)
    assert any(fault.startswith(f"world.ttl:{line}: datatype: {said}") for fault in faults(world))
