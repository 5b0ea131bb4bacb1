"""Over Natural Earth itself, where it has been built."""

import re

import pytest

from depositary.drawing import frames, maps
from depositary.drawing.atlas import atlas
from depositary.drawing.territories import Territories
from tests.conftest import ROOT
from tests.drawing.conftest import parsed

STATE = "https://w3id.org/depositary/id/state/"


@pytest.mark.usefixtures("earth")
def test_all_states_but_tuvalu_have_outlines_and_pages_stay_small():
    text = "\n".join(path.read_text() for path in (ROOT / "graphs" / "states").glob("codes-m49-*.ttl"))
    codes = re.findall(r'dep:code "(\d+)" ;\n    dep:codeScheme dep:m49 ;\n    dep:coded state:([\w-]+)', text)
    assert len(codes) > 180
    assert [state for code, state in codes if code not in atlas().keys] == ["tuvalu"]
    territories = Territories.read([(STATE + state, code) for code, state in codes], [])
    filled = [maps.Area(STATE + state, n % 6, state, f"/doc/state/{state}") for n, (_, state) in enumerate(codes)]
    assert len(maps.world(maps.Map("m", "All", areas=filled), territories)) < 150_000
    for state in ("armenia", "germany", "russia", "united-states", "fiji", "norway", "indonesia", "france"):
        root = parsed(markup := maps.extent(maps.Map("m", state, focus=[STATE + state]), territories))
        assert len(markup) < 60_000, state
        assert root.find(".//use[@class='dw-focus']") is not None


@pytest.mark.usefixtures("earth")
def test_yerevan_lies_in_armenia_on_the_map_and_fiji_is_narrow():
    box = atlas().box("051")
    frame = frames.part(frames.around([(box[0], box[1]), (box[2], box[3])]))
    country = next(country for country in frames.countries(frame) if country.key == "051")
    x, y = frame.place(44.5, 40.2)
    assert abs(x - country.middle[0]) < country.size[0] / 2
    assert abs(y - country.middle[1]) < country.size[1] / 2
    west, _, east, _ = atlas().box("242")
    assert east - west < 5


@pytest.mark.usefixtures("earth")
def test_a_map_of_neighbours_shows_their_part_of_the_world_and_one_of_far_states_the_whole():
    codes = {"armenia": "51", "georgia": "268", "united-states": "840"}
    territories = Territories.read([(STATE + state, code) for state, code in codes.items()], [])
    near, far = (
        maps.extent(maps.Map("m", "Pact", areas=[maps.Area(STATE + name, 0, name) for name in names]), territories)
        for names in (("armenia", "georgia"), ("armenia", "united-states"))
    )
    assert "dw-world" not in near
    assert "dw-world" in far
