"""Muon: steps are orthogonal, of Adam's length, and reach a minimum."""

import pytest
import torch
from torch import nn

from core.optim.muon import Muon, muon_and_adamw, orthogonalised
from core.optim.schedule import warmup_linear_decay


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 8, 20), (2, 24, 6)])
def test_singular_values_come_near_one(shape: tuple[int, int, int]) -> None:
    matrices = torch.randn(shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    values = torch.linalg.svdvals(orthogonalised(matrices))
    assert values.min() > 0.5
    assert values.max() < 1.3
    u, _, v = torch.linalg.svd(matrices, full_matrices=False)
    # The directions are those of the matrix itself: U Vᵀ up to the singular values.
    assert (torch.diagonal(u.mT @ orthogonalised(matrices) @ v.mT, dim1=1, dim2=2) > 0.5).all()


def test_each_matrix_moves_as_if_alone() -> None:
    torch.manual_seed(0)
    weights = [nn.Parameter(torch.randn(4, 6)) for _ in range(3)]
    alone = [nn.Parameter(w.detach().clone()) for w in weights]
    together, apart = Muon(weights, 0.1), [Muon([w], 0.1) for w in alone]
    for _ in range(3):
        for parameter in (*weights, *alone):
            parameter.grad = parameter.detach() ** 2
        together.step()
        for optimiser in apart:
            optimiser.step()
    for a, b in zip(weights, alone, strict=True):
        assert torch.allclose(a, b, atol=1e-6)


def test_a_least_squares_problem() -> None:
    generator = torch.Generator().manual_seed(0)
    x, truth = torch.randn(64, 8, generator=generator), torch.randn(8, 8, generator=generator)
    weight = nn.Parameter(torch.zeros(8, 8))
    optimiser = Muon([weight], 0.1, weight_decay=0.0)
    for step in range(300):
        optimiser.param_groups[0]["lr"] = 0.1 * warmup_linear_decay(step, 1, 300, 0.0)
        optimiser.zero_grad()
        loss = (x @ weight - x @ truth).square().mean()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert float(loss.detach()) < 1e-3


def test_state_restores_the_run() -> None:
    def run(steps: int, split: int) -> torch.Tensor:
        weight = nn.Parameter(torch.ones(3, 3))
        optimiser = Muon([weight], 0.1)
        for step in range(steps):
            if step == split:
                saved, optimiser = optimiser.state_dict(), Muon([weight], 0.5)
                optimiser.load_state_dict(saved)
            weight.grad = weight.detach() ** 3 + torch.eye(3)
            optimiser.step()
        return weight.detach()

    assert torch.equal(run(6, 3), run(6, 99))


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="torch has it since 2.9")
@pytest.mark.parametrize("shape", [(8, 8), (8, 20), (24, 6)])
def test_equals_torch_up_to_its_bfloat16(shape: tuple[int, int]) -> None:
    """Over thirty steps the ways part by less than a hundredth of their length."""
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(shape, generator=generator)
    ours, theirs = (nn.Parameter(start.clone()) for _ in range(2))
    muon = Muon([ours], 0.01)
    peer = torch.optim.Muon(
        [theirs], 0.01, weight_decay=0.05, momentum=0.95, adjust_lr_fn="match_rms_adamw"
    )
    for _ in range(30):
        ours.grad = torch.randn(shape, generator=generator)
        theirs.grad = ours.grad.clone()
        muon.step()
        peer.step()  # type: ignore[no-untyped-call]
    apart, way = (ours - theirs).detach().norm(), (ours - start).detach().norm()
    assert apart < 0.01 * way


def test_matrices_only() -> None:
    with pytest.raises(ValueError, match="matrices"):
        Muon([nn.Parameter(torch.zeros(3))])


def test_parameters_are_shared_out() -> None:
    from core.masking.mae import MaeConfig, MaskedAutoencoder

    model = MaskedAutoencoder(MaeConfig())
    muon, adam = muon_and_adamw(model, 0.01, 2e-3)
    inner, outer = muon.param_groups[0]["params"], adam.param_groups[0]["params"]
    assert len(inner) == 4 * 4  # queries with keys and values, out, widen, narrow
    assert len(inner) + len(outer) == len(list(model.parameters()))


def test_rate_warms_and_falls() -> None:
    rates = [warmup_linear_decay(step, 10, 100) for step in range(150)]
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == rates[9]
    assert rates[149] == 0.1
