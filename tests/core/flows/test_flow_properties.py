"""What every flow must keep: inverse, determinant, parts, saving. T1 and T2 of the fact sheet."""

import copy

import pytest
import torch

from core.flows.flow import Composite
from tests.core.flows.flow_cases import ALL, MODELS, build, jacobian_log_det, normal, train

PARTS = (0.0, 0.2, 0.9)
every_flow = pytest.mark.parametrize("name", ALL)


@every_flow
def test_inverse_undoes_forward_and_the_other_way(name: str) -> None:
    flow, x = build(name)
    z, log_det = flow(x)
    back, inverse_log_det = flow.inverse(z)
    again, _ = flow(back)
    assert log_det.shape == inverse_log_det.shape == (len(x),)
    torch.testing.assert_close(back, x, atol=1e-10, rtol=0)
    torch.testing.assert_close(again, z, atol=1e-10, rtol=0)
    torch.testing.assert_close(inverse_log_det, -log_det, atol=1e-10, rtol=0)


@every_flow
def test_inverse_of_noise(name: str) -> None:
    flow, x = build(name)
    z = normal(*flow(x)[0].shape, seed=9)
    torch.testing.assert_close(flow(flow.inverse(z)[0])[0], z, atol=1e-10, rtol=0)


@every_flow
def test_round_trip_in_float32(name: str) -> None:
    flow, x = build(name)
    flow, x = flow.float(), x.float()
    z, log_det = flow(x)
    assert z.dtype == log_det.dtype == torch.float32
    torch.testing.assert_close(flow.inverse(z)[0], x, atol=1e-5, rtol=0)


@every_flow
def test_log_det_is_that_of_the_jacobian(name: str) -> None:
    flow, x = build(name, batch=2)
    torch.testing.assert_close(flow(x)[1], jacobian_log_det(flow, x), atol=1e-9, rtol=0)


@pytest.mark.parametrize("t", PARTS)
@every_flow
def test_every_part_has_an_inverse(name: str, t: float) -> None:
    flow, x = build(name)
    z, log_det = flow(x, t)
    back, inverse_log_det = flow.inverse(z, t)
    torch.testing.assert_close(back, x, atol=1e-10, rtol=0)
    torch.testing.assert_close(inverse_log_det, -log_det, atol=1e-10, rtol=0)


@every_flow
def test_log_det_of_half_a_flow(name: str) -> None:
    flow, x = build(name, batch=2)
    torch.testing.assert_close(flow(x, 0.4)[1], jacobian_log_det(flow, x, 0.4), atol=1e-9, rtol=0)


@every_flow
def test_no_part_is_the_identity_and_the_whole_part_is_the_flow(name: str) -> None:
    flow, x = build(name)
    nothing, log_det = flow(x, 0.0)
    assert torch.equal(nothing.flatten().sort().values, x.flatten().sort().values)
    assert not log_det.any()
    if nothing.shape == x.shape:
        assert torch.equal(nothing, x)
    torch.testing.assert_close(flow(x, 1.0)[0], flow(x)[0], atol=0, rtol=0)


@pytest.mark.parametrize("name", MODELS)
def test_training_keeps_the_inverse(name: str) -> None:
    flow, x = build(name, batch=32)
    flow.initialise(x)
    losses = train(flow, x, 15)
    assert losses[-1] < losses[0]
    torch.testing.assert_close(flow.inverse(flow(x)[0])[0], x, atol=1e-10, rtol=0)
    log_det = flow(x[:1])[1]
    torch.testing.assert_close(log_det, jacobian_log_det(flow, x[:1]), atol=1e-9, rtol=0)


@every_flow
def test_saved_weights_give_the_same_flow(name: str) -> None:
    flow, x = build(name)
    other, _ = build(name)
    with torch.no_grad():
        for parameter in other.parameters():
            parameter.zero_()
    other.load_state_dict(copy.deepcopy(flow.state_dict()))
    assert torch.equal(other(x)[0], flow(x)[0])
    assert torch.equal(other.inverse(flow(x)[0])[0], flow.inverse(flow(x)[0])[0])


@every_flow
def test_looking_changes_nothing(name: str) -> None:
    flow, x = build(name)
    before = copy.deepcopy(flow.state_dict())
    random_state = torch.get_rng_state()
    flow(x), flow(x, 0.3), flow.inverse(flow(x)[0])
    assert torch.equal(torch.get_rng_state(), random_state)
    assert all(torch.equal(before[key], value) for key, value in flow.state_dict().items())


@every_flow
def test_points_do_not_see_each_other(name: str) -> None:
    flow, x = build(name)
    alone = torch.cat([flow(point[None])[0] for point in x])
    torch.testing.assert_close(flow(x)[0], alone, atol=1e-12, rtol=0)


@every_flow
def test_initialise_returns_the_output(name: str) -> None:
    flow, x = build(name)
    torch.testing.assert_close(flow.initialise(x), flow(x)[0], atol=1e-12, rtol=0)


def test_stages_lead_from_data_to_latents_and_back() -> None:
    flow, x = build("glow_vector")
    assert isinstance(flow, Composite)
    stages = flow.stages(x)
    assert len(stages) == len(flow) + 1
    for i, stage in enumerate(stages):
        torch.testing.assert_close(stage.points, flow(x, i / len(flow))[0], atol=0, rtol=0)
    total = torch.stack([stage.log_det for stage in stages]).sum(0)
    torch.testing.assert_close(total, flow(x)[1], atol=1e-12, rtol=0)


@pytest.mark.parametrize("name", ["real_nvp", "glow_vector", "nice"])
def test_depth_is_continuous_from_layer_to_layer(name: str) -> None:
    flow, x = build(name)
    assert isinstance(flow, Composite)
    for depth in range(1, len(flow) + 1):
        here = flow(x, depth / len(flow))[0]
        before = flow(x, (depth - 1e-4) / len(flow))[0]
        after = flow(x, min(1.0, (depth + 1e-4) / len(flow)))[0]
        torch.testing.assert_close(before, here, atol=1e-2, rtol=1e-2)
        torch.testing.assert_close(after, here, atol=1e-2, rtol=1e-2)


@pytest.mark.parametrize("t", [-0.1, 1.1, float("nan")])
def test_part_outside_is_refused(t: float) -> None:
    flow, x = build("real_nvp")
    with pytest.raises(ValueError, match="between 0 and 1"):
        flow(x, t)
