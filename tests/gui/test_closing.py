"""Closing the window in the middle of anything ends the process, well.

How soon, and a hundred times: `python -m tests.bench.closing`.
"""

import pytest

from tests.bench.closing import MOMENTS, close_in

REST = [pytest.param(moment, marks=pytest.mark.wide) for moment in MOMENTS if moment != "training"]


@pytest.mark.parametrize("moment", ["training", *REST])
def test_the_process_ends(moment: str) -> None:
    code, _, errors = close_in(moment, delay=0.1)
    assert code == 0, errors
    assert "Traceback" not in errors
    assert "Fatal" not in errors
