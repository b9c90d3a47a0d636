"""Every step of every lesson is one that its page can do, and the same in both languages."""

import pytest

from core.commands import ApplyTouch
from core.experiments import ENTRIES
from core.lesson import Lesson, Order, orders
from core.lesson_progress import Progress, goal
from core.message import InvalidInput
from core.params import Params
from core.snapshot import Phase, Snapshot
from core.touches import Hover, Pick
from tests.texts import ASSETS

PAGES = {entry.name: entry for entry in ENTRIES}
every_page = pytest.mark.parametrize("page", PAGES)


def lesson(page: str, language: str = "en") -> Lesson:
    return Lesson((ASSETS / "lessons" / f"{page}.{language}.md").read_text(encoding="utf-8"))


@every_page
def test_every_step_can_be_done(page: str) -> None:
    scenes = PAGES[page].scenes()
    for language in ("en", "zh"):
        text = lesson(page, language)
        for asked in (*text.steps, *(guess.orders for guess in text.guesses)):
            assert goal(asked, scenes).scene in scenes


@every_page
def test_both_languages_ask_for_the_same(page: str) -> None:
    english, chinese = lesson(page), lesson(page, "zh")
    assert english.steps == chinese.steps
    for one, other in zip(english.guesses, chinese.guesses, strict=True):
        assert (one.right, one.orders) == (other.right, other.orders)
        assert len(one.choices) == len(other.choices) >= 2
        assert one.answer
        assert other.answer


@pytest.mark.parametrize("page", PAGES)
def test_every_numbered_line_is_a_step_and_every_lesson_asks_once(page: str) -> None:
    for language in ("en", "zh"):
        text = lesson(page, language)
        numbered = [line for line in text.source.splitlines() if line[:1].isdigit()]
        assert len(numbered) >= 4
        assert all("](do:" in line for line in numbered), numbered
        assert text.guesses


def test_orders_are_read() -> None:
    assert orders("preset=4 × 16 = 64; play") == (Order("preset", "4 × 16 = 64"), Order("play"))


def test_what_is_written_has_its_place() -> None:
    text = Lesson(
        "[a](do:play) b\n\n```guess\nWhy?\n- [x] c\n- [ ] d\ndo: run=3\nSo.\n```\n\n[e](do:run=2)"
    )
    written = text.written(lambda i, words: f"<{i} {words}>", lambda i, guess: f"?{guess.answer}")
    assert written == "<0 a> b\n\n?So.\n\n<1 e>"


@pytest.mark.parametrize(
    "asked", ["preset=nought", "depth=200", "light=nought", "run=many", "scene=nought", "nought=1"]
)
def test_what_is_not_there_is_refused(asked: str) -> None:
    with pytest.raises(InvalidInput):
        goal(orders(asked), PAGES["flow_plane"].scenes())


def test_a_question_without_a_right_choice_is_refused() -> None:
    with pytest.raises(InvalidInput):
        Lesson("```guess\nWhy?\n- [ ] c\n- [ ] d\ndo: run=3\nSo.\n```")


def _seen(params: Params, step: int = 0, phase: Phase = Phase.PAUSED) -> Snapshot:
    scene = PAGES["flow_plane"].scenes()[0]
    return Snapshot(
        scene, run=1, picture=1, step=step, phase=phase, params=params, seed=0, device="cpu"
    )


def test_a_step_is_done_when_the_page_is_there() -> None:
    scenes = PAGES["flow_plane"].scenes()
    texts = (
        "play",
        "temperature=0.5",
        "preset=NICE; run=20",
        "light=data",
    )
    progress = Progress([goal(orders(text), scenes) for text in texts])
    params = scenes[0].params()
    assert not progress.see(_seen(params))
    assert progress.see(_seen(params, phase=Phase.PLAYING))
    assert progress.done == {0}
    progress.see(_seen(params.changed({"temperature": 0.5})))
    assert progress.done == {0, 1}
    nice = params.changed(scenes[0].presets[3].values)
    assert not progress.see(_seen(nice, step=19))
    assert progress.see(_seen(nice, step=20))
    progress.sent(ApplyTouch("data", Hover(0, 0)))
    assert not progress.see(_seen(params))
    progress.sent(ApplyTouch("data", Pick("points", 1)))
    assert progress.see(_seen(params))
    progress.ask(3)  # once more: what was touched before does not count
    assert not progress.see(_seen(params))
    assert progress.done == {0, 1, 2}
