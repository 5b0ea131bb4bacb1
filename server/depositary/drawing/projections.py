"""From longitude and latitude in degrees to the plane, and back.

Whole world: Equal Earth (B. Šavrič, T. Patterson, B. Jenny, "The Equal Earth map projection", International Journal of
Geographical Information Science 33 (2019) 454-465, equations 5 and 6). Parts: the equidistant conic (J. P. Snyder, Map
Projections: A Working Manual, USGS Professional Paper 1395 (1987), pages 111-114), which needs one sine and one cosine
a point and bends shapes little between its two parallels. y grows to the south, as in SVG.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, atan2, cos, hypot, radians, sin, sqrt
from typing import Protocol

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2


class Projection(Protocol):
    """A way from the globe to the plane."""

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the point of the plane."""


@dataclass(frozen=True, slots=True)
class EqualEarth:
    """The whole world with true areas, the meridian of Greenwich in its midst."""

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the point of the plane."""
        t = asin(_M * sin(radians(latitude)))
        t2 = t * t
        t6 = t2 * t2 * t2
        slope = _A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)
        return radians(longitude) * cos(t) / (_M * slope), -t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


@dataclass(frozen=True, slots=True)
class Conic:
    """A part of the world: equidistant conic about a meridian, or equirectangular where the cone is a cylinder."""

    meridian: float
    cone: float
    """Sine of the angle of the cone (n); 0 for a cylinder."""
    apex: float
    """Distance of the apex from latitude 0, in radians (G)."""
    parallel: float
    """Cosine of the true parallel, where the cone is a cylinder."""

    @classmethod
    def over(cls, west: float, south: float, east: float, north: float) -> Conic:
        """Choose the meridian in the midst and the true parallels a sixth from south and north."""
        low, high = (radians(south + (north - south) * part) for part in (1 / 6, 5 / 6))
        cone = (cos(low) - cos(high)) / (high - low) if high - low > 1e-4 else sin((low + high) / 2)
        if abs(cone) < 0.05:
            return cls((west + east) / 2, 0.0, 0.0, cos((low + high) / 2))
        return cls((west + east) / 2, cone, cos(low) / cone + low, 1.0)

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the point of the plane; the longitude may lie beyond the antimeridian."""
        if not self.cone:
            return radians(longitude - self.meridian) * self.parallel, -radians(latitude)
        distance = self.apex - radians(latitude)
        angle = self.cone * radians(longitude - self.meridian)
        return distance * sin(angle), distance * cos(angle) - self.apex

    def invert(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a point of the plane."""
        if not self.cone:
            return self.meridian + _degrees(x / self.parallel), _degrees(-y)
        side = 1 if self.cone > 0 else -1
        down = y + self.apex
        distance = side * hypot(x, down)
        return self.meridian + _degrees(atan2(side * x, side * down) / self.cone), _degrees(self.apex - distance)


def _degrees(angle: float) -> float:
    return angle * 57.29577951308232
