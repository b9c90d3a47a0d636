"""The page of the sentences that find each other: what it learns, shows, and answers."""

from typing import cast

import numpy as np
import pytest
import torch

from core.data.sentences import faq, hold_out_groups
from core.experiments.sentence_search import SCENES
from core.experiments.sentence_search.page import SentenceSearch
from core.experiments.sentence_search.seen import SearchSeen
from core.experiments.sentence_search.views import EMPTY, UNKNOWN
from core.margins.characters import normalise_text
from core.margins.losses import least_loss
from core.margins.ngrams import tf_idf
from core.margins.retrieval import recall_at_k
from core.params import Value
from core.run import Run
from core.touches import Drag, Pick, RunAction, Type
from core.view_scheduler import FRAME
from core.views import Chart, Handles, Lines, Plane, Points, Rule, Search
from tests.bench import margin_study
from tests.pages import run_of
from tests.rig import FakeClock
from tests.texts import chinese, told
from tests.training import trained_run

(SCENE,) = SCENES
NAMED = {preset.name: preset for preset in SCENE.presets}


def made(seed: int = 0, **values: Value) -> Run:
    desk = SCENE.params().changed(NAMED["Help desk"].values)
    return run_of(SCENE, seed, desk.changed(values))


def small(seed: int = 0, **values: Value) -> Run:
    return made(seed, **{"language": "Chinese", "dims": 16, **values})


def commands(name: str, steps: int = 200) -> tuple[Run, dict[str, float]]:
    """A preset trained for a while, and its scalars."""
    run = trained_run(SCENE, SCENE.params().changed(NAMED[name].values), steps)
    return run, dict(vars(page(run).metrics))


def page(run: Run) -> SentenceSearch:
    return cast(SentenceSearch, run.experiment)


def train(run: Run, steps: int) -> Run:
    for _ in range(steps):
        run.train()
    return run


def seen(run: Run) -> SearchSeen:
    """What there is to see now, with nothing left waiting."""
    run.begin_look(fine=True, playing=False)
    return cast(SearchSeen, run.seen)


def answers(run: Run, text: str | None = None) -> Search:
    if text is not None:
        run.touch("answers", Type(text))
    return cast(Search, run.look()["answers"])


def text_of(view: Search, row: int) -> str:
    return "".join(token.text for token in view.finds[row].words)


def rule(run: Run, name: str) -> float:
    return cast(Rule, seen(run).reference_lines()[name]).value


# --- what it learns -------------------------------------------------------------------------------


def test_questions_are_answered_after_a_few_seconds() -> None:
    run = train(made(), 300)
    for asked, marked in (
        ("are you human", "talk to person"),
        ("borrow laptop", "laptop loan"),
        ("I want my money back", "return item"),
    ):
        view = answers(run, asked)
        marks = [find.mark.removeprefix("○ ") for find in view.finds]
        assert marked in marks[:3]
    run.touch("answers", Pick("finds", 0, key=view.keys[marks.index("return item")]))
    assert "14 days" in answers(run).said


@pytest.mark.parametrize(("name", "more"), [("The article's", 0.0), ("Plain softmax", -0.1)])
def test_unseen_groups_are_found_more_often_than_untrained(name: str, more: float) -> None:
    run, scalars = commands(name)
    assert scalars["top1"] > rule(run, "untrained") + more
    assert scalars["top1"] <= scalars["top5"] <= scalars["top10"]
    assert scalars["trained"] > 0.8


def test_n_grams_stay_ahead_on_the_help_desk_and_the_page_says_so() -> None:
    run = train(small(dims=64), 150)
    assert seen(run).n_grams()[5] > page(run).metrics.top5 - 0.2
    assert rule(run, "n-grams") == seen(run).n_grams()[1]
    assert "next to nothing" in NAMED["Help desk"].sentence


def test_the_study_is_as_the_lesson_says() -> None:
    told("sentence_search", "Over five seeds", preset="Plain softmax")
    told(
        "sentence_search",
        ("400 steps, 128 dimensions", "400 步，128 维"),
        ("some 30 questions", "三十来个问题"),
    )
    assert (len(margin_study.SEEDS), margin_study.STEPS, margin_study.DIMS) == (5, 400, 128)
    assert (margin_study.PER_GROUP, margin_study.HELD_OUT) == (40, 0.25)
    for language in ("en", "zh"):
        assert 28 < (1 - margin_study.HELD_OUT) * len(faq(language).names) < 33


@pytest.mark.parametrize(
    ("data", "language", "wanted"),
    [
        pytest.param("home", "en", 0.66, marks=pytest.mark.wide),
        pytest.param("home", "zh", 0.84, marks=pytest.mark.wide),
        ("help desk", "en", 0.18),
        ("help desk", "zh", 0.21),
    ],
)
def test_the_untrained_encoder_finds_what_the_lesson_says(
    data: str, language: str, wanted: float
) -> None:
    told(
        "sentence_search",
        ("encoder has 66 and 84", "已有 66 和 84"),
        ("untrained 18 and 21", "未训练为 18 和 21"),
    )
    runs = [margin_study.Run(data, language, "softmax", n, steps=0) for n in margin_study.SEEDS]
    found = [margin_study.score(run)[1] for run in runs]
    assert sum(found) / len(found) == pytest.approx(wanted, abs=0.02)


@pytest.mark.parametrize(("language", "wanted"), [("en", 0.31), ("zh", 0.34)])
def test_n_grams_find_on_the_help_desk_what_the_lesson_says(language: str, wanted: float) -> None:
    told("sentence_search", ("(31 and 34)", "（31 和 34）"))
    found = []
    for seed in margin_study.SEEDS:
        draw = torch.Generator().manual_seed(seed)
        known, asked = hold_out_groups(faq(language), margin_study.HELD_OUT, draw)
        length = margin_study.LENGTHS[language]
        texts = [[normalise_text(text, length) for text in part.texts] for part in (known, asked)]
        found.append(recall_at_k(tf_idf(*texts), asked.labels)[1])
    assert sum(found) / len(found) == pytest.approx(wanted, abs=0.01)


@pytest.mark.parametrize(
    ("language", "low", "high"), [("English", 0.34, 0.66), ("Chinese", 0.54, 0.86)]
)
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.wide) for n in range(1, 6))]
)
def test_the_untrained_encoder_of_the_page_finds_less(
    language: str, low: float, high: float, seed: int
) -> None:
    told("sentence_search", ("35 to 65 and 55 to 85", "35 到 65 和 55 到 85"))
    run = run_of(SCENE, seed, SCENE.params().changed({"language": language}))
    assert low < page(run).untrained < high


def test_a_small_scale_holds_the_loss_near_its_least_value() -> None:
    told("sentence_search", "near 2.6 nats", "near 1.", "cosines end at 1", preset="s too small")
    told("sentence_search", ("2.6 nats", "2.6 奈特"), "2.75", ("near 1.", "接近 1，"))
    run, scalars = commands("s too small")
    even = least_loss(len(page(run).corpus.training.names), 1.0, 0.35)
    assert even == pytest.approx(2.75, abs=5e-3)
    assert scalars["loss"] == pytest.approx(even, abs=0.4)  # groups are not equally frequent
    assert scalars["loss"] == pytest.approx(2.6, abs=0.2)
    assert float(seen(run).evaluation().known.median()) > 0.85


def test_the_authors_loss_stops_outside_seventy_two_degrees() -> None:
    told("sentence_search", "from 72° inwards", "min(cos 4θ, cos θ)", preset="The author's ψ")
    told("sentence_search", ("nearer than 72°", "近于 72°"))
    assert 70 < commands("The author's ψ")[1]["own_angle"] < 84
    assert commands("The article's")[1]["own_angle"] < 55


def test_four_characters_are_too_few() -> None:
    _, cut = commands("Cut after four")
    _, whole = commands("The article's")
    assert cut["top1"] < whole["top1"] - 0.03


@pytest.mark.parametrize("name", NAMED)
def test_no_group_is_both_trained_and_searched(name: str) -> None:
    corpus = page(run_of(SCENE, 0, SCENE.params().changed(NAMED[name].values))).corpus
    unseen = {text for text, new in zip(corpus.stored.texts, corpus.unseen, strict=True) if new}
    assert len(unseen) > 20
    # A few of the commands stand in two groups: to stop a timer is to cancel or to pause it.
    assert len(unseen & set(corpus.training.texts)) <= len(unseen) / 20
    assert len(corpus.stored.names) == len(set(corpus.stored.names))


# --- what it shows --------------------------------------------------------------------------------


def test_answers_are_the_nearest_by_cosine_best_first() -> None:
    run = train(small(), 20)
    view, corpus = answers(run, "怎么打印"), page(run).corpus
    with torch.no_grad():
        texts = [*corpus.stored.texts, "怎么打印"]
        vectors = page(run).encoder(corpus.vocabulary.encode_all(texts))
    cosines = torch.nn.functional.cosine_similarity(vectors[:-1], vectors[-1:])
    best = cosines.sort(descending=True)
    assert [find.value for find in view.finds] == pytest.approx(best.values[:10].tolist(), abs=1e-5)
    assert text_of(view, 0) == corpus.stored.texts[int(best.indices[0])]
    assert len(set(view.keys)) == len(view.finds)


def test_while_it_plays_some_sentences_are_encoded_at_each_look_and_all_in_time() -> None:
    def playing() -> Search:
        cast(FakeClock, run.cache.clock).now += FRAME
        run.begin_look(fine=False, playing=True)
        return cast(Search, run.draw("answers"))

    run = small()
    before = answers(run, "怎么打印")
    train(run, 30)
    first = cast(SearchSeen, run.seen)
    run.begin_look(fine=False, playing=True)
    number = range(len(first.slices()))
    old = [first.encoded(n) for n in number]
    run.end_look()
    for _ in range(60):
        quick = playing()
    new = [cast(SearchSeen, run.seen).encoded(n) for n in number]
    assert not any(torch.equal(one, other) for one, other in zip(old, new, strict=True))
    fine = answers(run)
    assert fine.finds[0].value != before.finds[0].value
    assert [find.value for find in quick.finds] == [find.value for find in fine.finds]


def test_the_most_important_character_is_tinted_fully() -> None:
    view = answers(small(), "怎么打印")
    assert "".join(token.text for token in view.asked) == "怎么打印"
    for words in (view.asked, *(find.words for find in view.finds)):
        assert max(token.weight for token in words) == pytest.approx(1)


def test_the_path_in_the_map_ends_where_the_sentence_lies() -> None:
    run = small()
    answers(run, "怎么打印")
    layers = cast(Plane, run.look()["map"]).layers
    path, end = cast(Lines, layers["path"]).points, cast(Points, layers["end"]).points
    assert len(path) == 4
    assert np.array_equal(path[-1:], end)
    assert np.abs(np.concatenate([path, cast(Points, layers["others"]).points])).max() < 6


def test_the_last_corner_is_the_best_answers_or_the_next_ones_that_has_none() -> None:
    run = small()
    for text in ("怎么打印", "借书", "我想借电脑"):
        answers(run, text)
        ringed, near = seen(run).ringed(), seen(run).found()[1]
        labels = [int(page(run).corpus.stored.labels[index]) for index in near]
        assert len(set(ringed)) == len(ringed)
        assert ringed[-1] in labels or set(labels) <= set(ringed)
        assert labels[0] in ringed


def test_looking_and_typing_change_no_training() -> None:
    seen, unseen = small(), small()
    for step in range(12):
        seen.look(fine=step % 4 == 0)
        answers(seen, "借" * step)
        seen.train()
        unseen.train()
        assert page(seen).metrics == page(unseen).metrics


def test_a_run_goes_back_with_its_metrics() -> None:
    run = train(small(), 14)
    state, metrics = run.state(), dict(vars(page(run).metrics))
    later = dict(vars(page(train(run, 8)).metrics))
    run.restore(14, state)
    assert vars(page(run).metrics) == metrics != later
    assert vars(page(train(run, 8)).metrics) == later


# --- hands ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x1b\n", "😀😀😀", "Ωβγ", "怎" * 10_000, "a\u202eb"]
)
@pytest.mark.parametrize("steps", [0, 3])
def test_any_text_gets_an_answer_or_a_sentence(text: str, steps: int) -> None:
    run = train(small(), steps)
    view = answers(run, text)
    assert view.said
    assert all(0 <= find.value <= 1 for find in view.finds)


def test_an_empty_or_unknown_text_is_told_so() -> None:
    run = small()
    assert answers(run, "").said == EMPTY
    assert answers(run, "😀😀").said == UNKNOWN
    assert not answers(run, "😀😀").finds
    readings = {r.label: r.value for r in answers(run, "打印😀😀").readings}
    assert readings["known characters"] == 0.5
    assert {EMPTY, UNKNOWN} <= set(chinese())


def test_a_picked_answer_is_lit_and_let_go_by_typing() -> None:
    run = small()
    run.touch("answers", Pick("finds", 3, key=answers(run, "怎么打印").keys[3]))
    view = answers(run)
    assert view.picked == 3
    layers = cast(Plane, run.look()["map"]).layers
    lit = cast(Points, layers["near"]).points[3]
    assert np.allclose(cast(Points, layers["focus"]).points[0], lit, atol=1e-6)
    assert answers(run, "借书").picked == -1
    run.touch("answers", Pick("finds", 0, key="nobody: said this"))
    assert answers(run).picked == -1


def test_a_text_is_read_alike_however_it_is_typed() -> None:
    run = small()
    found = []
    for typed in ("Why won't it open?", "why  won’t\u200b it ｏｐｅｎ？"):
        run.touch("answers", Type(typed))
        found.append((seen(run).plain(), seen(run).found()[1]))
    assert found[0] == found[1]


def test_a_dragged_threshold_decides_until_it_is_let_go() -> None:
    run = small()
    run.touch("threshold", Drag("threshold", 0, 1.7, 0.2))
    assert answers(run, "怎么借书呢").rule == 1
    assert not answers(run).sure
    run.touch("threshold", Drag("threshold", 0, 0.01, 0.2))
    assert answers(run).sure
    assert answers(run).said in page(run).corpus.stored.answers
    ring = cast(Handles, cast(Chart, run.look()["threshold"]).layers["threshold"])
    assert ring.points[0, 0] == pytest.approx(0.01)
    run.touch("", RunAction("best"))
    assert answers(run).rule == pytest.approx(min(1.0, seen(run).evaluation().trade.best()))


def test_what_was_typed_outlives_a_rebuild_and_first_words_do_not() -> None:
    typed, untouched = small(), small()
    typed.touch("answers", Type("打印机"))
    after = small(dims=8)
    after.experiment.carry_over(typed.experiment)
    assert answers(after).typed == "打印机"
    english = made()
    english.experiment.carry_over(untouched.experiment)
    assert answers(english).typed == "I want my money back"


def test_another_loss_is_taken_by_the_running_encoder() -> None:
    run = train(small(), 3)
    encoder = page(run).encoder
    run.apply_params(run.experiment.params.changed({"loss": "softmax", "learning_rate": 0.01}))
    before = [parameter.clone() for parameter in encoder.parameters()]
    train(run, 1)
    assert page(run).encoder is encoder
    assert any(not torch.equal(a, b) for a, b in zip(before, encoder.parameters(), strict=True))
