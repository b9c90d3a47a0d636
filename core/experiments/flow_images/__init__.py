"""The page of flows on pictures: Glow, RealNVP and NICE on digits and garments."""

from core.experiments.flow_images.page import FlowImages as FlowImages
