"""Both looks are complete and can be read."""

import numpy as np
import pytest

from core.view_layers import ROLES
from gui.style import sheet
from gui.theme import THEMES, Theme

LOOKS = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())


def luminance(colour: str) -> float:
    """The relative luminance of the Web Content Accessibility Guidelines 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """Their contrast ratio, from 1 to 21."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@LOOKS
def test_text_stands_out(theme: Theme) -> None:
    for ground in (theme.window, theme.surface, theme.field):
        assert contrast(theme.text, ground) >= 4.5
        assert contrast(theme.muted, ground) >= 4.5
        assert contrast(theme.warning, ground) >= 4.5
    assert contrast(theme.accent, theme.tint) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@LOOKS
def test_marks_stand_out(theme: Theme) -> None:
    for colour in (theme.data, theme.model, theme.accent, *theme.classes):
        assert contrast(colour, theme.surface) >= 3, colour


@LOOKS
def test_every_role_has_a_colour(theme: Theme) -> None:
    for role in ROLES:
        assert theme.colour(role).isValid()
    assert len(set(theme.classes)) == 10


@LOOKS
def test_magnitude_begins_at_the_surface_and_sign_has_it_in_the_middle(theme: Theme) -> None:
    surface = [int(theme.surface[i : i + 2], 16) for i in (1, 3, 5)]
    assert theme.lut("magnitude")[0, :3].tolist() == surface
    middle = theme.lut("sign")[[127, 128], :3].astype(float).mean(0)
    assert np.abs(middle - surface).max() <= 2


def test_the_sheet_names_every_token() -> None:
    light, dark = (sheet(theme) for theme in THEMES.values())
    assert light != dark
    assert "{" not in light.replace("{\n", "").replace("{ ", "")


def test_no_type_is_smaller_than_eleven_pixels() -> None:
    theme = THEMES["light"]
    assert theme.font(8).pixelSize() >= 11
    assert theme.zoomed(1.5).font(12).pixelSize() == 18
