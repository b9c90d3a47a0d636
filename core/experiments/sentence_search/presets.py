"""The presets of the sentences that find each other: the article's, good ones, those that break."""

from core.experiments.sentence_search.knobs import CHINESE, HOME
from core.params import Preset, Value

# As in the article: Chinese, whole sentences, a quarter of the groups kept for retrieval.
COMMANDS: dict[str, Value] = {"corpus": HOME, "thinning": 0.0, "held_out": 0.25}
CHINESE_COMMANDS: dict[str, Value] = {**COMMANDS, "language": CHINESE}

PRESETS = (
    Preset(
        "Help desk",
        "Type a question while it learns: in some twenty seconds the right answer comes up. Groups"
        " that it never saw gain next to nothing, since ten wordings teach no language.",
        {},
    ),
    Preset(
        "The article's",
        "AM-Softmax with s = 30 and m = 0.35 on a GRU with 128 dimensions, in Chinese: in some"
        " seconds four of five sentences of unseen groups find one of their own.",
        {**CHINESE_COMMANDS, "dims": 128, "length": 32},
    ),
    Preset(
        "English commands",
        "Sentences three times as long as the Chinese ones, read letter by letter: within half a"
        " minute unseen groups are found clearly more often than by the untrained encoder.",
        COMMANDS,
    ),
    Preset(
        "Plain softmax",
        "No margin, no scale, lengths count. Over five seeds it is slightly behind the article's,"
        " within their spread; a single run may be ahead. The lesson has the table.",
        {**CHINESE_COMMANDS, "dims": 128, "length": 32, "loss": "softmax"},
    ),
    Preset(
        "s too small",
        "With s = 1 the loss halts near 2.6 nats, since cosines end at 1 and can say no more."
        " Sentences still sort themselves, but all cosines crowd near 1.",
        {**CHINESE_COMMANDS, "scale": 1.0},
        breaks=True,
    ),
    Preset(
        "The author's ψ",
        "min(cos 4θ, cos θ) falls from 72° inwards, so that no sentence comes nearer than that to"
        " its class direction. Neighbours are found all the same.",
        {**CHINESE_COMMANDS, "loss": "min(cos mθ, cos θ)"},
        breaks=True,
    ),
    Preset(
        "Cut after four",
        "Only four characters of a Chinese command are read. What comes last, such as 打开 or"
        " 多少度, is lost, and the curves stay low.",
        {**CHINESE_COMMANDS, "length": 4},
        breaks=True,
    ),
)
