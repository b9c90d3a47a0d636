"""What there is to see of a density learnt without its integral."""

import math
from collections.abc import Callable, Generator
from typing import NamedTuple

import torch
from torch import Tensor

from core import nce
from core.experiments.nce_density import truth
from core.experiments.nce_density.knobs import CORRECTED, FLOW, GAUSSIAN, NCE, LineParams
from core.experiments.nce_density.page import DensityMade, NceDensity
from core.seen import Seen, grown, kept
from core.view_layers import Layer, Rule

# The funnel: noise points per data point, seeds, data points of each, and points a slice.
RATIOS = (1, 2, 4, 8, 16, 32)
SEEDS, SAMPLE, SLICE = 20, 500, 20_000
# The levels at which the slice of the loss is taken.
LEVELS = (-8.0, 10.0, 73)
# Beyond this a logit is as good as infinite, and 0 · ∞ would be no number.
SURE = 1e3
HUGE = 20.0
"""An area of e^HUGE is as good as infinite."""
Features = Callable[[Tensor], Tensor]


class Estimates(NamedTuple):
    """How far γ̂ lies from where it would end with all data, for one k; NaN where it has no end."""

    ratio: int
    errors: Tensor
    """(seeds so far,)"""
    deviation: float
    """The standard deviation that theory gives."""


class DensitySeen(Seen[NceDensity, LineParams, DensityMade]):
    """The energy, its level, the noise and the truth at the nodes over which is integrated."""

    # --- at the nodes ---------------------------------------------------------------------------

    @property
    def rule(self) -> nce.Rule:
        """The nodes (M, D) and weights (M,)."""
        return self.model.rule

    @property
    def corrected(self) -> bool:
        """Whether log kU is part of the logit, or was never needed."""
        return self.p.logit == CORRECTED or self.p.method != NCE

    def flows(self) -> bool:
        """Whether the noise is the flow."""
        return self.p.noise == FLOW

    @kept
    def energy(self) -> Tensor:
        """G (M,)."""
        return self.model.model.energy(self.rule.nodes).detach()

    @kept
    def log_truth(self) -> Tensor:
        """log p (M,), exact."""
        return self.model.truth.log_density.to(self.rule.nodes)

    @kept
    def log_noise(self) -> Tensor:
        """log U (M,)."""
        return self.model.noise().log_prob(self.rule.nodes)

    def log_ku(self) -> Tensor:
        """log kU (M,)."""
        return self.log_noise() + math.log(self.p.ratio)

    def logits(self) -> Tensor:
        """ℓ (M,)."""
        height = self.energy() - self.gamma()
        return (height - self.log_ku() if self.p.logit == CORRECTED else height).clamp(-SURE, SURE)

    def log_learnt(self) -> Tensor:
        """The log-density (M,) that is learnt: G − γ, of a plain logit with log kU."""
        height = self.energy() - self.gamma()
        return height if self.corrected else height + self.log_ku()

    def learnt(self) -> Tensor:
        """The density (M,) that is learnt."""
        return self.log_learnt().exp()

    def alone(self) -> Tensor:
        """e^G (M,) brought to area 1: what the energy says by itself."""
        return (self.energy() - self.log_z()).exp()

    # --- numbers --------------------------------------------------------------------------------

    @kept
    def gamma(self) -> float:
        """The level."""
        return float(self.model.model.level().detach())

    @kept
    def log_z(self) -> float:
        """log ∫ e^G of the energy as it is now, by quadrature."""
        return float(self.rule.log_integral(self.energy()))

    @kept
    def to_rise(self) -> float:
        """The log of the learnt area: how far the level is below where that is 1."""
        return float(self.rule.log_integral(self.log_learnt()))

    def area(self) -> float:
        """∫ of the learnt density."""
        return math.exp(min(self.to_rise(), HUGE))

    def end(self) -> float:
        """The level that would make the area 1."""
        return self.gamma() + self.to_rise()

    @kept
    def misplaced(self) -> float:
        """Total variation between e^G/Z and the truth."""
        away = (self.alone() - self.log_truth().exp()).abs()
        return 0.5 * float(self.rule.integral(away))

    @kept
    def optimum(self) -> float:
        """The least loss that any logit can have."""
        log_noise = self.log_noise().double()
        rule = nce.Rule(*(part.double() for part in self.rule))
        return float(nce.optimum(self.log_truth().double(), log_noise, self.p.ratio, rule))

    @kept
    def held(self) -> int:
        """The node at the point that is held."""
        nodes = self.rule.nodes
        there = nodes.new_tensor(self.made.held)[: nodes.shape[1]]
        return int((nodes - there).abs().sum(dim=1).argmin())

    def held_logit(self) -> float:
        """ℓ at the point that is held."""
        return float(self.logits()[self.held()])

    def held_energy(self) -> float:
        """G at the point that is held."""
        return float(self.energy()[self.held()])

    def held_log_ku(self) -> float:
        """log kU at the point that is held, no lower than a logit can say."""
        return max(float(self.log_ku()[self.held()]), -SURE)

    def held_chance(self) -> float:
        """σ(ℓ) at the point that is held."""
        return float(self.logits()[self.held()].sigmoid())

    def reference_lines(self) -> dict[str, Layer]:
        """L*, where data is told from noise."""
        if self.p.method != NCE:
            return {}
        return {"optimum": Rule(self.optimum(), label="optimum L*")}

    # --- curves ---------------------------------------------------------------------------------

    @kept
    def histogram(self, bins: int) -> Tensor:
        """The density of the data (bins,) over equal parts of the line."""
        side = truth.SIDES[1]
        counts = torch.histc(self.model.data[:, 0].float(), bins, -side, side)
        return counts * bins / (2 * side * len(self.model.data))

    @kept(waits=True)
    def slice_of_loss(self) -> tuple[Tensor, Tensor]:
        """Levels (L,), and the loss (L,) of all data and noise there, the energy as it is now."""
        levels = torch.linspace(*LEVELS).to(self.rule.nodes)
        base = self.energy() - (self.log_ku() if self.p.logit == CORRECTED else 0.0)
        logits = (base[None] - levels[:, None]).clamp(-SURE, SURE)
        softplus = torch.nn.functional.softplus
        p, ku = self.log_truth().exp(), self.log_ku().exp()
        return levels, (self.rule.weights * (p * softplus(-logits) + ku * softplus(logits))).sum(1)

    @grown
    def funnel(self) -> Generator[tuple[Estimates, ...]]:
        """Estimates by the corrected logit for twenty seeds at each k, a slice at a time."""
        noise, density = self.model.noise(), self.model.truth
        features = (nce.gaussian() if self.p.energy == GAUSSIAN else nce.quartic()).features
        found: list[Estimates] = []
        yield ()
        for k in RATIOS:
            whole = _population(features, density, noise, k)
            ends = nce.solve(whole, _start(whole))
            spread = nce.covariance(whole, ends.theta, k)[0, -1, -1] / SAMPLE
            deviation = float(spread.sqrt()) if bool(ends.converged) else math.nan
            found.append(Estimates(k, torch.zeros(0), deviation))
            generator = torch.Generator().manual_seed(k)
            while len(found[-1].errors) < SEEDS:
                count = min(max(1, SLICE // (SAMPLE * (1 + k))), SEEDS - len(found[-1].errors))
                drawn = _samples(features, density, noise, k, count, generator)
                solved = nce.solve(drawn, ends.theta)
                errors = solved.theta[:, -1] - ends.theta[0, -1]
                errors = torch.where(solved.converged, errors, torch.nan)
                found[-1] = Estimates(k, torch.cat([found[-1].errors, errors.float()]), deviation)
                yield tuple(found)


def _start(problem: nce.Problem) -> Tensor:
    start = torch.zeros(problem.features.shape[-1], dtype=torch.float64)
    start[0] = -0.5 if len(start) > 2 else 0.5
    return start


def _with_level(features: Tensor) -> Tensor:
    return torch.cat([features, -torch.ones_like(features[..., :1])], dim=-1).double()


def _population(
    features: Features, density: nce.Tabulated, noise: nce.Noise, ratio: int
) -> nce.Problem:
    """All data and all noise: the nodes of the rule."""
    nodes, weights = (part.double() for part in density.rule)
    log_ku = nce.log_ku(noise, nodes, ratio)
    p, ku = density.log_density.double().exp(), log_ku.exp()
    phi, offsets = _with_level(features(nodes))[None], -log_ku.clamp_min(-SURE)[None]
    return nce.Problem(phi, offsets, (weights * p)[None], (weights * ku)[None])


def _samples(
    features: Features, density: nce.Tabulated, noise: nce.Noise, ratio: int, count: int,
    generator: torch.Generator,
) -> nce.Problem:  # fmt: skip
    """`count` samples of data, each with its noise."""
    data = density.sample(count * SAMPLE, generator).reshape(count, SAMPLE, -1)
    drawn = noise.sample(count * SAMPLE * ratio, generator).reshape(count, SAMPLE * ratio, -1)
    points = torch.cat([data, drawn], dim=1).double()
    is_data = torch.arange(points.shape[1]) < SAMPLE
    weights = torch.full(points.shape[:2], 1 / SAMPLE, dtype=torch.float64)
    offsets = -nce.log_ku(noise, points, ratio).clamp_min(-SURE)
    return nce.Problem(
        _with_level(features(points)), offsets, weights * is_data, weights * ~is_data
    )
