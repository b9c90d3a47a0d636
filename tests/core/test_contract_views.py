"""What every experiment in the list has to show."""

import contextlib
import math
import random
import re
from collections.abc import Callable

import pytest

from core.experiment import build
from core.message import InvalidInput
from core.params import Params, Value
from core.run import Run
from core.touches import RunAction
from core.views import ROLES, RUN_CHART, View
from tests.pages import (
    SCENES,
    ends,
    every_scene,
    gestures,
    made,
    own,
    random_touch,
    run_of,
    trained,
)
from tests.plain import check
from tests.same import same


@every_scene
@pytest.mark.parametrize("fine", [False, True])
def test_views_are_there_and_are_plain_frozen_arrays(page: str, fine: bool) -> None:
    scene, run = SCENES[page], trained(page, 2)
    views = run.look(fine)
    placed = [scene.hero, *scene.side, *scene.strip]
    assert sorted(views) == sorted({*placed, RUN_CHART})
    assert len(placed) == len(set(placed))
    for name, view in views.items():
        assert isinstance(view, View), name
        check(view, name)


@every_scene
def test_looking_changes_nothing_and_makes_nothing_twice(page: str) -> None:
    run = trained(page, 2)
    views, before = run.look(), run.state()
    for _ in range(3):
        again = run.look()
        assert all(again[name] is view for name, view in views.items())
    assert same(before, run.state())


@every_scene
def test_every_curve_is_a_scalar_of_a_step(page: str) -> None:
    scene = SCENES[page]
    scalars = made(page).experiment.step()
    assert set(scene.curves) <= set(scalars)
    for name, value in scalars.items():
        assert math.isfinite(float(value)), name
        assert not getattr(value, "requires_grad", False), name
    assert {number.role for number in scene.numbers} <= ROLES


@every_scene
def test_the_formula_names_numbers_and_knobs(page: str) -> None:
    scene = SCENES[page]
    numbers = [number.name for number in scene.numbers]
    assert len(numbers) == len(set(numbers))
    assert scene.formula
    named = re.findall(r"\{([a-z]\w+)\}", scene.formula)
    assert named
    assert set(named) <= set(numbers)
    assert set(re.findall(r"\[(\w+)\]", scene.formula)) <= set(scene.params.knobs())


# --- what is kept is what a fresh experiment in the same state shows ----------------------------


def check_fresh(run: Run, page: str) -> None:
    """What is looked at, settled and fine, equals what a new experiment in the same state shows.

    The history is the run's, so the new one is given it too.
    """
    views = run.look(fine=True)
    experiment = build(run.scene.experiment, run.params, run.experiment.seed)
    fresh = Run(run.scene, experiment, run.cache.clock)
    fresh.restore(run.step, run.state())
    vars(fresh.record.history).update(vars(run.record.history))
    for name, view in fresh.look(fine=True).items():
        assert same(views[name], view), f"{page}: {name} is out of date"


def turned(draw: random.Random, params: Params) -> Params:
    """One live knob at one of its ends."""
    live = [n for n, knob in own(params).items() if knob.live and ends(knob)]
    name = draw.choice(live)
    return params.changed({name: draw.choice(ends(params.knobs()[name]))})


def act(draw: random.Random, run: Run) -> None:
    """A touch, an action, a knob, a step, a restore, or a look while it plays."""
    name = draw.choice(run.view_names)
    touch = random_touch(draw, run, run.look(names=[name])[name])
    action = RunAction(draw.choice(["", *(a.name for a in run.experiment.actions)]))
    deeds: list[Callable[[], object]] = [
        run.train,
        lambda: run.apply_params(turned(draw, run.params)),
        lambda: run.touch(name, touch),
        lambda: run.touch("", action),
        lambda: run.restore(run.step, run.state()),
        lambda: playing_look(draw, run),
    ]
    with contextlib.suppress(InvalidInput):  # refused in words, which is an answer too
        draw.choices(deeds, weights=[4, 3, 8, 1, 1, 4])[0]()


def playing_look(draw: random.Random, run: Run) -> None:
    """A look at the hero and one view beside it, as while a run plays."""
    run.begin_look(fine=False, playing=True)
    run.draw(run.scene.hero)
    run.cache.look_beside(may_wait=draw.random() < 0.5)
    run.draw(draw.choice(run.view_names))
    run.end_look()


def stepped(run: Run) -> Run:
    """A run that was looked at and has made two steps, unless its preset stops it."""
    run.look(fine=True)
    with contextlib.suppress(ArithmeticError):
        run.train()
        run.train()
    return run


@every_scene
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.wide) for n in (1, 2))])
def test_after_random_deeds_a_look_shows_the_truth(page: str, seed: int) -> None:
    draw, run = random.Random(seed), stepped(made(page))
    try:
        for turn in range(24):
            act(draw, run)
            if turn % 6 == 5:
                check_fresh(run, page)
    except ArithmeticError:
        return  # a knob at its end may end a run, in words


@every_scene
def test_after_each_knob_a_look_shows_the_truth(page: str) -> None:
    knobs = own(SCENES[page].params)
    values: list[tuple[str, Value]] = [
        (name, ends(knob)[-1]) for name, knob in knobs.items() if knob.live and ends(knob)
    ]
    run = stepped(made(page))
    for name, value in values:
        run.look()
        run.apply_params(SCENES[page].params().changed({name: value}))
        check_fresh(run, page)


@every_scene
def test_after_each_gesture_in_each_preset_a_look_shows_the_truth(page: str) -> None:
    scene = SCENES[page]
    for preset in scene.presets:
        run = stepped(run_of(scene, 1, scene.params().changed(preset.values)))
        for name, view in run.look().items():
            for gesture in gestures(view):
                run.touch(name, gesture)
        check_fresh(run, page)


@pytest.mark.wide
@every_scene
@pytest.mark.parametrize("seed", range(3))
def test_after_random_deeds_in_every_preset_a_look_shows_the_truth(page: str, seed: int) -> None:
    scene = SCENES[page]
    for number, preset in enumerate(scene.presets):
        draw = random.Random(100 * seed + number)
        run = stepped(run_of(scene, seed, scene.params().changed(preset.values)))
        try:
            for _ in range(12):
                act(draw, run)
            check_fresh(run, page)
        except ArithmeticError:
            continue
