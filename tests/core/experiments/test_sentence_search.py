"""The page of the sentences that find each other: what it learns, shows, and answers."""

from functools import cache
from typing import cast

import numpy as np
import pytest
import torch

from core.experiment import build
from core.experiments.sentence_search import SentenceSearch
from core.experiments.sentence_search.drawers import EMPTY, REFUSED, UNKNOWN
from core.experiments.sentence_search.knobs import SearchParams
from core.experiments.sentence_search.presets import PRESETS
from core.margins.losses import least_loss
from core.params import Value
from core.touches import Drag, Pick, RunAction, Type
from core.views import AnyView, Chart, Handles, Lines, Plane, Points, Rule, Search
from tests.texts import chinese

DRAWN = ("answers", "map", "threshold")
NAMED = {preset.name: preset for preset in PRESETS}


def made(seed: int = 0, **values: Value) -> SentenceSearch:
    return cast(SentenceSearch, build(SentenceSearch, SearchParams().changed(values), seed))


def small(seed: int = 0, **values: Value) -> SentenceSearch:
    return made(seed, **{"language": "Chinese", "dims": 16, **values})


def preset(name: str) -> SentenceSearch:
    params = SearchParams().changed(NAMED[name].values)
    return cast(SentenceSearch, build(SentenceSearch, params, 0))


def train(experiment: SentenceSearch, steps: int) -> dict[str, float]:
    scalars: dict[str, float] = {}
    for _ in range(steps):
        scalars = {name: float(value) for name, value in experiment.step().items()}
    return scalars


@cache
def commands(name: str, steps: int = 200) -> tuple[SentenceSearch, dict[str, float]]:
    """A preset trained for a while; those who ask must not change it."""
    with torch.random.fork_rng():
        experiment = preset(name)
        return experiment, train(experiment, steps)


@torch.no_grad()
def drawn(experiment: SentenceSearch, view: str, fine: bool = True) -> AnyView:
    return experiment.views()[view](fine)


def answers(experiment: SentenceSearch, text: str | None = None, fine: bool = True) -> Search:
    if text is not None:
        experiment.touch("answers", Type(text))
    return cast(Search, drawn(experiment, "answers", fine))


def text_of(view: Search, row: int) -> str:
    return "".join(token.text for token in view.finds[row].words)


# --- what it learns -------------------------------------------------------------------------------


def test_questions_are_answered_after_a_few_seconds() -> None:
    experiment = made()
    train(experiment, 300)
    for asked, marked in (
        ("I want my money back", "return item"),
        ("are you human", "talk to person"),
        ("borrow laptop", "laptop loan"),
    ):
        view = answers(experiment, asked)
        assert view.finds[0].mark.removeprefix("○ ") == marked
    assert "14 days" in answers(experiment, "I want my money back").said


@pytest.mark.parametrize("name", ["The article's", "Plain softmax"])
def test_unseen_groups_are_found_more_often_than_untrained(name: str) -> None:
    experiment, scalars = commands(name)
    untrained = cast(Rule, experiment.reference_lines()["untrained"]).value
    assert scalars["top1"] > untrained
    assert scalars["top1"] <= scalars["top5"] <= scalars["top10"]
    assert scalars["trained"] > 0.85


def test_n_grams_stay_ahead_on_the_help_desk_and_the_page_says_so() -> None:
    experiment = small(dims=64)
    scalars = train(experiment, 150)
    assert experiment._corpus.baseline[5] > scalars["top5"] - 0.1
    assert (
        cast(Rule, experiment.reference_lines()["n-grams"]).value == experiment._corpus.baseline[1]
    )
    assert "next to nothing" in PRESETS[0].sentence


def test_a_small_scale_holds_the_loss_near_its_least_value() -> None:
    experiment, scalars = commands("s too small")
    even = least_loss(len(experiment._corpus.training.names), 1.0, 0.35)
    assert scalars["loss"] == pytest.approx(even, abs=0.3)  # groups are not equally frequent
    assert scalars["loss"] == pytest.approx(2.6, abs=0.3)
    drawn(experiment, "answers")
    judged = experiment._store.judged
    assert judged is not None
    assert float(judged.known.median()) > 0.85


def test_the_authors_loss_stops_outside_seventy_two_degrees() -> None:
    _, scalars = commands("The author's ψ")
    assert 70 < scalars["own_angle"] < 82
    _, gathered = commands("The article's")
    assert gathered["own_angle"] < 55


def test_four_characters_are_too_few() -> None:
    _, cut = commands("Cut after four")
    _, whole = commands("The article's")
    assert cut["top1"] < whole["top1"] - 0.02


@pytest.mark.parametrize("name", NAMED)
def test_no_group_is_both_trained_and_searched(name: str) -> None:
    corpus = preset(name)._corpus
    unseen = {text for text, new in zip(corpus.stored.texts, corpus.unseen, strict=True) if new}
    assert len(unseen) > 20
    # A few of the commands stand in two groups: to stop a timer is to cancel or to pause it.
    assert len(unseen & set(corpus.training.texts)) <= len(unseen) / 20
    assert len(corpus.stored.names) == len(set(corpus.stored.names))


# --- what it shows --------------------------------------------------------------------------------


def test_answers_are_the_nearest_by_cosine_best_first() -> None:
    experiment = small()
    train(experiment, 20)
    view = answers(experiment, "怎么打印")
    stored, vocabulary = experiment._corpus.stored, experiment._corpus.vocabulary
    with torch.no_grad():
        vectors = experiment.encoder(vocabulary.encode_all([*stored.texts, "怎么打印"]))
    cosines = torch.nn.functional.cosine_similarity(vectors[:-1], vectors[-1:])
    best = cosines.sort(descending=True)
    assert [find.value for find in view.finds] == pytest.approx(best.values[:10].tolist(), abs=1e-5)
    assert text_of(view, 0) == stored.texts[int(best.indices[0])]


def test_answers_change_while_it_trains_and_a_paused_page_is_exact() -> None:
    experiment = small()
    before = answers(experiment, "怎么打印")
    train(experiment, 30)
    for _ in range(60):
        quick = answers(experiment, fine=False)
    fine = answers(experiment)
    assert fine.finds[0].value != before.finds[0].value
    assert [find.value for find in quick.finds] == pytest.approx(
        [find.value for find in fine.finds], abs=1e-5
    )


def test_the_most_important_character_is_tinted_fully() -> None:
    view = answers(small(), "怎么打印")
    assert "".join(token.text for token in view.asked) == "怎么打印"
    for words in (view.asked, *(find.words for find in view.finds)):
        assert max(token.weight for token in words) == pytest.approx(1)


def test_the_path_in_the_map_ends_where_the_sentence_lies() -> None:
    experiment = small()
    answers(experiment, "怎么打印")
    layers = cast(Plane, drawn(experiment, "map")).layers
    path, end = cast(Lines, layers["path"]).points, cast(Points, layers["end"]).points
    assert len(path) == 4
    assert np.array_equal(path[-1:], end)
    assert np.abs(np.concatenate([path, cast(Points, layers["others"]).points])).max() < 6


def test_looking_and_typing_change_no_training() -> None:
    seen, unseen = small(), small()
    for step in range(12):
        for name in DRAWN:
            drawn(seen, name, fine=step % 4 == 0)
        answers(seen, "借" * step)
        assert seen.step() == unseen.step()


def test_a_run_goes_back_with_its_figures() -> None:
    experiment = small()
    train(experiment, 14)
    state = experiment.state()
    later = train(experiment, 8)
    experiment.restore(state)
    assert train(experiment, 8) == later


# --- hands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x1b\n", "😀😀😀", "Ωβγ", "怎" * 10_000, "a\u202eb"]
)
@pytest.mark.parametrize("steps", [0, 3])
def test_any_text_gets_an_answer_or_a_sentence(text: str, steps: int) -> None:
    experiment = small()
    train(experiment, steps)
    for fine in (False, True):
        view = answers(experiment, text, fine)
        assert view.said
        assert all(0 <= find.value <= 1 for find in view.finds)
        for name in DRAWN[1:]:
            drawn(experiment, name, fine)


def test_an_empty_or_unknown_text_is_told_so() -> None:
    experiment = small()
    assert answers(experiment, "").said == EMPTY
    assert answers(experiment, "😀😀").said == UNKNOWN
    assert not answers(experiment, "😀😀").finds
    readings = {r.label: r.value for r in answers(experiment, "打印😀😀").readings}
    assert readings["known characters"] == 0.5
    assert {EMPTY, UNKNOWN, REFUSED} <= set(chinese())


def test_a_picked_answer_is_lit_and_let_go_by_typing() -> None:
    experiment = small()
    answers(experiment, "怎么打印")
    experiment.touch("answers", Pick("finds", 3))
    view = answers(experiment)
    assert view.picked == 3
    layers = cast(Plane, drawn(experiment, "map")).layers
    lit = cast(Points, layers["near"]).points[3]
    assert np.allclose(cast(Points, layers["focus"]).points[0], lit, atol=1e-6)
    assert answers(experiment, "借书").picked == -1


def test_a_dragged_threshold_decides_until_it_is_let_go() -> None:
    experiment = small()
    experiment.touch("threshold", Drag("threshold", 0, 1.7, 0.2))
    assert answers(experiment, "怎么借书呢").rule == 1
    assert answers(experiment).said == REFUSED
    experiment.touch("threshold", Drag("threshold", 0, 0.01, 0.2))
    assert answers(experiment).said in experiment._corpus.stored.answers
    ring = cast(Handles, cast(Chart, drawn(experiment, "threshold")).layers["threshold"])
    assert ring.points[0, 0] == pytest.approx(0.01)
    experiment.touch("", RunAction("best"))
    judged = experiment._store.judged
    assert judged is not None
    assert answers(experiment).rule == pytest.approx(min(1.0, judged.trade.best()))


def test_what_was_typed_outlives_a_rebuild_and_first_words_do_not() -> None:
    typed, untouched = small(), small()
    typed.touch("answers", Type("打印机"))
    after = small(dims=8)
    after.carry_over(typed)
    assert answers(after).typed == "打印机"
    english = made()
    english.carry_over(untouched)
    assert answers(english).typed == "I want my money back"


def test_another_loss_is_taken_by_the_running_encoder() -> None:
    experiment = small()
    train(experiment, 3)
    encoder = experiment.encoder
    experiment.apply_params(experiment.params.changed({"loss": "softmax", "learning_rate": 0.01}))
    before = [parameter.clone() for parameter in encoder.parameters()]
    train(experiment, 1)
    assert experiment.encoder is encoder
    assert any(not torch.equal(a, b) for a, b in zip(before, encoder.parameters(), strict=True))
