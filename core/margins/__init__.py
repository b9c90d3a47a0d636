"""Margins between classes: losses on the angle, encoders, retrieval, and the geometry to draw."""
