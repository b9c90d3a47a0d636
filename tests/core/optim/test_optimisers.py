"""What every optimiser owes to torch.optim's interface, and to torch.optim itself. T4."""

import copy

import pytest
import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import StepLR

from core.optim import (
    RK4,
    SGD,
    Accumulation,
    Adam,
    Heun,
    Lookahead,
    Momentum,
    Nesterov,
    gradients_per_step,
)
from tests.core.optim.training import (
    ALL,
    MATRICES,
    Make,
    batches,
    closure_of,
    network,
    train,
    trained,
    weights,
)
from tests.same import same

PEERS: dict[str, tuple[Make, Make]] = {
    "SGD": (lambda p: SGD(p, 0.1), lambda p: torch.optim.SGD(p, 0.1)),
    "SGD with decay": (
        lambda p: SGD(p, 0.1, weight_decay=0.02),
        lambda p: torch.optim.SGD(p, 0.1, weight_decay=0.02),
    ),
    "momentum": (
        lambda p: Momentum(p, 0.05, 0.9, weight_decay=0.02),
        lambda p: torch.optim.SGD(p, 0.05, 0.9, weight_decay=0.02),
    ),
    "Nesterov": (
        lambda p: Nesterov(p, 0.05, 0.9, weight_decay=0.02),
        lambda p: torch.optim.SGD(p, 0.05, 0.9, weight_decay=0.02, nesterov=True),
    ),
    "Adam": (lambda p: Adam(p), lambda p: torch.optim.Adam(p)),
    "Adam with all its settings": (
        lambda p: Adam(p, 0.02, (0.7, 0.95), 1e-6, 0.02),
        lambda p: torch.optim.Adam(p, 0.02, (0.7, 0.95), 1e-6, 0.02),
    ),
}


@pytest.mark.parametrize("name", PEERS)
def test_equals_torch_over_a_hundred_steps(name: str) -> None:
    ours, theirs = (trained(make, batches(100)) for make in PEERS[name])
    assert (ours - weights(network())).abs().max() > 0.01
    assert torch.allclose(ours, theirs, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", PEERS)
def test_a_run_goes_on_from_the_state_of_torch(name: str) -> None:
    """Both ways: the names in the states are torch.optim's."""
    make, make_peer = PEERS[name]
    tape = batches(40)
    whole = trained(make, tape)
    for first, second in ((make, make_peer), (make_peer, make)):
        model = network()
        before = first(model.parameters())
        train(model, before, tape[:20])
        after = second(model.parameters())
        own, state = after.state_dict(), before.state_dict()
        pairs = zip(own["param_groups"], state["param_groups"], strict=True)
        groups = [{**theirs, **saved} for theirs, saved in pairs]
        after.load_state_dict({"state": state["state"], "param_groups": groups})
        train(model, after, tape[20:])
        assert torch.allclose(weights(model), whole, rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", [*ALL, *MATRICES])
def test_state_goes_round_in_the_middle_of_a_run(name: str) -> None:
    """T7: bitwise, in the middle of a window, into an optimiser of other rates."""
    make = {**ALL, **MATRICES}[name]
    tape = batches(30)
    whole, halved = network(bias=name in ALL), network(bias=name in ALL)
    uncut, first = make(whole.parameters()), make(halved.parameters())
    train(whole, uncut, tape)
    train(halved, first, tape[:13])
    saved = copy.deepcopy(first.state_dict())
    second = make(halved.parameters())
    for group in second.param_groups:
        group["lr"] *= 7
    second.load_state_dict(saved)
    assert same(second.state_dict(), saved)
    train(halved, second, tape[13:])
    assert same(weights(halved), weights(whole))
    assert same(second.state_dict(), uncut.state_dict())


@pytest.mark.parametrize("name", ALL)
def test_groups_have_rates_of_their_own(name: str) -> None:
    """A group at rate zero stands, and the others go as if it were not in the optimiser."""
    model, alone = network(), network()
    groups = [{"params": model[0].parameters(), "lr": 0.0}, {"params": model[2].parameters()}]
    start = weights(model[0])
    train(model, ALL[name](groups), batches(20))
    train(alone, ALL[name](alone[2].parameters()), batches(20))
    assert torch.equal(weights(model[0]), start)
    assert same(weights(model[2]), weights(alone[2]))


@pytest.mark.parametrize("name", ALL)
def test_no_gradient_no_move_and_nothing_needs_no_care(name: str) -> None:
    model, idle, empty = network(), nn.Parameter(torch.ones(3)), nn.Parameter(torch.zeros(0, 4))
    optimizer = ALL[name]([*model.parameters(), idle, empty])
    for x, y in batches(20):
        optimizer.step(closure_of(optimizer, model, x, y, nothing=empty))
    assert empty.grad is not None
    assert torch.equal(idle.detach(), torch.ones(3))
    assert same(weights(model), trained(ALL[name], batches(20)))


@pytest.mark.parametrize("name", [*ALL, *MATRICES])
def test_the_closure_is_called_as_often_as_told_and_its_first_loss_returned(name: str) -> None:
    model = network(bias=name in ALL)
    optimizer = {**ALL, **MATRICES}[name](model.parameters())
    losses: list[Tensor] = []
    (x, y), *_ = batches(1)
    closure = closure_of(optimizer, model, x, y)

    def counted() -> Tensor:
        assert torch.is_grad_enabled()
        losses.append(closure())
        return losses[-1]

    assert optimizer.step(counted) is losses[0]  # type: ignore[arg-type, comparison-overlap]
    assert len(losses) == gradients_per_step(optimizer)


def test_gradients_per_step_are_known() -> None:
    p = [nn.Parameter(torch.ones(1))]
    assert [gradients_per_step(each) for each in (SGD(p), Heun(p), RK4(p), Lookahead(RK4(p)))] == [
        1, 2, 4, 4,
    ]  # fmt: skip
    assert gradients_per_step(torch.optim.Adam(p)) == 1


@pytest.mark.parametrize("name", ["Adam", "Lookahead of Adam", "accumulation of momentum"])
def test_a_schedule_of_torch_reaches_the_rate(name: str) -> None:
    """Also after the state was loaded, which makes new groups; both windows end at twenty."""
    model = network()
    optimizer = ALL[name](model.parameters())
    optimizer.load_state_dict(optimizer.state_dict())
    schedule = StepLR(optimizer, 1, gamma=0.0)
    train(model, optimizer, batches(20))
    before = weights(model)
    schedule.step()
    train(model, optimizer, batches(20))
    assert torch.equal(weights(model), before)


@pytest.mark.parametrize(
    ("wrap", "reached"), [(lambda o: Lookahead(o), 0.0), (lambda o: Accumulation(o, 2), 0.5)]
)
def test_a_group_may_come_later(wrap: Make, reached: float) -> None:
    late = nn.Parameter(torch.ones(2))
    optimizer = wrap(SGD(network().parameters(), 0.1))
    optimizer.add_param_group({"params": [late], "lr": 0.5})
    for _ in range(2):
        late.grad = torch.ones(2)
        optimizer.step()
    assert float(late[0].detach()) == reached
