"""Verifying says that a run is the same again, or from which step on it is not, and why."""

from dataclasses import replace

import torch

from core.keeping.session import Session
from core.keeping.verify import verified
from tests.core.keeping.lived import lived
from tests.pages import few_scenes, trained
from tests.rig import FakeClock


@few_scenes
def test_a_run_is_the_same_again(page: str) -> None:
    session = Session.of(page.split("/")[0], trained(page))
    verdict = verified(session, FakeClock(tick=1e-4))
    assert verdict.same
    assert "last bit" in str(verdict.said[0])


def test_a_difference_is_found_at_its_step_and_its_part() -> None:
    run = trained("nce_density/one dimension", 7)
    with torch.no_grad():
        next(run.experiment.optimisers()[0].param_groups[0]["params"].__iter__()).add_(1e-3)
    for _ in range(5):
        run.train()
    session = Session.of("nce_density", run)
    session = replace(session, made_with={**session.made_with, "kernels": "NONE"})
    verdict = verified(session, FakeClock(tick=1e-4))
    said = " ".join(map(str, verdict.said))
    assert not verdict.same
    assert "at step 8" in said
    assert "kernels was NONE then" in said


def test_a_last_state_that_was_changed_is_told_from_its_run() -> None:
    run = lived("ode_cells/LSTM").run
    session = Session.of("ode_cells", run)
    name, module = next(
        (name, part) for name, part in run.experiment.parts().items()
        if isinstance(part, torch.nn.Module)
    )  # fmt: skip
    state = module.state_dict()
    first = next(iter(state))
    changed = {**state, first: state[first] + 0.25}
    verdict = verified(replace(session, state={**session.state, name: changed}), FakeClock())
    assert not verdict.same
    assert f"At the end {name} differs by at most 0.25" in " ".join(map(str, verdict.said))
