"""How far the colours of a picture lie from that of its ground, whatever light falls on it."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.importing.depth import Pixels
from core.importing.threshold import GRAIN, LEAST_CONTRAST, Floats, edge

ASKED = 2**16
"""Pixels that are asked whether colours matter; a stroke of 0.1 % of a picture has 65 of them."""
LEAST_SHARE = 1e-4
GREY = 8.0
"""Added to the ground's colour, lest the grain of a black board decide which that is."""


def strength(pixels: Pixels) -> float:
    """The share of `pixels` (H, W, C) whose colour stands out, times the square of how far."""
    if pixels.shape[2] == 1:
        return 0.0
    across, flat = _across(pixels), pixels.reshape(-1, 3)
    places = np.random.default_rng(0).integers(0, len(flat), min(len(flat), ASKED))
    away = np.linalg.norm(flat[places].astype(np.float32) @ across, axis=1)
    grain = 1.4826 * float(np.median(np.linalg.norm(_rim(pixels) @ across, axis=1)))
    far = away > max(LEAST_CONTRAST, GRAIN * grain)
    share = float(far.mean())
    return share * float(away[far].mean()) ** 2 if share > LEAST_SHARE else 0.0


def by_colour(pixels: Pixels) -> Image.Image:
    """Levels (H, W) of `pixels` (H, W, 3): 255 is the ground's colour, less is farther from it."""
    picture = Image.fromarray(pixels)
    one, two = (
        np.asarray(picture.convert("L", (*axis, 128.0)))
        for axis in (_across(pixels).T / 2).tolist()
    )
    half = np.arange(256) - 128
    levels = (255 - 2 * np.hypot(half[:, None], half)).clip(0, 255).astype(np.uint8)
    return Image.fromarray(levels.ravel()[(one.astype(np.uint16) << 8) | two])


def _across(pixels: Pixels) -> Floats:
    """Two axes (3, 2) across the ground's colour: along it only the light changes."""
    ground = np.median(_rim(pixels), axis=0) + GREY
    across: Floats = np.linalg.svd(ground[None])[2][1:].T.astype(np.float32)
    return across


def _rim(pixels: Pixels) -> npt.NDArray[np.float64]:
    return np.stack([edge(pixels[:, :, n]) for n in range(3)], axis=1)
