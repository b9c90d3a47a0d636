"""Closing the window in the middle of training ends the process, well.

At all moments, a hundred times, and how soon: `python -m tests.bench.closing`.
"""

from tests.bench.closing import close_in


def test_the_process_ends() -> None:
    code, _, errors = close_in("training", delay=0.1)
    assert code == 0, errors
    assert "Traceback" not in errors
    assert "Fatal" not in errors
