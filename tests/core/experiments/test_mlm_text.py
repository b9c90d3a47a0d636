"""The page of masked words: what its sentences promise, what it shows, what a hand does."""

from functools import cache
from typing import cast

import numpy as np
import pytest
import torch

from core.data.texts import poems
from core.experiment import Experiment, build
from core.experiments.mlm_text import SCENES
from core.experiments.mlm_text.knobs import AVERAGES, CHINESE, COST, TANG, WAYS, TextParams
from core.experiments.mlm_text.page import MlmText, TextMade
from core.experiments.mlm_text.presets import PRESETS
from core.experiments.mlm_text.seen import TextSeen
from core.experiments.mlm_text.side_views import BERT_LENGTH
from core.masking.dropout import dropped
from core.params import Value
from core.run import Run
from core.touches import Pick, RunAction, Type
from core.views import Bars, Chart, Lines, Plane, Points, Rule, Tokens, View
from tests.pages import run_of
from tests.same import same
from tests.texts import told
from tests.training import trained_run

# Some 1,500 steps fit into thirty seconds on two cores; these few are enough for the proof.
STEPS = 300
EMOJI_AND_CONTROLS = "\U0001f600\u0000\u202e\x1b"


def made(seed: int = 0, **values: Value) -> Run:
    return run_of(SCENES[0], seed, TextParams().changed(values))


def rebuilt(before: Run, seed: int = 0, **values: Value) -> Run:
    """A new run that takes over what a hand made."""
    params = before.experiment.params.changed(values)
    experiment: Experiment = build(MlmText, params, seed)
    experiment.carry_over(before.experiment)
    return Run(SCENES[0], experiment, before.cache.clock)


def _trained(name: str, steps: int, **changed: Value) -> Run:
    values = next(preset for preset in PRESETS if preset.name == name).values
    return trained_run(SCENES[0], TextParams().changed({**values, **changed}), steps)


def seen(run: Run) -> TextSeen:
    return cast(TextSeen, run.seen)


def view(run: Run, name: str, fine: bool = False) -> View:
    return run.look(fine, [name])[name]


def side(run: Run, fine: bool = False, **values: Value) -> View:
    """The view at the side after knobs are turned."""
    run.apply_params(run.experiment.params.changed(values))
    return view(run, "side_view", fine)


def sentences(run: Run) -> Tokens:
    return cast(Tokens, view(run, "sentences"))


def bars(run: Run) -> Bars:
    return cast(Bars, view(run, "guesses"))


# --- what is promised -----------------------------------------------------------------------------


def test_a_masked_word_is_guessed_from_its_neighbours() -> None:
    told("mlm_text", ("past 6 %", "为 6%"))
    run = _trained("BERT's mixture", STEPS)
    corpus = seen(run).corpus()
    assert corpus.commonest == pytest.approx(0.06, abs=0.005)
    assert seen(run).accuracy() > 3 * corpus.commonest
    assert seen(run).held_out() < corpus.entropy - 1
    assert "living" in bars(run).labels[:2]
    assert bars(run).values[0] > 0.3


def test_characters_tell_more_about_each_other() -> None:
    accuracy = seen(_trained("Chinese characters", STEPS)).accuracy()
    assert accuracy > 0.35
    assert accuracy > seen(_trained("BERT's mixture", STEPS)).accuracy()


def test_the_correction_moves_the_loss_by_hundredths_and_the_cloud_by_an_eighth() -> None:
    told("mlm_text", "12 % of the way", preset="Embedding correction")
    run = _trained("BERT's mixture", STEPS)
    cloud = cast(Plane, side(run, strength=1.0))
    before = cast(Points, cloud.layers["before"]).points
    after = cast(Points, cloud.layers["after"]).points
    assert [r.value for r in cloud.readings] == pytest.approx([0.865, 0.12, 0.015])
    assert np.allclose(after[:, 0], 0.865 * before[:, 0] + 0.12, atol=1e-2)
    assert np.allclose(after[:, 1], 0.865 * before[:, 1], atol=1e-2)
    shift, accuracy = sentences(run).readings
    assert 0 < abs(shift.value) < 0.1
    assert accuracy.value == seen(run).accuracy()


def test_with_mask_alone_seen_words_are_not_repeated() -> None:
    told(
        "mlm_text",
        ("after 150 steps under 15 %, against over 40 %", "150 步之后不到 15%，而混合时超过 40%"),
    )
    alone, mixed = _trained("Only [MASK]", 150), _trained("BERT's mixture", 150)
    assert seen(alone).repeated() < 0.15
    assert seen(mixed).repeated() > 0.4


@pytest.mark.wide
def test_with_nearly_all_masked_little_is_learnt() -> None:
    told("mlm_text", "at 15 %", preset="Nearly all masked")
    run = _trained("Nearly all masked", STEPS)
    assert seen(run).held_out() > seen(_trained("BERT's mixture", STEPS)).held_out() + 0.1


@pytest.mark.wide
def test_repacked_positions_are_worse_than_kept_ones() -> None:
    repacked = _trained("Re-packed positions", 250)
    kept = _trained("Re-packed positions", 250, positions="kept")
    assert seen(repacked).held_out() > seen(kept).held_out() + 0.02


@pytest.mark.wide
def test_few_poems_are_learnt_by_heart() -> None:
    told("mlm_text", "313 Tang poems: after some hundred steps", preset="Too little data")
    told("mlm_text", ("313 poems", "三百一十三首诗"))
    assert len(poems()) == 313
    run, tried, losses = made(text=TANG), [], []
    for _ in range(500):
        scalars = run.experiment.step()
        tried.append(float(scalars["held_out"]))
        losses.append(float(scalars["loss"]))
    assert tried[-1] > min(tried) + 0.02
    assert sum(losses[-50:]) / 50 < tried[-1] - 0.3


def test_the_baseline_is_the_entropy_of_single_words() -> None:
    rule = cast(Rule, seen(made()).reference_lines()["entropy"])
    assert 4.5 < rule.value < np.log(485)


@pytest.mark.parametrize("width", TextParams.knobs()["width"].choices)
def test_every_width_has_heads_that_divide_it(width: str) -> None:
    run = made(width=width, depth=1)
    run.train()
    assert sentences(run).rows


# --- what is shown --------------------------------------------------------------------------------


def test_a_dropped_column_is_a_removed_word_and_a_mask_is_not() -> None:
    told("mlm_text", "0.0000")
    found = cast(Bars, side(_trained("BERT's mixture", STEPS), look=WAYS)).values.tolist()
    mask, mask_removed, column, column_removed = found
    assert column_removed < 1e-5
    assert min(mask, mask_removed, column) > 0.01


def test_the_mean_of_passes_comes_to_the_exact_one_when_paused() -> None:
    run = _trained("BERT's mixture", STEPS)
    quick, fine = (cast(Chart, side(run, fine, look=AVERAGES, keep=0.7)) for fine in (False, True))
    mean = cast(Lines, fine.layers["mean"]).points[-1, 1]
    exact = cast(Lines, fine.layers["exact"]).points[0, 1]
    single = cast(Lines, fine.layers["single"]).points[0, 1]
    assert "exact" not in quick.layers
    # Sixty chances between 0 and 1: their mean strays by 0.065 at most, three times that is rare.
    assert abs(mean - exact) < 0.2
    assert fine.readings[0].value == pytest.approx(single - exact, abs=1e-6)
    assert quick.readings[0].value == pytest.approx(single - mean, abs=1e-6)


def test_of_two_averages_each_vector_is_dropped_with_one_in_five() -> None:
    told("mlm_text", "with probability 0.2", preset="Two averages")
    preset = next(each for each in SCENES[0].presets if each.name == "Two averages")
    keep = cast(float, preset.values["keep"])
    kept = dropped(torch.ones(4000), keep, torch.Generator().manual_seed(0)) > 0
    assert 0.15 < 1 - float(kept.double().mean()) < 0.25


def test_with_nothing_dropped_both_averages_are_one() -> None:
    fine = cast(Chart, side(_trained("BERT's mixture", STEPS), fine=True, look=AVERAGES, keep=1.0))
    assert fine.readings[0].value == pytest.approx(0, abs=1e-5)
    passes = cast(Points, fine.layers["passes"]).points[:, 1]
    assert np.allclose(passes, cast(Lines, fine.layers["single"]).points[0, 1], atol=1e-5)


def test_the_cost_falls_with_the_kept_share() -> None:
    told("mlm_text", ("512 words", "512 个词"))
    assert BERT_LENGTH == 512
    chart = cast(Chart, view(made(look=COST, drop=0.5), "side_view"))
    kept, cost = (r.value for r in chart.readings)
    assert kept == 0.5
    assert 0.4 < cost < 0.5
    assert cast(Lines, chart.layers["long"]).points[255, 1] < 0.4


def test_the_correction_is_live_and_leaves_training_alone() -> None:
    looked, plain = made(), made()
    looked.apply_params(looked.experiment.params.changed({"strength": 1.0}))
    for _ in range(3):
        looked.look()
        looked.train()
        plain.train()
    assert same(looked.state(), plain.state())


# --- hands ----------------------------------------------------------------------------------------


def hidden(run: Run, row: int = 0) -> list[int]:
    """The chips of a row that are hidden."""
    return [n for n, token in enumerate(sentences(run).rows[row]) if token.hidden]


def test_a_click_masks_a_second_unmasks() -> None:
    run = made()
    assert hidden(run) == [3, 7]
    run.touch("sentences", Pick("tokens", 0))
    assert hidden(run) == [0, 3, 7]
    assert "turn" in bars(run).labels
    assert sentences(run).picked == 9  # in the row that is filled
    run.touch("sentences", Pick("tokens", -1))
    assert hidden(run) == [3, 7]
    run.touch("sentences", Pick("tokens", 9 + 4))
    assert hidden(run) == [3, 4, 7]
    run.touch("sentences", Pick("tokens", 4))
    assert hidden(run) == [3, 7]


def test_words_of_the_held_out_sentences_can_be_masked_too() -> None:
    run = made()
    first = 2 * 9
    place = next(n for n in range(1, 5) if n not in seen(run).sentences()[1].hidden)
    run.touch("sentences", Pick("tokens", first + place - 1))
    assert place in seen(run).sentences()[1].hidden
    assert seen(run).focus() == (1, place)
    assert sentences(run).picked == first + place - 1


def test_a_typed_sentence_is_taken_and_outlives_a_rebuild() -> None:
    run = made()
    run.touch("sentences", Type("switch off the __ please"))
    rows = sentences(run).rows
    assert [token.text for token in rows[0]][:3] == ["switch", "off", "the"]
    assert hidden(run) == [3]
    assert set(bars(run).roles) == {"model"}  # no right word for a gap of one's own
    run.touch("sentences", Pick("tokens", 0))
    other = rebuilt(run, width="32")
    assert sentences(other).typed == "switch off the __ please"
    assert hidden(other) == [0, 3]
    assert rebuilt(run, text=CHINESE).experiment.made == TextMade(typed="switch off the __ please")


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        (TextParams().text, "Turn on the lights."),
        (TextParams().text, "turn on\u200b the light\u00ads!?"),
        (TextParams().text, "ＴＵＲＮ on　the lights"),
        (CHINESE, "打开空调。"),
    ],
)
def test_the_last_word_is_masked_and_no_stop(text: str, typed: str) -> None:
    run = _small(text)
    run.touch("sentences", Type(typed))
    assert hidden(run) == [3]
    assert seen(run).rank() > 0


def test_another_seed_shows_sentences_that_it_holds_out_itself() -> None:
    run = made()
    run.touch("sentences", Pick("tokens", 20))
    other = rebuilt(run, seed=5)
    held = seen(other).corpus().held_out
    for one in seen(other).sentences()[1:]:
        assert (held == one.numbers).all(1).any()


@pytest.mark.parametrize("text", [TextParams().text, CHINESE, TANG])
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "x" * 10_000,
        "turn on " * 5000,
        EMOJI_AND_CONTROLS,
        "Привет шалом",
        "[MASK]" * 50,
    ],
)
def test_whatever_is_typed_gets_an_answer(text: str, typed: str) -> None:
    run = _small(text)
    run.touch("sentences", Type(typed))
    for name, found in run.look().items():
        assert found.title, name
    assert sentences(run).note
    for which in (WAYS, AVERAGES, COST):
        assert side(run, look=which).title
    run.train()


@cache
def _small(text: str) -> Run:
    return made(text=text, width="16", depth=1)


def test_a_word_is_highlighted_in_the_cloud_and_among_the_guesses() -> None:
    run = made()
    word = bars(run).keys[2]
    run.touch("guesses", Pick("bars", 2, key=word))
    assert bars(run).picked == 2
    cloud = cast(Plane, view(run, "side_view"))
    assert word in cloud.layers["names"].texts  # type: ignore[union-attr]
    keys = cast(Points, cloud.layers["after"]).keys
    run.touch("side_view", Pick("after", 5, key=keys[5]))
    tokens = seen(run).corpus().vocabulary.tokens
    assert tokens[cast(int, seen(run).highlighted())] == keys[5] == tokens[9]
    run.touch("side_view", Pick("after", -1))
    assert seen(run).highlighted() is None


def test_the_buttons_show_others_and_unmask() -> None:
    run = made()
    before = sentences(run).rows
    run.touch("", RunAction("others"))
    assert sentences(run).rows[0] == before[0]
    assert sentences(run).rows[3:] != before[3:]
    run.touch("sentences", Pick("tokens", 0))
    run.touch("", RunAction("reveal"))
    assert hidden(run) == []
    assert bars(run).note == "mask a word"
