"""Geometries of locations, and the list of GeoSPARQL functions held against the engine."""

import pyoxigraph as ox
import pytest

from depositary.geometry import FUNCTIONS, GEO, GEOF, geometries
from depositary.release import current
from depositary.settings import BASE
from depositary.store import Literal, NamedNode, Quad, load_nquads

SQUARE = f'"POLYGON((0 0, 2 0, 2 2, 0 2, 0 0))"^^<{GEO}wktLiteral>'
OTHER = SQUARE.replace("0 0, 2 0, 2 2, 0 2, 0 0", "1 1, 3 1, 3 3, 1 3, 1 1")
POINT = f'"POINT(1 1)"^^<{GEO}wktLiteral>'
UOM = "<http://www.opengis.net/def/uom/OGC/1.0/{}>"
CALLS = (
    *((a,) for a in (POINT, SQUARE)),
    *((a, b) for a in (POINT, SQUARE) for b in (POINT, OTHER)),
    *((a, UOM.format(unit)) for a in (POINT, SQUARE) for unit in ("metre", "square_metre")),
    (POINT, POINT, UOM.format("metre")),
    (POINT, SQUARE, '"T*F**F***"'),
)
LACKING = (
    "buffer",
    "boundary",
    "asGML",
    "asKML",
    "transform",
    "concaveHull",
    "boundingCircle",
    "is3D",
    "metricDistance",
)


def values(function):
    """Call a function in all ways; a call that the engine does not have raises RuntimeError."""
    store = ox.Store()
    queries = (f"SELECT (<{function}>({', '.join(call)}) AS ?x) {{}}" for call in CALLS)
    return [row["x"] for query in queries for row in store.query(query) if row["x"] is not None]


@pytest.mark.parametrize("function", FUNCTIONS, ids=[function.removeprefix(GEOF) for function in FUNCTIONS])
def test_the_engine_has_each_function_of_the_list(function):
    assert values(function) != []


@pytest.mark.parametrize("name", LACKING)
def test_functions_that_are_not_listed_are_not_there(name):
    assert GEOF + name not in FUNCTIONS
    with pytest.raises(RuntimeError, match="not supported"):
        values(GEOF + name)


def test_each_location_has_a_geometry_of_its_own_with_the_digits_that_were_written():
    def position(name, text):
        return Quad(NamedNode(f"{BASE}id/place/x"), NamedNode(f"{BASE}ns#{name}"), Literal(text), NamedNode(BASE))

    one = list(geometries([position("latitude", "10.50"), position("longitude", "-20.0")], BASE))
    assert [quad.object.value for quad in one] == [f"{BASE}id/place/x#geometry", f"{GEO}Geometry", "POINT(-20.0 10.50)"]
    assert {quad.graph_name.value for quad in one} == {f"{BASE}graph/derived"}
    assert list(geometries([position("latitude", "10.50")], BASE)) == []


def test_the_release_has_the_geometries_of_its_locations(built):
    quads = load_nquads(current(built).path / "dump/derived.nq")
    points = [quad for quad in quads if quad.predicate.value == f"{GEO}asWKT"]
    located = [quad for quad in quads if quad.predicate.value == f"{GEO}hasGeometry"]
    assert len(points) == len(located) > 0
