"""What is new is told against the release that was made before, by what both hold."""

from depositary import news, publish, release


def test_first_release_has_no_news(built):
    made = release.current(built)
    assert news.since(made.path, built.releases) is None


def test_things_that_went_are_counted_and_those_that_came_are_named(world):
    path = world.sources / "graphs" / "world.ttl"
    whole = path.read_text(encoding="utf-8")
    start = whole.index("mission:carpa-borea-1999 a dep:Mission")
    lines = (whole[:start] + whole[whole.index("\n\n", start) + 2 :]).splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("@prefix mission:")), encoding="utf-8")
    lesser = publish.build(world)
    path.write_text(whole, encoding="utf-8")
    fuller = publish.build(world)

    found = news.since(fuller.path, world.releases)
    assert found is not None
    assert (found.version, found.came, found.gone) == (lesser.version, [("Mission", 1)], 0)
    assert list(found.some) == [f"{fuller.manifest['base']}id/mission/carpa-borea-1999"]
    assert found.statements == fuller.manifest["counts"]["asserted"] - lesser.manifest["counts"]["asserted"] > 0
