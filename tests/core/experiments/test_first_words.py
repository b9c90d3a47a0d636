"""The question with which the page of the sentences opens: wrong before training, right after."""

import pytest
import torch

from core.experiments.sentence_search.corpus import FIRST_WORDS
from core.experiments.sentence_search.knobs import CHINESE, DESK, ENGLISH, HOME
from core.experiments.sentence_search.page import SentenceSearch
from core.margins.normalise import normalise
from core.params import Value
from core.run import Run
from tests.pages import SCENES, run_of

SCENE = SCENES["sentence_search"]
STEPS = 200
SEEDS = (0, *(pytest.param(seed, marks=pytest.mark.wide) for seed in (1, 2)))
OPENINGS: dict[tuple[str, str], tuple[dict[str, Value], str]] = {
    (HOME, ENGLISH): ({}, "HassSetVolume"),
    (HOME, CHINESE): ({"language": CHINESE}, "HassSetVolume"),
    (DESK, CHINESE): (
        {"corpus": DESK, "thinning": 0.3, "held_out": 0.15, "language": CHINESE},
        "printing_cost",
    ),
}


def _nearest_group(run: Run) -> str:
    page = run.experiment
    assert isinstance(page, SentenceSearch)
    encode, stored = page.corpus.vocabulary.encode_all, page.corpus.stored
    with torch.no_grad():
        asked = normalise(page.encoder(encode((page.corpus.first_words,))))
        cosines = asked @ normalise(page.encoder(encode(stored.texts))).T
    return stored.names[stored.labels[int(cosines.argmax())]]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("opening", OPENINGS)
def test_it_is_wrong_before_and_right_after(opening: tuple[str, str], seed: int) -> None:
    values, right = OPENINGS[opening]
    run = run_of(SCENE, seed, SCENE.params().changed(values))
    assert run.experiment.corpus.first_words == FIRST_WORDS[opening]  # type: ignore[attr-defined]
    assert _nearest_group(run) != right
    for _ in range(STEPS):
        run.train()
    assert _nearest_group(run) == right
