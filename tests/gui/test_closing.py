"""Closing the window in the middle of anything ends the process, well and soon.

A hundred times: `python -m tests.bench.closing`.
"""

import pytest

from tests.bench.closing import LIMIT, MOMENTS, close_in


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_process_ends(moment: str) -> None:
    code, seconds, errors = close_in(moment, delay=0.1)
    assert code == 0, errors
    assert seconds <= LIMIT
    assert "Traceback" not in errors
    assert "Fatal" not in errors
