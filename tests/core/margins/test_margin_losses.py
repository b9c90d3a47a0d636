"""The margin losses against their formulas, T1 to T5, T7 and T9 of the fact sheet, and a peer."""

import math
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from core.margins import losses
from core.margins.losses import MarginLoss
from core.margins.psi import annealing_at, chebyshev

N, D, C = 7, 5, 6

ALL: dict[str, Callable[[], MarginLoss]] = {
    "softmax": losses.softmax,
    "normalised": losses.normalised_softmax,
    "l-softmax": losses.l_softmax,
    "l-softmax annealed": lambda: losses.l_softmax(3, annealing=5),
    "a-softmax": losses.a_softmax,
    "a-softmax annealed": lambda: losses.a_softmax(4, annealing=5),
    "am-softmax": losses.am_softmax,
    "arcface": losses.arcface,
    "simpler": losses.simpler_a_softmax,
}
SCALED = ["normalised", "am-softmax", "arcface", "simpler"]


def draw(seed: int = 0, dtype: torch.dtype = torch.float64) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    features = torch.randn(N, D, generator=generator, dtype=dtype).requires_grad_()
    weight = torch.randn(C, D, generator=generator, dtype=dtype).requires_grad_()
    return features, weight, torch.randint(0, C, (N,), generator=generator)


def gradients(loss: Tensor, *inputs: Tensor) -> tuple[Tensor, ...]:
    return torch.autograd.grad(loss.sum(), inputs)


def naive_psi(name: str, theta: float) -> float:
    def piecewise(m: int) -> float:
        k = min(math.floor(theta * m / math.pi), m - 1)
        return (-1.0) ** k * math.cos(m * theta) - 2 * k

    if name == "am-softmax":
        return math.cos(theta) - 0.35
    if name == "arcface":
        past = theta + 0.5 > math.pi
        return math.cos(theta) - 0.5 * math.sin(0.5) if past else math.cos(theta + 0.5)
    if name == "simpler":
        return min(math.cos(4 * theta), math.cos(theta))
    if name in ("l-softmax", "a-softmax"):
        return piecewise(4)
    if name.endswith("annealed"):
        m = 3 if name.startswith("l") else 4
        return (5 * math.cos(theta) + piecewise(m)) / 6
    return math.cos(theta)


def naive_loss(name: str, z: list[float], rows: list[list[float]], label: int) -> float:
    """One sample's loss from the table of the fact sheet, in plain Python."""
    logits = []
    for index, row in enumerate(rows):
        z_length, w_length = math.hypot(*z), math.hypot(*row)
        theta = math.acos(sum(a * b for a, b in zip(z, row, strict=True)) / (z_length * w_length))
        length = 30.0 if name in SCALED else z_length
        if name.startswith(("softmax", "l-softmax")):
            length *= w_length
        logits.append(length * (naive_psi(name, theta) if index == label else math.cos(theta)))
    top = max(logits)
    return top + math.log(sum(math.exp(each - top) for each in logits)) - logits[label]


@pytest.mark.parametrize("name", ALL)
def test_equals_the_naive_loop(name: str) -> None:
    features, weight, labels = draw()
    got = ALL[name]()(features, weight, labels)
    want = [
        naive_loss(name, z, weight.tolist(), y)
        for z, y in zip(features.tolist(), labels.tolist(), strict=True)
    ]
    assert got.tolist() == pytest.approx(want, rel=1e-10)


@pytest.mark.parametrize("name", ALL)
def test_gradient_is_that_of_finite_differences(name: str) -> None:
    features, weight, labels = draw(1)
    loss = ALL[name]()
    assert torch.autograd.gradcheck(lambda z, w: loss(z, w, labels), (features, weight))


@pytest.mark.parametrize("name", ALL)
def test_margin_logits_hold_the_logit_of_the_target(name: str) -> None:
    features, weight, labels = draw(2)
    loss = ALL[name]()
    column = labels[:, None]
    logits = loss.logits(features, weight)
    replaced = logits.scatter(1, column, loss.margin_logits(features, weight).gather(1, column))
    want = functional.cross_entropy(replaced, labels, reduction="none")
    assert torch.allclose(loss(features, weight, labels), want, rtol=1e-10)


@pytest.mark.parametrize("loss", [losses.am_softmax(20, 0.0), losses.arcface(20, 0.0)])
def test_no_margin_is_normalised_softmax_at_a_temperature(loss: MarginLoss) -> None:
    """T1 and T7: value and gradient."""
    features, weight, labels = draw(3)
    logits = functional.normalize(features) @ functional.normalize(weight).T / (1 / 20)
    plain = functional.cross_entropy(logits, labels, reduction="none")
    ours = loss(features, weight, labels)
    assert torch.allclose(ours, plain, rtol=1e-10)
    for got, want in zip(
        gradients(ours, features, weight), gradients(plain, features, weight), strict=True
    ):
        # ArcFace guards its square root, which costs the last digits.
        assert torch.allclose(got, want, atol=1e-10)


@pytest.mark.parametrize("cosine", [0.5, 0.9, 0.99, 1.0])
@pytest.mark.parametrize(("scale", "margin"), [(30, 0.35), (30, 0.5), (64, 0.35), (64, 0.625)])
def test_stable_in_single_precision(cosine: float, scale: float, margin: float) -> None:
    """T2: float32 equals the dense formula in float64, and is never negative, up to s m = 40."""
    weight = torch.eye(4)
    features = torch.tensor([[cosine, math.sqrt(1 - cosine**2), 0.0, 0.0]])
    labels = torch.tensor([0])
    exact = scale * (features.double() - margin * functional.one_hot(labels, 4))
    want = functional.cross_entropy(exact, labels)
    got = losses.am_softmax(scale, margin)(features, weight, labels)
    assert float(got) >= 0
    assert float(got) == pytest.approx(float(want), rel=1e-4)


def published_sparse_am_softmax(
    cosines: Tensor, labels: Tensor, scale: float, margin: float
) -> Tensor:
    """AM-Softmax as published (bojone/margin-softmax): adds the margin's term, takes the old out.

    The lesson of sentence_search tells its figures.
    """
    own = cosines.gather(1, labels[:, None])
    own_with_margin = own - margin
    log_sum = torch.logsumexp(scale * torch.cat([cosines, own_with_margin], dim=1), dim=1)
    log_sum = log_sum + torch.log(1 - torch.exp(scale * own.squeeze(1) - log_sum))
    return log_sum - scale * own_with_margin.squeeze(1)


def test_published_form_fails_where_ours_holds() -> None:
    """T2: negative at s m = 10.5, minus infinity at 15, and right in float64."""
    confident = torch.tensor([[0.95, -0.1, -0.1, -0.1]])
    labels = torch.tensor([0])
    assert float(published_sparse_am_softmax(confident, labels, 30, 0.35)) < -0.01
    assert float(published_sparse_am_softmax(confident, labels, 30, 0.5)) == -math.inf
    unsure = torch.tensor([[0.1, 0.2, -0.3]], dtype=torch.float64)
    want = functional.cross_entropy(10 * (unsure - torch.tensor([0.2, 0, 0])), labels)
    assert float(published_sparse_am_softmax(unsure, labels, 10, 0.2)) == pytest.approx(float(want))


@pytest.mark.parametrize("name", SCALED)
def test_lengths_do_not_count(name: str) -> None:
    """T3: scaling either side changes nothing, and the gradient has no radial part."""
    features, weight, labels = draw(4)
    loss = ALL[name]()
    value = loss(features, weight, labels)
    assert torch.allclose(loss(3 * features, weight / 7, labels), value, rtol=1e-10)
    for rows, gradient in zip((features, weight), gradients(value, features, weight), strict=True):
        assert (rows * gradient).sum(dim=1).abs().max() < 1e-12
    assert loss.margin_logits(features, weight).abs().max() <= 30 * 1.35


def test_derivative_to_the_margin() -> None:
    """T4: dL/dm = s (1 - p_t), never negative."""
    features, weight, labels = draw(5)
    margin = torch.tensor(0.35, dtype=torch.float64, requires_grad=True)
    value = losses.am_softmax(8, margin)(features, weight, labels)
    (got,) = gradients(value, margin)
    assert got.item() == pytest.approx((8 * (1 - (-value).exp())).sum().item(), rel=1e-10)


def test_expansion_of_multiple_angles() -> None:
    """T5: cos 4 theta = 1 - 8 c^2 + 8 c^4, and the other multiples."""
    theta = torch.linspace(0, math.pi, 101, dtype=torch.float64)
    c = torch.cos(theta)
    assert torch.allclose(chebyshev(c, 4), 1 - 8 * c**2 + 8 * c**4)
    for multiple in range(8):
        assert torch.allclose(chebyshev(c, multiple), torch.cos(multiple * theta), atol=1e-12)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_finite_at_the_poles(name: str, sign: float, dtype: torch.dtype) -> None:
    """T7: exactly on the own direction, and exactly opposite."""
    weight = torch.eye(3, dtype=dtype).requires_grad_()
    features = (sign * torch.eye(3, dtype=dtype)).requires_grad_()
    value = ALL[name]()(features, weight, torch.arange(3))
    assert value.isfinite().all()
    assert all(each.isfinite().all() for each in gradients(value, features, weight))


@pytest.mark.parametrize("name", ALL)
def test_zero_features_stay_finite(name: str) -> None:
    _, weight, labels = draw(dtype=torch.float32)
    features = torch.zeros(N, D, requires_grad=True)
    value = ALL[name]()(features, weight, labels)
    assert value.isfinite().all()
    assert all(each.isfinite().all() for each in gradients(value, features, weight))


@pytest.mark.parametrize(
    ("classes", "scale", "margin", "want"),
    [(10, 1, 0, 1.377), (10, 10, 0, 1.34e-4), (1000, 10, 0, 0.044), (1000, 10, 0.35, 0.911)],
)
def test_least_loss(classes: int, scale: float, margin: float, want: float) -> None:
    """T9: the formula, its figures, and that it is what a regular simplex gives."""
    assert losses.least_loss(classes, scale, margin) == pytest.approx(want, rel=5e-3)
    corners = torch.eye(10, dtype=torch.float64) - 0.1
    value = losses.am_softmax(scale, margin)(corners, corners, torch.arange(10))
    least = losses.least_loss(10, scale, margin)
    assert value.tolist() == pytest.approx([least] * 10, rel=1e-10)


def test_one_class_is_refused() -> None:
    with pytest.raises(ValueError, match="two classes"):
        losses.am_softmax()(torch.ones(1, 2), torch.ones(1, 2), torch.zeros(1, dtype=torch.int64))
    with pytest.raises(ValueError, match="two classes"):
        losses.least_loss(1, 30)


def test_annealing_falls_to_its_least() -> None:
    values = [annealing_at(step) for step in (0, 100, 10_000)]
    assert values == [1000.0, pytest.approx(1000 / 13), 5.0]


def test_labels_may_repeat_and_gradients_add() -> None:
    features, weight, _ = draw(8)
    same = torch.zeros(N, dtype=torch.int64)
    loss = losses.am_softmax()
    (whole,) = gradients(loss(features, weight, same), weight)
    parts = sum(gradients(loss(features[n : n + 1], weight, same[:1]), weight)[0] for n in range(N))
    assert torch.allclose(whole, torch.as_tensor(parts))


PEERS: list[tuple[str, dict[str, Any], MarginLoss]] = [
    ("CosFaceLoss", {"margin": 0.35, "scale": 30}, losses.am_softmax(30, 0.35)),
    ("ArcFaceLoss", {"margin": 28.6, "scale": 30}, losses.arcface(30, math.radians(28.6))),
    ("SphereFaceLoss", {"margin": 4, "scale": 1}, losses.a_softmax(4)),
    ("SphereFaceLoss", {"margin": 3, "scale": 1}, losses.a_softmax(3)),
    ("LargeMarginSoftmaxLoss", {"margin": 4, "scale": 1}, losses.l_softmax(4)),
    ("NormalizedSoftmaxLoss", {"temperature": 1 / 20}, losses.normalised_softmax(20)),
]


@pytest.mark.parametrize(("name", "options", "loss"), PEERS)
def test_equals_pytorch_metric_learning(
    name: str, options: dict[str, Any], loss: MarginLoss
) -> None:
    peers = pytest.importorskip("pytorch_metric_learning.losses")
    features, weight, labels = draw(9)
    peer = getattr(peers, name)(num_classes=C, embedding_size=D, **options)
    peer.W.data = weight.detach().T.clone()
    theirs = peer(features, labels)
    ours = loss(features, weight, labels).mean()
    assert ours.item() == pytest.approx(theirs.item(), rel=1e-8)
    got = gradients(ours, features, weight)
    want = gradients(theirs, features, peer.W)
    assert torch.allclose(got[0], want[0], atol=1e-8)
    assert torch.allclose(got[1], want[1].T, atol=1e-8)
