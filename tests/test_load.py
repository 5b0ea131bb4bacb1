import pytest

from depositary import publish
from depositary.load import load
from depositary.settings import Settings

BREAKS = {
    "a full stop is missing": ('rdfs:label "Port Alba"@en ;', 'rdfs:label "Port Alba"@en', "facility:port-alba"),
    "a prefix is not declared": ("dep:navalBase", "dept:navalBase", "facility:port-alba"),
    "a literal is not closed": ('"Port Alba"@en', '"Port Alba@en', "facility:port-alba"),
}


@pytest.mark.parametrize(("old", "new", "subject"), BREAKS.values(), ids=BREAKS)
def test_a_syntax_fault_has_file_line_and_column(world, old, new, subject):
    path = world.sources / "graphs" / "world.ttl"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    _, faults = load(world)
    assert [fault.path for fault in faults] == [path]
    first = text[: text.index(subject + " a ")].count("\n") + 1
    assert first <= faults[0].line <= first + 6
    assert faults[0].column > 0
    assert faults[0].kind == "syntax"


def test_an_undeclared_prefix_is_met_with_the_line_to_add(world):
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace("@prefix dct: <http://purl.org/dc/terms/> .\n", ""))
    assert "add @prefix dct: <http://purl.org/dc/terms/> ." in load(world)[1][0].message


def test_faults_of_several_files_come_back_together(world):
    for name in ("one", "two"):
        (world.sources / "graphs" / f"{name}.ttl").write_text("<a> <b> .\n")
    (world.sources / "graphs" / "three.ttl").write_bytes(b'<a> <b> "\xff" .')
    _, faults = load(world)
    assert [fault.path.name for fault in faults] == ["one.ttl", "three.ttl", "two.ttl"]
    assert "UTF-8" in faults[1].message


def test_a_subject_and_its_statement_are_found_at_their_lines(world):
    sources, _ = load(world)
    base = world.base + "id/"
    path, line = sources.find(base + "basing/carpa-port-alba", world.base + "ns#hostState")
    assert "dep:hostState" in path.read_text().splitlines()[line - 1]
    assert sources.find(base + "basing/none") is None


def test_another_base_moves_every_iri_and_keeps_the_lines(world):
    moved = Settings(sources=world.sources, releases=world.releases, base="https://data.example.org/x/")
    here, there = load(world)[0], load(moved)[0]
    assert not any("w3id.org/depositary" in str(quad) for quad in there.quads("graphs"))
    assert here.find(world.base + "id/state/borea") == there.find(moved.base + "id/state/borea")


def test_every_file_is_a_named_graph(world):
    graphs = {file.graph for file in load(world)[0].files}
    assert f"{world.base}graph/world" in graphs
    assert f"{world.base}graph/ontology/core" in graphs
    assert f"{world.base}graph/shapes/membership" in graphs


def test_the_small_world_is_sound(world):
    assert publish.check(world)[2] == []


def test_one_unreadable_file_does_not_drown_its_fault_in_others(world):
    (world.sources / "graphs" / "more.ttl").write_text(
        "@prefix state: <https://w3id.org/depositary/id/state/> .\nstate:delta a <https://w3id.org/depositary/ns#State>\n"
    )
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace("dep:hostState state:borea", "dep:hostState state:delta"))
    faults = [fault for fault in publish.check(world)[2] if fault.kind != "style"]
    assert [(fault.path.name, fault.kind) for fault in faults] == [("more.ttl", "syntax")]


def test_a_path_is_checked_in_the_company_of_the_sources_and_only_its_faults_are_shown(world, tmp_path):
    draft = tmp_path / "draft.ttl"
    draft.write_text(
        "@prefix dep: <https://w3id.org/depositary/ns#> .\n@prefix state: <https://w3id.org/depositary/id/state/> .\n"
        "@prefix territorial-claim: <https://w3id.org/depositary/id/territorial-claim/> .\n\n"
        "territorial-claim:x a dep:TerritorialClaim ;\n    dep:claimant state:alba .\n"
    )
    path = world.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace("    dep:hostConsent dep:consented ;\n", ""))
    faults = publish.check(world, [draft])[2]
    assert {fault.path for fault in faults} == {draft}
    assert not any("claimant" in fault.message for fault in faults)
    assert {fault.path for fault in publish.check(world, [path])[2]} == {path}


def test_a_draft_from_elsewhere_has_its_dates_checked(world, tmp_path):
    draft = tmp_path / "draft.ttl"
    text = (world.sources / "graphs" / "world.ttl").read_text()
    text = (
        text.replace("/port-alba", "/port-borea")
        .replace(":port-alba", ":port-borea")
        .replace("carpa-port-alba", "carpa-north")
    )
    draft.write_text(text.replace('dep:end "2010-09-30"', 'dep:end "1980-09-30"'))
    assert any("end lies before the start" in fault.message for fault in publish.check(world, [draft])[2])
