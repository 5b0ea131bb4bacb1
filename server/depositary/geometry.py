"""Positions as geometries of GeoSPARQL, and the functions over them that the engine has.

In GeoSPARQL (OGC 22-047r1, sections 7 and 8) features and their geometries are disjoint, and geo:asWKT belongs to the
geometry. So a location, which is a feature, gets a geometry of its own: <thing#geometry>, which the document about
the thing describes. A query reaches the point by the path geo:hasGeometry/geo:asWKT.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from depositary.store import Literal, NamedNode, Quad

GEO = "http://www.opengis.net/ont/geosparql#"
GEOF = "http://www.opengis.net/def/function/geosparql/"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RELATIONS = (
    *("sfEquals", "sfDisjoint", "sfIntersects", "sfTouches", "sfCrosses", "sfWithin", "sfContains", "sfOverlaps"),
    *("ehEquals", "ehDisjoint", "ehMeet", "ehOverlap", "ehCovers", "ehCoveredBy", "ehInside", "ehContains"),
    *("rcc8eq", "rcc8dc", "rcc8ec", "rcc8po", "rcc8tppi", "rcc8tpp", "rcc8ntpp", "rcc8ntppi"),
)
_OTHERS = (
    *("distance", "relate", "getSRID", "area", "length", "perimeter", "centroid", "envelope", "convexHull"),
    *("intersection", "union", "difference", "symDifference", "asGeoJSON"),
    *("dimension", "coordinateDimension", "spatialDimension", "isEmpty", "isSimple"),
)
FUNCTIONS = tuple(GEOF + name for name in (*_RELATIONS, *_OTHERS))
"""The functions of GeoSPARQL 1.1 that the engine has, found by calling all; distance is between points only."""


def geometries(quads: Iterable[Quad], base: str) -> Iterator[Quad]:
    """Yield the geometry of each thing that has a latitude and a longitude; the digits are as written."""
    graph = NamedNode(f"{base}graph/derived")
    positions: dict[str, dict[str, str]] = {"latitude": {}, "longitude": {}}
    for quad in quads:
        found = positions.get(quad.predicate.value.removeprefix(f"{base}ns#"))
        if found is not None and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode):
            found.setdefault(quad.subject.value, quad.object.value)
    for thing, latitude in positions["latitude"].items():
        longitude = positions["longitude"].get(thing)
        if longitude is None:
            continue
        geometry = NamedNode(f"{thing}#geometry")
        point = Literal(f"POINT({longitude} {latitude})", datatype=NamedNode(f"{GEO}wktLiteral"))
        yield Quad(NamedNode(thing), NamedNode(f"{GEO}hasGeometry"), geometry, graph)
        yield Quad(geometry, TYPE, NamedNode(f"{GEO}Geometry"), graph)
        yield Quad(geometry, NamedNode(f"{GEO}asWKT"), point, graph)
