"""Infer: the errors at the observations flow back through the cells to the parameters."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from core.experiment import Experiment, Part
from core.experiments.ode_cells.brought import OBSERVATIONS, learnt
from core.experiments.ode_cells.knobs import ADAM, LOGARITHMIC, PLAIN, RELATIVE, InferParams
from core.experiments.ode_cells.made import (
    COUNT,
    RESET_DRAGS,
    CellsMade,
    observable,
    observe,
    standard_noise,
)
from core.experiments.ode_cells.problem import Problem, clipped, method_of, problem_of
from core.message import InvalidInput
from core.odes import parametrisation
from core.odes.cells import AnyCell, cell_of
from core.odes.fits import GradientFit
from core.odes.least_squares import LeastSquaresFit
from core.odes.methods import EULER, Method
from core.odes.observations import ARTICLE_CLIP, ARTICLE_START, Observations
from core.odes.populations import COMPETITION
from core.odes.shooting import InverseProblem
from core.odes.unknowns import Unknowns
from core.own_data import Takes
from core.touches import Drag, Touch

# Where fits of the other systems start: far enough to be wrong, near enough for most.
OTHER_START = 0.7
# Steps of least squares that a drag of an observation is followed by, so that parameters follow.
FOLLOWING = 2
# The scalars of a step that say each parameter over its truth, and the largest that is noted.
RATIOS = tuple(f"ratio_{index}" for index in range(len(COMPETITION.parameters)))
MOST = 1e30


def first_guess(problem: Problem) -> Tensor:
    """The parameters (P,) that a fit starts from: the article's where they are the article's."""
    if problem.system is COMPETITION:
        return problem.tensor(ARTICLE_START)
    return OTHER_START * problem.truth


class Infer(Experiment):
    """The parameters of a system are fitted to seven observations, through the cells."""

    actions = (RESET_DRAGS,)
    takes: ClassVar[tuple[Takes, ...]] = OBSERVATIONS

    params: InferParams
    made: CellsMade

    def __init__(self, params: InferParams, seed: int, device: torch.device) -> None:
        own = learnt(self.own, params)
        if own is not None:
            params = params.changed({"system": own.fitting(params.system)})
        super().__init__(params, seed, device)
        self.problem = problem_of(params.system, params.equation, str(device), own)
        self.made = observable(self.problem)
        self.noise = standard_noise(self.problem, self.generator(2))
        self.scale = {
            PLAIN: parametrisation.PLAIN,
            RELATIVE: parametrisation.relative(first_guess(self.problem)),
            LOGARITHMIC: parametrisation.LOGARITHMIC,
        }[params.scale]
        self.fit = self._new_fit()
        self.take_data()

    def _new_fit(self) -> GradientFit | LeastSquaresFit:
        """A fit from the first guess, with a node on each of the seven observations.

        Each of them may be asked for while it runs.
        """
        p, guess = self.params.changed({"points": COUNT}), first_guess(self.problem)
        seven, _ = observe(self.problem, self.made, p, self.noise)
        observations = Observations(seven.times, seven.values)
        unknowns = self._unknowns(observations, EULER, self.problem.system.step)
        if p.fit == ADAM:
            return GradientFit(unknowns, guess, p.learning_rate)
        return LeastSquaresFit(unknowns, guess)

    def _unknowns(self, observations: Observations, method: Method, h: float) -> Unknowns:
        problem = InverseProblem(self.problem.system, observations, method, h, self.clip())
        return Unknowns(problem, self.scale, self.params.pieces)

    def take_data(self) -> None:
        """Take the observations that are kept; where no fit can be made of them, note why."""
        p = self.params
        self.observed, self.refused = observe(self.problem, self.made, p, self.noise)
        self.unknowns: Unknowns | None = None
        if self.observed.usable:
            self.fit.unknowns = self._unknowns(self.observed.usable, method_of(p.method), p.h)
            self.unknowns = self.fit.unknowns

    def clip(self) -> float | None:
        """Within what the increment of a cell is held."""
        return ARTICLE_CLIP if self.params.clip else None

    def apply_params(self, params: InferParams) -> None:
        """Take new values of live knobs; the parameters stay where they are."""
        super().apply_params(params)
        self._renew()

    def _renew(self) -> None:
        self.take_data()
        if isinstance(self.fit, LeastSquaresFit):
            self.fit.loosen()

    def estimate(self) -> Tensor:
        """The parameters (P,) now."""
        vector = self.fit.vector.detach()
        return self.scale.params(vector[: len(self.problem.system.parameters)])

    def cell(self) -> AnyCell:
        """The cell with the parameters as they are now."""
        p, field = self.params, self.problem.field(self.estimate())
        return cell_of(method_of(p.method), field, p.h, self.clip())

    def ratios(self, params: Tensor) -> list[float]:
        """Each parameter over its truth."""
        found = (params / self.problem.truth).double().cpu().tolist()
        return [clipped(ratio, -MOST, MOST) for ratio in found]

    def step(self) -> Mapping[str, Tensor | float]:
        """One step of the optimiser. Raises InvalidInput where no fit can be made."""
        if self.refused:
            raise InvalidInput(self.refused.text, **self.refused.values)
        made = self.fit.step()
        ratios = dict(zip(RATIOS, self.ratios(self.estimate()), strict=False))
        return {"loss": made.loss, "gradient": made.gradient_norm, **ratios}

    def parts(self) -> Mapping[str, Part]:
        """The unknowns, and what the optimiser remembers."""
        if isinstance(self.fit, GradientFit):
            return {"vector": self.fit.vector, "optimiser": self.fit.optimiser}
        return {"vector": self.fit.vector, "damping": self.fit.damping}

    def carry_over(self, previous: Experiment) -> None:
        """Keep what a hand made, where the system is the same, and begin from there."""
        if self.problem.observes_as(previous):
            self.made = previous.made
            self.fit = self._new_fit()
            self.take_data()

    # --- hands ----------------------------------------------------------------------------------

    def touch(self, view: str, touch: Touch) -> None:
        """Drag an observation; least squares follow at once."""
        made = self.observed.dragged(self.made, touch) if isinstance(touch, Drag) else self.made
        if made is self.made:
            return
        self.made = made
        self._renew()
        if isinstance(self.fit, LeastSquaresFit) and not self.refused:
            for _ in range(FOLLOWING):
                self.fit.step()

    def run_action(self, name: str) -> None:
        """Take all drags back."""
        if name == RESET_DRAGS.name:
            self.made = observable(self.problem)
            self._renew()
