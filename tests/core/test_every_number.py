"""Every number that a lesson states is one that a test holds, by `told`, or states no outcome.

Left out by rule: formulas, code, references and the addresses of links; what a step or a question
sets; choices that are wrong; names of presets, choices and numbers; tables below the study that
made them. What stands in words counts where it counts steps, times or shares.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.lesson import GUESS, STEP, orders
from core.params import Preset
from core.scene import Scene
from tests.pages import PAGES, SCENES
from tests.texts import chinese, lesson, sentence

Words = str | tuple[str, str]
Span = tuple[int, int]

LANGUAGES = ("en", "zh")
# Page, why its words state no outcome of a run, and the words.
NO_OUTCOME: tuple[tuple[str, str, tuple[Words, ...]], ...] = (
    ("sentence_search", "what a cosine is", (("Cosines end at 1", "余弦最大为 1"),)),
    (
        "sentence_search",
        "the article's",
        (("91.7 against 90.8", "91.7 对 90.8"), ("on 90,000 groups", "九万组")),
    ),
    ("optimiser_race", "a name", ("TensorFlow 1",)),
    (
        "wasserstein_critic",
        "the definition of the distance",
        (
            ("slope at most 1, the", "斜率不超过 1 的所有函数"),
            ("twice as steep a function tells the clouds apart twice as well", "函数陡一倍"),
        ),
    ),
    (
        "wasserstein_critic",
        "what slope and sign are",
        (
            ("slope is 1, half a unit", "斜率为 1 的地方"),
            ("without passing 0", "必须经过 0"),
        ),
    ),
    (
        "lipschitz_surface",
        "the definition of an activation",
        (("slope at most 1, so", "斜率不超过 1，所以"),),
    ),
    ("lipschitz_surface", "the number of a network in the chart", (("network (1)", "网络（1）"),)),
    (
        "margin_circle",
        "what a cosine is",
        (
            ("cosines end at 1", "余弦最大是 1"),
            ("Cosines end at 1", "余弦最大为 1"),
        ),
    ),
    (
        "margin_circle",
        "what is set",
        (
            ("it becomes 1", "它变为 1"),
            ("s = 1:", "s = 1**"),
            ("With 0.35", "取 0.35"),
        ),
    ),
    ("margin_circle", "a name", ("min(cos 4θ, cos θ)",)),
    ("mlm_text", "all there are", (("100 %", "100%"),)),
    ("flow_images", "a name", (("1×1 convolution", "1×1 卷积"),)),
    (
        "flow_images",
        "the literature's",
        (
            ("loss of −2200", "−2200"),
            ("MNIST with 60,000 pictures", "60,000 幅 MNIST"),
        ),
    ),
    ("ode_cells", "the article's", (("ten thousand steps", "一万步"),)),
    ("callback_bench", "a layer that is called more than once", (("used twice", "用两次"),)),
    (
        "callback_bench",
        "the article's",
        (
            ("smooths with 0.1, from epoch 100 on with 0.01", "是 0.1，从第 100 轮起是 0.01"),
            ("over ten epochs", "预热十轮"),
        ),
    ),
    ("mae_images", "names of digits", (("a 4 from a 9", "4 和 9 的笔画"),)),
)

ONE = r"two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty"
COUNT = rf"(?:{ONE}|an?|one|some|hundred|thousand|to|or)"
UNIT = r"(?:steps|times|rounds|epochs|seeds|runs|tenths|hundredths|in a hundred)"
NUMBER = {
    "en": rf"\b(?:{ONE}|hundred|thousand)(?: {COUNT})* {UNIT}\b|twice|thrice",
    "zh": r"(?!一[步倍轮成])[一二两三四五六七八九十百千万]+(?:到[一二三四五六七八九十]+)?[步倍轮成]"
    r"|百分之[二三四五六七八九十]+|零点[一二三四五六七八九]+",
}
DIGITS = r"(?<![A-Za-z\d])[−+]?(?:\d[\d,]*\d|\d)(?:\.\d+)?"
SILENT = (
    r"^### (?:Reference|参考文献)\n.*\Z",
    r"\$\$.+?\$\$|\$[^$]+?\$",
    r"`[^`\n]+`",
    r"^do: [^\n]*$",
    r"^- \[ \] [^\n]*$",
    r"^\d+\. ",
    r"(?<=\])\([^)\n]*\)",
    r"\bin (?:19|20)\d\d\b|\b(?:19|20)\d\d 年",
)
STUDIED = r"`tests/bench/\w+`.*?(?P<table>(?:^\|[^\n]*\n)+)"


def _scenes(page: str) -> list[Scene]:
    return [scene for name, scene in SCENES.items() if name.partition("/")[0] == page]


def _silent(page: str, language: str, text: str) -> Iterator[Span]:
    """Where no number is looked for."""
    for pattern in SILENT:
        yield from (each.span() for each in re.finditer(pattern, text, re.M | re.S))
    yield from (each.span("table") for each in re.finditer(STUDIED, text, re.M | re.S))
    for name in _names(page):
        shown = chinese().get(name, name) if language == "zh" else name
        yield from (each.span() for each in re.finditer(re.escape(shown), text))


def _names(page: str) -> set[str]:
    """What presets, choices and numbers are called, where there is a digit in it."""
    found = set[str]()
    for scene in _scenes(page):
        found |= {preset.name for preset in scene.presets}
        found |= {number.label for number in scene.numbers}
        found |= {word for knob in scene.knobs().values() for word in (*knob.choices, *knob.words)}
    return {name for name in found if re.search(r"\d\D|\D\d", name)}


def _set(page: str, text: str) -> Iterator[tuple[Span, float, float]]:
    """Where the lesson says what to set, and the least and greatest number that this is."""
    knobs = {name: knob for scene in _scenes(page) for name, knob in scene.knobs().items()}
    for step in STEP.finditer(text):
        for order in orders(step[2]):
            if re.fullmatch(r"\d+(?:\.\d+)?", order.value):
                yield step.span(1), float(order.value), float(order.value)
            elif order.value in knobs and not knobs[order.value].choices:
                knob = knobs[order.value]
                end = re.compile(r"[.:;。：；](?!\d)|\n").search(text, step.end())
                yield (step.start(), end.start() if end else len(text)), knob.low, knob.high
    for guess in GUESS.finditer(text):
        for run in re.findall(r"\brun=(\d+)", guess[1]):
            yield guess.span(), float(run), float(run)


def _stated(page: str, language: str) -> dict[Span, str]:
    """Place of each number that is not left out by rule, and the number."""
    text = lesson(page, language)
    silent, values = [*_silent(page, language, text)], [*_set(page, text)]

    def is_set(at: Span, words: str) -> bool:
        digits = words.replace(",", "")
        return re.fullmatch(DIGITS, words) is not None and any(
            _within(at, span) and low <= _value(digits) <= high for span, low, high in values
        )

    return {
        each.span(): each[0]
        for each in re.finditer(rf"{DIGITS}|{NUMBER[language]}", text)
        if not any(_within(each.span(), span) for span in silent)
        if not is_set(each.span(), each[0])
    }


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _held() -> dict[tuple[str, str], list[Words]]:
    """Page and preset, "" for the lesson, to the words that tests hold or that state no outcome."""
    found: dict[tuple[str, str], list[Words]] = defaultdict(list)
    for path in sorted(Path(__file__).parent.parent.rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not any(_takes_told(node) for node in ast.walk(tree)):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "told":
                page, *words = (ast.literal_eval(each) for each in node.args)
                preset = "".join(ast.literal_eval(each.value) for each in node.keywords)
                found[page, preset] += words
    for page, _, exempt in NO_OUTCOME:
        found[page, ""] += exempt
    return found


def _takes_told(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "tests.texts"
        and any(name.name == "told" for name in node.names)
    )


HELD = _held()


def _places(page: str, language: str) -> Iterator[tuple[str, list[Span]]]:
    """Words that are held, and where they stand."""
    text, place = lesson(page, language), LANGUAGES.index(language)
    for each in HELD[page, ""]:
        words = each if isinstance(each, str) else each[place]
        inside = rf"(?<![\d.]){re.escape(words)}(?![\d]|\.\d)"
        yield words, [found.span() for found in re.finditer(inside, text)]


def _nobodys(page: str, language: str) -> list[str]:
    """The numbers that nobody holds, among their neighbours."""
    text = lesson(page, language)
    held = [span for _, spans in _places(page, language) for span in spans]
    return [
        text[max(0, at[0] - 30) : at[1] + 20]
        for at in _stated(page, language)
        if not any(_within(at, span) for span in held)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_every_number_is_held_by_a_test(page: str, language: str) -> None:
    assert not _nobodys(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_words_that_are_held_stand_in_the_lesson_and_mean_one_number(
    page: str, language: str
) -> None:
    """A digit or two by themselves may stand at one place: elsewhere they may be another thing."""
    stated = _stated(page, language)
    for words, spans in _places(page, language):
        assert spans, words
        numbers = [span for span in spans if span in stated]
        assert len(numbers) <= 1 or len(words) > 2, words


# --- presets --------------------------------------------------------------------------------------


def _unsaid(scene: Scene, preset: Preset, page: str) -> list[str]:
    """The numbers of a preset's sentence that it does not set itself, and that nobody holds."""
    text, values = preset.sentence, scene.params().changed(preset.values).values().values()
    # Noughts and ones are the defaults of many a knob, and mean it only where the preset turns it.
    numbers = [float(each) for each in values if isinstance(each, int | float) and each > 2]
    numbers += [float(each) for each in values if isinstance(each, float) and 0 < each < 1]
    numbers += [float(v) for v in preset.values.values() if isinstance(v, int | float)]
    numbers += [100 * each for each in numbers if 0 < each < 1]
    names = [found.span() for name in _names(page) for found in re.finditer(re.escape(name), text)]
    held = [
        found.span()
        for words in HELD[page, preset.name]
        for found in re.finditer(rf"(?<![\d.]){re.escape(str(words))}(?![\d]|\.\d)", text)
    ]
    return [
        text[max(0, found.start() - 30) : found.end() + 20]
        for found in re.finditer(rf"{DIGITS}|{NUMBER['en']}", text)
        if not any(_within(found.span(), span) for span in (*names, *held))
        if not re.fullmatch(DIGITS, found[0])
        or not any(abs(_value(found[0]) - each) < 1e-9 for each in numbers)
    ]


def _value(digits: str) -> float:
    return float(digits.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize("name", SCENES)
def test_every_number_of_a_preset_is_held_by_a_test(name: str) -> None:
    page, presets = name.partition("/")[0], SCENES[name].presets
    assert not {p.name: said for p in presets if (said := _unsaid(SCENES[name], p, page))}


def test_words_that_are_held_stand_in_a_preset() -> None:
    for (page, preset), held in HELD.items():
        if preset:
            assert all(str(words) in sentence(page, preset) for words in held), (page, preset)
