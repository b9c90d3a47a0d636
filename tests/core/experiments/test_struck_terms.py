"""What a term of a loss is for shows when it is struck: what the page says then happens."""

import math
from typing import Any

import pytest
import torch
from torch.nn.functional import normalize

from core.params import Value
from core.run import Run
from tests.pages import SCENES, run_of
from tests.texts import told

SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in range(1, 5)))
seeds = pytest.mark.parametrize("seed", SEEDS)


def run(page: str, seed: int, steps: int, **knobs: Value) -> Run:
    scene = SCENES[page]
    return more(run_of(scene, seed, scene.params().changed(knobs)), steps)


def more(run: Run, steps: int, **knobs: Value) -> Run:
    if knobs:
        run.apply_params(run.params.changed(knobs))
    for _ in range(steps):
        run.train()
    run.record.read()
    return run


def seen(run: Run) -> Any:
    """What is seen of a run, whose values each page names for itself."""
    return run.seen


def value(run: Run, number: str) -> float:

    run.begin_look(fine=True, playing=False)
    with torch.no_grad():
        found = run.seen.reading(number).value
    run.end_look()
    return found


@seeds
def test_without_its_volume_a_flow_collapses(seed: int) -> None:
    told("flow_plane", ("within a hundred steps", "一百步之内"))
    flow = run("flow_plane", seed, 120)
    spread, nll = seen(flow).data(1.0).std(), value(flow, "nll")
    more(flow, 100, volume=0.0)
    assert seen(flow).data(1.0).std() < 0.1 * spread
    assert value(flow, "nll") > nll + 1.0
    # All are drawn to the likeliest latent, where −log p is log 2π, and nothing is below that.
    assert math.log(2 * math.pi) - 1e-3 < value(flow, "objective") < math.log(2 * math.pi) + 0.3
    collapsed = value(flow, "nll")
    more(flow, 100, volume=1.0)
    assert value(flow, "nll") < collapsed - 0.5, "and opens again"


@seeds
def test_without_its_softmax_a_center_loss_draws_all_into_one_point(seed: int) -> None:
    circle = run("margin_circle", seed, 100, loss="softmax")
    spread = seen(circle).features().std(dim=0).norm()
    assert value(circle, "accuracy") > 0.5
    more(circle, 100, softmax=0.0, pull=0.5)
    assert seen(circle).features().std(dim=0).norm() < 0.1 * spread
    assert value(circle, "accuracy") < 0.4


@seeds
def test_where_only_directions_count_nothing_shrinks_without_the_margin_loss(seed: int) -> None:
    circle = run("margin_circle", seed, 100)
    right = value(circle, "accuracy")
    more(circle, 200, softmax=0.0, pull=0.5)
    directions = normalize(seen(circle).features(), dim=1)
    assert directions.mean(dim=0).norm() < 0.9, "still all round the circle"
    assert value(circle, "accuracy") < right - 0.05


@seeds
def test_without_its_penalty_a_critic_runs_off(seed: int) -> None:
    told("wasserstein_critic", ("within sixty steps", "六十步之内"))
    told("wasserstein_critic", ("more than ten times the distance", "超过真实距离的十倍"))
    critic = run("wasserstein_critic/distance", seed, 100)
    assert value(critic, "estimate") < 2 * value(critic, "w1")
    more(critic, 60, penalty=0.0)
    assert value(critic, "estimate") > 10 * value(critic, "w1")
    more(critic, 200, penalty=10.0)
    assert value(critic, "estimate") < 3 * value(critic, "w1"), "and is fetched back"


@seeds
def test_without_its_level_an_energy_of_fixed_shape_bends_and_a_network_does_not(seed: int) -> None:
    def misplaced(energy: str, level: str) -> float:
        page = "nce_density/one dimension"
        return value(run(page, seed, 500, energy=energy, level=level), "misplaced")

    assert misplaced("quartic", "held at 0") > 5 * misplaced("quartic", "learnt")
    learnt, held = (misplaced("network", level) for level in ("learnt", "held at 0"))
    assert held < 1.5 * learnt


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(4))
def test_with_its_loss_on_all_patches_an_autoencoder_copies_what_it_sees(seed: int) -> None:
    alone, everywhere = (run("mae_images", seed, 250, everywhere=w) for w in (0.0, 1.0))
    assert value(everywhere, "visible_mse") < 0.6 * value(alone, "visible_mse")
    # What was removed is not rebuilt much better, nor much worse, for it.
    assert 0.8 < value(everywhere, "error") / value(alone, "error") < 1.25
