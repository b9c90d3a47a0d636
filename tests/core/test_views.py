"""What a view does with numbers that are none."""

import math

from core.views import Chart, Reading


def test_a_reading_that_is_no_number_is_left_out() -> None:
    readings = (Reading("a", math.nan), Reading("b", math.inf), Reading("c", 0.0))
    view = Chart(title="", layers={}, readings=readings)
    assert [reading.label for reading in view.readings] == ["b", "c"]
