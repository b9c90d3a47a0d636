"""Networks under every constraint: T5 and T6, bounds, gradients, and the peers."""

import copy
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.parametrizations import spectral_norm as torch_spectral_norm

from core.lipschitz import orthogonal
from core.lipschitz.activations import ACTIVATIONS
from core.lipschitz.constraints import Constraint, Kind
from core.lipschitz.critic import critic_objective
from core.lipschitz.gradient_penalty import gradient_penalty, slope_penalty
from core.lipschitz.mlp import ActivationName, Architecture, evaluate
from core.lipschitz.network import Network, draw_initial_layers
from core.lipschitz.norms import singular_values, spectral_norm
from core.lipschitz.power import PowerState, power_iteration, random_start
from core.lipschitz.slopes import slope_map, steepest_found
from core.lipschitz.spectral_normalisation import normalise
from core.lipschitz.value_and_gradient import value_and_gradient

NAMES: list[ActivationName] = ["relu", "leaky relu", "absolute value", "group sort"]
SHAPES = [Architecture(name, residual) for name in NAMES for residual in (False, True)]
STRENGTHS = {Kind.FROBENIUS: 1e-3, Kind.SPECTRAL: 1e-2}


def _network(
    kind: Kind = Kind.NONE,
    shape: Architecture | None = None,
    widths: tuple[int, ...] = (2, 16, 16, 1),
    slope: float = 1.0,
) -> tuple[Network, torch.Generator]:
    generator = torch.Generator().manual_seed(3)
    constraint = Constraint(kind, STRENGTHS.get(kind, 10.0), slope=slope)
    return Network(draw_initial_layers(widths, generator), constraint, shape).double(), generator


def _points(generator: torch.Generator, count: int, scale: float = 3.0) -> Tensor:
    return scale * torch.randn(count, 2, generator=generator, dtype=torch.float64)


def _chords(network: Network, x: Tensor, y: Tensor) -> Tensor:
    """|f(x) − f(y)| / |x − y| (N,) between distinct points (N, in)."""
    with torch.no_grad():
        layers = network.weights()
        rise: Tensor = (network(x, layers) - network(y, layers)).norm(dim=1)
    run: Tensor = (x - y).norm(dim=1)
    return rise / run


def _train(network: Network, generator: torch.Generator, steps: int = 60) -> None:
    optimiser = torch.optim.Adam(network.parameters(), 2e-3, betas=(0.5, 0.9))
    network.train()
    for _ in range(steps):
        real, fake = _points(generator, 64), _points(generator, 64) + 2
        loss, _ = critic_objective(network, real, fake, generator)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        network.after_step()
    network.eval()


@pytest.mark.parametrize("name", NAMES)
def test_the_two_forms_of_an_activation_agree(name: ActivationName) -> None:
    activation, x = ACTIVATIONS[name], torch.randn(50, 8, dtype=torch.float64)
    x.requires_grad_()
    signal = torch.randn(50, 8, dtype=torch.float64)
    value = activation.value(x)
    (expected,) = torch.autograd.grad(value, x, signal)
    run, trace = activation.forward(x.detach().clone())
    torch.testing.assert_close(run, value.detach())
    torch.testing.assert_close(activation.vjp(trace, signal.clone()), expected)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_value_and_gradient_agree_with_automatic_second_derivatives(shape: Architecture) -> None:
    network, generator = _network(shape=shape, widths=(2, 6, 6, 4, 1))
    for layer in network.layers:
        nn.init.normal_(layer.bias, generator=generator)
    x = _points(generator, 9).requires_grad_()
    weights, parameters = network.weights(), list(network.parameters())
    value, gradient = value_and_gradient(x, weights, shape)
    plain = evaluate(x, weights, shape)
    (slope,) = torch.autograd.grad(plain.sum(), x, create_graph=True)
    torch.testing.assert_close(value, plain)
    torch.testing.assert_close(gradient, slope)
    ours = value.pow(2).sum() + gradient.pow(3).sum()
    theirs = plain.pow(2).sum() + slope.pow(3).sum()
    found = torch.autograd.grad(ours, parameters)
    expected = torch.autograd.grad(theirs, parameters, allow_unused=True)
    for a, b in zip(found, expected, strict=True):
        torch.testing.assert_close(a, torch.zeros_like(a) if b is None else b)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_the_value_by_hand_agrees_with_autograd(shape: Architecture) -> None:
    network, generator = _network(shape=shape, widths=(2, 6, 6, 4, 3))
    x = _points(generator, 9).requires_grad_()
    wanted = [x, *network.parameters()]
    ours, plain = network.value(x), network(x)
    torch.testing.assert_close(ours, plain)
    found = torch.autograd.grad(ours.pow(2).sum(), wanted)
    for a, b in zip(found, torch.autograd.grad(plain.pow(2).sum(), wanted), strict=True):
        torch.testing.assert_close(a, b)


def test_a_value_or_a_gradient_alone_can_be_differentiated() -> None:
    network, generator = _network()
    x = _points(generator, 7).requires_grad_()
    parameters = [network.layers[0].weight, x]
    found = torch.autograd.grad(network.value_and_gradient(x)[0].sum(), parameters)
    for a, b in zip(found, torch.autograd.grad(network(x).sum(), parameters), strict=True):
        torch.testing.assert_close(a, b)
    (alone,) = torch.autograd.grad(network.value_and_gradient(x)[1].square().sum(), parameters[:1])
    (slope,) = torch.autograd.grad(network(x).sum(), x, create_graph=True)
    (plain,) = torch.autograd.grad(slope.square().sum(), parameters[:1])
    torch.testing.assert_close(alone, plain)


def test_a_slope_is_asked_of_one_output_only() -> None:
    network, generator = _network(widths=(2, 8, 3))
    with pytest.raises(ValueError, match="one output"):
        network.value_and_gradient(_points(generator, 4))


def test_the_penalty_of_a_network_is_that_of_automatic_differentiation() -> None:
    network, generator = _network()
    x = _points(generator, 40)
    ours = slope_penalty(network.value_and_gradient(x)[1], 0.7)
    theirs = gradient_penalty(network, x, 0.7)
    torch.testing.assert_close(ours, theirs)
    parameters = [layer.weight for layer in network.layers]
    pairs = zip(
        torch.autograd.grad(ours, parameters),
        torch.autograd.grad(theirs, parameters),
        strict=True,
    )
    for a, b in pairs:
        torch.testing.assert_close(a, b)


def test_a_normalised_weight_has_norm_one_and_no_gradient_along_itself() -> None:
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(20, 12, generator=generator, dtype=torch.float64, requires_grad=True)
    state = power_iteration(weight, random_start(weight, generator).double(), 2000)
    (normalised,) = normalise([weight], [state])
    assert spectral_norm(normalised) == pytest.approx(1, abs=1e-3)
    loss = (normalised @ torch.randn(12, generator=generator, dtype=torch.float64)).pow(2).sum()
    (gradient,) = torch.autograd.grad(loss, weight)
    assert (gradient * weight).sum().item() == pytest.approx(0, abs=1e-10)


def test_scaling_a_weight_leaves_a_normalised_network_unchanged() -> None:
    network, generator = _network(Kind.NORMALISED)
    x = _points(generator, 10)
    before = network.eval()(x)
    with torch.no_grad():
        network.layers[1].weight.mul_(7)
    torch.testing.assert_close(network(x), before)


def test_normalisation_advances_in_training_only() -> None:
    network, generator = _network(Kind.NORMALISED)
    x = _points(generator, 5)
    network.eval()
    before = copy.deepcopy(network.state_dict())
    first, second = network(x), network(x)
    assert torch.equal(first, second)
    assert all(torch.equal(a, before[name]) for name, a in network.state_dict().items())
    network.train()
    network(x)
    assert not torch.equal(network.layers[1].u, before["_registered.1.u"])


def test_two_forwards_before_one_backward() -> None:
    network, generator = _network(Kind.NORMALISED)
    loss = network(_points(generator, 5)).mean() - network(_points(generator, 5)).mean()
    loss.backward()
    assert all(bool(p.grad.isfinite().all()) for p in network.parameters() if p.grad is not None)


def test_a_network_never_run_is_normalised_already() -> None:
    network, _ = _network(Kind.NORMALISED)
    for weight, _bias in network.eval().weights():
        assert spectral_norm(weight) == pytest.approx(1, abs=0.1)


def test_normalised_layers_agree_with_torch() -> None:
    """Same weight and the vectors torch arrived at: same values and the same gradient."""
    network, generator = _network(Kind.NORMALISED, widths=(6, 5))
    layer = network.layers[0]
    linear: Any = nn.Linear(6, 5).double()
    linear.weight.data.copy_(layer.weight.detach())
    linear.bias.data.copy_(layer.bias.detach())
    linear = torch_spectral_norm(linear)
    original, peer = linear.parametrizations.weight.original, linear.parametrizations.weight[0]
    x = torch.randn(8, 6, generator=generator, dtype=torch.float64)
    for training in (True, True, False):
        expected = linear.train(training)(x)
        u, v = peer._u.clone(), peer._v.clone()
        state = PowerState(u, v, float(u @ layer.weight.detach() @ v))
        ours = network(x, [(*normalise([layer.weight], [state]), layer.bias)])
        torch.testing.assert_close(ours, expected)
        (a,) = torch.autograd.grad(ours.pow(2).sum(), layer.weight)
        (b,) = torch.autograd.grad(expected.pow(2).sum(), original)
        torch.testing.assert_close(a, b)


@pytest.mark.parametrize(("rows", "columns"), [(8, 8), (12, 5), (5, 12), (1, 9)])
def test_orthogonal_weights_have_singular_values_one(rows: int, columns: int) -> None:
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(rows, columns, generator=generator, dtype=torch.float64)
    found = orthogonal.orthogonalise(weight, 60)
    torch.testing.assert_close(found, orthogonal.nearest_orthogonal(weight))
    ones = torch.ones(min(rows, columns), dtype=torch.float64)
    torch.testing.assert_close(singular_values(found), ones)
    assert float(singular_values(orthogonal.orthogonalise(weight, 2)).max()) <= 1 + 1e-12


def test_torchlip_agrees_on_orthogonal_weights_and_group_sort() -> None:
    torchlip = pytest.importorskip("deel.torchlip")
    normalizers = pytest.importorskip("deel.torchlip.normalizers")
    generator = torch.Generator().manual_seed(0)
    weight = torch.randn(6, 9, generator=generator, dtype=torch.float64)
    start = weight / spectral_norm(weight)
    theirs = normalizers.bjorck_normalization(start, eps=1e-12, maxiter=100)
    torch.testing.assert_close(orthogonal.orthogonalise(weight, 60), theirs)
    x = torch.randn(5, 8, generator=generator, dtype=torch.float64)
    pairs = ACTIVATIONS["group sort"].value(x).reshape(5, 4, 2).sort(dim=-1).values
    sorted_there = torchlip.GroupSort2()(x).reshape(5, 4, 2).sort(dim=-1).values
    torch.testing.assert_close(pairs, sorted_there)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("shape", [Architecture("relu"), Architecture("group sort", True)], ids=str)
def test_no_slope_exceeds_the_bound(kind: Kind, shape: Architecture) -> None:
    network, generator = _network(kind, shape)
    _train(network, generator)
    bound = network.product_bound() * (1 + 1e-9)
    x, y = _points(generator, 1000), _points(generator, 1000)
    near = x + 1e-3 * y
    assert float(_chords(network, x, y).max()) <= bound
    assert float(_chords(network, x, near).max()) <= bound
    steepest, place = steepest_found(network, x[:100], 0.5, 20, generator)
    assert float(slope_map(network, x).max()) <= bound
    assert float(slope_map(network, x[:100]).max()) <= steepest <= bound
    assert float(slope_map(network, place[None])) == pytest.approx(steepest)


@pytest.mark.parametrize("kind", [Kind.PROJECTED, Kind.NORMALISED, Kind.ORTHOGONAL])
def test_the_bound_of_a_construction_is_the_slope_asked_for(kind: Kind) -> None:
    network, generator = _network(kind, slope=2.5)
    _train(network, generator)
    assert network.product_bound() == pytest.approx(2.5, rel=0.35)  # one round a step lags a little
    if kind is Kind.ORTHOGONAL:
        assert network.product_bound() == pytest.approx(2.5, rel=1e-6)


def test_orthogonal_layers_with_group_sort_reach_their_bound() -> None:
    loose, generator = _network(Kind.NORMALISED, Architecture("relu"))
    tight, _ = _network(Kind.ORTHOGONAL, Architecture("group sort"))
    _train(tight, generator, 300)
    _train(loose, generator, 300)
    x = _points(generator, 500)
    assert float(slope_map(tight, x).mean()) > 0.98
    assert float(slope_map(loose, x).mean()) < 0.9


def test_networks_beside_each_other_begin_with_the_same_weights() -> None:
    initial_layers = draw_initial_layers([2, 8, 1], torch.Generator().manual_seed(0))
    constraints = [Constraint(kind) for kind in Kind if kind is not Kind.ORTHOGONAL]
    networks = [Network(initial_layers, constraint) for constraint in constraints]
    for network in networks:
        if network.constraint.kind is not Kind.PROJECTED:
            for layer, initial in zip(network.layers, initial_layers, strict=True):
                assert torch.equal(layer.weight, initial.weight)
                assert layer.weight is not initial.weight


def test_clipping_leaves_no_larger_entry() -> None:
    network, generator = _network(Kind.CLIPPED)
    _train(network, generator, 3)
    assert max(float(p.detach().abs().max()) for p in network.parameters()) <= 0.01


def test_a_state_restored_goes_on_as_the_first() -> None:
    network, generator = _network(Kind.NORMALISED)
    _train(network, generator, 5)
    other, _ = _network(Kind.NORMALISED)
    other.load_state_dict(network.state_dict())
    x = _points(generator, 6)
    assert torch.equal(network.train()(x), other.train()(x))
    assert torch.equal(network(x), other(x))


def test_many_outputs_are_evaluated_as_written() -> None:
    network, generator = _network(widths=(2, 8, 8, 3))
    x = _points(generator, 6)
    (w1, b1), (w2, b2), (w3, b3) = network.weights()
    hidden = functional.relu(functional.relu(x @ w1.t() + b1) @ w2.t() + b2)
    expected = hidden @ w3.t() + b3
    torch.testing.assert_close(network(x), expected)
