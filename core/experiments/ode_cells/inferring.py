"""Infer: the errors at the observations flow back through the cells to the parameters."""

from collections.abc import Mapping
from itertools import pairwise
from typing import final

import torch
from torch import Tensor

from core.experiment import Part
from core.experiments.ode_cells.knobs import ADAM, CellParams
from core.experiments.ode_cells.setting import Setting
from core.history import History
from core.odes.cells import unroll
from core.odes.fits import GradientFit
from core.odes.identifiability import relative_jacobian
from core.odes.least_squares import LeastSquaresFit
from core.odes.observations import ARTICLE_START, Observations
from core.odes.parametrisation import LOGARITHMIC, PLAIN, Parametrisation, relative
from core.odes.populations import COMPETITION
from core.odes.sensitivities import adjoints
from core.odes.shooting import InverseProblem, trajectory
from core.odes.unknowns import Unknowns

# Where fits of the other systems start: far enough to be wrong, near enough for most.
OTHER_START = 0.7
# The trajectory goes on past the last observation by this share.
BEYOND = 1.2
# Points of a trace: half of them are more than its small chart has columns.
TRACED = 1024
MOST = 1e30


def first_guess(setting: Setting) -> Tensor:
    """The parameters (P,) that a fit starts from: the article's where they are the article's."""
    if setting.system is COMPETITION:
        return setting.tensor(ARTICLE_START)
    return OTHER_START * setting.truth


@final
class Inferring:
    """The unknowns, their optimiser, and the way that the parameters went."""

    def __init__(self, setting: Setting, params: CellParams, seen: Observations) -> None:
        self.setting, self.seen, self.params = setting, seen, params
        self.count = torch.zeros((), dtype=torch.int64)
        self.traces = History(setting.system.parameters, TRACED)
        self.unknowns = self._unknowns()
        guess = first_guess(setting)
        self.fit: GradientFit | LeastSquaresFit
        if params.fit == ADAM:
            self.fit = GradientFit(self.unknowns, guess, params.learning_rate)
        else:
            self.fit = LeastSquaresFit(self.unknowns, guess)
            self.fit.unknowns.residuals(self.fit.vector)
        self._note()

    def _unknowns(self) -> Unknowns:
        setting = self.setting
        scales: dict[str, Parametrisation] = {
            "plain": PLAIN,
            "relative": relative(first_guess(setting)),
            "logarithmic": LOGARITHMIC,
        }
        problem = InverseProblem(setting.system, self.seen, setting.method, setting.h, setting.clip)
        return Unknowns(problem, scales[self.params.scale], self.params.pieces)

    def renew(self, setting: Setting, params: CellParams, seen: Observations) -> None:
        """Take another cell or other observations; the parameters stay where they are."""
        before = self.unknowns
        self.setting, self.seen, self.params = setting, seen, params
        self.unknowns = self._unknowns()
        guess = before.params(self.fit.vector.detach())
        if len(self.unknowns.vector(guess.abs() + 1e-12)) != len(self.fit.vector):
            self._restart(guess)
        self.fit.unknowns = self.unknowns
        if isinstance(self.fit, GradientFit):
            for group in self.fit.optimiser.param_groups:
                group["lr"] = params.learning_rate
        else:
            self.fit.loosen()

    def _restart(self, guess: Tensor) -> None:
        """Other nodes than before: the optimiser begins anew where the parameters are."""
        if isinstance(self.fit, GradientFit):
            self.fit = GradientFit(self.unknowns, guess, self.params.learning_rate)
        else:
            self.fit = LeastSquaresFit(self.unknowns, guess)

    def parts(self) -> Mapping[str, Part]:
        """The unknowns, and what the optimiser remembers."""
        rest: Mapping[str, Part] = (
            {"optimiser": self.fit.optimiser}
            if isinstance(self.fit, GradientFit)
            else {"damping": self.fit.damping}
        )
        return {"vector": self.fit.vector, "count": self.count, **rest}

    def step(self) -> Mapping[str, float]:
        """One step of the optimiser."""
        made = self.fit.step()
        self.count += 1
        self._note()
        return {"loss": made.loss, "gradient": made.gradient_norm}

    def _note(self) -> None:
        ratios = self.fit.params / self.setting.truth
        count = int(self.count)
        self.traces.forget_after(count - 1)
        self.traces.add(count, dict(zip(self.traces.names, ratios.tolist(), strict=True)))

    # --- what there is to know ------------------------------------------------------------------

    @property
    def estimate(self) -> Tensor:
        """The parameters (P,) now."""
        return self.fit.params

    @property
    def wrong(self) -> float:
        """Root of the mean squared relative error of the parameters."""
        ratios = self.estimate / self.setting.truth - 1
        return min(float(ratios.double().square().mean().sqrt()), MOST)

    def path(self) -> Tensor:
        """The trajectory (T + 1, D) of the parameters now, from the first observation on."""
        steps = self.setting.steps(BEYOND * self.seen.times[-1])
        with torch.no_grad():
            return trajectory(self.unknowns.problem, self.estimate, steps)

    def pieces(self) -> tuple[Tensor, list[int]]:
        """The pieces (T + 1, M - 1, D) that are shot from the nodes, and the steps of each."""
        nodes = self.unknowns.nodes(self.fit.vector.detach())
        indices = self.unknowns.problem.indices
        gaps = [later - first for first, later in pairwise(indices)]
        cell = self.unknowns.problem.cell(self.estimate)
        with torch.no_grad():
            return unroll(cell, nodes[:-1], max(gaps), self.setting.h), gaps

    def flowing_back(self) -> Tensor:
        """Norm (T + 1,) of the derivative of the loss by each state up to the last observation."""
        indices = list(self.unknowns.problem.indices)
        path = self.path()[: indices[-1] + 1]
        sources = torch.zeros_like(path)
        sources[indices[1:]] = 2 * (path[indices[1:]] - self.seen.values[1:])
        cell = self.unknowns.problem.cell(self.estimate)
        return torch.from_numpy(adjoints(cell, path, sources))

    def jacobian(self) -> Tensor:
        """Derivative of the residuals by relative changes of the true parameters, (R, P)."""
        return relative_jacobian(self.unknowns.problem, self.setting.truth)
