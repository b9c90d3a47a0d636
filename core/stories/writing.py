"""Stories as text: what a reader of core/stories/reading.py reads again."""

from collections.abc import Iterator

from core.lesson import Order
from core.stories.gestures import written as gesture
from core.stories.story import MINUTES, SECONDS, Aha, Beat, Story, Turn


def written(story: Story) -> str:
    """The Markdown of a story."""
    parts = [f"# {story.title}\n"]
    if story.text:
        parts.append(f"{story.text}\n")
    for beat in story.beats:
        parts.append(f"## {beat.title}\n")
        if beat.text:
            parts.append(f"{beat.text}\n")
        parts.append("\n".join(("```beat", *_lines(beat), "```\n")))
    return "\n".join(parts)


def _lines(beat: Beat) -> Iterator[str]:
    """The lines of a block, in the order in which a reader wants to know them."""
    yield from _begin(beat)
    if beat.lights:
        yield f"light: {', '.join(beat.lights)}"
    if beat.camera:
        ends = ", ".join(f"{end!r}" for end in beat.camera.bounds)
        yield f"camera: {beat.camera.view} {ends}"
    if beat.prediction:
        asked = beat.prediction
        yield f"predict: {asked.question}"
        for place, choice in enumerate(asked.choices):
            yield f"- [{'x' if place == asked.right else ' '}] {choice}"
        if asked.curve:
            yield f"draw: {asked.curve}"
        if asked.answer:
            yield f"answer: {asked.answer}"
    yield from map(_turn, beat.turns)
    yield f"train: {beat.steps}"
    if beat.until:
        yield f"until: {beat.until}"
    for expected in beat.expects:
        yield f"expect: {expected.text}"
    if beat.aha != Aha(_usual_aha(beat)):
        after = f" after {beat.aha.seconds!r} s" if beat.aha.seconds != SECONDS else ""
        yield f"aha: step {beat.aha.step}{after}"
    if beat.minutes != MINUTES:
        yield f"minutes: {beat.minutes!r}"
    if beat.say:
        yield f"say: {beat.say}"


def _usual_aha(beat: Beat) -> int:
    return next((each.step for each in beat.expects if each.when == "by"), beat.steps)


def _begin(beat: Beat) -> Iterator[str]:
    """How the run begins."""
    if beat.link:
        yield f"begin: {beat.link}"
    else:
        yield f"page: {beat.page}"
        named = [order for order in beat.orders if order.what in ("scene", "preset")]
        yield from (f"{order.what}: {order.value}" for order in named)
        settings = [order for order in beat.orders if order not in named]
        if settings:
            yield f"set: {_told(settings)}"
    if beat.seed:
        yield f"seed: {beat.seed}"
    if beat.trained:
        yield f"trained: {beat.trained}"


def _turn(turn: Turn) -> str:
    if turn.touch is not None:
        return f"at {turn.step}: {gesture(turn.view, turn.touch)}"
    return f"at {turn.step}: {_told(turn.settings)}"


def _told(settings: "list[Order] | tuple[Order, ...]") -> str:
    return "; ".join(f"{order.what}={order.value}" for order in settings)
