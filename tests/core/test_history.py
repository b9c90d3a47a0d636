"""The scalars of a run of any length in bounded space."""

import numpy as np

from core.history import CAPACITY, History
from core.views import RUN_CHART, Chart, Lines
from tests.pages import run_of
from tests.toy import TOY


def test_short_runs_are_kept_whole() -> None:
    history = History(["loss"])
    for step in range(1, 101):
        history.add(step, {"loss": step / 2})
    assert history.stride == 1
    assert history.steps().tolist() == list(range(1, 101))
    np.testing.assert_array_equal(history.values("loss"), np.arange(1, 101) / 2)


def test_long_runs_keep_evenly_spaced_steps() -> None:
    history = History(["loss", "other"])
    last = 5 * CAPACITY + 3
    for step in range(1, last + 1):
        history.add(step, {"loss": float(step)})
    steps = history.steps()
    assert CAPACITY // 2 <= len(steps) <= CAPACITY
    assert steps.tolist() == list(range(history.stride, last + 1, history.stride))
    np.testing.assert_array_equal(history.values("loss"), steps)
    assert np.isnan(history.values("other")).all()
    assert history.last == {"loss": float(last)}


def test_what_came_after_a_step_is_forgotten() -> None:
    history = History(["loss"])
    for step in range(1, 11):
        history.add(step, {"loss": 0.0})
    history.forget_after(6)
    assert history.last["loss"] == history.values("loss")[-1]
    history.add(7, {"loss": 1.0})
    assert history.steps().tolist() == [1, 2, 3, 4, 5, 6, 7]


def test_copies_are_handed_out() -> None:
    history = History(["loss"])
    history.add(1, {"loss": 1.0})
    history.values("loss")[0] = 5.0
    assert history.values("loss")[0] == 1.0


def test_the_chart_holds_curves_truths_and_readings() -> None:
    run = run_of(TOY)
    run.record.history.add(1, {"loss": 2.5})
    picture = run.look()[RUN_CHART]
    assert isinstance(picture, Chart)
    line = picture.layers["loss"]
    assert isinstance(line, Lines)
    assert line.points.tolist() == [[1.0, 2.5]]
    assert picture.layers.keys() > {"loss"}
    assert [(r.label, r.value) for r in picture.readings] == [("loss", 2.5)]
