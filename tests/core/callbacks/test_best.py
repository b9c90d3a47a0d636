"""Best and early stop: which value counts, what is kept, and when it is over."""

import json
import math
from pathlib import Path

import pytest

import main
from core.commands import Play, RestoreBest
from core.snapshot import Phase
from tests.core.callbacks.toys import MOODY, Moody, MoodyParams, events, moody, train
from tests.rig import Rig
from tests.same import same

NAN = math.nan


def _dictated(monkeypatch: pytest.MonkeyPatch, *values: float) -> None:
    """Have the loss be these values, steps after them none better."""
    monkeypatch.setattr(Moody, "dictated", (*values, *[50.0] * 200))


@pytest.mark.parametrize(("goal", "best", "step"), [("lowest", 1.0, 4), ("highest", 9.0, 3)])
def test_the_best_is_kept_and_a_tie_is_not_better(
    goal: str, best: float, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Moody, "dictated", (5.0, 3.0, 9.0, 1.0, 2.0, 1.0, 9.0))
    run, _ = moody(keep_best=True, goal=goal, average=4, warm_up=6)
    states = [train(run, 1).state() for _ in range(7)]
    run.restore_best()
    assert run.step == step
    assert run.record.history.now == step
    assert run.callbacks.best is not None
    assert (run.callbacks.best.to_beat.value, run.callbacks.best.to_beat.step) == (best, step)
    then = states[step - 1]
    then["callbacks"].pop("best")
    now = run.state()
    now["callbacks"].pop("best")
    assert same(now, then)


def test_the_metric_of_the_best_state_is_that_of_then_to_the_last_bit() -> None:
    run, experiment = moody(keep_best=True, learning_rate=0.6)
    truth = experiment.model.weight.new_ones(3)

    def error() -> float:
        return float((experiment.model.weight[0].detach() - truth).square().sum())

    found = {}
    for _ in range(40):
        train(run, 1)
        found[run.step] = error()
    best = min(found, key=lambda step: run.record.history.values("loss")[step - 1])
    run.restore_best()
    assert (run.step, error()) == (best, found[best])


def test_not_a_number_is_never_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = moody(keep_best=True)
    now = run.callbacks.now
    best = run.callbacks.active["best"]
    for step, value in enumerate((NAN, 3.0, NAN, 4.0, 2.0, NAN), 1):
        now.step, now.scalars = step, {"loss": value}
        best.on_batch_end(now)
    found = run.callbacks.best
    assert found is not None
    assert (found.to_beat.value, found.to_beat.step) == (2.0, 5)


def test_after_its_patience_a_run_stops_and_goes_back_to_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _dictated(monkeypatch, 5.0, 4.0, 3.0)
    run, _ = moody(patience=6, keep_best=True)
    train(run, 100)
    assert str(run.stopped) == "Back to the best from step 9: loss not better for 6 steps."
    assert (run.step, run.record.history.last["loss"]) == (3, 3.0)
    assert events(run)[-1] == (3, str(run.stopped))
    assert [words for _, words in events(run)][:-1] == ["The best so far: loss 3."]
    without, _ = moody(patience=6)
    train(without, 100)
    words = "Stopped at step 9: loss not better for 6 steps."
    assert (without.step, events(without)) == (9, [(9, words)])


def test_a_loop_pauses_with_the_sentence_and_plays_on_with_new_patience(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _dictated(monkeypatch, 5.0)
    rig = Rig(MOODY, MoodyParams(patience=5, keep_best=True))
    rig.turn(Play(), times=60)
    seen = rig.see()
    assert (seen.phase, seen.step) == (Phase.PAUSED, 1)
    assert "not better for 5 steps" in str(seen.notice)
    rig.turn(Play(), times=3)
    assert rig.loop.phase is Phase.PLAYING
    rig.turn(RestoreBest())
    assert (rig.loop.phase, rig.run.step) == (Phase.PAUSED, 1)


def test_headless_tells_the_knobs_and_what_was_done(tmp_path: Path) -> None:
    out = tmp_path / "run.json"
    words = f"--headless margin_circle --steps 12 --out {out}"
    knobs = {"warm_up": 5, "clip_norm": 0.01, "average": 10, "monitor": "loss", "keep_best": "on"}
    settings = [f"--set={name}={value}" for name, value in knobs.items()]
    assert main.main([*words.split(), *settings]) == 0
    result = json.loads(out.read_text())
    assert (result["params"]["warm_up"], result["params"]["keep_best"]) == (5, True)
    told = [(event["step"], event["callback"]) for event in result["events"]]
    assert (1, "gradient clipping") in told
    assert (5, "warm-up") in told
    assert result["last"]["clipped"] == 100
    assert main.main([*words.split(), "--set=monitor=absent"]) == main.NOT_USABLE
    assert main.main([*words.split(), "--set=patience=3", "--set=goal=highest"]) == 0
    assert json.loads(out.read_text())["events"][-1]["callback"] == "early stop"


def test_a_run_stops_at_the_step_that_was_asked_for_and_plays_on() -> None:
    run, _ = moody(stop_at=3)
    assert train(run, 10).step == 3
    assert str(run.stopped) == "Stopped at step 3, as asked."
    assert train(run, 4).step == 7


@pytest.mark.parametrize(
    ("goal", "limit", "stops"), [("lowest", 2.0, (4, 7)), ("highest", 5.0, (2, 8))]
)
def test_a_run_stops_where_a_number_passes_a_limit_each_time_anew(
    goal: str, limit: float, stops: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    _dictated(monkeypatch, 3.0, 9.0, 3.0, 1.0, 1.0, 3.0, 1.0)
    run, _ = moody(stop_at_limit=True, stop_limit=limit, goal=goal)
    assert tuple(train(run, 20).step for _ in stops) == stops
