"""What every experiment in the list has to show."""

import contextlib
import math
import random
from collections.abc import Callable

import pytest

from core.experiment import build
from core.formula import parsed
from core.message import InvalidInput
from core.params import Params, Value
from core.run import Run
from core.touches import RunAction
from core.views import FORMULA, KNOB, ROLES, RUN_CHART, Equation, Term, View
from core.words import axes_of, meaning
from tests.pages import (
    SCENES,
    ends,
    every_scene,
    few_scenes,
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
    assert sorted(views) == sorted({*placed, FORMULA, RUN_CHART})
    assert len(placed) == len(set(placed))
    for name, view in views.items():
        assert isinstance(view, View), name
        check(view, name)
        assert view.help.endswith("."), f"{name} says not what it shows"
        assert all(reading.help.endswith(".") for reading in view.readings), name
        assert all(meaning(view, label) for label in axes_of(view)), name


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
    numbers = [*scene.numbers, *(n for kind in scene.callbacks for n in kind.numbers)]
    assert all(number.help.endswith(".") for number in numbers)


@every_scene
def test_the_formula_names_numbers_and_knobs(page: str) -> None:
    scene = SCENES[page]
    numbers = [number.name for number in scene.numbers]
    assert len(numbers) == len(set(numbers))
    slots = [slot for row in parsed(scene.formula) for slot in row]
    named = {slot.number for slot in slots} - {""}
    assert named
    assert named <= set(numbers)
    assert all(scene.number(name).symbol for name in named)
    assert scene.formula_note
    knobs = scene.params.knobs()
    for slot in slots:
        assert not set("[]") & set(slot.latex), "a place that was not understood"
        if slot.knob:
            knob = knobs[slot.knob]
            ends = {knob.parse(slot.knob, end) for end in (slot.away, slot.back) if end}
            assert not ends or knob.live
            assert knob.default not in ends or slot.back


@every_scene
def test_the_formula_has_a_number_in_each_place_or_a_dash(page: str) -> None:
    run = made(page)
    for steps in (0, 1):
        for _ in range(steps):
            run.train()
        view = run.look(fine=True, names=[FORMULA])[FORMULA]
        assert isinstance(view, Equation)
        numbers = [term.number for row in view.rows for term in row if term.number is not None]
        values = [number.value for number in numbers]
        assert all(math.isfinite(value) or math.isnan(value) for value in values)
        assert any(math.isfinite(value) for value in values) or not steps
        assert all(number.help for number in numbers)


@every_scene
def test_most_terms_mean_something_in_the_pictures(page: str) -> None:
    run = trained(page, 2)
    views = run.look(fine=True)
    view = views[FORMULA]
    assert isinstance(view, Equation)
    there = set(views) | {reading.name for each in views.values() for reading in each.readings}
    there |= {layer for each in views.values() for layer in getattr(each, "layers", ())}
    there |= {KNOB + name for name in run.scene.knobs()}  # a term of a knob rings that
    named = [set(term.shown) for row in view.rows for term in row if term.shown]
    dark = [names for names in named if not names & there]
    assert len(dark) <= len(named) // 4, dark


@every_scene
def test_a_term_that_is_struck_is_put_back_by_the_same_hand(page: str) -> None:
    run = made(page)

    def terms() -> list[Term]:
        view = run.look(names=[FORMULA])[FORMULA]
        assert isinstance(view, Equation)
        return [term for row in view.rows for term in row]

    for index, before in enumerate(terms()):
        if not before.knob:
            continue
        for struck in (not before.struck, before.struck):
            turned = terms()[index].turns_to
            assert turned is not None
            run.apply_params(run.params.changed({before.knob: turned}))
            assert terms()[index].struck is struck


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
    name = draw.choice(run.looks.names)
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
    run.draw(draw.choice(run.looks.names))
    run.end_look()


def stepped(run: Run) -> Run:
    """A run that was looked at and has made two steps, unless its preset stops it."""
    run.look(fine=True)
    with contextlib.suppress(ArithmeticError):
        run.train()
        run.train()
    return run


@few_scenes
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.wide)])
def test_after_random_deeds_a_look_shows_the_truth(page: str, seed: int) -> None:
    draw, run = random.Random(seed), stepped(made(page))
    try:
        for turn in range(24):
            act(draw, run)
            if turn % 6 == 5:
                check_fresh(run, page)
    except ArithmeticError:
        return  # a knob at its end may end a run, in words


@few_scenes
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


@few_scenes
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
def test_after_random_deeds_in_every_preset_a_look_shows_the_truth(page: str) -> None:
    scene = SCENES[page]
    for number, preset in enumerate(scene.presets):
        draw = random.Random(number)
        run = stepped(run_of(scene, 1, scene.params().changed(preset.values)))
        try:
            for _ in range(12):
                act(draw, run)
            check_fresh(run, page)
        except ArithmeticError:
            continue
