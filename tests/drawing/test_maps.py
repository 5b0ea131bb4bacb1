import itertools
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary.drawing import clusters, maps, marks
from depositary.drawing.atlas import Ring, box_of, clipped
from depositary.drawing.marks import Label
from depositary.drawing.territories import Territories, Territory
from tests.drawing.conftest import parsed
from tests.drawing.strategies import HOSTILE, addresses, texts

STATE = "https://w3id.org/depositary/id/state/"
TERRITORIES = Territories.read(
    [(STATE + "armenia", "51"), (STATE + "georgia", "268"), (STATE + "russia", "643"), (STATE + "soviet-union", "810")],
    [
        (STATE + "soviet-union", STATE + "armenia", date(1991, 9, 21)),
        (STATE + "soviet-union", STATE + "russia", date(1991, 12, 26)),
        (STATE + "soviet-union", STATE + "armenia", date(1991, 9, 21)),
    ],
)
spots = st.builds(
    maps.Spot,
    st.floats(-90, 90),
    st.floats(-180, 180),
    texts,
    addresses,
    st.sampled_from([*marks.KINDS, "unheardOf", ""]),
    st.sampled_from(["", "Russia", "France", *HOSTILE]),
    texts,
    st.floats(0, 500),
)
areas = st.builds(maps.Area, st.sampled_from([*TERRITORIES.codes, "urn:none"]), st.integers(-2, 9), texts, addresses)


def places(root, kind):
    """Yield where things of a class lie, and what they are."""
    for element in root.iter():
        if element.get("class") == kind:
            x, y = re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform")).groups()
            yield float(x), float(y), element


@pytest.mark.usefixtures("squares")
@given(st.lists(spots, max_size=25), st.lists(areas, max_size=4), st.booleans())
def test_any_places_and_texts_give_a_well_formed_map_with_its_symbols_inside(some, filled, whole):
    drawn = maps.Map("m", "Bases & <more>", some, filled, ["member", "observer"], [STATE + "russia"], listing="table")
    root = parsed(maps.world(drawn, TERRITORIES) if whole else maps.extent(drawn, TERRITORIES))
    _, _, width, height = map(int, root.find("./figure/svg").get("viewBox").split())
    for kind in ("dw-spot", "dw-badge"):
        for x, y, _ in places(root, kind):
            assert 0 <= x <= width
            assert 0 <= y <= height
    shown = len(list(places(root, "dw-spot"))) + len(list(places(root, "dw-badge")))
    assert shown or not some or whole or "without a position" in "".join(root.itertext())


@pytest.mark.usefixtures("squares")
def test_every_spot_is_a_symbol_or_counted_in_a_group():
    near = [maps.Spot(40.0 + n / 1000, 44.0, f"Post {n}") for n in range(5)]
    far = [maps.Spot(45.0, 42.0, "Base", "/doc/facility/base", "airBase", within=20)]
    root = parsed(maps.extent(maps.Map("m", "Bases", near + far, focus=[STATE + "armenia"], listing="t"), TERRITORIES))
    ((_, _, badge),) = places(root, "dw-badge")
    assert badge.get("href") == "#t"
    assert badge.find("text").text == "5"
    assert badge.find("title").text == "5 facilities: Post 0; Post 1; Post 2; Post 3; Post 4"
    assert len(root.findall(".//g[@class='dw-members']/g[@class='dw-spot']")) == 5
    single = root.find(".//a[@class='dw-spot']")
    assert single.get("href") == "/doc/facility/base"
    assert single.find("title").text == "Base, position within 20 km"
    assert single.find("use").get("href") == "#m-air"


@pytest.mark.usefixtures("squares")
def test_groups_beyond_the_bound_are_counted_but_not_drawn_unless_years_are_played():
    some = [maps.Spot(40.0, 44.0, f"Post {n}", held=(("1992", "2001-05-01"),)) for n in range(200)]
    drawn = maps.Map("m", "Posts", some)
    root = parsed(maps.extent(drawn))
    assert root.find(".//*[@class='dw-badge']/text").text == "200"
    assert not list(places(root, "dw-spot"))
    years = maps.Map("m", "Posts", some, years=(2020, 1990), as_of=date(2030, 1, 1))
    figure = parsed(maps.extent(years)).find("figure")
    assert (figure.get("data-years"), figure.get("data-at")) == ("1990 2020", "2020")
    assert len(figure.findall(".//*[@data-held='1992/2001-05-01']")) == 200


@pytest.mark.usefixtures("squares")
def test_sending_states_differ_by_pattern_and_not_by_colour_alone():
    some = [maps.Spot(39 + n / 2, 44.0, "Base", sender=f"State {n}") for n in range(8)]
    root = parsed(maps.extent(maps.Map("m", "Bases", some, focus=[STATE + "armenia"]), TERRITORIES))
    legend = [(item.find(".//rect").get("class"), item.find(".//rect").get("fill")) for item in root.findall(".//li")]
    assert len(legend) == len(set(legend)) == marks.SENDERS
    fills = [fill for _, fill in legend]
    assert fills.count(None) == 2  # plain and hollow
    assert len(set(fills)) == 5
    assert root.findall(".//li")[-1][0].tail.strip() == "others"


@pytest.mark.usefixtures("squares")
def test_state_of_the_past_is_hatched_over_its_successors_and_the_caption_says_so():
    soviet = maps.Area(STATE + "soviet-union", 1, "Soviet Union")
    drawn = maps.Map("m", "Pact", areas=[soviet], classes=["a", "member"], as_of=date(1980, 1, 1))
    root = parsed(maps.world(drawn, TERRITORIES))
    assert root.find(".//g[@class='dw-state']/path").get("fill") == "url(#m-possible)"
    note = root.find(".//p[@class='dw-note']").text
    assert "territory of the successors of Soviet Union" in note
    assert "not those of 1980-01-01" in note
    assert "say nothing on claims" in note


@pytest.mark.usefixtures("squares")
def test_state_without_outline_is_named_in_the_caption():
    east = maps.Area(STATE + "east-germany", 0, "East <Germany>")
    note = parsed(maps.world(maps.Map("m", "Pact", areas=[east]), TERRITORIES)).find(".//p[@class='dw-note']").text
    assert "No boundaries in the atlas: East <Germany>." in note


@pytest.mark.usefixtures("squares")
def test_successors_are_those_after_the_day():
    soviet = STATE + "soviet-union"
    assert TERRITORIES.of(soviet, date(1980, 1, 1)) == Territory(("051", "643"), True)
    assert TERRITORIES.of(soviet, date(1991, 10, 1)) == Territory(("643",), True)
    assert TERRITORIES.of(soviet, date(1992, 1, 1)) == Territory()
    assert TERRITORIES.of(STATE + "armenia", date(1980, 1, 1)) == Territory(("051",), False)


def test_successors_that_follow_each_other_in_a_ring_end():
    one, two = STATE + "one", STATE + "two"
    rounds = Territories.read([], [(one, two, date(1990, 1, 1)), (two, one, date(1991, 1, 1))])
    assert rounds.of(one) == Territory()


@pytest.mark.usefixtures("bare")
def test_without_outlines_places_and_graticule_are_drawn_and_the_caption_says_so():
    spot = maps.Spot(40.8, 43.8, "Gyumri")
    root = parsed(
        maps.extent(maps.Map("m", "Bases", [spot], focus=[STATE + "armenia"], as_of=date(2021, 6, 16)), TERRITORIES)
    )
    assert len(list(places(root, "dw-spot"))) == 1
    assert root.find(".//path[@class='dw-graticule']").get("d")
    assert root.find(".//path[@class='dw-land']").get("d") == ""
    assert root.find(".//p[@class='dw-note']").text.startswith("Country outlines are not installed")


@pytest.mark.usefixtures("squares")
def test_labels_do_not_meet_each_other_nor_leave_the_map():
    room = clusters.Room(640, 400)
    points = list(itertools.product(range(20, 640, 60), range(20, 400, 30)))
    found = [(point, room.label(point, 110, 13, 9)) for point in points]
    boxes = []
    for _, place in found:
        if place:
            x, y, anchor = place
            left = {"start": x, "end": x - 110, "middle": x - 55}[anchor]
            boxes.append((left, y - 4.55 - 6.5, left + 110, y - 4.55 + 6.5))
    assert len(boxes) > 20
    assert all(box[0] >= 0 and box[1] >= 0 and box[2] <= 640 and box[3] <= 400 for box in boxes)
    for (a, b, c, d), (e, f, g, h) in itertools.combinations(boxes, 2):
        assert a >= g - 0.01 or e >= c - 0.01 or b >= h - 0.01 or f >= d - 0.01


@given(st.lists(st.tuples(st.floats(0, 640), st.floats(0, 400)), max_size=40), st.randoms())
def test_groups_hold_each_point_once_do_not_hide_each_other_and_heed_no_order(points, random):
    groups = clusters.clusters(points)
    assert sorted(index for group in groups for index in group) == list(range(len(points)))
    centres = [(clusters.middle(points[index] for index in group), clusters.radius(len(group))) for group in groups]
    for ((a, b), r), ((c, d), s) in itertools.combinations(centres, 2):
        assert ((a - c) ** 2 + (b - d) ** 2) ** 0.5 >= (r + s) * 0.95 - 1e-6
    mixed = list(points)
    random.shuffle(mixed)
    again = [sorted(mixed[index] for index in group) for group in clusters.clusters(mixed)]
    assert sorted(again) == sorted(sorted(points[index] for index in group) for group in groups)


def ring(*points):
    return Ring(points, box_of(list(points)))


@given(
    st.lists(st.tuples(st.floats(-180, 200), st.floats(-80, 80)), min_size=3, max_size=12),
    st.tuples(st.floats(-180, 0), st.floats(-60, 0), st.floats(1, 180), st.floats(1, 60)),
)
def test_what_is_cut_to_a_box_lies_in_it(points, box):
    for piece in clipped(ring(*points), box):
        west, south, east, north = box_of(piece)
        assert west >= box[0] - 1e-9
        assert south >= box[1] - 1e-9
        assert east <= box[2] + 1e-9
        assert north <= box[3] + 1e-9


def test_ring_over_the_antimeridian_is_cut_into_two_on_the_world_and_whole_about_it():
    chukotka = ring((170.0, 60.0), (170.0, 70.0), (190.0, 70.0), (190.0, 60.0))
    pieces = sorted(box_of(piece) for piece in clipped(chukotka, (-180.0, -57.0, 180.0, 84.0)))
    assert pieces == [(-180.0, 60.0, -170.0, 70.0), (170.0, 60.0, 180.0, 70.0)]
    assert [box_of(piece) for piece in clipped(chukotka, (160.0, 50.0, 200.0, 80.0))] == [chukotka.box]
    assert [box_of(piece) for piece in clipped(chukotka, (-200.0, 50.0, -160.0, 80.0))] == [
        (-190.0, 60.0, -170.0, 70.0)
    ]


@pytest.mark.usefixtures("squares")
def test_names_of_states_are_linked_where_they_have_room():
    names = {STATE + "armenia": Label("Armenia", "/doc/state/armenia"), STATE + "georgia": Label("G" * 200, "/g")}
    root = parsed(maps.extent(maps.Map("m", "x", focus=[STATE + "armenia"], names=names), TERRITORIES))
    assert [link.get("href") for link in root.findall(".//g[@class='dw-names']/a")] == ["/doc/state/armenia"]
