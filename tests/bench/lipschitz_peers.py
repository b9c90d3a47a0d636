"""A critic's training step, ours against PyTorch's own means, in turn, one thread.

One step is: 256 real and 256 fake points in the plane, the Wasserstein loss, backward, Adam. All
critics are ReLU networks 2–128–128–128–1 from the same weights, with the same (fused) Adam, and
every one evaluates real and fake points in a single pass. That spares torch's parametrization a
second power iteration, which the usual two passes cost it; those are timed as well.

Spectral normalisation: against torch.nn.utils.parametrizations.spectral_norm.
Gradient penalty: against torch.autograd.grad(..., create_graph=True), λ = 10, the points between
drawn alike.
"""

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.critic import critic_loss, critic_objective
from core.lipschitz.gradient_penalty import interpolate
from core.lipschitz.network import Network, draw_initial_layers
from tests.bench.frame import Figures, figure

WIDTHS = [2, 128, 128, 128, 1]
BATCH = 256
STRENGTH = 10.0
WARM_UP = 3
REPEATS = 20
STEPS = 20  # a repeat: long enough for the clock, short enough to share the machine's moods
Step = Callable[[], float]


@dataclass(frozen=True)
class Timing:
    """Seconds a step, repeat by repeat, ours beside the peer's."""

    name: str
    ours: list[float]
    peer: list[float]

    def ratios(self) -> list[float]:
        """Ours divided by the peer's, for each repeat."""
        return [a / b for a, b in zip(self.ours, self.peer, strict=True)]


def measure(repeats: int = REPEATS, widths: list[int] | None = None) -> list[Timing]:
    """Time every pair; sets torch to one thread."""
    torch.set_num_threads(1)
    steps = _steps(widths or WIDTHS)
    _check_equal(steps)
    seconds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(WARM_UP + repeats):
        for name, step in steps.items():
            seconds[name].append(_seconds(step))
    kept = {name: values[WARM_UP:] for name, values in seconds.items()}
    return [
        Timing(name, kept[f"{kind} ours"], kept[name])
        for kind in ("spectral", "penalty")
        for name in (f"{kind} peer", f"{kind} peer in two passes")
    ]


def figures(timings: list[Timing]) -> Figures:
    """The bench's figures; `ratio` is the worse of those against a peer in one pass."""
    table: Figures = {}
    for each in timings:
        table[each.name] = figure(each.ratios(), "ours / peer")
        table[f"{each.name}, ours"] = figure([1e3 * t for t in each.ours], "ms")
        table[f"{each.name}, theirs"] = figure([1e3 * t for t in each.peer], "ms")
    single = [each for each in timings if "two" not in each.name]
    worst = max(single, key=lambda each: statistics.median(each.ratios()))
    table["ratio"] = figure(worst.ratios(), "ours / peer")
    return table


def _steps(widths: list[int]) -> dict[str, Step]:
    return {
        "spectral ours": _our_step(widths, Kind.NORMALISED),
        "spectral peer": _peer_step(widths, Kind.NORMALISED, passes=1),
        "spectral peer in two passes": _peer_step(widths, Kind.NORMALISED, passes=2),
        "penalty ours": _our_step(widths, Kind.GRADIENT),
        "penalty peer": _peer_step(widths, Kind.GRADIENT, passes=1),
        "penalty peer in two passes": _peer_step(widths, Kind.GRADIENT, passes=2),
    }


def _network(widths: list[int], kind: Kind) -> Network:
    initial_layers = draw_initial_layers(widths, torch.Generator().manual_seed(0))
    return Network(initial_layers, Constraint(kind, STRENGTH))


def _clouds() -> tuple[Tensor, Tensor, torch.Generator]:
    generator = torch.Generator().manual_seed(1)
    real = torch.randn(BATCH, 2, generator=generator)
    return real, torch.randn(BATCH, 2, generator=generator) + 2, generator


def _our_step(widths: list[int], kind: Kind) -> Step:
    critic = _network(widths, kind)
    real, fake, generator = _clouds()
    return _stepper(critic, lambda: critic_objective(critic, real, fake, generator)[0])


def _peer_step(widths: list[int], kind: Kind, passes: int) -> Step:
    critic = _peer(widths, kind)
    real, fake, generator = _clouds()

    def value() -> Tensor:
        if passes == 2:
            return critic_loss(critic(real), critic(fake))
        scores = critic(torch.cat([real, fake]))
        return critic_loss(scores[:BATCH], scores[BATCH:])

    def penalised() -> Tensor:
        points = interpolate(real, fake, generator).requires_grad_()
        (slope,) = torch.autograd.grad(critic(points).sum(), points, create_graph=True)
        penalty: Tensor = (slope.norm(dim=1) - 1).square().mean()
        return value() + STRENGTH * penalty

    return _stepper(critic, value if kind is Kind.NORMALISED else penalised)


def _peer(widths: list[int], kind: Kind) -> nn.Sequential:
    """The same network as a list of torch's layers, with our weights and start vectors."""
    modules: list[nn.Module] = []
    for layer in _network(widths, kind).layers:
        linear = nn.Linear(layer.weight.shape[1], layer.weight.shape[0])
        linear.weight.data.copy_(layer.weight.detach())
        linear.bias.data.copy_(layer.bias.detach())
        modules += [spectral_norm(linear) if kind is Kind.NORMALISED else linear, nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def _stepper(critic: nn.Module, objective: Callable[[], Tensor]) -> Step:
    optimiser = torch.optim.Adam(critic.parameters(), 1e-4, betas=(0.5, 0.9), fused=True)

    def step() -> float:
        loss = objective()
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        return loss.item()

    return step


def _check_equal(steps: dict[str, Step]) -> None:
    """A faster wrong answer is no answer. The vectors of power iteration start apart."""
    for kind, tolerance in (("spectral", 0.05), ("penalty", 1e-4)):
        ours, theirs = steps[f"{kind} ours"](), steps[f"{kind} peer"]()
        if not math.isclose(ours, theirs, rel_tol=tolerance):
            raise RuntimeError(f"the losses differ: {ours} and {theirs}")


def _seconds(step: Step) -> float:
    """Seconds of one step, averaged over a repeat."""
    start = time.perf_counter()
    for _ in range(STEPS):
        step()
    return (time.perf_counter() - start) / STEPS
