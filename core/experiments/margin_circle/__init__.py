"""The page of margins: classes on a circle or a sphere, pulled apart by an angle."""

from core.experiments.margin_circle.page import MarginCircle as MarginCircle
