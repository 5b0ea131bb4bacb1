"""The figures that describe the graph, and the sample that is drawn to verify it."""

import re
from pathlib import Path

import pytest

from depositary import census, publish
from depositary.errors import Nonconforming
from depositary.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "coverage.md"


@pytest.fixture(scope="module")
def things(built):
    return publish.things(built)


def cells(page, first):
    """Return the cells of the row that begins with `first`."""
    row = next(line for line in page.splitlines() if line.startswith(f"| {first} |"))
    return [cell.strip() for cell in row.strip("|").split("|")]


def test_relations_are_counted_with_their_precision_and_sources(things):
    kind, number, precise, *_ = cells(census.coverage(things), "TimedRelation")
    found = things.of_class("TimedRelation")
    dates = {r: [d for n in ("start", "end", "signedOn", "accededOn") for d in things.all(r, n)] for r in found}
    exact = [r for r in found if dates[r] and all(len(date) == 10 for date in dates[r])]
    assert (kind, int(number)) == ("TimedRelation", len(found))
    assert precise == f"{100 * len(exact) / len(found):.0f}%"
    assert 0 < len(exact) < len(found)


def test_every_sending_state_and_organization_has_a_row(things):
    page = census.coverage(things)
    senders = {things.one(r, "sendingState") for r in things.of_class("ForcePresence")}
    organizations = {things.one(r, "organization") for r in things.of_class("Membership")}
    assert senders
    assert organizations
    for agent in senders | organizations:
        assert f"| {things.names[agent]} |" in page


def test_the_same_seed_draws_the_same_relations(things):
    first, again, other = (census.sample(things, seed, 4) for seed in (1, 1, 2))
    assert first == again != other
    assert len({relation for relation, _, _ in first}) == 4
    assert all(name and sources for _, name, sources in first)


def test_a_sample_can_be_of_one_kind_and_is_never_larger_than_the_graph(things):
    drawn = census.sample(things, 1, 1000, ["Membership"])
    assert sorted(relation for relation, _, _ in drawn) == things.of_class("Membership")


def test_a_file_that_cannot_be_read_is_told_and_not_left_out_of_the_count(world):
    (world.sources / "graphs" / "broken.ttl").write_text("state:a a dep:State")
    with pytest.raises(Nonconforming):
        publish.things(world)


def test_the_page_is_that_of_the_graph_as_it_is():
    """`make docs` writes the page; where this fails it has to be run again."""
    page = census.coverage(publish.things(Settings()))
    assert PAGE.read_text(encoding="utf-8").splitlines() == page.splitlines()
    assert re.search(r"^\| TimedRelation \| [\d,]+ \|", page, re.MULTILINE)
