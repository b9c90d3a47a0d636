"""A training step of our RealNVP and Glow against zuko's and normflows'.

Same architecture (networks, number of couplings, unbounded scales), same batch, same optimiser,
one thread, in turn. zuko has no Glow.
"""

import statistics
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import normflows as nf
import torch
import zuko
from torch import Tensor, nn

from core.flows.density import nll
from core.flows.flow import Flow
from core.flows.models import image_flow, vector_flow
from tests.bench.frame import Figures, figure, in_turn, ratios, seconds

COUPLINGS, WIDTH, BATCH = 8, 64, 256
"""The plane's: eight couplings with two hidden layers of 64, batches of 256 points."""
SHAPE, STEPS_OF_GLOW, CHANNELS, IMAGES = (1, 16, 16), 4, 32, 32
"""One level of Glow on small pictures."""
STEPS = 20
"""Training steps in one timing; one alone is too short for the clock."""

Loss = Callable[[], Tensor]
Times = dict[str, dict[str, list[float]]]


def measure(repeats: int = 15) -> Times:
    """Seconds a step: job, then whose, then repeat by repeat."""
    torch.set_num_threads(1)
    jobs = {"RealNVP": _real_nvp(), "Glow": _glow(), "Glow on pictures": _glow_image()}
    for name, models in jobs.items():
        _check_alike(name, models)
    return {
        name: in_turn({who: _timed(*model) for who, model in models.items()}, repeats)
        for name, models in jobs.items()
    }


def figures(times: Times) -> Figures:
    """Ours over the faster peer's for each job; `ratio` is the worst job's."""
    found: Figures = {}
    against: dict[str, list[float]] = {}
    for job, whose in times.items():
        peers = [name for name in whose if name != "ours"]
        faster = min(peers, key=lambda name: statistics.median(whose[name]))
        against[job] = ratios(whose["ours"], whose[faster])
        found[f"{job} ratio"] = figure(against[job], f"ours / {faster}")
        for who, values in whose.items():
            found[f"{job}, {who}"] = figure([1e3 * value for value in values], "ms")
    worst = max(against.values(), key=statistics.median)
    return {"ratio": figure(worst, "ours / faster peer"), **found}


def _timed(model: nn.Module, loss: Loss) -> Callable[[], float]:
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-4)

    def step() -> None:
        optimiser.zero_grad()
        loss().backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    return lambda: seconds(step, STEPS)


def _networks(model: nn.Module) -> int:
    """Numbers in the layers of the networks, which must be as many for all."""
    layers = [module for module in model.modules() if hasattr(module, "bias")]
    return sum(parameter.numel() for layer in layers for parameter in layer.parameters())


def _check_alike(job: str, models: dict[str, tuple[nn.Module, Loss]]) -> None:
    """A faster, smaller model is no faster model."""
    sizes = {who: _networks(model) for who, (model, _) in models.items()}
    if len(set(sizes.values())) != 1:
        raise RuntimeError(f"the networks of {job} differ: {sizes}")
    for who, (_, loss) in models.items():
        if not torch.isfinite(loss()):
            raise RuntimeError(f"the loss of {who} for {job} is not finite")


def _points() -> Tensor:
    return torch.randn(BATCH, 2, generator=torch.Generator().manual_seed(0))


def _ours(flow: Flow, x: Tensor) -> tuple[nn.Module, Loss]:
    return flow, lambda: nll(flow, x)


def _theirs(base: Any, layers: Iterable[Any], x: Tensor) -> tuple[nn.Module, Loss]:
    """normflows keeps its layers from latents to data."""
    model = nf.NormalizingFlow(base, list(layers)[::-1])
    with torch.no_grad():
        model.forward_kld(x)  # its actnorm starts from the first batch, as ours does
    return model, partial(model.forward_kld, x)


def _coupling() -> Any:
    net = nf.nets.MLP([1, WIDTH, WIDTH, 2], init_zeros=True)
    return nf.flows.AffineCouplingBlock(net, scale_map="exp")


def _real_nvp() -> dict[str, tuple[nn.Module, Loss]]:
    x, draw = _points(), torch.Generator().manual_seed(1)
    layers = [
        layer for _ in range(COUPLINGS) for layer in (_coupling(), nf.flows.Permute(2, "swap"))
    ]
    peer = zuko.flows.RealNVP(
        2, transforms=COUPLINGS, hidden_features=(WIDTH, WIDTH), univariate=_affine
    )
    return {
        "ours": _ours(vector_flow(2, COUPLINGS, WIDTH, generator=draw, bounded=False), x),
        "zuko": (peer, lambda: -peer().log_prob(x).mean()),
        "normflows": _theirs(nf.distributions.DiagGaussian(2, trainable=False), layers, x),
    }


def _affine(shift: Tensor, log_scale: Tensor) -> torch.distributions.Transform:
    """Free scales, as both others have them; zuko's own are bounded."""
    return torch.distributions.AffineTransform(shift, log_scale.exp())


def _glow() -> dict[str, tuple[nn.Module, Loss]]:
    x, draw = _points(), torch.Generator().manual_seed(1)
    flow = vector_flow(
        2, COUPLINGS, WIDTH, generator=draw, permutation="conv1x1", actnorm="data", bounded=False
    )
    flow.initialise(x)
    layers = [
        layer
        for _ in range(COUPLINGS)
        for layer in (nf.flows.ActNorm(2), nf.flows.InvertibleAffine(2), _coupling())
    ]
    base = nf.distributions.DiagGaussian(2, trainable=False)
    return {"ours": _ours(flow, x), "normflows": _theirs(base, layers, x)}


def _glow_image() -> dict[str, tuple[nn.Module, Loss]]:
    draw = torch.Generator().manual_seed(1)
    x = torch.randn(IMAGES, *SHAPE, generator=draw)
    flow = image_flow(SHAPE, 1, STEPS_OF_GLOW, CHANNELS, generator=draw, split=False, bounded=False)
    flow.initialise(x)
    channels, height, width = 4 * SHAPE[0], SHAPE[1] // 2, SHAPE[2] // 2
    blocks = [
        nf.flows.GlowBlock(channels, CHANNELS, scale_map="exp", init_zeros=True)
        for _ in range(STEPS_OF_GLOW)
    ]
    base = nf.distributions.DiagGaussian((channels, height, width), trainable=False)
    return {"ours": _ours(flow, x), "normflows": _theirs(base, [nf.flows.Squeeze(), *blocks], x)}
