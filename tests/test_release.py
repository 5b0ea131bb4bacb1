import gzip
import json

import pytest

from depositary import publish
from depositary.errors import Corrupt, Nonconforming, NoRelease
from depositary.release import current, verify
from depositary.settings import BASE, Settings
from depositary.store import canonical, load_nquads, sorted_nquads


def test_the_same_sources_make_the_same_bytes_on_another_day_in_another_folder(world, tmp_path, monkeypatch):
    made = []
    for day, epoch in (("2026-01-01", "1767225600"), ("2026-01-02", "1767312000")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        release = publish.build(Settings(sources=world.sources, releases=tmp_path / day))
        manifest = dict(release.manifest)
        assert manifest.pop("released") == day
        made.append(manifest)
    assert made[0] == made[1]


def test_a_build_that_does_not_conform_leaves_the_last_release_as_it_was(sound):
    before = current(sound)
    path = sound.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace("    dep:hostConsent dep:consented ;\n", ""))
    with pytest.raises(Nonconforming) as caught:
        publish.build(sound)
    assert {fault.path for fault in caught.value.faults} == {path}
    assert current(sound).version == before.version
    assert verify(before.path) > 0
    assert [entry.name for entry in sound.releases.iterdir() if entry.name.startswith(".")] == []


def test_a_change_makes_a_new_release_beside_the_old_one(pair):
    settings, first, second = pair
    assert first != second
    assert current(settings).version == second
    assert verify(settings.releases / first) == verify(settings.releases / second)


def test_dumps_keep_the_lexical_forms_of_the_sources(built):
    text = (current(built).path / "dump/depositary.nq").read_text()
    assert '"10.50"^^<http://www.w3.org/2001/XMLSchema#decimal>' in text


def test_labels_give_each_thing_one_name_the_english_one(built):
    found = load_nquads(current(built).path / "dump/labels.nq")
    assert {quad.object.language for quad in found} == {"en"}
    assert len({quad.subject for quad in found}) == len(found)


def test_the_whole_is_canonical_and_every_syntax_says_the_same(built):
    dump = current(built).path / "dump"
    whole = load_nquads(dump / "depositary.nq")
    assert sorted_nquads(canonical(whole)) == (dump / "depositary.nq").read_bytes()
    for path in (dump / "graph").rglob("*.nq"):
        graph = load_nquads(path)
        again = [quad for quad in whole if quad.graph_name == graph[0].graph_name]
        assert sorted_nquads(canonical(again)) == path.read_bytes()


def test_turtle_and_trig_are_isomorphic_to_the_n_quads(built):
    from rdflib import Dataset, Graph
    from rdflib.compare import isomorphic

    dump = current(built).path / "dump"
    turtle = Graph().parse(dump / "graph/world.ttl")
    assert isomorphic(turtle, Graph().parse(data=b"".join(_triples(dump / "graph/world.nq")), format="nt"))
    trig = Dataset().parse(dump / "depositary.trig", format="trig")
    assert isomorphic(trig.graph(f"{BASE}graph/world"), turtle)


def _triples(path):
    return (line[: line.rindex(b"<")] + b".\n" for line in path.read_bytes().splitlines())


def test_gzip_holds_the_same_bytes(built):
    dump = current(built).path / "dump"
    for path in dump.rglob("*.gz"):
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()


def test_the_manifest_says_what_is_in_the_release(built):
    manifest = json.loads((current(built).path / "manifest.json").read_text())
    assert manifest["counts"]["State"] == 3
    assert manifest["counts"]["Basing"] == 1
    assert manifest["base"] == BASE
    assert all(len(facts["sha256"]) == 64 for facts in manifest["files"].values())


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "has changed"),
        (lambda path: path.unlink(), "is missing"),
        (lambda path: path.with_name("more.nq").write_text(""), "not in the manifest"),
    ],
)
def test_a_damaged_release_is_told_by_the_file(sound, harm, said):
    release = current(sound)
    harm(release.path / "dump" / "depositary.nq")
    with pytest.raises(Corrupt, match=said):
        verify(release.path)


def test_without_a_release_the_message_says_how_to_make_one(tmp_path):
    with pytest.raises(NoRelease, match="depositary build"):
        current(Settings(releases=tmp_path))
