"""How long tests and benches wait for what must come: for whether it comes, not for how fast."""

PATIENCE = 120.0
"""Seconds, far above what anything takes on a slow machine that four processes share."""
