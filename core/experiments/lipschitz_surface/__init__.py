"""The page of surfaces held to a slope: networks side by side under different constraints."""

from core.experiments.lipschitz_surface.page import LipschitzSurface as LipschitzSurface
