"""A run on digits with callbacks, or with a bug beside its healthy twin; what a hand does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, cast

import torch
from torch import Tensor

from core.data import images
from core.data.own_pictures import OwnPictures, one_figure, ten_classes
from core.experiment import Action, Experiment, Part
from core.experiments.callback_bench import bugs
from core.experiments.callback_bench.knobs import OWN, BenchParams, ZooParams
from core.experiments.callback_bench.pupil import CLASSES, EPOCH, FORGOTTEN, Digits, Pupil
from core.layers import CentreRule
from core.own_data import Takes, turning
from core.params import Value
from core.touches import Drag, Pick, Touch

HELD_OUT, PICTURE_SIDE = 597, 8
# A hundred steps a second can be watched, and a run of thirty epochs ends within six seconds.
PACE = 100.0
FARTHEST = 1e4
NAMES = tuple("0123456789")
PLUGS: dict[str, Mapping[str, Value]] = {
    "warm-up": {"warm_up": 4 * EPOCH},
    "schedule": {"first_drop": 20},
    "gradient clipping": {"clip_norm": 1.0},
    "averaged weights": {"average": 50},
    "early stop": {"patience": 8 * EPOCH, "monitor": "right", "goal": "highest"},
    "best": {"keep_best": True, "monitor": "right", "goal": "highest"},
}
"""What plugging a callback in turns, by its name; the first knob alone pulls it out."""


@dataclass(frozen=True)
class BenchMade:
    """The class that is lit, -1 for all; and of the quiz how many questions were asked, the one
    that is open, and what a person has answered. `own` is a figure, to see where it lands."""

    lit: int = -1
    asked: int = 0
    question: bugs.Question | None = None
    guess: str = ""
    own: OwnPictures | None = None


class CallbackBench(Experiment):
    """Digits in a plane of two features, trained with what is plugged in."""

    epoch: ClassVar[int] = EPOCH

    takes: ClassVar[tuple[Takes, ...]] = (
        Takes("pictures", "Pictures of ten classes", ten_classes, sets=turning(pictures=OWN)),
        Takes("picture", "One figure, to see where it lands", one_figure, learnt=False),
    )

    params: BenchParams
    made: BenchMade

    def __init__(self, params: BenchParams, seed: int, device: torch.device) -> None:
        super().__init__(params, seed, device)
        self.made = BenchMade()
        own = self.own.content if self.own and params.pictures == OWN else None
        source = own.at(PICTURE_SIDE) if own else images.small_digits()
        held_out = min(HELD_OUT, len(source[1]) // 4)
        loaded = images.split(source, held_out, self.generator(1))
        (pictures, labels), (held, held_labels) = loaded
        flat = (pictures.flatten(1), labels, held.flatten(1), held_labels)
        digits = Digits(*(tensor.to(device) for tensor in flat))
        self.pupil, *self.twins = [self._pupil(digits) for _ in range(1 + params.twin)]
        self.begin()

    def _pupil(self, digits: Digits) -> Pupil:
        seeds = tuple(self.generator(stream) for stream in (2, 3, 4))
        return Pupil(cast(CentreRule, self.params.rule), digits, seeds)

    def begin(self) -> None:
        """Start anew, with the bug of the moment."""
        self.pupil.begin(self.bug)
        for twin in self.twins:
            twin.begin(bugs.NO_BUG, self.pupil)
        self.set_learning_rates()

    # --- training -------------------------------------------------------------------------------

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of each; the twin's numbers are called healthy."""
        found = self.pupil.step(self.params)
        for twin in self.twins:
            found |= {f"healthy_{k}": value for k, value in twin.step(self.params).items()}
        return {**found, "rate": self.params.learning_rate, "age": float(self.pupil.age)}

    def learning_rate(self, group: Mapping[str, Any]) -> float | None:
        """The knob's, but for a group that the code forgets."""
        rate, groups = self.params.learning_rate, self.pupil.optimiser.param_groups
        forgets = self.bug == bugs.WRONG_GROUP and group["part"] == "body"
        return rate * FORGOTTEN if forgets and any(group is own for own in groups) else rate

    def max_steps_per_second(self) -> float:
        """Slow enough to see the callbacks fire."""
        return PACE

    def parts(self) -> Mapping[str, Part]:
        """Those of the run, and of its twin."""
        parts = dict(self.pupil.parts("run"))
        for twin in self.twins:
            parts |= twin.parts("twin")
        return parts

    @property
    def bug(self) -> str:
        """What is wrong with the code of the run."""
        return bugs.NO_BUG

    def carry_over(self, previous: Experiment) -> None:
        """Keep the question."""
        super().carry_over(previous)
        self.begin()

    def restore(self, state: dict[str, Any]) -> None:
        """Go back, to the bug of then too."""
        super().restore(state)
        self.pupil.bug = self.bug
        self.set_learning_rates()

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag a centre, light a class, plug a callback in or out."""
        match touch:
            case Drag("centres", index, x, y) if 0 <= index < CLASSES:
                place = torch.tensor([x, y]).clamp(-FARTHEST, FARTHEST)
                with torch.no_grad():
                    self.pupil.net.head.centers[index] = place.to(self.device)
            case Pick("pictures" | "bars", key=key) if key in NAMES:
                label = NAMES.index(key)
                self.made = replace(self.made, lit=-1 if label == self.made.lit else label)
            case Pick("plugs" | "plug names" | "names" | "off", key=key) if key in PLUGS:
                self._plug(PLUGS[key])
            case _:
                pass

    def _plug(self, values: Mapping[str, Value]) -> None:
        """Turn the knobs that plug a callback in, or pull it out where it is."""
        switch, knobs = next(iter(values)), self.params.knobs()
        out = {switch: knobs[switch].default}
        self.params = self.params.changed(out if getattr(self.params, switch) else values)


class BugZoo(CallbackBench):
    """The same with a bug, and a quiz."""

    actions: ClassVar[tuple[Action, ...]] = (
        Action(
            "ask", "Which bug is it?",
            "Picks a bug in secret and starts both runs anew. Train, look, and pick an answer.",
        ),
    )  # fmt: skip

    params: ZooParams

    @property
    def bug(self) -> str:
        """The secret one while a question is open, else the knob's."""
        return self.made.question.secret if self.made.question else self.params.bug

    def apply_params(self, params: ZooParams) -> None:
        """Take new values; another bug ends the question, and both runs start anew."""
        turned = self.params.turned(params)
        super().apply_params(params)
        if "bug" in turned:
            self.made = replace(self.made, question=None, guess="")
            self.begin()

    def touch(self, view: str, touch: Touch) -> None:
        """Answer the question, put a bug in or take it out, or what else a hand can do."""
        asked = self.made.question
        match touch:
            case Pick("answers" | "names", key=key) if asked and key in asked.answers:
                self.made = replace(self.made, guess=key)
            case Pick("bugs" | "names", key=key) if key in bugs.BUGS:
                bug = bugs.NO_BUG if key == self.params.bug else key
                self.apply_params(self.params.changed({"bug": bug}))
            case _:
                super().touch(view, touch)

    def run_action(self, name: str) -> None:
        """Ask another question."""
        if name == "ask":
            asked = self.made.asked + 1
            question = bugs.question(self.generator(100 + asked))
            self.made = replace(self.made, asked=asked, question=question, guess="")
            self.begin()
