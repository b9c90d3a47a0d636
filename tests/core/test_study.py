"""Studies: order, progress, cancelling, processes."""

import threading

import joblib.externals.loky as loky
import pytest

from core.study import study


def _square(number: int) -> int:
    return number * number


def test_results_come_in_order() -> None:
    assert list(study(_square, range(5))) == [(n, n * n) for n in range(5)]


def test_processes_give_the_same() -> None:
    try:
        assert list(study(_square, range(6), jobs=2)) == [(n, n * n) for n in range(6)]
    finally:
        loky.get_reusable_executor().shutdown(wait=True)


def test_no_case_begins_after_cancelling() -> None:
    cancelled, begun = threading.Event(), []

    def run(case: int) -> int:
        begun.append(case)
        return case

    for index, _ in study(run, range(100), cancelled=cancelled):
        if index == 2:
            cancelled.set()
    assert len(begun) <= 5


def test_a_failing_case_is_heard_of() -> None:
    def run(case: int) -> float:
        return 1 / case

    with pytest.raises(ZeroDivisionError):
        list(study(run, [1, 0]))
