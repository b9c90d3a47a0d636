"""The stories that are shipped: both languages alike, and what they expect comes true."""

import pytest

from core.stories.alike import check_alike
from core.stories.headless import played, told
from core.stories.kept import key
from core.stories.meaning import Staged, meant
from core.stories.recording import LARGEST, as_bytes, recording_of
from core.stories.shelf import STORIES, found, shelf
from core.stories.story import Story
from tests.rig import FakeClock

NAMES = ("flows", "equations", "margins", "slopes", "integral")
SEEDS = (0, 1, 2)


def _beats(name: str, seed: int | None = None) -> dict[str, Staged]:
    """The beats of both languages; those whose runs are the same once."""
    both = [meant(found(name, language), language, seed) for language in ("en", "zh")]
    return {key(staged): staged for beats in both for staged in beats}


def test_all_are_on_the_shelf() -> None:
    for language in ("en", "zh"):
        assert sorted(story.name for story in shelf(language)) == sorted(NAMES)
    assert len(list(STORIES.iterdir())) == 2 * len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_and_a_talk_takes_ten_minutes(name: str) -> None:
    english, chinese = found(name, "en"), found(name, "zh")
    check_alike(english, chinese)
    for story in (english, chinese):
        meant(story, story.language)
        assert 9 <= story.minutes <= 13
        assert 6 <= len(story.beats) <= 9
        _check_texts(story)


def _check_texts(story: Story) -> None:
    assert sum(beat.prediction is not None for beat in story.beats) >= len(story.beats) // 2
    for beat in story.beats:
        assert beat.text
        assert beat.say
        assert beat.expects
        assert beat.prediction is None or beat.prediction.answer


def _check(staged: Staged) -> None:
    playing = played(staged, FakeClock())
    assert playing.as_expected, "\n".join(told(0, playing))


def test_short_beats_come_out_as_they_say() -> None:
    """All others are played by the wide test."""
    beats = [*_beats("slopes").values(), *_beats("integral").values()]
    short = [each for each in beats if each.scene.name in ("power iteration", "surfaces")]
    assert len(short) == 6
    for staged in short:
        _check(staged)


@pytest.mark.wide
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_beat_comes_out_as_it_says_with_three_seeds(name: str, seed: int) -> None:
    for staged in _beats(name, seed).values():
        _check(staged)


@pytest.mark.wide
@pytest.mark.parametrize(("name", "place"), [("slopes", 0), ("slopes", 5), ("margins", 3)])
def test_recordings_of_what_is_largest_fit(name: str, place: int) -> None:
    staged = list(_beats(name).values())[place]
    played(staged, FakeClock(), records=True)
    recording = recording_of(staged)
    assert recording is not None
    assert len(recording.moments) > 8
    assert len(as_bytes(staged, recording)) <= LARGEST
