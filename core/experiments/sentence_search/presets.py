"""The presets of the sentences that find each other: the article's, good ones, those that break."""

from core.experiments.sentence_search.knobs import CHINESE, DESK
from core.params import Preset, Value

# As in the article: Chinese, whole sentences; a quarter of the groups is kept for retrieval.
CHINESE_COMMANDS: dict[str, Value] = {"language": CHINESE}
# Ten wordings a group are few: words left out make more of them, and few groups can be spared.
DESK_VALUES: dict[str, Value] = {"corpus": DESK, "thinning": 0.3, "held_out": 0.15}

PRESETS = (
    Preset(
        "Commands",
        "At first the nearest to what is typed only ends alike, for an untrained state remembers"
        " the last letters. Within half a minute it means the same, and unseen groups are found"
        " clearly more often than before.",
        {},
    ),
    Preset(
        "The article's",
        "AM-Softmax with s = 30 and m = 0.35 on a GRU with 128 dimensions, in Chinese: in some"
        " seconds four of five sentences of unseen groups find one of their own.",
        {**CHINESE_COMMANDS, "dims": 128, "length": 32},
    ),
    Preset(
        "Help desk",
        "Type a question while it learns: in some twenty seconds the right answer comes up. Groups"
        " that it never saw gain next to nothing, since ten wordings teach no language.",
        DESK_VALUES,
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
