"""The presets of the masked autoencoder: the article's, good ones, and those that break."""

from core.params import Preset

PRESETS = (
    Preset(
        "A quarter",
        "As in the paper, three of four patches go, at random. First the mean digit, then"
        " strokes; by step 1,200 held-out digits are rebuilt better than by the best linear map,"
        " the dashed line. Paint over the first picture.",
        {},
    ),
    Preset(
        "Emoji",
        "Faces, flags and animals in colour: few, and all different. The model comes close to the"
        " best linear map and not past it; round things come back round.",
        {"dataset": "emoji"},
    ),
    Preset(
        "Garments",
        "Shirts, trousers and shoes: half of one gives away the other. They are so alike that the"
        " best linear map does better than the model for some hundred steps.",
        {"dataset": "garments"},
    ),
    Preset(
        "Grid",
        "Three of each 2×2 patches go, so that every removed one keeps a neighbour. The task is"
        " easier and the error lower, but on a mask that you paint otherwise it does worse.",
        {"pattern": "grid"},
    ),
    Preset(
        "One block",
        "Three quarters go in one piece. In its middle no neighbour is left to go by: the error is"
        " higher, and what is rebuilt there is blurred.",
        {"pattern": "block"},
        breaks=True,
    ),
    Preset(
        "A twentieth",
        "One patch of 25 is left. Many digits share it, so their average is what can be rebuilt,"
        " and neither line is much below the mean patch.",
        {"ratio": 0.95},
        breaks=True,
    ),
    Preset(
        "Mask tokens inside",
        "The encoder reads 25 tokens, 19 of them mask tokens, and not just six patches: fewer steps"
        " a second at the foot of the page, and no better picture for it.",
        {"mask_tokens": True},
        breaks=True,
    ),
    Preset(
        "Normalised targets",
        "Each patch's brightness and contrast are only guessed from visible neighbours, so patches"
        " do not join: the error is above the mean patch's, and edges are no sharper for it here.",
        {"normalised": True},
        breaks=True,
    ),
)
