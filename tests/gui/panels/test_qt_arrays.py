"""Numpy's memory as Qt's arrays, whatever Python believes to lie there."""

import numpy as np
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QPainter
from shiboken6 import Shiboken

from gui.panels.qt_arrays import QtArray


def test_what_died_at_the_same_address_is_not_taken_for_the_array() -> None:
    """As the items of a layout do, of which Qt does not say that they are gone."""
    for kind, width in ((QPainter.PixmapFragment, 10), (QLineF, 4)):
        array = QtArray(kind, np.ones((3, width)))
        stale = Shiboken.wrapInstance(array._rows.ctypes.data, QRect)
        assert isinstance(array.first(), kind)
        assert isinstance(array.first(), kind)
        assert not Shiboken.isValid(stale)
