"""Every page that learns from data learns from what people bring; what it cannot it refuses."""

import numpy as np
import pytest

from core.commands import Bring, Change, Reset, Step
from core.data.brought import Lines, Pictures, Rows
from core.message import InvalidInput
from core.own_data import Own, Takes
from core.params import Value
from core.snapshot import Phase
from tests.pages import SCENES
from tests.rig import Rig

TAKEN = [(page, takes) for page, scene in SCENES.items() for takes in scene.experiment.takes]
NAMES = [f"{page} {takes.kind}" for page, takes in TAKEN]
STEPS = 4


def brought(takes: Takes, seed: int = 0) -> object:
    """Something that a person might bring to a page."""
    draw = np.random.default_rng(seed)
    match takes.kind:
        case "table" | "drawing":
            labels = tuple("ab"[n % 2] for n in range(60)) if "label" in takes.columns else ()
            columns = max(1, len(takes.columns) - bool(labels)) if takes.columns else 2
            return Rows(draw.normal(size=(60, columns)) * 5 + 3, labels)
        case "picture":
            return draw.random((40, 30, 3)).astype(np.float32)
        case "pictures":
            squares = tuple(draw.random((24, 24, 3)).astype(np.float32) for _ in range(80))
            return Pictures(squares, tuple(f"class {n % 10}" for n in range(80)))
        case "text":
            words = ["red", "green", "blue", "light", "door", "open", "close"]
            texts = tuple(" ".join(draw.choice(words, 6)) for _ in range(90))
            return Lines(texts, tuple(str(n // 9) for n in range(90)))
    raise AssertionError(takes.kind)


def own_of(takes: Takes, seed: int = 0) -> Own:
    return takes.own(f"file {seed}", brought(takes, seed))


@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_a_page_learns_what_is_brought(page: str, takes: Takes) -> None:
    rig = Rig(SCENES[page])
    rig.see()
    rig.turn(Bring(own_of(takes)))
    seen = rig.see()
    assert (seen.phase, seen.reason, seen.notice) == (Phase.PAUSED, None, None)
    if takes.learnt:
        assert seen.own is not None
        assert seen.own.name == "file 0"
        values: dict[str, Value] = seen.params.values()
        assert all(values[name] == value for name, value in seen.own.sets.items())
    rig.turn(Step(STEPS), times=STEPS)
    seen = rig.see()
    assert (seen.step, seen.phase, seen.reason) == (STEPS, Phase.PAUSED, None)
    rig.turn(Bring(own_of(takes, 1)))
    rig.turn(Reset(seed=3))
    assert rig.see().phase is Phase.PAUSED


@pytest.mark.wide
@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_other_data_trains_otherwise_and_the_same_the_same(page: str, takes: Takes) -> None:
    if not takes.learnt:
        pytest.skip("This is looked at.")
    last = []
    for seed in (0, 0, 1):
        rig = Rig(SCENES[page])
        rig.turn(Bring(own_of(takes, seed)))
        rig.turn(Step(STEPS), times=STEPS)
        last.append(rig.run.record.history.last)
    assert last[0] == last[1]
    assert last[0] != last[2]


@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_what_is_no_use_is_refused_in_one_sentence(page: str, takes: Takes) -> None:
    one = np.ones((1, 3))
    nothing: dict[str, object] = {
        "table": Rows(one[:, : max(1, len(takes.columns))], ("a",)),
        "drawing": Rows(one[:, :2]),
        "pictures": Pictures((np.zeros((4, 4, 3), dtype=np.float32),), ("a",)),
        "text": Lines(("one",), ()),
    }
    if takes.kind == "picture":
        pytest.skip("Any picture can be looked at.")
    with pytest.raises(InvalidInput) as refused:
        takes.own("a file", nothing[takes.kind])
    assert "\n" not in str(refused.value)


@pytest.mark.wide
@pytest.mark.parametrize(("page", "takes"), TAKEN, ids=NAMES)
def test_the_built_in_data_is_there_again(page: str, takes: Takes) -> None:
    if not takes.learnt:
        pytest.skip("This is looked at.")
    rig, other = Rig(SCENES[page]), Rig(SCENES[page])
    rig.turn(Bring(own_of(takes)))
    rig.turn(Change(SCENES[page].params()), Reset())
    for each in (rig, other):
        each.turn(Step(STEPS), times=STEPS)
    assert rig.run.record.history.last == other.run.record.history.last


def test_every_page_that_learns_from_data_takes_it() -> None:
    takes = [page for page, _ in TAKEN]
    assert {page.split("/")[0] for page in takes} >= {
        "flow_plane", "flow_images", "lipschitz_surface", "margin_circle", "mae_images",
        "sentence_search", "mlm_text", "nce_density", "nce_words", "optimiser_race",
        "callback_bench", "wasserstein_critic",
    }  # fmt: skip
