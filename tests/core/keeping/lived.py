"""Runs in which a person did all kinds of things on the way."""

import contextlib
import random

from core.commands import ApplyTouch, Change, Command, Recover, Reset, RestoreBest, Step
from core.message import InvalidInput
from core.params import Params
from core.snapshot import Phase
from tests.pages import SCENES, ends, gestures, own, random_touch
from tests.rig import Rig


def lived(page: str, seed: int = 0, turns: int = 12) -> Rig:
    """A run after gestures, a rebuild that took them over, turned knobs, and going back."""
    draw, rig = random.Random(seed), Rig(SCENES[page], seed=seed + 1)
    for name, view in rig.run.look().items():
        for gesture in gestures(view):
            rig.turn(ApplyTouch(name, gesture))
    if "keep_best" in rig.loop.bench.params.knobs():
        rig.turn(Change(rig.loop.bench.params.changed({"keep_best": True, "warm_up": 3})))
    rig.turn(Reset(seed=seed + 2))
    for turn in range(turns):
        rig.turn(_something(draw, rig), Step(), times=2)
        if turn == turns // 2:
            rig.turn(RestoreBest())
    rig.turn(Step(3), times=3)
    return rig


def _something(draw: random.Random, rig: Rig) -> Command:
    if rig.loop.phase is Phase.FAILED:
        return Recover(halve=True)
    views = rig.run.look()
    name = draw.choice(list(views))
    if draw.random() < 0.4:
        knobs = own(rig.loop.bench.scene.params)
        live = [n for n, knob in knobs.items() if knob.live and ends(knob)]
        turned = draw.choice(live)
        with contextlib.suppress(InvalidInput):
            return Change(_changed(rig.loop.bench.params, draw, turned))
    offered = gestures(views[name])
    if offered and draw.random() < 0.7:
        return ApplyTouch(name, draw.choice(offered))
    return ApplyTouch(name, random_touch(draw, rig.run, views[name]))


def _changed(params: Params, draw: random.Random, name: str) -> Params:
    return params.changed({name: draw.choice(ends(params.knobs()[name]))})
