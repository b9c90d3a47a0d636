"""Lines of classes are told apart without their colours, and none is taken for a truth."""

import numpy as np

from gui.panels.qt_arrays import dashes_of
from gui.panels.strokes import DASH, DASHES, WHOLE, dash_of


def test_lines_of_neighbouring_classes_differ_in_their_dashes() -> None:
    dashes = [dash_of(f"class {index}", dashed=False, named=True) for index in range(len(DASHES))]
    assert len(set(dashes)) == len(DASHES)
    assert DASH not in dashes
    assert dash_of("class 1", dashed=True, named=True) == DASH
    assert dash_of("class 1", dashed=False, named=False) == WHOLE
    assert dash_of("model", dashed=False, named=True) == WHOLE


def test_a_pattern_is_followed_round_bends() -> None:
    pixels = np.array([[0.0, 0.0], [7.0, 0.0], [7.0, 100.0]])
    pieces = dashes_of(pixels, (8.0, 3.0, 2.0, 3.0))
    first = pieces.first()
    assert first.p1().toTuple() == (0, 0)
    assert first.length() == 7  # the bend comes before the first gap
    assert 10 < len(pieces) < 20
