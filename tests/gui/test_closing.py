"""Closing the window in the middle of anything ends the process, well.

How soon, and a hundred times: `python -m tests.bench.closing`.
"""

import os

import pytest

from tests.bench.closing import INTERRUPTED, MOMENTS, close_in

REST = [pytest.param(moment, marks=pytest.mark.wide) for moment in MOMENTS if moment != "training"]


@pytest.mark.parametrize("moment", ["training", *REST])
@pytest.mark.parametrize("by_key", [False, True], ids=["closed", "Ctrl-C"])
def test_the_process_ends(moment: str, by_key: bool) -> None:
    if by_key and os.name == "nt":
        pytest.skip("Windows sends Ctrl-C to the whole console")
    code, _, errors = close_in(moment, delay=0.1, by_key=by_key)
    assert code == INTERRUPTED * by_key, errors
    assert errors == ""
