"""The page of the flow in the plane: space bends until the data is a Gaussian."""

from core.experiments.flow_plane.page import FlowPlane as FlowPlane
