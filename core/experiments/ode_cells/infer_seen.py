"""What is looked at while parameters are inferred: the fit, and what the data cannot tell."""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import Tensor

from core.experiments.ode_cells.infer_page import MOST, RATIOS, Infer, first_guess
from core.experiments.ode_cells.knobs import InferParams
from core.experiments.ode_cells.made import CellsMade
from core.experiments.ode_cells.phase_plane import Portrait, field_arrows, portrait
from core.experiments.ode_cells.problem import State, Trajectory, clipped
from core.figures import polylines
from core.odes.cells import unroll
from core.odes.identifiability import Spectrum, confidence_ellipse, relative_jacobian, spectrum
from core.odes.sensitivities import adjoints
from core.odes.shooting import residuals
from core.odes.unknowns import Unknowns
from core.seen import Seen, kept
from core.view_layers import Array, Layer, Rule

# The trajectory goes on past the last observation by this share.
BEYOND = 1.2
# Values outside cannot be drawn, and zero has no logarithm; parameters beyond have no portrait.
LEAST, MOST_PARAMETER = 1e-12, 1e15
# Rounding to whole numbers errs by this deviation, that of a uniform number in an interval of 1.
ROUNDING = 1 / math.sqrt(12)
# The wrongest parameter of the ellipse, in percent, and how far it is drawn where it has no end.
MOST_PERCENT, ENDLESS = 1000.0, 1e5


class Sloppiness(NamedTuple):
    """The spectrum of the relative Jacobian, and the pair of parameters that is told apart least.

    Of a single parameter the pair has one member.
    """

    spectrum: Spectrum
    pair: tuple[int, ...]

    def ellipse(self, deviation: float) -> Tensor:
        """Of the pair in percent (K, 2), for data of this deviation; an interval if it is one."""
        if len(self.pair) == 1:
            spread = self.spectrum.spread.norm()
            half = 196 * deviation * float(spread) if self.spectrum.rank else ENDLESS
            return torch.tensor([[-half, 0.0], [half, 0.0]])
        first, second = self.pair
        return confidence_ellipse(self.spectrum, 100 * deviation, (first, second), far=ENDLESS)


class InferSeen(Seen[Infer, InferParams, CellsMade]):
    """The trajectory of the parameters as they are, their way, and how well they are known."""

    @kept
    def estimate(self) -> Tensor:
        """The parameters (P,) now."""
        return self.model.estimate()

    def _unknowns(self) -> Unknowns:
        assert self.model.unknowns is not None, "views ask for it only where a fit can be made"
        return self.model.unknowns

    # --- the phase plane ------------------------------------------------------------------------

    @kept(waits=True)
    def fit(self) -> Trajectory:
        """The trajectory of the parameters, from the first observation on."""
        h, observed = self.p.h, self.model.observed
        steps = observed.steps(h, BEYOND)
        states = unroll(self.model.cell(), observed.start, steps, h)[:, 0]
        return Trajectory(states, h * torch.arange(steps + 1, dtype=torch.float64))

    def exact(self) -> Trajectory:
        """That of the true parameters."""
        observed = self.model.observed
        end = self.p.h * observed.steps(self.p.h, BEYOND)
        return self._exact(tuple(observed.start[0].tolist()), end)

    @kept
    def _exact(self, start: State, end: float) -> Trajectory:
        return self.model.problem.exact_curve(start, end)

    @kept(waits=True)
    def field(self) -> tuple[Array, Array]:
        """Arrows along the slopes that the parameters give."""
        return field_arrows(self.model.problem, self.model.problem.field(self.estimate()))

    @kept(waits=True)
    def portrait(self) -> Portrait:
        """Their nullclines and equilibria, where they can be computed."""
        if not bool((self.estimate().abs() < MOST_PARAMETER).all()):
            return Portrait((), {})
        return portrait(self.model.problem, self.estimate())

    @kept(waits=True)
    def pieces(self) -> Array:
        """The pieces of multiple shooting in the phase plane, each from its node."""
        unknowns, problem = self._unknowns(), self.model.problem
        nodes = unknowns.nodes(self.model.fit.vector.detach())[:-1]
        indices = unknowns.problem.indices
        gaps = torch.tensor([later - first for first, later in pairwise(indices)])
        states = unroll(self.model.cell(), nodes, int(gaps.max()), self.p.h)  # (S, N, D)
        # A piece that is shorter than the longest stays at its end.
        at = torch.arange(len(states))[:, None].minimum(gaps)
        states = states[at, torch.arange(len(gaps))]
        times = torch.tensor(self.model.observed.times[:-1]) + self.p.h * at
        places = problem.place(states.flatten(0, 1), times.flatten())
        return polylines(places.view(len(states), len(gaps), 2).transpose(0, 1))

    # --- how the fit goes -----------------------------------------------------------------------

    def ratios(self) -> tuple[Tensor, Tensor]:
        """Steps (S,) and each parameter over its truth at them (S, P), from the first guess on."""
        model, history = self.model, self.history
        names = RATIOS[: len(self.model.problem.system.parameters)]
        steps = torch.from_numpy(history.steps()).double()
        columns = [torch.from_numpy(history.values(name)) for name in names]
        found = torch.stack(columns, dim=1)
        found[-1:] = torch.tensor(model.ratios(self.estimate()))  # a hand may have moved them
        first = torch.tensor([model.ratios(first_guess(self.model.problem))], dtype=torch.float64)
        return torch.cat([torch.zeros(1), steps]), torch.cat([first, found])

    @kept(waits=True)
    def flowing_back(self) -> Tensor:
        """Norm (T + 1,) of the derivative of the loss by each state up to the last observation."""
        unknowns = self._unknowns()
        indices, values = list(unknowns.problem.indices), unknowns.problem.observations.values
        path = self.fit().states[: indices[-1] + 1]
        sources = torch.zeros_like(path)
        sources[indices[1:]] = 2 * (path[indices[1:]] - values[1:])
        return torch.from_numpy(adjoints(self.model.cell(), path, sources))

    # --- what the data cannot tell --------------------------------------------------------------

    @kept
    def sloppiness(self) -> Sloppiness:
        """How well the observations tell the true parameters apart."""
        unknowns = self._unknowns()
        jacobian = relative_jacobian(unknowns.problem, self.model.problem.truth)
        found = spectrum(jacobian)
        least = found.free if len(found.free) else found.directions[-1:]
        loosest = least.square().sum(dim=0).argsort(descending=True)[:2]
        return Sloppiness(found, tuple(loosest.tolist()))

    @kept(waits=True)
    def deviation(self) -> float:
        """The root of the mean square of what the fit misses the observations by."""
        unknowns = self._unknowns()
        missed = unknowns.residuals(self.model.fit.vector.detach())
        count = max(1, unknowns.problem.observations.values[1:].numel())
        return clipped(float((missed.square().sum() / count).sqrt()), ROUNDING, MOST)

    def percent(self) -> tuple[float, ...]:
        """By how much each of the pair is wrong, in percent."""
        wrong = (100 * (self.estimate() / self.model.problem.truth - 1)).tolist()
        pair = self.sloppiness().pair
        return tuple(clipped(wrong[index], -MOST_PERCENT, MOST_PERCENT) for index in pair)

    # --- numbers --------------------------------------------------------------------------------

    def wrong(self) -> float:
        """Root of the mean squared relative error of the parameters; NaN of unknown ones."""
        if self.model.problem.brought is not None:
            return math.nan
        ratios = self.estimate() / self.model.problem.truth - 1
        return clipped(float(ratios.double().square().mean().sqrt()), 0.0, MOST_PARAMETER)

    def condition(self) -> float:
        """How much better the data tell the best known direction than the least known one."""
        return self.sloppiness().spectrum.condition

    @kept
    def truth_loss(self) -> float:
        """The loss of the true parameters, which a fit of rounded points passes below."""
        unknowns = self._unknowns()
        missed = residuals(unknowns.problem, self.model.problem.truth)
        return clipped(float(missed.square().sum()), LEAST, MOST_PARAMETER)

    def reference_lines(self) -> Mapping[str, Layer]:
        """The loss of the true parameters."""
        if self.model.unknowns is None:
            return {}
        return {"loss of the truth": Rule(self.truth_loss(), label=self.model.problem.reference)}
