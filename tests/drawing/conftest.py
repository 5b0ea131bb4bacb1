"""Drawings read as XML, over an atlas of three squares, over none, and over Natural Earth where it has been built."""

import json
import xml.etree.ElementTree as ET

import pytest

from depositary.drawing import atlas as atlases
from depositary.drawing import frames

SQUARES = {
    "051": [[[40.0, 38.0], [40.0, 46.0], [48.0, 46.0], [48.0, 38.0]]],
    "268": [[[40.0, 46.0], [40.0, 50.0], [48.0, 50.0], [48.0, 46.0]]],
    "643": [[[150.0, 50.0], [150.0, 70.0], [190.0, 70.0], [190.0, 50.0]]],
}
"""Armenia, Georgia, and a Russia that runs over the antimeridian."""


def _steps(ring):
    flat, before = [], (0, 0)
    for longitude, latitude in ring:
        here = (round(longitude * 100), round(latitude * 100))
        flat += [here[0] - before[0], here[1] - before[1]]
        before = here
    return flat


def _forget():
    atlases.atlas.cache_clear()
    frames.countries.cache_clear()


@pytest.fixture(scope="module")
def squares(tmp_path_factory):
    """Let maps be drawn of three squares."""
    file = tmp_path_factory.mktemp("atlas") / "shapes.json"
    countries = {key: [_steps(ring) for ring in rings] for key, rings in SQUARES.items()}
    levels = [{"tolerance": 0.02, "countries": countries}, {"tolerance": 0.4, "countries": countries}]
    file.write_text(json.dumps({"source": "squares", "units": 100, "levels": levels}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlases, "FILE", file)
        _forget()
        yield
    _forget()


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Let there be no outlines of countries, as before the front end has been built."""
    monkeypatch.setattr(atlases, "FILE", tmp_path / "none.json")
    _forget()
    yield
    _forget()


@pytest.fixture
def earth():
    """Need the outlines that `make assets` writes."""
    _forget()
    if not atlases.atlas().present:
        pytest.skip("the outlines of countries have not been built; build them with: make assets")


@pytest.fixture
def read():
    return parsed


def parsed(markup):
    """Parse markup as XML, which every drawing is; no element may be a script or carry an inline style or handler."""
    root = ET.fromstring(f"<div>{markup}</div>")
    for element in root.iter():
        assert element.tag not in ("script", "style", "foreignObject")
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert name != "style"
            assert not (name == "href" and value.strip().lower().startswith(("javascript:", "data:", "vbscript:")))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        for value in (element.get("href", ""), element.get("fill", "").removeprefix("url(").removesuffix(")")):
            if value.startswith("#") and element.tag != "a":
                assert value[1:] in ids, value
    return root
