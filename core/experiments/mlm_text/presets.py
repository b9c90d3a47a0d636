"""The presets of masked words: the article's, good ones, and those that break."""

from core.experiments.mlm_text.knobs import AVERAGES, CHINESE, COST, REPACKED, TANG, WAYS
from core.params import Preset

PRESETS = (
    Preset(
        "BERT's mixture",
        "15 % of the words are selected; of these 80 % become [MASK], 10 % stay and 10 % become any"
        " word. Within seconds the neighbours give words away.",
        {},
    ),
    Preset(
        "Chinese characters",
        "The same for single characters of Chinese commands, which tell more about each other:"
        " more than half of those held out are guessed.",
        {"text": CHINESE},
    ),
    Preset(
        "Embedding correction",
        "Every embedding moves to what the network saw on average, 12 % of the way to [MASK]. The"
        " article found no significant change; here the held-out loss moves by hundredths of a"
        " nat.",
        {"strength": 1.0},
    ),
    Preset(
        "Two averages",
        "Each word's vector is dropped with probability 0.2. The mean of many such passes is the"
        " model average; the single pass with nothing dropped, the weight average, is another"
        " number.",
        {"look": AVERAGES, "keep": 0.8},
    ),
    Preset(
        "DropToken",
        "15 % of the places are left out, rounded up, and never [CLS]: of texts as short as these"
        " nearly a fifth of the words. The others keep their positions: fewer multiply-adds, and"
        " the words that are left can still be counted off.",
        {"drop": 0.15, "look": COST},
    ),
    Preset(
        "Only [MASK]",
        "Every selected word becomes [MASK], so the model never has to answer for a word that it"
        " sees: of whole sentences it repeats hardly a word, where BERT's mixture repeats most.",
        {"masked": 1.0, "same": 0.0, "look": WAYS},
        breaks=True,
    ),
    Preset(
        "Nearly all masked",
        "With 90 % masked hardly any neighbour is left to learn from: the loss in training stays"
        " high, and sentences with few gaps are guessed worse than at 15 %.",
        {"ratio": 0.9},
        breaks=True,
    ),
    Preset(
        "Re-packed positions",
        "DropToken as if the words had been deleted: those that are left close ranks, gaps no"
        " longer show, and whole sentences are guessed worse than with positions kept.",
        {"drop": 0.3, "positions": REPACKED, "look": COST},
        breaks=True,
    ),
    Preset(
        "Too little data",
        "The couplets of 313 Tang poems: after some hundred steps the held-out loss rises while"
        " the loss in training falls. It learns them by heart.",
        {"text": TANG},
        breaks=True,
    ),
)
