"""Whether two languages of a story tell the same: all but the texts."""

from core.message import InvalidInput
from core.stories.blocks import at_line
from core.stories.story import Beat, Story, Turn
from core.touches import Type


def check_alike(one: Story, other: Story) -> None:
    """Refuse two languages of a story whose beats are not the same but for their texts."""
    for first, second in zip(one.beats, other.beats, strict=False):
        with at_line(other.path, second.line):
            if _without_texts(first) != _without_texts(second):
                raise InvalidInput("This beat is another one than in {file}.", file=one.path.name)
    if len(one.beats) != len(other.beats):
        with at_line(other.path, other.beats[-1].line):
            raise InvalidInput("There are more or fewer beats than in {file}.", file=one.path.name)


def _without_texts(beat: Beat) -> object:
    asked, turns = beat.prediction, [(t.step, t.settings, t.view, _done(t)) for t in beat.turns]
    guess = (asked.right, len(asked.choices), asked.curve) if asked else None
    return (
        beat.page, beat.steps, beat.orders, beat.link, beat.seed, beat.trained, repr(turns),
        beat.until, beat.lights, beat.camera, [each.text for each in beat.expects], guess,
        beat.aha, beat.minutes,
    )  # fmt: skip


def _done(turn: Turn) -> object:
    """What a hand does, but for what it types."""
    return Type if isinstance(turn.touch, Type) else turn.touch
