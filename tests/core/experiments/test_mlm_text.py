"""The page of masked words: what its sentences promise, what it shows, what a hand does."""

from functools import cache
from typing import cast

import numpy as np
import pytest

from core.experiment import build
from core.experiments.mlm_text import MlmText
from core.experiments.mlm_text.aside import Aside
from core.experiments.mlm_text.knobs import AVERAGES, CHINESE, COST, TANG, WAYS, TextParams
from core.experiments.mlm_text.presets import PRESETS
from core.experiments.mlm_text.subject import ACCURACY, LOSS, REPEATED
from core.params import Value
from core.touches import Pick, RunAction, Type
from core.views import Bars, Chart, Lines, Plane, Points, Rule, Tokens
from tests import training
from tests.pages import look
from tests.same import same

# Some 1,500 steps fit into thirty seconds on two cores; these few are enough for the proof.
STEPS = 300
EMOJI_AND_CONTROLS = "\U0001f600\u0000\u202e\x1b"


def made(**values: Value) -> MlmText:
    return cast(MlmText, build(MlmText, TextParams().changed(values), 0))


def _trained(name: str, steps: int, **changed: Value) -> MlmText:
    values = next(preset for preset in PRESETS if preset.name == name).values
    params = TextParams().changed({**values, **changed})
    return cast(MlmText, training.trained(MlmText, params, steps))


def held(page: MlmText, which: int) -> float:
    return float(page._held[which])


def lines(page: MlmText) -> Tokens:
    return cast(Tokens, look(page)["lines"])


def bars(page: MlmText) -> Bars:
    return cast(Bars, look(page)["guesses"])


# --- what is promised -----------------------------------------------------------------------------


def test_a_masked_word_is_guessed_from_its_neighbours() -> None:
    page = _trained("BERT's mixture", STEPS)
    assert held(page, ACCURACY) > 3 * page._corpus.commonest
    assert held(page, LOSS) < page._corpus.entropy - 1
    assert bars(page).labels[0] == "living"
    assert bars(page).values[0] > 0.2


def test_characters_tell_more_about_each_other() -> None:
    page = _trained("Chinese characters", STEPS)
    assert held(page, ACCURACY) > 0.35
    assert held(page, ACCURACY) > held(_trained("BERT's mixture", STEPS), ACCURACY)


def test_the_correction_moves_the_loss_by_hundredths_and_the_cloud_by_an_eighth() -> None:
    page = _trained("BERT's mixture", STEPS)
    page.apply_params(page.params.changed({"strength": 1.0}))
    aside = Aside(page._subject, page._evaluation, page.generator(9))
    assert 0 < abs(aside.shift()) < 0.05
    cloud = cast(Plane, look(page)["aside"])
    before = cast(Points, cloud.layers["before"]).points
    after = cast(Points, cloud.layers["after"]).points
    assert [r.value for r in cloud.readings] == pytest.approx([0.865, 0.12, 0.015])
    assert np.allclose(after[:, 0], 0.865 * before[:, 0] + 0.12, atol=1e-2)
    assert np.allclose(after[:, 1], 0.865 * before[:, 1], atol=1e-2)


def test_with_mask_alone_seen_words_are_not_repeated() -> None:
    alone = _trained("Only [MASK]", 150)
    mixed = _trained("BERT's mixture", STEPS)
    assert held(alone, REPEATED) < 0.25
    assert held(mixed, REPEATED) > 0.4


def test_with_nearly_all_masked_little_is_learnt() -> None:
    page = _trained("Nearly all masked", STEPS)
    assert held(page, LOSS) > held(_trained("BERT's mixture", STEPS), LOSS) + 0.15


def test_repacked_positions_are_worse_than_kept_ones() -> None:
    repacked = _trained("Re-packed positions", 250)
    kept = _trained("Re-packed positions", 250, positions="kept")
    assert held(repacked, LOSS) > held(kept, LOSS) + 0.02


def test_few_poems_are_learnt_by_heart() -> None:
    page, tried, losses = made(text=TANG), [], []
    for _ in range(450):
        scalars = page.step()
        tried.append(float(scalars["held_out"]))
        losses.append(float(scalars["loss"]))
    assert tried[-1] > min(tried) + 0.02
    assert sum(losses[-50:]) / 50 < tried[-1] - 0.3


def test_the_baseline_is_the_entropy_of_single_words() -> None:
    rule = cast(Rule, made().reference_lines()["entropy"])
    assert 4.5 < rule.value < np.log(485)


# --- what is shown --------------------------------------------------------------------------------


def test_a_dropped_column_is_a_removed_word_and_a_mask_is_not() -> None:
    page = _trained("BERT's mixture", STEPS)
    page.apply_params(page.params.changed({"look": WAYS}))
    mask, mask_removed, column, column_removed = cast(Bars, look(page)["aside"]).values.tolist()
    assert column_removed < 1e-5
    assert min(mask, mask_removed, column) > 0.01


def test_the_mean_of_passes_comes_to_the_exact_one_when_paused() -> None:
    page = _trained("BERT's mixture", STEPS)
    page.apply_params(page.params.changed({"look": AVERAGES, "keep": 0.7}))
    quick, fine = (cast(Chart, look(page, fine)["aside"]) for fine in (False, True))
    mean = cast(Lines, fine.layers["mean"]).points[-1, 1]
    exact = cast(Lines, fine.layers["exact"]).points[0, 1]
    assert "exact" not in quick.layers
    assert abs(mean - exact) < 0.15
    assert abs(exact - cast(Lines, fine.layers["single"]).points[0, 1]) > 0.02


def test_the_cost_falls_with_the_kept_share() -> None:
    page = made(look=COST, drop=0.5)
    kept, cost = (r.value for r in cast(Chart, look(page)["aside"]).readings)
    assert kept == 0.5
    assert 0.4 < cost < 0.5
    long = cast(Lines, cast(Chart, look(page)["aside"]).layers["long"]).points
    assert long[255, 1] < 0.4


def test_the_correction_is_live_and_leaves_training_alone() -> None:
    seen, plain = made(), made()
    seen.apply_params(seen.params.changed({"strength": 1.0}))
    for _ in range(3):
        look(seen)
        assert float(seen.step()["loss"]) == float(plain.step()["loss"])
    assert same(seen.state(), plain.state())


# --- hands ----------------------------------------------------------------------------------------


def test_a_click_masks_a_second_unmasks() -> None:
    page = made()
    view = lines(page)
    assert [token.hidden for token in view.rows[0]] == [n in (3, 7) for n in range(9)]
    page.touch("lines", Pick("tokens", 0))
    assert lines(page).rows[0][0].hidden
    assert "turn" in bars(page).labels
    assert lines(page).picked == 9  # in the row that is filled
    page.touch("lines", Pick("tokens", -1))
    assert not lines(page).rows[0][0].hidden
    page.touch("lines", Pick("tokens", 9 + 4))
    assert lines(page).rows[0][4].hidden
    page.touch("lines", Pick("tokens", 4))
    assert not lines(page).rows[0][4].hidden


def test_words_of_the_held_out_lines_can_be_masked_too() -> None:
    page = made()
    first = 2 * 9
    place = next(n for n in range(1, 5) if n not in page._subject.lines[1].hidden)
    page.touch("lines", Pick("tokens", first + place - 1))
    assert page._subject.focus == (1, place)
    assert lines(page).picked == first + place - 1


def test_a_typed_sentence_is_taken_and_outlives_a_rebuild() -> None:
    page = made()
    page.touch("lines", Type("switch off the __ please"))
    view = lines(page)
    assert [token.text for token in view.rows[0]][:3] == ["switch", "off", "the"]
    assert view.rows[0][3].hidden
    assert bars(page).truth is not None
    assert np.isnan(cast(np.ndarray[tuple[int], np.dtype[np.float32]], bars(page).truth)).all()
    other = made(width=32)
    other.carry_over(page)
    assert len(lines(other).rows[0]) == 5


@pytest.mark.parametrize("text", [TextParams().text, CHINESE, TANG])
@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "x" * 10_000,
        "turn on " * 5000,
        EMOJI_AND_CONTROLS,
        "Привет שלום",
        "[MASK]" * 50,
    ],
)
def test_whatever_is_typed_gets_an_answer(text: str, typed: str) -> None:
    page = _small(text)
    page.touch("lines", Type(typed))
    for name, view in look(page).items():
        assert view.title, name
    assert lines(page).note
    for which in (WAYS, AVERAGES, COST):
        page.apply_params(page.params.changed({"look": which}))
        assert look(page)["aside"].title
    page.step()


@cache
def _small(text: str) -> MlmText:
    return made(text=text, width=16, depth=1)


def test_a_word_is_lit_in_the_cloud_and_among_the_guesses() -> None:
    page = made()
    page.touch("guesses", Pick("bars", 2))
    word = page._subject.corpus.vocabulary.tokens[page._subject.word]
    assert bars(page).picked == 2
    assert bars(page).labels[2] == word
    page.touch("aside", Pick("after", 5))
    assert page._subject.word == 9
    page.touch("aside", Pick("after", -1))
    assert page._subject.word == -1


def test_the_buttons_show_others_and_unmask() -> None:
    page = made()
    before = lines(page).rows
    page.touch("", RunAction("others"))
    assert lines(page).rows[0] == before[0]
    assert lines(page).rows[3:] != before[3:]
    page.touch("", RunAction("reveal"))
    assert not any(token.hidden for token in lines(page).rows[0])
    assert bars(page).note == "mask a word"
