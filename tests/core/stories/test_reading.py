"""Stories are read as they are written, and what is wrong is said with its line."""

import random
from pathlib import Path

import pytest

from core.message import InvalidInput
from core.stories.reading import parse

PATH = Path("talk.en.md")
TALK = """# A talk

Before it begins.

## Space is rubber

What is read.

```beat
page: flow_plane
preset: NICE
set: depth=0.5; temperature=0.7
seed: 3
light: latent, depth
camera: latent -1, 1, −2, 2
predict: What becomes of them?
- [ ] two clouds
- [x] one cloud
answer: It cannot cut.
trained: 100
at 300: temperature=0.5
at 310: drag latent layer=points index=0 x=0.5 y=-0.2
train: 400
until: nll below 1.6
expect: nll below 1.9 by step 350
expect: nll below 2 × mass
aha: after 20 s
say: One line
  and another.
minutes: 2
```

## And on

```beat
page: flow_plane
train: 10
```
"""


def test_all_that_is_written_is_read() -> None:
    story = parse(TALK, PATH)
    assert (story.title, story.name, story.language, story.minutes) == ("A talk", "talk", "en", 3.5)
    assert story.text == "Before it begins."
    beat, other = story.beats
    assert (beat.title, beat.text, beat.line) == ("Space is rubber", "What is read.", 5)
    assert beat.say == "One line and another."
    assert beat.camera is not None
    assert beat.camera.bounds == (-1, 1, -2, 2)
    assert beat.prediction is not None
    assert (beat.prediction.right, beat.prediction.choices[1]) == (1, "one cloud")
    assert [turn.step for turn in beat.turns] == [300, 310]
    assert [each.when for each in beat.expects] == ["by", "at"]
    assert str(beat.expects[1].condition) == "nll below 2 × mass"
    assert (beat.aha.step, beat.aha.seconds, beat.pace) == (350, 20, 12.5)
    assert (other.steps, other.aha.step, other.trained) == (10, 10, 0)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("# A talk", "A talk", 1),
        ("page: flow_plane\npreset", "preset", 9),
        ("seed: 3", "seed: three", 13),
        ("seed: 3", "seeds: 3", 13),
        ("seed: 3", "seed: 3\nseed: 4", 14),
        ("seed: 3", "seed:", 13),
        ("seed: 3", "seed", 13),
        ("camera: latent -1, 1, −2, 2", "camera: latent 1", 15),
        ("- [x] one", "- [ ] one", 16),
        ("at 300: temperature=0.5", "at 500: temperature=0.5", 21),
        ("at 300: temperature=0.5", "at 300: temperature", 21),
        ("index=0", "place=0", 22),
        ("until: nll below 1.6", "until: nll is small", 24),
        ("by step 350", "by step 450", 25),
        ("aha: after 20 s", "aha: soon", 27),
        ("minutes: 2", "minutes: 200", 30),
        ("## And on", "### And on", 35),
        ("## And on", "## And on\n\n## And on", 33),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int) -> None:
    assert old in TALK
    with pytest.raises(InvalidInput, match=rf"^talk\.en\.md, line {line}: "):
        parse(TALK.replace(old, new), PATH)


def test_whatever_is_written_is_read_or_refused_in_a_sentence() -> None:
    draw = random.Random(1)
    bits = [
        "```beat",
        "```",
        "## ",
        "# ",
        "- [x] a",
        "at 3: ",
        "drag ",
        "=",
        "step ",
        "\t",
        "×",
        ";",
    ]
    bits += [
        "9" * 5000,
        "expect: ",
        "breaks by step 1",
        "by step 0",
        "\u2028",
        "\0",
        "1e400",
        "nan",
    ]
    for _ in range(400):
        text = TALK
        for _ in range(draw.randint(1, 4)):
            place, length = draw.randrange(len(text)), draw.choice([0, 0, 1, 8, 40])
            text = text[:place] + draw.choice([*bits, ""]) + text[place + length :]
        said = "talk.en.md, line "
        try:
            assert parse(text, PATH).beats
        except InvalidInput as invalid:
            said = str(invalid)
        assert said.startswith("talk.en.md, line ")
