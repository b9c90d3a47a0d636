"""Both looks are complete and can be read."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
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
        assert contrast(colour, theme.surface) >= 4.5, colour


@LOOKS
def test_the_ring_of_the_focus_stands_out(theme: Theme) -> None:
    for behind in (theme.window, theme.surface, theme.field, theme.tint):
        assert contrast(theme.accent, behind) >= 3


# Linear red, green and blue as seen without one kind of cone (G. M. Machado, M. M. Oliveira,
# L. A. F. Fernandes, IEEE TVCG 2009, severity 1), and CIE XYZ of linear sRGB over its white.
SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
         [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
) / np.array([[0.95047], [1.0], [1.08883]])  # fmt: skip


def lab(colour: str, cones: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """CIELAB of a colour as it is seen."""
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    xyz = XYZ @ np.clip(cones @ linear, 0, 1)
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@pytest.mark.parametrize("cones", SEEN.values(), ids=SEEN.keys())
@LOOKS
def test_colours_are_told_apart_by_all(theme: Theme, cones: npt.NDArray[np.float64]) -> None:
    seen = {colour: lab(colour, cones) for colour in (*theme.classes, theme.accent, theme.muted)}
    for one, other in combinations(seen, 2):
        assert np.linalg.norm(seen[one] - seen[other]) >= 10, (one, other)


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
