"""What the lines of a block come to: a beat."""

import re

from core.lesson import Order, orders
from core.message import InvalidInput
from core.params import LARGEST_SEED
from core.stories.blocks import Block, Line, at_line
from core.stories.conditions import condition, expectation
from core.stories.gestures import gesture, is_gesture
from core.stories.story import (
    MINUTES,
    SECONDS,
    Aha,
    Beat,
    Camera,
    Condition,
    Expectation,
    Prediction,
    Turn,
)
from core.written_number import parse_number

MOST_STEPS = 1_000_000
AHA = re.compile(r"(?:step (\d{1,9}))? ?(?:after (\S+) s)?")


def beat(block: Block, title: str, line: int, text: str) -> Beat:
    """The beat of a section. Raises InvalidInput, with its line, where it says what cannot be."""
    steps = _whole(block, "train", 0, MOST_STEPS)
    trained = _whole(block, "trained", 0, steps)
    expects = tuple(_expectation(block, each, steps) for each in block.all("expect"))
    return Beat(
        line=line, title=title, text=text, page=_page(block), steps=steps,
        say=block.value("say"), orders=_orders(block), link=block.value("begin"),
        seed=_whole(block, "seed", 0, LARGEST_SEED), trained=trained,
        turns=tuple(_turn(block, each, trained, steps) for each in block.all("at")),
        until=_until(block), lights=_lights(block), camera=_camera(block),
        expects=expects, prediction=_prediction(block), aha=_aha(block, expects, steps),
        minutes=_number(block, "minutes", MINUTES, 0, 60), lines=block.places(),
    )  # fmt: skip


def _page(block: Block) -> str:
    page, link = block.value("page"), block.value("begin")
    with at_line(block.path, block.place("begin" if link else "page")):
        if link:
            for key in ("page", "scene", "preset", "set"):
                if block.value(key):
                    raise InvalidInput("begin: says {key} itself.", key=key)
            return link.removeprefix("qujing:").partition(":")[0]
        if not page:
            raise InvalidInput("This beat has no page.")
    return page


def _orders(block: Block) -> tuple[Order, ...]:
    named = tuple(Order(key, block.value(key)) for key in ("scene", "preset") if block.value(key))
    return (*named, *_settings(block, "set", block.value("set")))


def _settings(block: Block, key: str, text: str) -> tuple[Order, ...]:
    found = orders(text) if text else ()
    with at_line(block.path, block.place(key)):
        for order in found:
            if not order.value:
                raise InvalidInput("Write KNOB=VALUE, not {words}.", words=repr(order.what))
    return found


def _whole(block: Block, key: str, default: int, most: int) -> int:
    found = _number(block, key, default, 0, most)
    with at_line(block.path, block.place(key)):
        if found != int(found):
            raise InvalidInput("{name} is a whole number, not {value}.", name=key, value=found)
    return int(found)


def _number(block: Block, key: str, default: float, low: float, high: float) -> float:
    text = block.value(key)
    with at_line(block.path, block.place(key)):
        return _in_range(key, text, low, high) if text else default


def _in_range(name: str, text: str, low: float, high: float) -> float:
    try:
        found = parse_number(text)
    except ValueError:
        raise InvalidInput(
            "{name} is a {kind}, not {value}.", name=name, kind="number", value=repr(text)
        ) from None
    if not low <= found <= high:
        raise InvalidInput(
            "{name} lies between {low:g} and {high:g}, not at {value}.",
            name=name, low=low, high=high, value=repr(found),
        )  # fmt: skip
    return found


def _turn(block: Block, line: Line, trained: int, steps: int) -> Turn:
    step = int(line.key.partition(" ")[2])
    with at_line(block.path, line.line):
        if step > steps:
            raise InvalidInput(
                "Step {step} is never reached: this beat ends at step {end}.", step=step, end=steps
            )
        if is_gesture(line.value):
            view, touch = gesture(line.value)
            return Turn(step, line.line, view=view, touch=touch)
    return Turn(step, line.line, _settings(block, line.key, line.value))


def _until(block: Block) -> Condition | None:
    text = block.value("until")
    with at_line(block.path, block.place("until")):
        if text and not block.value("train"):
            raise InvalidInput("Say with train: how long is waited at most.")
        return condition(text) if text else None


def _expectation(block: Block, line: Line, steps: int) -> Expectation:
    with at_line(block.path, line.line):
        return expectation(line.value, line.line, steps)


def _lights(block: Block) -> tuple[str, ...]:
    return tuple(name for part in block.value("light").split(",") if (name := part.strip()))


def _camera(block: Block) -> Camera | None:
    text = block.value("camera")
    if not text:
        return None
    view, _, ends = text.partition(" ")
    with at_line(block.path, block.place("camera")):
        numbers = [_in_range("camera", end, -1e9, 1e9) for end in ends.split(",")]
        if len(numbers) != 4 or numbers[0] >= numbers[1] or numbers[2] >= numbers[3]:
            raise InvalidInput("Write camera: VIEW x from, x to, y from, y to.")
    return Camera(view, (numbers[0], numbers[1], numbers[2], numbers[3]))


def _prediction(block: Block) -> Prediction | None:
    question, curve = block.value("predict"), block.value("draw")
    rights = [index for index, (right, _) in enumerate(block.choices) if right]
    with at_line(block.path, block.place("predict")):
        if not question:
            if curve or block.choices or block.value("answer"):
                raise InvalidInput("Say with predict: what the audience is asked.")
            return None
        if bool(curve) == bool(block.choices):
            raise InvalidInput("A prediction has choices, or a curve to draw.")
        if block.choices and (len(rights) != 1 or len(block.choices) < 2):
            raise InvalidInput("Of two or more choices one is marked as right, by [x].")
    words = tuple(words for _, words in block.choices)
    answer = block.value("answer")
    right = rights[0] if rights else 0
    return Prediction(question, block.place("predict"), words, right, curve, answer)


def _aha(block: Block, expects: tuple[Expectation, ...], steps: int) -> Aha:
    text = block.value("aha")
    usual = next((each.step for each in expects if each.when == "by"), steps)
    if not text:
        return Aha(usual)
    with at_line(block.path, block.place("aha")):
        found = AHA.fullmatch(text)
        if not found:
            raise InvalidInput("Write aha: step 300 after 15 s.")
        step = int(found[1]) if found[1] else usual
        if step > steps:
            raise InvalidInput(
                "Step {step} is never reached: this beat ends at step {end}.", step=step, end=steps
            )
        return Aha(step, _in_range("aha", found[2], 1, 600) if found[2] else SECONDS)
