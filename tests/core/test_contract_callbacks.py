"""One run to the last bit (DESIGN §5), with each callback on, on every page that has them."""

import pytest

from core.commands import Play
from core.params import Params, Value
from core.run import Run
from tests.core.test_contract_views import check_fresh
from tests.pages import SCENES, run_of
from tests.rig import Rig
from tests.same import same

STEPS = 6
SETTINGS: dict[str, dict[str, Value]] = {
    "warm-up": {"warm_up": 4},
    "schedule": {"first_drop": 1, "drop_factor": 0.5},
    "clipping": {"clip_norm": 0.01},
    "averaging": {"average": 3},
    "best": {"keep_best": True},
    "stop": {"patience": 3},
}
ALL = {name: value for values in SETTINGS.values() for name, value in values.items()}
PAGES = [page for page, scene in SCENES.items() if "learning_rate" in scene.params.knobs()]
# Few in the suite: one optimiser, two, no module among the parts, and all callbacks together.
QUICK = {"flow_plane", "mlm_text", "ode_cells/infer parameters"}


def _cases() -> list[object]:
    return [
        pytest.param(
            page,
            values,
            id=f"{page}-{name}",
            marks=[] if page in QUICK and name == "all" else pytest.mark.wide,
        )
        for page in PAGES
        for name, values in {**SETTINGS, "all": ALL}.items()
        if page in QUICK or name == "all"
    ]


every_case = pytest.mark.parametrize(("page", "values"), _cases())


@pytest.fixture(autouse=True)
def _short_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in PAGES:
        monkeypatch.setattr(SCENES[page].experiment, "epoch", 2)


def _params(page: str, values: dict[str, Value]) -> Params:
    return SCENES[page].params().changed(values)


def _trained(run: Run, steps: int = STEPS, looks: bool = False) -> Run:
    for _ in range(steps):
        run.train()
        if looks:
            run.look()
        if run.stopped:
            break
    return run


@every_case
def test_the_same_seed_gives_the_same_run_looked_at_or_not(
    page: str, values: dict[str, Value]
) -> None:
    params = _params(page, values)
    one, other = (_trained(run_of(SCENES[page], 1, params), looks=looks) for looks in (False, True))
    assert same(one.state(), other.state())
    assert list(one.record.history.events) == list(other.record.history.events)
    rig = Rig(SCENES[page], params, seed=1)
    rig.turn(Play())
    while not rig.run.stopped if one.stopped else rig.run.step < STEPS:
        rig.turn()
        rig.mailbox.take()
    assert same(rig.run.state(), one.state())


@every_case
def test_a_run_restored_half_way_is_the_same(page: str, values: dict[str, Value]) -> None:
    params, half = _params(page, values), STEPS // 2
    whole = run_of(SCENES[page], 1, params)
    middle = _trained(whole, half).state()
    step = whole.step
    _trained(whole, STEPS - half)
    later = run_of(SCENES[page], 1, params)
    later.train()
    later.restore(step, middle)
    assert same(_trained(later, STEPS - half).state(), whole.state())


@every_case
def test_what_is_looked_at_is_the_truth(page: str, values: dict[str, Value]) -> None:
    run = run_of(SCENES[page], 1)
    run.look()
    run.train()
    run.apply_params(_params(page, values))
    run.look()
    check_fresh(run, page)
    run.train()
    run.look()
    check_fresh(_trained(run, 2), page)
    run.apply_params(_params(page, {}))
    check_fresh(run, page)
