"""The page of words: the table becomes the exact one, presets do what they say."""

from typing import cast

import numpy as np
import pytest
import torch

from core.experiments.nce_words import SCENES, corpus
from core.experiments.nce_words.page import NceWords
from core.experiments.nce_words.seen import WordsSeen
from core.message import InvalidInput
from core.params import Value
from core.record import NonFiniteError
from core.run import Run
from core.touches import Pick, Type
from core.views import Chart, Matrix, Plane, Points, Tokens
from tests.pages import run_of
from tests.texts import told

(WORDS,) = SCENES
# At the pace of the page twelve seconds.
STEPS = 1500
OWN = "the cat sat on the mat and the dog sat on the log while " * 4


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(WORDS, seed, WORDS.params().changed(values))


def preset(name: str, seed: int = 0, **values: Value) -> Run:
    found = next(p for p in WORDS.presets if p.name == name)
    return run_of(WORDS, seed, WORDS.params().changed({**found.values, **values}))


def train(run: Run, steps: int = STEPS) -> WordsSeen:
    for _ in range(steps):
        run.train()
    return seen_of(run)


def seen_of(run: Run) -> WordsSeen:
    run.begin_look(fine=False, playing=False)
    return cast(WordsSeen, run.seen)


# --- what is said -------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["word2vec", "PMI"])
def test_the_products_become_the_exact_table(name: str, seed: int) -> None:
    run = preset(name, seed)
    assert abs(seen_of(run).fit()) < 0.3
    seen = train(run)
    assert seen.fit() > 0.88
    values = run.record.history.values("loss")
    assert float(values[-200:].mean()) == pytest.approx(seen.optimum(), rel=0.06)


def test_the_articles_own_has_no_level_to_learn() -> None:
    told("nce_words", "γ = 0", preset="word2vec")
    run = preset("word2vec")
    parts = cast(NceWords, run.experiment).parts().items()
    assert run.experiment.params.values()["exponent"] == 3 / 4
    assert {name for name, part in parts if isinstance(part, torch.Tensor)} == {"u", "v"}


def test_poems_have_their_table_too() -> None:
    assert train(preset("Tang poems")).fit() > 0.8


@pytest.mark.parametrize("seed", range(3))
def test_uniform_noise_learns_no_pmi(seed: int) -> None:
    told("nce_words", ("At 0 frequent words are near to all", "取 0 时高频词离谁都近"))
    seen = train(preset("Uniform noise", seed))
    assert seen.fit() > 0.88
    assert seen.with_pmi() < seen.fit() - 0.04
    often = seen.model.corpus.counts.counts.sum(dim=0).double().log()
    near = (seen.model.u @ seen.model.v.T).mean(dim=0).double()
    assert float(torch.corrcoef(torch.stack([often, near]))[0, 1]) > 0.7


@pytest.mark.parametrize("seed", range(3))
def test_two_dimensions_are_too_few(seed: int) -> None:
    told("nce_words", "rank 2", preset="Too few dimensions")
    told("nce_words", ("rank 2", "秩为 2"))
    seen = train(preset("Too few dimensions", seed), 3000)
    assert seen.fit() < 0.75
    products = seen.model.u @ seen.model.v.T
    assert int(torch.linalg.matrix_rank(products, atol=1e-4)) == 2


def test_too_fast_ends_without_a_number() -> None:
    told(
        "nce_words",
        ("rate of 0.2. Take ten times that", "学习率 0.2。换成十倍"),
        ("rate of 0.2.", "学习率 0.2 "),
    )
    rates = [run.params.values()["learning_rate"] for run in (made(), preset("Too fast"))]
    assert rates == [0.2, 2.0]
    with pytest.raises(NonFiniteError):
        train(preset("Too fast"), 1000)


def test_the_correction_takes_the_noise_out_of_the_products() -> None:
    run = made(corrected=True)
    seen = train(run)
    conditional = cast(NceWords, run.experiment).corpus.counts.optimum(torch.ones(40), 1.0, True)
    torch.testing.assert_close(seen.exact(), conditional.float(), equal_nan=True)
    assert seen.fit() > 0.88


def test_the_exponent_is_turned_while_it_trains() -> None:
    run = preset("PMI")
    train(run, 800)
    before = seen_of(run).exact()
    run.apply_params(run.params.changed({"exponent": 0.0}))
    seen = seen_of(run)
    assert not torch.equal(seen.exact().nan_to_num(), before.nan_to_num())
    behind = seen.error()
    assert train(run, 800).error() < behind


# --- texts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", WORDS.params.knobs()["text"].choices)
def test_the_words_of_every_text_are_counted(text: str) -> None:
    found = cast(NceWords, made(text=text).experiment).corpus
    assert len(found.words) == corpus.MOST_WORDS
    assert not any(corpus.SIGN.fullmatch(word) for word in found.words)
    assert torch.equal(found.counts.counts, found.counts.counts.T)
    assert bool((found.counts.counts.sum(dim=0) > 0).all())


def test_a_text_whose_words_never_meet_is_none() -> None:
    run = made(text="own text", window=1)
    experiment = cast(NceWords, run.experiment)
    poems = experiment.corpus.words
    apart = "alpha, beta, gamma, delta, " * 12
    run.touch("neighbours", Type(apart))
    assert experiment.corpus.words == poems
    assert seen_of(run).wants_text()
    with pytest.raises(InvalidInput, match="stand near each other"):
        corpus.corpus("own text", "", 5, ("alpha", "beta", "gamma") * 20)


def test_a_text_of_ones_own_is_learnt_once_it_is_long_enough() -> None:
    run = made(text="own text")
    experiment = cast(NceWords, run.experiment)
    poems = experiment.corpus.words
    run.touch("neighbours", Type("the cat"))
    assert experiment.corpus.words == poems
    assert seen_of(run).wants_text()
    run.touch("neighbours", Type(OWN))
    assert set(experiment.corpus.words) == set(OWN.split())
    assert not seen_of(run).wants_text()
    assert train(run, 600).fit() > 0.5
    for view in run.look().values():
        assert view.title


def test_order_and_map_stay_while_it_trains() -> None:
    run = made()
    words = seen_of(run).words()
    train(run, 600)
    before = seen_of(run).map()
    after = train(run, 20).map()
    assert seen_of(run).words() == words
    assert float((after - before).norm(dim=1).mean()) < 0.4  # nothing has flipped


# --- hands --------------------------------------------------------------------------------------


def test_a_word_picked_in_one_view_is_lit_in_all() -> None:
    run = made()
    train(run, 50)
    words = seen_of(run).words()
    run.touch("learnt", Pick("matrix", 3, 5))
    views = run.look()
    assert cast(Matrix, views["learnt"]).picked == (3, 5)
    assert cast(Matrix, views["exact"]).picked == (3, 5)
    assert cast(Tokens, views["neighbours"]).rows[0][0].text == words[3]
    run.touch("words", Pick("all", 7, key=words[7]))
    views = run.look()
    row, column = cast(tuple[int, int], cast(Matrix, views["learnt"]).picked)
    best = seen_of(run).exact()[7]
    assert (row, float(best[column])) == (7, float(best[~best.isnan()].max()))
    lit = cast(Points, cast(Plane, views["words"]).layers["picked"]).points[0]
    assert np.allclose(lit, cast(Points, cast(Plane, views["words"]).layers["all"]).points[7])
    mine = cast(Points, cast(Chart, views["scatter"]).layers["picked"]).points
    assert len(mine) == int((~seen_of(run).exact()[7].isnan()).sum())
    for pick in (Pick("matrix", -1), Pick("matrix", 99, 99), Pick("all", 0, key="absent")):
        run.touch("learnt", pick)
        assert run.look()
