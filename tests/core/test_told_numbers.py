"""Numbers that lessons tell of no run in particular, each held where it stands here.

What they tell of runs is held by the tests of the pages and by test_guesses.py; the table of
sentence_search is made by tests/bench/margin_study.py.
"""

import itertools

import pytest
import torch
from scipy.optimize import linear_sum_assignment

from core.data.planes import SHAPES
from core.record import NonFiniteError
from core.run import Run
from tests.core.margins.test_margin_losses import published_sparse_am_softmax
from tests.pages import SCENES, run_of
from tests.texts import told

SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in (1, 2)))


def test_the_published_loss_is_negative_and_then_infinite() -> None:
    told("margin_circle", "−0.03", "14")
    good = torch.tensor([[1.0, *[-0.3] * 9], [0.99, *[0.2] * 9], [0.9, *[-0.9] * 9]])
    labels = torch.zeros(3, dtype=torch.long)
    losses = published_sparse_am_softmax(good, labels, 30, 0.35)
    assert -0.036 < float(losses.min()) < 0
    assert torch.isfinite(losses).all()
    assert float(published_sparse_am_softmax(good, labels, 30, 0.5).min()) == -float("inf")


def test_the_mean_of_normalised_rows_is_flatter() -> None:
    told("mae_images", ".31,.28,.23,.18")
    row = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64)
    total, weight = torch.zeros(4, dtype=torch.float64), 0.0
    for kept in itertools.product((0.0, 1.0), repeat=4):
        mask = torch.tensor(kept, dtype=torch.float64)
        if mask.any():
            chance = float(torch.where(mask > 0, 0.25, 0.75).prod())
            total += chance * row * mask / (row * mask).sum()
            weight += chance
    assert (total / weight).tolist() == pytest.approx([0.31, 0.28, 0.23, 0.18], abs=0.006)


def test_the_frobenius_norm_is_too_loose_by_one_to_seven_times() -> None:
    """Of the layers of this page's networks, before and after training."""
    told("lipschitz_surface", ("one to seven times", "一到七倍"))
    scene = SCENES["lipschitz_surface/surface"]
    run = run_of(scene, 0)
    for _ in range(2):
        modules = (p for p in run.experiment.parts().values() if isinstance(p, torch.nn.Module))
        weights = [w.detach() for module in modules for w in module.parameters() if w.ndim == 2]
        ratios = [float(w.norm() / torch.linalg.matrix_norm(w, 2)) for w in weights]
        assert 0.99 < min(ratios) < 2 < max(ratios) < 7.0
        for _ in range(150):
            run.train()


def test_two_samples_of_the_same_data_differ_by_two_or_three_tenths() -> None:
    told("wasserstein_critic", "128", ("two or three tenths", "0.2 到 0.3"))
    apart = []
    for seed in range(10):
        draw = torch.Generator().manual_seed(seed)
        one, other = (SHAPES["eight Gaussians"].sample(128, 0.1, draw).double() for _ in "ab")
        costs = torch.cdist(one, other).numpy()
        rows, columns = linear_sum_assignment(costs)
        apart.append(float(costs[rows, columns].mean()))
    assert 0.15 < sum(apart) / len(apart) < 0.35


def _until_it_breaks(run: Run, steps: int) -> None:
    for _ in range(steps):
        run.train()
        run.record.read()


@pytest.mark.parametrize("seed", SEEDS)
def test_an_unbounded_scale_breaks_with_every_seed(seed: int) -> None:
    told("flow_plane", "within a hundred steps", preset="Unbounded scale")
    scene = SCENES["flow_plane"]
    values = next(each.values for each in scene.presets if each.name == "Unbounded scale")
    run = run_of(scene, seed, scene.params().changed(values))
    with pytest.raises(NonFiniteError):
        _until_it_breaks(run, 100)


def test_what_has_exploded_does_not_come_back() -> None:
    scene = SCENES["ode_cells/infer parameters"]
    values = next(each.values for each in scene.presets if each.name == "Explosion kills")
    run = run_of(scene, 0, scene.params().changed(values))
    losses = []
    for _ in range(700):
        run.train()
        run.record.read()
        losses.append(run.record.history.last["loss"])
    assert min(losses[40:]) > 1e9  # told is 1e10


def test_garments_are_told_by_the_linear_map_for_some_hundred_steps() -> None:
    told("mae_images", "some hundred steps", preset="Garments")
    scene = SCENES["mae_images"]
    run = run_of(scene, 0, scene.params().changed({"dataset": "garments"}))
    for _ in range(300):
        run.train()
    run.record.read()
    assert run.record.history.last["error"] > run.record.history.last["linear"] + 0.03
