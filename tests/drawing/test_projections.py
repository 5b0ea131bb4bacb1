import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from depositary.drawing import frames
from depositary.drawing.projections import Conic, EqualEarth


@pytest.mark.parametrize(
    ("longitude", "latitude", "x", "y"),
    [(180, 0, 2.7066299837, 0), (0, 90, 0, 1.3173627591)],
)
def test_equal_earth_has_the_extent_of_its_authors(longitude, latitude, x, y):
    found = EqualEarth().project(longitude, latitude)
    assert found == pytest.approx((x, -y), abs=1e-6)


@given(st.floats(-170, 170), st.floats(-85, 85))
def test_equal_earth_keeps_areas(longitude, latitude):
    step = 1e-3
    x0, y0 = EqualEarth().project(longitude, latitude)
    x1, y1 = EqualEarth().project(longitude + step, latitude)
    x2, y2 = EqualEarth().project(longitude, latitude + step)
    area = (x1 - x0) * (y0 - y2) - (x2 - x0) * (y0 - y1)
    assert area == pytest.approx(math.radians(step) ** 2 * math.cos(math.radians(latitude)), rel=2e-3)


boxes = st.tuples(st.floats(-180, 170), st.floats(-78, 70), st.floats(1, 200), st.floats(1, 60)).map(
    lambda box: (box[0], box[1], box[0] + box[2], min(box[1] + box[3], 84.0))
)


@given(boxes, st.floats(0, 1), st.floats(0, 1))
def test_conic_goes_back_to_where_it_came_from(box, across, up):
    west, south, east, north = box
    conic = Conic.over(*box)
    longitude, latitude = west + (east - west) * across, south + (north - south) * up
    assume(abs(conic.cone) < 1e-9 or abs(conic.apex - math.radians(latitude)) > 0.02)
    assert conic.invert(*conic.project(longitude, latitude)) == pytest.approx((longitude, latitude), abs=1e-6)


@given(boxes)
def test_conic_is_true_along_meridians_and_near_true_along_its_parallels(box):
    _, south, _, north = box
    conic = Conic.over(*box)
    for part in (1 / 6, 5 / 6):
        latitude = south + (north - south) * part
        x0, y0 = conic.project(conic.meridian, latitude)
        x1, y1 = conic.project(conic.meridian + 1e-4, latitude)
        x2, y2 = conic.project(conic.meridian, latitude + 1e-4)
        assert math.hypot(x2 - x0, y2 - y0) == pytest.approx(math.radians(1e-4), rel=1e-3)
        if conic.cone:
            wide = math.radians(1e-4) * math.cos(math.radians(latitude))
            assert math.hypot(x1 - x0, y1 - y0) == pytest.approx(wide, rel=2e-2)


@given(boxes, st.floats(0, 1), st.floats(0, 1))
def test_frame_shows_the_whole_of_its_box(box, across, up):
    west, south, east, north = box
    frame = frames.part(box)
    x, y = frame.place(west + (east - west) * across, south + (north - south) * up)
    slack = 0.012 * frame.width  # the border is tried at thirteen points a side
    assert -slack <= x <= frame.width + slack
    assert -slack <= y <= frame.height + slack
    assert 0.59 <= frame.height / frame.width <= 0.88


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-60, 80)), min_size=1, max_size=8))
def test_box_around_points_holds_them_across_the_antimeridian(points):
    west, south, east, north = frames.around(points)
    assert -200 <= west <= 180
    assert west < east <= west + 376.1
    for longitude, latitude in points:
        assert (longitude - west) % 360 <= east - west + 0.11
        assert south <= latitude <= north


def test_points_on_both_sides_of_the_antimeridian_make_a_narrow_box():
    west, _, east, _ = frames.around([(178.0, -17.0), (-178.0, -18.0)])
    assert east - west < 8
    assert west < 178 < 182 < east
