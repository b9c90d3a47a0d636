"""The presets of the words: the article's, good ones, and those that break."""

from core.experiments.nce_words.knobs import OWN, TANG
from core.params import Preset

PRESETS = (
    Preset(
        "word2vec",
        "The article's own: γ = 0 and noise by frequency to the power ¾. The table on the left"
        " becomes the one on the right, which nobody has shown it.",
        {},
    ),
    Preset(
        "PMI",
        "Noise by frequency, one word a pair: the products learn pointwise mutual information,"
        " how much more often two words meet than by chance.",
        {"exponent": 1.0, "ratio": 1},
    ),
    Preset(
        "Tang poems",
        "Characters of three hundred poems: which stand in each other's company?",
        {"text": TANG, "exponent": 1.0, "ratio": 1},
    ),
    Preset(
        "Your own text",
        "Paste a text under the neighbours: its words are counted and learnt at once.",
        {"text": OWN},
    ),
    Preset(
        "Uniform noise",
        "All words are drawn alike. The products learn how frequent a word is near another, and"
        " frequent words are near to all: PMI it is not.",
        {"exponent": 0.0, "ratio": 1},
        breaks=True,
    ),
    Preset(
        "Too few dimensions",
        "Two numbers a word: the table has rank 2 and cannot become the one on the right, however"
        " long it trains.",
        {"dimension": 2, "exponent": 1.0, "ratio": 1},
        breaks=True,
    ),
    Preset(
        "Too fast",
        "At this rate the vectors leap past each other, further each time: soon the loss is no"
        " number any more.",
        {"learning_rate": 2.0},
        breaks=True,
    ),
)
